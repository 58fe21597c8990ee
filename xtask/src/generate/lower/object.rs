//! Lowers objects, maps and lists.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::{
    describe::describe,
    types::{ACCESSORS, FIELD, Lowered, Schemas, is_nullable},
};
use crate::{
    document::pointer::Pointer,
    generate::{
        names::{field_names, is_field_name, type_name},
        plan::{Doc, FieldPlan, Kind, TypePlan},
    },
};

impl Schemas<'_> {
    pub(super) fn lower_struct(
        &mut self,
        at: &Pointer,
        schema: &Map<String, Value>,
        fallback: &str,
    ) -> Result<Lowered> {
        let nullable = is_nullable(schema);
        let mut name = self.name_of(at, schema, fallback)?;
        if let Some(outer) = self.origins.get(&name)
            && outer != at
            && !self.types.contains_key(&name)
        {
            let is_free = |other: &String| !self.origins.contains_key(other);
            let other = self.other_name(at, &name, fallback, is_free);
            self.note_other_name(at, &name, &other);
            name = other;
        }
        // Known before its properties are lowered, as they may refer back to it.
        let first = self.origins.insert(name.clone(), at.clone());

        let at_properties = at.child("properties");
        let Some(properties) = schema["properties"].as_object() else {
            return Err(self.error(&at_properties, "expected a mapping of names to schemas"));
        };
        let required = self.required(at, schema, properties)?;
        let names = self.fields(&at_properties, properties)?;
        let mut lowered = Map::new();
        let mut fields = BTreeMap::new();
        let mut refers_to = BTreeSet::new();
        for (field, wire_name) in &names {
            let property = &properties[wire_name];
            let at = at_properties.child(wire_name);
            let fallback = format!("{name}{}", type_name(wire_name));
            let inner = self.lower(&at, property, &fallback)?;
            fields.insert(
                field.clone(),
                FieldPlan {
                    wire_name: wire_name.clone(),
                    doc: self.field_doc(&at, property, wire_name)?,
                    schema: inner.schema.clone(),
                    required: required.contains(wire_name),
                    nullable: inner.nullable && !inner.null_inside,
                    null_inside: inner.null_inside,
                },
            );
            refers_to.extend(inner.refers_to);
            lowered.insert(field.clone(), inner.schema);
        }
        let required: Vec<&String> = names
            .iter()
            .filter(|(_, wire)| required.contains(wire.as_str()))
            .map(|(field, _)| field)
            .collect();
        let mut lowered = json!({ "type": "object", "properties": lowered, "required": required });
        match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => {}
            // JSON Schema allows what it does not forbid. Typify keeps it only where told so. What is
            // of a type of its own is kept with all else, as JSON.
            _ => lowered["additionalProperties"] = json!({}),
        }
        let mut plan = TypePlan::new(
            lowered,
            describe(schema, None),
            Kind::Struct { fields },
            refers_to,
        );
        plan.accessors = self.accessors(at, schema)?;
        if let Some(first) = first {
            self.origins.insert(name.clone(), first);
        }
        self.define(at, name, fallback, plan, nullable)
    }

    pub(super) fn lower_map(
        &mut self,
        at: &Pointer,
        schema: &Map<String, Value>,
        fallback: &str,
    ) -> Result<Lowered> {
        let nullable = is_nullable(schema);
        match schema.get("additionalProperties") {
            Some(Value::Object(values)) if !takes_anything(&schema["additionalProperties"]) => {
                let at = at.child("additionalProperties");
                let inner = self.lower(
                    &at,
                    &Value::Object(values.clone()),
                    &format!("{fallback}Value"),
                )?;
                let values = inner.as_element();
                Ok(Lowered {
                    schema: json!({ "type": "object", "additionalProperties": values }),
                    nullable,
                    null_inside: false,
                    refers_to: inner.refers_to,
                })
            }
            _ => Ok(Lowered::primitive(json!({ "type": "object" }), nullable)),
        }
    }

    pub(super) fn lower_array(
        &mut self,
        at: &Pointer,
        schema: &Map<String, Value>,
        fallback: &str,
    ) -> Result<Lowered> {
        let Some(items) = schema.get("items") else {
            return Err(self.error(at, "expected `items` beside `type: array`"));
        };
        let inner = self.lower(&at.child("items"), items, &format!("{fallback}Item"))?;
        let items = inner.as_element();
        Ok(Lowered {
            schema: json!({ "type": "array", "items": items }),
            nullable: is_nullable(schema),
            null_inside: false,
            refers_to: inner.refers_to,
        })
    }

    fn fields(
        &self,
        at: &Pointer,
        properties: &Map<String, Value>,
    ) -> Result<BTreeMap<String, String>> {
        let mut decided = BTreeMap::new();
        let mut taken = BTreeMap::new();
        for (wire_name, property) in properties {
            if let Some(name) = property.get(FIELD) {
                let at = at.child(wire_name).child(FIELD);
                let is_name = |name: &&str| is_field_name(name);
                let name = name.as_str().filter(is_name).ok_or_else(|| {
                    self.error(
                        &at,
                        format!("found {name}, expected a field's name in snake_case"),
                    )
                })?;
                if let Some(other) = taken.insert(name, wire_name) {
                    return Err(self.error(
                        &at,
                        format!("found `{name}`, which is the name of `{other}` as well: give one of them another in the overlay"),
                    ));
                }
                decided.insert(wire_name.clone(), name.to_owned());
            }
        }
        let wire_names = properties.keys().map(String::as_str);
        Ok(field_names(wire_names, &decided))
    }

    /// The overlay's accessors: method names, each with the places where a value can be.
    fn accessors(
        &self,
        at: &Pointer,
        schema: &Map<String, Value>,
    ) -> Result<BTreeMap<String, Vec<Vec<String>>>> {
        let Some(accessors) = schema.get(ACCESSORS) else {
            return Ok(BTreeMap::new());
        };
        let at = at.child(ACCESSORS);
        let places = |places: &Value| -> Option<Vec<Vec<String>>> {
            let way = |way: &Value| Some(way.as_str()?.split('.').map(str::to_owned).collect());
            places.as_array()?.iter().map(way).collect()
        };
        let mut found = BTreeMap::new();
        for (name, value) in accessors.as_object().into_iter().flatten() {
            let places = places(value).filter(|places| !places.is_empty() && is_field_name(name));
            let places = places.ok_or_else(|| {
                self.error(&at.child(name), "expected a method's name with a list of places, such as `[experimental.account_type, account_type]`")
            })?;
            found.insert(name.clone(), places);
        }
        Ok(found)
    }

    fn required(
        &self,
        at: &Pointer,
        schema: &Map<String, Value>,
        properties: &Map<String, Value>,
    ) -> Result<BTreeSet<String>> {
        let Some(required) = schema.get("required") else {
            return Ok(BTreeSet::new());
        };
        let at = at.child("required");
        let mut names = BTreeSet::new();
        for (index, name) in self.list(&at, required)?.iter().enumerate() {
            let known = name.as_str().filter(|name| properties.contains_key(*name));
            let name = known.ok_or_else(|| {
                self.error(
                    &at.child(index),
                    format!("found {name}, expected the name of one of the properties"),
                )
            })?;
            names.insert(name.to_owned());
        }
        Ok(names)
    }

    /// The description of a property, or that of the component that it refers to.
    fn field_doc(&self, at: &Pointer, property: &Value, wire_name: &str) -> Result<Doc> {
        let (mut at, mut schema) = (at.clone(), property);
        // Lowering the property has followed the same references, so they end.
        while let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            (at, schema) = self.document.resolve(&at, reference)?;
        }
        let empty = Map::new();
        let mut doc = describe(schema.as_object().unwrap_or(&empty), Some(wire_name));
        if self.untyped.contains(&at) {
            let forms =
                "Any JSON: the API's documents name several forms, which JSON cannot tell apart.";
            doc.limits = format!("{forms} {}", doc.limits).trim_end().to_owned();
        }
        Ok(doc)
    }
}

/// `true`, `{}` and `{nullable: true}` say the same: any JSON.
pub(super) fn takes_anything(further: &Value) -> bool {
    match further {
        Value::Bool(open) => *open,
        Value::Object(schema) => schema
            .keys()
            .all(|key| matches!(key.as_str(), "nullable" | "description") || key.starts_with("x-")),
        _ => false,
    }
}
