//! Makes JSON Schemas (draft 2020-12) of the schemas of OpenAPI 3.0.
//!
//! What a tool takes is as strict as the document says. What it returns is as wide as the client
//! reads it: a value that no document lists is no reason to lose an answer.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::{
    document::{Document, pointer::Pointer},
    generate::lower::{
        object::takes_anything,
        types::{TYPE, is_nullable},
        value::is_only_null,
    },
};

/// The overlay's mark of a property that a tool takes and does not show.
const HIDDEN: &str = "x-tool-hidden";

/// What a schema is of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// What a tool takes.
    Input,
    /// What it returns.
    Output,
}

/// What the client does not check in an answer.
const BOUNDS: &[&str] = &[
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

/// Converts schemas of one document into one.
pub(super) struct Converter<'d> {
    document: &'d Document,
    side: Side,
    /// The references that are being converted in place.
    open: Vec<&'d str>,
    /// The references that lead back to themselves.
    recursive: BTreeSet<&'d str>,
    /// What those refer to, by name.
    definitions: BTreeMap<String, Value>,
}

impl<'d> Converter<'d> {
    pub(super) fn new(document: &'d Document, side: Side) -> Self {
        Self {
            document,
            side,
            open: Vec::new(),
            recursive: BTreeSet::new(),
            definitions: BTreeMap::new(),
        }
    }

    /// The whole schema, with what its references need.
    pub(super) fn finish(self, mut schema: Value) -> Value {
        if let (false, Some(schema)) = (self.definitions.is_empty(), schema.as_object_mut()) {
            schema.insert("$defs".to_owned(), json!(self.definitions));
        }
        schema
    }

    /// Converts the schema at `at`. What it refers to stands in its place, as many models do not
    /// follow references, but where it would never end.
    pub(super) fn schema(&mut self, at: &Pointer, schema: &'d Value) -> Result<Value> {
        let Some(members) = schema.as_object() else {
            return Err(self
                .document
                .error(at, "expected a schema, which is a mapping"));
        };
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            return self.reference(at, reference);
        }
        let mut converted = Map::new();
        for (key, value) in members {
            self.keyword(at, key, value, members, &mut converted)?;
        }
        if members
            .get("format")
            .is_some_and(|format| format == "password")
            && self.side == Side::Input
        {
            converted.insert("writeOnly".to_owned(), json!(true));
        }
        Ok(match is_nullable(members) {
            true => with_null(converted),
            false => Value::Object(converted),
        })
    }

    fn reference(&mut self, at: &Pointer, reference: &'d str) -> Result<Value> {
        let name = reference.trim_start_matches("#/").replace('/', ".");
        let mention = json!({ "$ref": format!("#/$defs/{name}") });
        if self.open.contains(&reference) {
            self.recursive.insert(reference);
            return Ok(mention);
        }
        let (at, target) = self.document.resolve(at, reference)?;
        self.open.push(reference);
        let converted = self.schema(&at, target);
        self.open.pop();
        match self.recursive.contains(reference) {
            true => {
                self.definitions.insert(name, converted?);
                Ok(mention)
            }
            false => converted,
        }
    }

    fn keyword(
        &mut self,
        at: &Pointer,
        key: &str,
        value: &'d Value,
        members: &'d Map<String, Value>,
        converted: &mut Map<String, Value>,
    ) -> Result<()> {
        let at = at.child(key);
        let returned = self.side == Side::Output;
        let value = match (key, value) {
            ("nullable" | "externalDocs", _) => return Ok(()),
            _ if key.starts_with("x-rust-") || key.starts_with("x-tool-") => return Ok(()),
            _ if returned && BOUNDS.contains(&key) => return Ok(()),
            ("exclusiveMinimum" | "exclusiveMaximum", Value::Bool(_)) => return Ok(()),
            ("minimum" | "maximum", bound) => {
                let exclusive = format!("exclusive{}{}", key[..1].to_uppercase(), &key[1..]);
                if members.get(&exclusive) == Some(&json!(true)) {
                    converted.insert(exclusive, bound.clone());
                    return Ok(());
                }
                bound.clone()
            }
            ("enum", values) if returned => {
                converted.insert("examples".to_owned(), values.clone());
                return Ok(());
            }
            // The client takes whatever stands in its place.
            ("type", _) if members.contains_key(TYPE) && returned => return Ok(()),
            ("type", _) if members.contains_key(TYPE) => json!("integer"),
            ("description", Value::String(text)) => json!(text.trim()),
            ("items", schema) => self.schema(&at, schema)?,
            ("properties", Value::Object(properties)) => {
                return self.properties(&at, properties, converted);
            }
            ("additionalProperties", further) => {
                // The client keeps what lies beside named properties as it comes.
                let kept = returned && members.contains_key("properties");
                match takes_anything(further) || (kept && further.is_object()) {
                    true => json!(true),
                    false if further.is_object() => self.schema(&at, further)?,
                    false => json!(false),
                }
            }
            // A value of one member is none of another, but for null, which can be of all.
            ("anyOf" | "oneOf", Value::Array(list)) => {
                let list: Result<Vec<Value>> = self.list(&at, list);
                converted.insert("anyOf".to_owned(), Value::Array(list?));
                return Ok(());
            }
            ("allOf", Value::Array(list)) => Value::Array(self.list(&at, list)?),
            (_, value) => value.clone(),
        };
        converted.insert(key.to_owned(), value);
        Ok(())
    }

    fn list(&mut self, at: &Pointer, list: &'d [Value]) -> Result<Vec<Value>> {
        let mut converted = Vec::new();
        for (index, member) in list.iter().enumerate() {
            converted.push(match is_only_null(member) {
                true => json!({ "type": "null" }),
                false => self.schema(&at.child(index), member)?,
            });
        }
        Ok(converted)
    }

    /// A hidden property is checked where it is there, and is none that a model learns of.
    fn properties(
        &mut self,
        at: &Pointer,
        properties: &'d Map<String, Value>,
        converted: &mut Map<String, Value>,
    ) -> Result<()> {
        let mut shown = Map::new();
        let mut hidden = Map::new();
        for (name, property) in properties {
            let mut schema = self.schema(&at.child(name), property)?;
            let is_hidden = property.get(HIDDEN) == Some(&json!(true));
            if is_hidden && self.side == Side::Input {
                schema
                    .as_object_mut()
                    .and_then(|schema| schema.remove("description"));
                hidden.insert(format!("^{}$", literal(name)), schema);
            } else {
                shown.insert(name.clone(), schema);
            }
        }
        converted.insert("properties".to_owned(), Value::Object(shown));
        if !hidden.is_empty() {
            converted.insert("patternProperties".to_owned(), Value::Object(hidden));
        }
        Ok(())
    }
}

/// The regular expression that matches `name` alone.
fn literal(name: &str) -> String {
    let mut pattern = String::new();
    for character in name.chars() {
        if r"\^$.|?*+()[]{}/".contains(character) {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

/// The same schema, which takes null as well.
fn with_null(mut schema: Map<String, Value>) -> Value {
    if let Some(Value::Array(values)) = schema.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    if let Some(ty @ Value::String(_)) = schema.get_mut("type") {
        *ty = json!([ty.clone(), "null"]);
    } else if let Some(Value::Array(members)) = schema.get_mut("anyOf") {
        let null = json!({ "type": "null" });
        if !members.contains(&null) {
            members.push(null);
        }
    } else if schema.contains_key("allOf") {
        return json!({ "anyOf": [schema, { "type": "null" }] });
    }
    Value::Object(schema)
}

/// Takes null from what a schema allows itself.
pub(super) fn without_null(schema: &mut Value) {
    let null = json!("null");
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| *name != null);
        if let [only] = &types[..] {
            schema["type"] = only.clone();
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if let Some(Value::Array(members)) = schema.get_mut("anyOf") {
        members.retain(|member| member.get("type") != Some(&null));
        members.iter_mut().for_each(without_null);
    }
}
