//! Writes a schema in one way, whichever way it is written: OpenAPI 3.0, without `allOf`, with each
//! fact stated once.

use std::collections::{BTreeMap, HashSet};

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::check::Check;
use crate::{
    contract::{
        bound::Bound,
        fold::{self, Member},
        null::Nulls,
        reader::Reader,
        schema::{Additional, Node, Schema},
        types::Types,
    },
    document::Document,
};

/// Keywords that mean the same in OpenAPI 3.0 and 3.1.
const KEPT: &[&str] = &[
    "discriminator",
    "maxProperties",
    "minProperties",
    "multipleOf",
    "readOnly",
    "uniqueItems",
    "writeOnly",
    "xml",
];

/// Keywords that say nothing about a value.
const DROPPED: &[&str] = &["$anchor", "$comment", "$id", "$schema"];

/// How many unions within a union are looked into. Components can lie in each other in very many ways.
const MAX_UNIONS: usize = 100;

/// How often schemas may be written once more in a single one. What references lead to is where something
/// stands beside them, such as `nullable`, and it multiplies.
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
        for (name, component) in crate::contract::reader::members(schemas) {
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
        if let Some(name) = self.component_of(schema) {
            return Ok(json!({ "$ref": format!("#/components/schemas/{name}") }));
        }
        let written = self.written(schema)?;
        if written.get("properties").is_some()
            && let Some(name) = self.by_meaning.get(&meaning(&written))
        {
            return Ok(json!({ "$ref": format!("#/components/schemas/{name}") }));
        }
        Ok(written)
    }

    /// The component that a schema refers to and nothing else.
    fn component_of(&self, schema: &Schema<'a>) -> Option<&'a str> {
        let reference = self.reader.pure_reference(schema)?;
        let name = reference.strip_prefix("#/components/schemas/")?;
        (!name.contains(['/', '~', '%'])).then_some(name)
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
            for member in &members {
                let mut member = self.schema(member.schema)?;
                nullable |= remove_null(&mut member);
                if !written.contains(&member) && !is_nothing(&member) {
                    written.push(member);
                }
            }
            if written.len() < 2 {
                let mut only = match (written.pop(), members.first()) {
                    (None, _) => json!({ "enum": [null] }),
                    // Beside a reference, the rest would count for nothing.
                    (Some(only), Some(member)) if only.get("$ref").is_some() => {
                        self.written(member.schema)?
                    }
                    (Some(only), _) => only,
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

    /// The members of a union, with those of the unions that they are in their stead, and whether null is
    /// one of them.
    fn flat(&self, members: &[Schema<'a>], left: &mut usize) -> (Vec<Schema<'a>>, bool) {
        let (mut flat, mut null) = (Vec::new(), false);
        for member in members {
            let node = self.reader.node(member);
            match node.unions.as_slice() {
                [union] if node.only_union && node.default.is_none() && *left > 0 => {
                    *left -= 1;
                    let (members, null_within) = self.flat(&union.members, left);
                    null |= null_within || union.nullable;
                    let (nulls, members): (Vec<_>, Vec<_>) =
                        members.into_iter().partition(is_bare_nullable);
                    null |= !nulls.is_empty();
                    flat.extend(members);
                }
                _ => flat.push(member.clone()),
            }
        }
        (flat, null)
    }

    /// The one object that a union of objects is which stands beside the type `object` and nothing else.
    fn beside_type(&self, schema: &Schema<'a>, node: &Node<'a>) -> Result<Option<Node<'a>>> {
        let [union] = node.unions.as_slice() else {
            return Ok(None);
        };
        if node.types.without_null() != Types::OBJECT || !node.is_type_and_union() {
            return Ok(None);
        }
        let (nulls, members): (Vec<_>, Vec<_>) =
            union.members.iter().cloned().partition(is_bare_nullable);
        let (flat, null_within) = self.flat(&members, &mut { MAX_UNIONS });
        let Some(mut folded) = self.fold(schema, &flat, false)? else {
            return Ok(None);
        };
        if union.nullable || null_within || !nulls.is_empty() {
            folded.types = folded.types.or(Types::NULL);
        }
        folded.types = folded.types.and(node.types);
        folded.default = node.default;
        Ok(folded.is_object().then_some(folded))
    }

    /// The one schema that a union of these members is, if there is one that says the same.
    fn fold(
        &self,
        schema: &Schema<'a>,
        members: &[Schema<'a>],
        is_folded: bool,
    ) -> Result<Option<Node<'a>>> {
        let members = Member::all(self.reader, members);
        let folded = self.folded(&members, is_folded);
        if let Some(folded) = &folded {
            self.check_fold(schema, &members, folded)?;
        }
        Ok(folded)
    }

    /// The one schema that a union is, where it is a union of open objects, or of values.
    fn folded(&self, members: &[Member<'_, 'a>], is_folded: bool) -> Option<Node<'a>> {
        let mut nodes = members.iter().map(|member| &member.node);
        if members.len() < 2 {
            return None;
        }
        if nodes.all(|node| node.is_object() && node.additional != Additional::Closed) {
            return Some(fold::objects(members));
        }
        let mut nodes = members.iter().map(|member| &member.node);
        let first = &members[0].node;
        let same_type = nodes
            .all(|node| node.is_plain() && node.types.without_null() == first.types.without_null());
        // Values of one type are one list; of types with other bounds only where objects were folded.
        let listed = members.iter().all(|member| member.node.values.is_some());
        (same_type && (listed || is_folded)).then(|| fold::plain(members))
    }

    /// What one member alone demands cannot be asked of all.
    fn check_fold(
        &self,
        schema: &Schema<'a>,
        members: &[Member<'_, 'a>],
        folded: &Node<'a>,
    ) -> Result<()> {
        for (keyword, values) in &folded.other {
            let is_said = keyword.starts_with("x-") || DROPPED.contains(keyword);
            let in_all = members
                .iter()
                .all(|member| member.node.other.contains_key(keyword));
            if !is_said && !in_all {
                return Err(self.inexpressible(schema, values, keyword));
            }
        }
        Ok(())
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

    /// The keywords that say something else.
    fn others(
        &mut self,
        schema: &Schema<'a>,
        node: &Node<'a>,
        out: &mut Map<String, Value>,
    ) -> Result<()> {
        for (keyword, values) in &node.other {
            match (*keyword, values.as_slice()) {
                (keyword, [value]) if keyword.starts_with("x-") || KEPT.contains(&keyword) => {
                    out.insert(keyword.to_owned(), (*value).clone());
                }
                (keyword, _) if DROPPED.contains(&keyword) => {}
                ("not", [value]) => {
                    let not = self.schema(&Schema::of(value))?;
                    out.insert("not".to_owned(), not);
                }
                ("contentEncoding", [Value::String(encoding)])
                    if encoding == "base64" && node.format.is_none() =>
                {
                    out.insert("format".to_owned(), json!("byte"));
                }
                ("contentMediaType", [Value::String(media_type)])
                    if media_type == "application/octet-stream" && node.format.is_none() =>
                {
                    out.entry("format").or_insert(json!("binary"));
                }
                ("prefixItems", [Value::Array(members)]) => {
                    let written = members
                        .iter()
                        .map(|member| self.schema(&Schema::of(member)));
                    let written = written.collect::<Result<Vec<Value>>>()?;
                    let all_alike = written.windows(2).all(|pair| pair[0] == pair[1]);
                    let count = written.len() as u64;
                    // What may follow them is of the same type, or nothing may.
                    let most = out.get("maxItems").and_then(Value::as_u64);
                    let is_closed = node.items.as_ref().is_some_and(is_never);
                    let rest = match out.get("items") {
                        Some(items) => written.first() == Some(items),
                        None => is_closed || most.is_some_and(|most| most <= count),
                    };
                    match written.into_iter().next() {
                        Some(item) if all_alike && rest => {
                            if is_closed && most.is_none_or(|most| most > count) {
                                out.insert("maxItems".to_owned(), json!(count));
                            }
                            out.insert("items".to_owned(), item);
                        }
                        _ => return Err(self.inexpressible(schema, values, keyword)),
                    }
                }
                (keyword, _) => return Err(self.inexpressible(schema, values, keyword)),
            }
        }
        Ok(())
    }

    /// What is said in words.
    fn words(&self, node: &Node<'a>, out: &mut Map<String, Value>) {
        for (keyword, values) in &node.prose {
            let first = match *keyword {
                "$comment" => None,
                "examples" => values.first().and_then(|list| list.get(0)),
                _ => values.first().copied(),
            };
            let keyword = match *keyword {
                "examples" => "example",
                keyword => keyword,
            };
            if let Some(value) = first {
                out.entry(keyword).or_insert_with(|| value.clone());
            }
        }
        if node.deprecated {
            out.insert("deprecated".to_owned(), json!(true));
        }
    }

    fn inexpressible(
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

/// The first value of the document that a schema is made of.
fn first_part<'a>(schema: &Schema<'a>) -> Option<&'a Value> {
    match schema {
        Schema::All(parts) => parts.first().map(|part| part.0),
        Schema::Any(members) => members.iter().find_map(first_part),
    }
}

/// Whether a schema is the one that allows nothing.
fn is_never(schema: &Schema<'_>) -> bool {
    schema.single() == Some(&Value::Bool(false))
}

/// What a written schema demands, as text, without its words.
fn meaning(written: &Value) -> String {
    fn without_words(value: &Value, is_schema: bool) -> Value {
        match value {
            Value::Object(members) => members
                .iter()
                .filter(|(key, value)| {
                    let is_word = crate::contract::schema::PROSE.contains(&key.as_str());
                    let is_default = *key == "additionalProperties" && **value == json!(true);
                    !is_schema || !(is_word || is_default)
                })
                .map(|(key, member)| {
                    // The names of properties are no keywords.
                    let holds_names = is_schema && key == "properties";
                    (key.clone(), without_words(member, !holds_names))
                })
                .collect::<Map<_, _>>()
                .into(),
            Value::Array(items) => items.iter().map(|item| without_words(item, true)).collect(),
            other => other.clone(),
        }
    }
    without_words(written, true).to_string()
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

/// Takes null from what a written schema allows, and says whether it was there.
fn remove_null(schema: &mut Value) -> bool {
    if let Some(members) = typed_members(schema) {
        // All of them are asked.
        return members
            .iter_mut()
            .fold(false, |found, member| found | remove_null(member));
    }
    let Some(schema) = schema.as_object_mut() else {
        return false;
    };
    let was_there = schema.remove("nullable").is_some();
    if let (true, Some(Value::Array(values))) = (was_there, schema.get_mut("enum")) {
        values.retain(|value| !value.is_null());
    }
    was_there
}

/// Lets a written schema allow null as well. OpenAPI 3.0 gives `nullable` a meaning beside a `type`
/// only, so it goes into the members of a union that have one.
fn set_nullable(schema: &mut Value, nullable: bool) {
    if !nullable {
        return;
    }
    if let Some(members) = typed_members(schema) {
        for member in members {
            set_nullable(member, true);
        }
    } else if let Some(schema) = schema.as_object_mut() {
        schema.insert("nullable".to_owned(), json!(true));
        if let Some(Value::Array(values)) = schema.get_mut("enum")
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
    }
}

/// The members of a union, if each of them has a type and more than one of them can allow null.
fn typed_members(schema: &mut Value) -> Option<&mut Vec<Value>> {
    let members = schema.get_mut("anyOf")?.as_array_mut()?;
    let are_typed = members.iter().all(|member| member.get("type").is_some());
    are_typed.then_some(members)
}

/// Whether a member of a union is an object of which nothing is said but that it can be null.
fn is_bare_nullable(member: &Schema<'_>) -> bool {
    let Some(Value::Object(keywords)) = member.single() else {
        return false;
    };
    keywords.get("nullable") == Some(&Value::Bool(true))
        && keywords.iter().all(|(keyword, value)| {
            keyword == "nullable" || (keyword == "type" && value == "object")
        })
}
