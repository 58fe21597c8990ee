//! Writes a schema in one way, whichever way it is written: OpenAPI 3.0, without `allOf`, with each
//! fact stated once.

use std::collections::{BTreeMap, HashSet};

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::{
    check::Check,
    meaning::meaning,
    null::{is_bare_nullable, remove_null, set_nullable},
    union::MAX_UNIONS,
};
use crate::{
    contract::{
        bound::Bound,
        fold::Member,
        node::{Additional, Node},
        null::Nulls,
        reader::{Reader, members},
        schema::{PROSE, Schema},
        types::Types,
    },
    document::Document,
};

/// Keywords that say nothing about a value.
pub(super) const DROPPED: &[&str] = &[
    "$anchor",
    "$comment",
    "$dynamicAnchor",
    "$id",
    "$recursiveAnchor",
    "$schema",
    "$vocabulary",
];

/// How often schemas may be written once more in a single one. What references lead to is where something
/// stands beside them, such as `deprecated`, and it multiplies.
const MAX_REPEATED: usize = 5_000;

/// How often they may be to find out which components say the same as others.
const MAX_COMPARED: usize = 50_000;

/// Writes schemas.
pub(super) struct Writer<'a> {
    pub(super) document: &'a Document,
    pub(super) reader: Reader<'a>,
    /// The components of objects, by what they are, for schemas that state the same in place.
    by_meaning: BTreeMap<String, &'a str>,
    /// The schemas around the one that is written.
    open: Vec<Schema<'a>>,
    /// The schemas that were written since the outermost of these, and how many were once more.
    seen: HashSet<Schema<'a>>,
    repeated: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let mut writer = Self {
            document,
            reader: Reader {
                root: &document.root,
            },
            by_meaning: BTreeMap::new(),
            open: Vec::new(),
            seen: HashSet::new(),
            repeated: 0,
        };
        let schemas = document.root.pointer("/components/schemas");
        let mut by_meaning = BTreeMap::new();
        let mut check = Check::of_parts(document);
        let mut left = MAX_COMPARED;
        for (name, component) in members(schemas) {
            let schema = Schema::of(component);
            // What cannot be written is an error where it is referred to; another name is no object.
            if left > 0
                && check.outermost(component).is_ok()
                && writer.reader.pure_reference(&schema).is_none()
                && let Ok(written) = writer.written(&schema)
                && written.get("properties").is_some()
            {
                by_meaning.entry(meaning(&written)).or_insert(name.as_str());
            }
            left = left.saturating_sub(std::mem::take(&mut writer.repeated));
        }
        writer.by_meaning = by_meaning;
        writer
    }

    /// A schema, or the reference to a component that it is.
    pub(super) fn schema(&mut self, schema: &Schema<'a>) -> Result<Value> {
        let reference = self.reader.pure_reference(schema);
        if let Some(name) = reference.and_then(component_name) {
            return Ok(refers_to(name));
        }
        if let Some(nullable) = self.nullable_component(schema) {
            return Ok(nullable);
        }
        let written = self.written(schema)?;
        if written.get("properties").is_some()
            && let Some(name) = self.by_meaning.get(&meaning(&written))
        {
            return Ok(refers_to(name));
        }
        Ok(written)
    }

    /// A component that can be null, in the one spelling that OpenAPI 3.0 has for it.
    fn nullable_component(&self, schema: &Schema<'a>) -> Option<Value> {
        let name = component_name(self.reader.nullable_reference(schema)?)?;
        let mut words = Node::anything();
        for (keyword, value) in members(schema.single()) {
            if PROSE.contains(&keyword.as_str()) {
                words.prose.insert(keyword, vec![value]);
            }
        }
        let mut out = Map::new();
        self.words(&words, &mut out);
        out.insert("allOf".to_owned(), json!([refers_to(name)]));
        out.insert("nullable".to_owned(), json!(true));
        Some(Value::Object(out))
    }

    /// What a schema states, not as a reference.
    pub(super) fn written(&mut self, schema: &Schema<'a>) -> Result<Value> {
        if self.open.contains(schema) {
            return Err(self.error(
                schema,
                "the schema holds itself other than as a component: give it a name under components/schemas",
            ));
        }
        if self.open.is_empty() {
            self.seen.clear();
            self.repeated = 0;
        }
        self.repeated += usize::from(!self.seen.insert(schema.clone()));
        if self.repeated > MAX_REPEATED {
            return Err(self.error(
                schema,
                format!("what references lead to is written in place here, more than {MAX_REPEATED} times: write nothing beside them"),
            ));
        }
        let node = self.reader.node(schema);
        self.open.push(schema.clone());
        let written = self.node(schema, &node);
        self.open.pop();
        written
    }

    fn node(&mut self, schema: &Schema<'a>, node: &Node<'a>) -> Result<Value> {
        let mut out = Map::new();
        self.words(node, &mut out);
        if let Some(folded) = self.beside_type(schema, node)? {
            let mut folded = self.node(schema, &folded)?;
            merge(&mut folded, out);
            return Ok(folded);
        }
        if let (true, [union]) = (node.only_union, node.unions.as_slice()) {
            if let Some(default) = node.default {
                out.insert("default".to_owned(), default.clone());
            }
            let members: Vec<Schema<'a>> = union.members.clone();
            // With this, generators of OpenAPI 3.0 write null.
            let (nulls, members): (Vec<_>, Vec<_>) = members
                .into_iter()
                .partition(|member| is_bare_nullable(member));
            let mut nullable = union.nullable || !nulls.is_empty();
            let is_folded = matches!(schema, Schema::Any(_));
            let (flat, null_within) = self.flat(&members, &mut { MAX_UNIONS });
            if let Some(folded) = self.fold(schema, &flat, is_folded)? {
                let mut folded = self.node(schema, &folded)?;
                merge(&mut folded, out);
                set_nullable(&mut folded, nullable || null_within);
                return Ok(folded);
            }
            let members = Member::all(self.reader, &members);
            let mut written: Vec<Value> = Vec::new();
            let mut first = None;
            for Member { schema: member, .. } in &members {
                let mut value = self.schema(member)?;
                nullable |= remove_null(&mut value);
                if !written.contains(&value) && !is_nothing(&value) {
                    written.push(value);
                    first.get_or_insert(*member);
                }
            }
            if written.len() < 2 {
                let mut only = match (written.pop(), first) {
                    // Beside a reference, the rest would count for nothing.
                    (Some(only), Some(member)) if only.get("$ref").is_some() => {
                        self.written(member)?
                    }
                    (Some(only), _) => only,
                    (None, _) => json!({ "enum": [null] }),
                };
                nullable |= remove_null(&mut only);
                merge(&mut only, out);
                set_nullable(&mut only, nullable);
                return Ok(only);
            }
            out.insert(union.keyword.to_owned(), Value::Array(written));
            let mut out = Value::Object(out);
            set_nullable(&mut out, nullable);
            return Ok(out);
        }
        self.demands(schema, node, &mut out)?;
        Ok(Value::Object(out))
    }

    /// What a schema demands that is no union and nothing else.
    fn demands(
        &mut self,
        schema: &Schema<'a>,
        node: &Node<'a>,
        out: &mut Map<String, Value>,
    ) -> Result<()> {
        // Values that no list has in common leave null at most.
        let types = match &node.values {
            Some(values) if values.is_empty() => node.types.and(Types::NULL),
            _ => node.types,
        };
        let names = types.without_null().list();
        match names.as_slice() {
            _ if types == Types::ALL => {}
            // A union beside it can take null away again.
            [] if types == Types::NULL && Nulls::default().allowed(self.reader, node) => {
                out.insert("enum".to_owned(), json!([null]));
                out.insert("nullable".to_owned(), json!(true));
                return Ok(());
            }
            [] => {
                return Err(self.error(
                    schema,
                    "no value is allowed here: remove the property or correct the schema",
                ));
            }
            [only] => {
                out.insert("type".to_owned(), json!(only));
            }
            several => {
                let members = several.iter().map(|name| {
                    let mut member = node.clone();
                    member.types = Types::named(name).unwrap_or(Types::NONE);
                    member.keep_for(name);
                    let mut out = Map::new();
                    self.demands(schema, &member, &mut out)?;
                    Ok(Value::Object(out))
                });
                let members = members.collect::<Result<Vec<Value>>>()?;
                out.insert("anyOf".to_owned(), Value::Array(members));
                let mut value = Value::Object(std::mem::take(out));
                set_nullable(&mut value, node.types.contains(Types::NULL));
                if let Value::Object(value) = value {
                    *out = value;
                }
                return Ok(());
            }
        }
        let nullable = node.types != Types::ALL && node.types.contains(Types::NULL);
        if nullable {
            out.insert("nullable".to_owned(), json!(true));
        }
        if let Some(format) = &node.format {
            // How several formats are joined.
            if format.contains(" and ") {
                return Err(self.error(schema, "several formats apply together: write one of them"));
            }
            out.insert("format".to_owned(), json!(format));
        }
        if let Some(values) = &node.values {
            let parsed = values.iter().map(|value| serde_json::from_str(value));
            let mut values = parsed.collect::<Result<Vec<Value>, _>>()?;
            values.extend(nullable.then_some(Value::Null));
            out.insert("enum".to_owned(), Value::Array(values));
        }
        for bound in Bound::ALL {
            if let Some(limit) = node.bounds.get(bound) {
                limit.write(bound, out);
            }
        }
        match node.patterns.iter().collect::<Vec<_>>().as_slice() {
            [] => {}
            [pattern] => {
                out.insert("pattern".to_owned(), json!(pattern));
            }
            _ => {
                return Err(
                    self.error(schema, "several patterns apply together: write them as one")
                );
            }
        }
        if let Some(default) = node.default {
            out.insert("default".to_owned(), default.clone());
        }
        self.members(node, out)?;
        for union in &node.unions {
            let members = union.members.iter().map(|member| self.schema(member));
            let members = members.collect::<Result<Vec<Value>>>()?;
            if out
                .insert(union.keyword.to_owned(), Value::Array(members))
                .is_some()
            {
                return Err(self.error(schema, "several unions apply together: write them as one"));
            }
        }
        self.others(schema, node, out)
    }

    /// Properties and items.
    fn members(&mut self, node: &Node<'a>, out: &mut Map<String, Value>) -> Result<()> {
        if !node.required.is_empty() {
            out.insert("required".to_owned(), json!(node.required));
        }
        let mut properties = Map::new();
        for (name, property) in &node.properties {
            properties.insert((*name).to_owned(), self.schema(property)?);
        }
        if !properties.is_empty() {
            out.insert("properties".to_owned(), Value::Object(properties));
        }
        match &node.additional {
            Additional::Open if node.says_open => {
                out.insert("additionalProperties".to_owned(), json!(true));
            }
            Additional::Open => {}
            Additional::Closed => {
                out.insert("additionalProperties".to_owned(), json!(false));
            }
            Additional::Typed(schema) => {
                let written = self.schema(schema)?;
                // Any value, null among them.
                let is_open = written.as_object().is_some_and(|written| {
                    written.is_empty() || (written.len() == 1 && written.contains_key("nullable"))
                });
                let written = if is_open { json!(true) } else { written };
                out.insert("additionalProperties".to_owned(), written);
            }
        }
        match &node.items {
            // Nothing else than what they say.
            Some(items) if is_never(items) && node.other.contains_key("prefixItems") => {}
            Some(items) => {
                out.insert("items".to_owned(), self.schema(items)?);
            }
            None => {}
        }
        Ok(())
    }

    pub(super) fn inexpressible(
        &self,
        schema: &Schema<'a>,
        values: &[&Value],
        keyword: &str,
    ) -> anyhow::Error {
        let at = values
            .first()
            .and_then(|value| self.document.place_of(value));
        let message = format!(
            "the keyword `{keyword}` cannot be expressed in OpenAPI 3.0: write the schema without it"
        );
        match at {
            Some(at) => self.document.error(&at, message),
            None => self.error(schema, message),
        }
    }

    /// An error that names the place of a schema.
    fn error(&self, schema: &Schema<'a>, message: impl std::fmt::Display) -> anyhow::Error {
        let at = first_part(schema).and_then(|value| self.document.place_of(value));
        self.document.error(&at.unwrap_or_default(), message)
    }
}

/// The component that a reference leads to.
fn component_name(reference: &str) -> Option<&str> {
    let name = reference.strip_prefix("#/components/schemas/")?;
    (!name.contains(['/', '~', '%'])).then_some(name)
}

fn refers_to(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The first value of the document that a schema is made of.
fn first_part<'a>(schema: &Schema<'a>) -> Option<&'a Value> {
    match schema {
        Schema::All(parts) => parts.first().map(|part| part.0),
        Schema::Any(members) => members.iter().find_map(first_part),
    }
}

/// Whether a schema is the one that allows nothing.
pub(super) fn is_never(schema: &Schema<'_>) -> bool {
    schema.single() == Some(&Value::Bool(false))
}

/// Adds what is said of a union in words to the schema that it became.
fn merge(schema: &mut Value, words: Map<String, Value>) {
    if let Some(schema) = schema.as_object_mut() {
        schema.extend(words);
    }
}

/// Whether no value is left of a list of values.
fn is_nothing(schema: &Value) -> bool {
    schema
        .get("enum")
        .is_some_and(|values| values == &json!([]))
}
