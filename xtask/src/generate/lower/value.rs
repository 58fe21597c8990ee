//! Lowers values that are not objects: strings, enumerations, and unions of JSON types.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::{
    describe::describe,
    types::{Lowered, NAME, Schemas, TYPE, VARIANTS, is_nullable},
    variants::{is_variant_name, variant_names},
};
use crate::{
    document::pointer::Pointer,
    generate::plan::{Doc, Kind, TypePlan, WHOLE},
};

impl Schemas<'_> {
    /// A number for which the overlay chooses a type. What is no number any more is of its own type, and
    /// noted.
    pub(super) fn lower_chosen(
        &mut self,
        at: &Pointer,
        schema: &Map<String, Value>,
        chosen: &Value,
    ) -> Result<Option<Lowered>> {
        if chosen != WHOLE_NUMBER {
            return Err(self.error(
                &at.child(TYPE),
                format!("found {chosen}, expected `{WHOLE_NUMBER}`"),
            ));
        }
        if let Some("number" | "integer") = schema.get("type").and_then(Value::as_str) {
            return Ok(Some(Lowered {
                // It holds null as it holds all else, whether or not the document allows it.
                null_inside: true,
                ..Lowered::primitive(whole_number(), is_nullable(schema))
            }));
        }
        self.note(
            at,
            &format!("it is no number, so that the overlay's `{TYPE}` is passed over: correct the decision or remove it"),
        );
        Ok(None)
    }

    pub(super) fn lower_string(
        &mut self,
        at: &Pointer,
        schema: &Map<String, Value>,
        fallback: &str,
    ) -> Result<Lowered> {
        let nullable = is_nullable(schema);
        let format = schema.get("format").and_then(Value::as_str);
        if schema.contains_key(NAME) {
            let name = self.name_of(at, schema, "")?;
            let prose = match format {
                Some(format) => format!("A string of the format `{format}`, opaque to callers."),
                None => "A string that is opaque to callers.".to_owned(),
            };
            let doc = Doc {
                prose,
                limits: String::new(),
            };
            let kind = Kind::Text {
                format: format.map(str::to_owned),
            };
            let plan = TypePlan::new(json!({ "type": "string" }), doc, kind, BTreeSet::new());
            return self.define(at, name, fallback, plan, nullable);
        }
        let schema = match format {
            Some("password") => json!({ "type": "string", "format": "password" }),
            _ => json!({ "type": "string" }),
        };
        Ok(Lowered::primitive(schema, nullable))
    }

    pub(super) fn lower_enum(
        &mut self,
        at: &Pointer,
        schema: &Map<String, Value>,
        fallback: &str,
    ) -> Result<Lowered> {
        let at_values = at.child("enum");
        let mut values = BTreeSet::new();
        let mut nullable = is_nullable(schema);
        for (index, value) in self.list(&at_values, &schema["enum"])?.iter().enumerate() {
            match value {
                Value::String(value) => values.insert(value.clone()),
                Value::Null => std::mem::replace(&mut nullable, true),
                _ => return Err(self.error(&at_values.child(index), "expected text")),
            };
        }
        let name = self.name_of(at, schema, fallback)?;
        let values = variant_names(&values, &self.decided_variants(at, schema)?);
        let variants: Vec<&String> = values.keys().collect();
        let lowered = json!({ "type": "string", "enum": variants });
        let plan = TypePlan::new(
            lowered,
            describe(schema, None),
            Kind::Enum { values },
            BTreeSet::new(),
        );
        self.define(at, name, fallback, plan, nullable)
    }

    /// The overlay's names for variants, by the values that they stand for.
    fn decided_variants(
        &self,
        at: &Pointer,
        schema: &Map<String, Value>,
    ) -> Result<BTreeMap<String, String>> {
        let Some(decided) = schema.get(VARIANTS) else {
            return Ok(BTreeMap::new());
        };
        let at = at.child(VARIANTS);
        let Some(decided) = decided.as_object() else {
            return Err(self.error(&at, "expected a mapping of values to names"));
        };
        let mut names = BTreeMap::new();
        for (value, name) in decided {
            let is_free =
                |name: &&str| is_variant_name(name) && !names.values().any(|taken| taken == name);
            let name = name.as_str().filter(is_free).ok_or_else(|| {
                self.error(
                    &at.child(value),
                    format!("found {name}, expected a variant's name in UpperCamelCase that no other value has"),
                )
            })?;
            names.insert(value.clone(), name.to_owned());
        }
        Ok(names)
    }

    /// A union of which each member is another JSON type, so that a value tells its member.
    pub(super) fn lower_union(
        &mut self,
        at: &Pointer,
        schema: &Map<String, Value>,
        keyword: &str,
        members: &Value,
        fallback: &str,
    ) -> Result<Lowered> {
        let at_members = at.child(keyword);
        let name = self.name_of(at, schema, fallback)?;
        let mut nullable = is_nullable(schema);
        let mut by_type: BTreeMap<String, Value> = BTreeMap::new();
        let mut refers_to = BTreeSet::new();
        for (index, member) in self.list(&at_members, members)?.iter().enumerate() {
            let at_member = at_members.child(index);
            if is_only_null(member) {
                nullable = true;
                continue;
            }
            let inner = self.lower(&at_member, member, &format!("{name}Object"))?;
            nullable |= inner.nullable;
            let json_type = match self.json_type(&at_member, &inner.schema) {
                Err(_) if self.keep_going => return Ok(self.any_json(at)),
                json_type => json_type?,
            };
            if by_type.insert(json_type.clone(), inner.schema).is_some() {
                if self.keep_going {
                    return Ok(self.any_json(at));
                }
                return Err(self.error(
                    &at_member,
                    format!("found a second member of type {json_type}: a value could not tell which of the two it is"),
                ));
            }
            refers_to.extend(inner.refers_to);
        }
        match by_type.len() {
            0 => Err(self.error(&at_members, "expected at least one member that is not null")),
            1 => {
                let schema = by_type.into_values().next().unwrap_or_default();
                Ok(Lowered {
                    schema,
                    nullable,
                    null_inside: false,
                    refers_to,
                })
            }
            _ if by_type.get("number") == Some(&whole_number()) => Err(self.error(
                &at_members,
                format!("found a `{WHOLE_NUMBER}`, which takes any JSON, so a value could not tell which of the members it is"),
            )),
            _ => {
                let members: Vec<Value> = by_type.into_values().collect();
                let plan = TypePlan::new(
                    json!({ "oneOf": members }),
                    describe(schema, None),
                    Kind::Union { nullable },
                    refers_to,
                );
                self.define(at, name, fallback, plan, nullable)
            }
        }
    }

    /// A union of forms that a value cannot tell apart, kept as it is.
    fn any_json(&mut self, at: &Pointer) -> Lowered {
        // Its forms are not generated, so what there is to say of them does not matter.
        let inside = format!("at {at}/");
        self.notes.retain(|note| !note.contains(&inside));
        self.untyped.insert(at.clone());
        let file = self.document.file.display();
        self.notes.push(format!(
            "{file}: at {at}: kept as any JSON, as a value could not tell which of its forms it is"
        ));
        Lowered::primitive(json!({}), false)
    }

    /// The JSON type of a lowered schema.
    fn json_type(&self, at: &Pointer, lowered: &Value) -> Result<String> {
        let schema = self.resolved(lowered);
        match schema.get("type").and_then(Value::as_str) {
            Some("integer") => Ok("number".to_owned()),
            Some(json_type) => Ok(json_type.to_owned()),
            None => Err(self.error(at, "expected a member of one JSON type")),
        }
    }
}

/// The overlay's choice for a number that is always whole as far as is known.
const WHOLE_NUMBER: &str = "WholeNumber";

pub(super) fn whole_number() -> Value {
    json!({ "type": "number", "format": WHOLE })
}

pub(super) fn integer() -> Value {
    json!({ "type": "integer", "format": "int64" })
}

/// Null, in the spellings that documents use for it.
pub(super) fn is_only_null(member: &Value) -> bool {
    let Some(schema) = member.as_object() else {
        return false;
    };
    let only_null_in_enum = schema.get("enum") == Some(&json!([null]));
    let bare = schema
        .iter()
        .all(|(key, value)| key == "nullable" || (key == "type" && value == "object"));
    is_nullable(schema) && (only_null_in_enum || bare)
}
