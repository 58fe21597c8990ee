//! Lowers schemas: what becomes a Rust type gets a component with its Rust name, the rest stays in
//! place, and what a type cannot show moves into the plan.

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::{
    types::{DECISIONS, Lowered, Schemas, TYPE, is_nullable},
    value::integer,
};
use crate::{document::pointer::Pointer, generate::names::type_name};

/// The keywords that lowering reads. Any other is an error, as ignoring it could change a type.
const KEYWORDS: &[&str] = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "deprecated",
    "description",
    "enum",
    "example",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "nullable",
    "oneOf",
    "pattern",
    "properties",
    "readOnly",
    "required",
    "title",
    "type",
    "uniqueItems",
    "writeOnly",
];

impl Schemas<'_> {
    /// Lowers the schema at `at`. A type without a name of its own is called `fallback`.
    pub(crate) fn lower(
        &mut self,
        at: &Pointer,
        schema: &Value,
        fallback: &str,
    ) -> Result<Lowered> {
        let Some(schema) = schema.as_object() else {
            return Err(self.error(at, "expected a schema, which is a mapping"));
        };
        if let Some(reference) = schema.get("$ref") {
            return self.lower_reference(at, reference);
        }
        if let Some(keyword) = schema
            .keys()
            .find(|key| !key.starts_with("x-") && !KEYWORDS.contains(&key.as_str()))
        {
            return Err(self.error(
                &at.child(keyword),
                format!("the keyword `{keyword}` is not one that can be generated from: remove it with an overlay action or write the schema without it"),
            ));
        }
        if let Some(keyword) = schema
            .keys()
            .find(|key| key.starts_with("x-rust-") && !DECISIONS.contains(&key.as_str()))
        {
            return Err(self.error(
                &at.child(keyword),
                format!(
                    "`{keyword}` is no decision that the overlay can make: expected one of {}",
                    DECISIONS.join(", ")
                ),
            ));
        }
        let is_secret = schema
            .get("format")
            .is_some_and(|format| format == "password");
        if is_secret && schema.get("type").is_none_or(|ty| ty != "string") {
            self.note(
                at,
                "only a text can be a secret, and this is none, so that `format: password` is passed over: correct the decision or remove it",
            );
        }
        if let Some(lowered) = self.lower_all_of(at, schema, fallback)? {
            return Ok(lowered);
        }
        for keyword in ["anyOf", "oneOf"] {
            if let Some(members) = schema.get(keyword) {
                return self.lower_union(at, schema, keyword, members, fallback);
            }
        }
        let nullable = is_nullable(schema);
        if let Some(chosen) = schema.get(TYPE)
            && let Some(lowered) = self.lower_chosen(at, schema, chosen)?
        {
            return Ok(lowered);
        }
        match schema.get("type").and_then(Value::as_str) {
            Some("string") if schema.contains_key("enum") => self.lower_enum(at, schema, fallback),
            Some("string") => self.lower_string(at, schema, fallback),
            // One without a property is a map, whatever it lists.
            Some("object") if schema.get("properties").is_some_and(|all| *all != json!({})) => {
                self.lower_struct(at, schema, fallback)
            }
            Some("object") => self.lower_map(at, schema, fallback),
            Some("array") => self.lower_array(at, schema, fallback),
            Some(primitive @ ("number" | "boolean")) => {
                Ok(Lowered::primitive(json!({ "type": primitive }), nullable))
            }
            Some("integer") => Ok(Lowered::primitive(integer(), nullable)),
            Some(other) => Err(self.error(
                &at.child("type"),
                format!("found the type `{other}`, expected string, number, integer, boolean, array or object"),
            )),
            None if schema.contains_key("type") => {
                Err(self.error(&at.child("type"), "expected one type, as text"))
            }
            None if schema.contains_key("properties") || schema.contains_key("enum") => {
                Err(self.error(at, "expected a `type` beside `properties` or `enum`"))
            }
            // Without a type a schema takes any JSON, null among it.
            None => Ok(Lowered::primitive(json!({}), false)),
        }
    }

    fn lower_reference(&mut self, at: &Pointer, reference: &Value) -> Result<Lowered> {
        let document = self.document;
        let reference = reference
            .as_str()
            .ok_or_else(|| self.error(&at.child("$ref"), "expected a reference, as text"))?;
        let (target_at, target) = document.resolve(at, reference)?;
        let component = reference.rsplit('/').next().unwrap_or_default();
        let Some(schema) = target.as_object() else {
            return Err(self.error(&target_at, "expected a schema, which is a mapping"));
        };
        let name = self.name_of(&target_at, schema, &type_name(component))?;
        if self.origins.get(&name) == Some(&target_at) {
            return Ok(self.mention(name, is_nullable(schema)));
        }
        if self.inlining.iter().any(|open| open == reference) {
            return Err(self.error(
                at,
                format!("the reference `{reference}` leads back to itself without naming a type"),
            ));
        }
        self.inlining.push(reference.to_owned());
        let lowered = self.lower(&target_at, target, &name);
        self.inlining.pop();
        lowered
    }

    /// One `allOf` member is the schema itself; more than one has no meaning here yet.
    fn lower_all_of(
        &mut self,
        at: &Pointer,
        schema: &Map<String, Value>,
        fallback: &str,
    ) -> Result<Option<Lowered>> {
        let Some(members) = schema.get("allOf") else {
            return Ok(None);
        };
        let at = at.child("allOf");
        match members.as_array().map(Vec::as_slice) {
            Some([member]) => {
                let mut lowered = self.lower(&at.child(0), member, fallback)?;
                lowered.nullable |= is_nullable(schema);
                Ok(Some(lowered))
            }
            _ => Err(self.error(
                &at,
                "expected a list of one schema: write the members as one",
            )),
        }
    }
}
