//! Writes a schema in one way, whichever way it is written: OpenAPI 3.0, without `allOf`, with each
//! fact stated once.

use std::collections::{BTreeMap, HashSet};

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::{check::Check, meaning::meaning};
use crate::{
    contract::{
        node::Node,
        reader::{Reader, members},
        schema::{PROSE, Schema},
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
    pub(super) fn error(
        &self,
        schema: &Schema<'a>,
        message: impl std::fmt::Display,
    ) -> anyhow::Error {
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
