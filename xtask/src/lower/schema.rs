//! Lowers schemas: what becomes a Rust type gets a component with its Rust name, the rest stays in
//! place, and what a type cannot show moves into the plan.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::{
    describe::describe,
    names::{field_names, is_field_name, is_free_type_name, type_name, variant_names},
};
use crate::{
    document::Document,
    plan::{Doc, FieldPlan, Kind, TypePlan},
    pointer::Pointer,
};

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

/// The overlay's name for the type of a schema, or for the method of an operation.
pub(crate) const NAME: &str = "x-rust-name";
/// The overlay's name for the field of a property.
const FIELD: &str = "x-rust-field";
/// The overlay's choice of a primitive type.
const TYPE: &str = "x-rust-type";

/// Gathers the types of one document.
pub(crate) struct Schemas<'a> {
    document: &'a Document,
    /// The lowered schemas by type name, as progenitor takes them.
    pub(crate) lowered: BTreeMap<String, Value>,
    /// What progenitor is not told of the same types.
    pub(crate) plans: BTreeMap<String, TypePlan>,
    /// Where each type's schema was found, for errors.
    origins: BTreeMap<String, Pointer>,
    /// The references that are being lowered in place, to notice those that never end.
    inlining: Vec<String>,
}

/// A schema as progenitor takes it, and what it is not told.
pub(crate) struct Lowered {
    /// The schema without prose, bounds and null.
    pub(crate) schema: Value,
    /// Whether null is allowed.
    nullable: bool,
    /// Whether the type that the schema becomes has a variant for null.
    null_inside: bool,
    /// The types that it mentions.
    pub(crate) refers_to: BTreeSet<String>,
}

impl Lowered {
    fn primitive(schema: Value, nullable: bool) -> Self {
        Self {
            schema,
            nullable,
            null_inside: false,
            refers_to: BTreeSet::new(),
        }
    }
}

impl<'a> Schemas<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        Self {
            document,
            lowered: BTreeMap::new(),
            plans: BTreeMap::new(),
            origins: BTreeMap::new(),
            inlining: Vec::new(),
        }
    }

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
        if let Some(lowered) = self.lower_all_of(at, schema, fallback)? {
            return Ok(lowered);
        }
        for keyword in ["anyOf", "oneOf"] {
            if let Some(members) = schema.get(keyword) {
                return self.lower_union(at, schema, keyword, members, fallback);
            }
        }
        let nullable = schema.get("nullable") == Some(&Value::Bool(true));
        if let Some(chosen) = schema.get(TYPE) {
            return self.lower_chosen(at, schema, chosen, nullable);
        }
        match schema.get("type").and_then(Value::as_str) {
            Some("string") if schema.contains_key("enum") => self.lower_enum(at, schema, fallback),
            Some("string") => self.lower_string(at, schema),
            Some("object") if schema.contains_key("properties") => {
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
        let name = self.name_of(&target_at, target, &type_name(component))?;
        if self.origins.get(&name) == Some(&target_at) {
            return Ok(self.mention(name, nullable(target)));
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

    /// A reference to the type `name`.
    fn mention(&self, name: String, nullable: bool) -> Lowered {
        let null_inside = matches!(
            self.plans.get(&name).map(|plan| &plan.kind),
            Some(Kind::Union { nullable: true })
        );
        Lowered {
            schema: json!({ "$ref": format!("#/components/schemas/{name}") }),
            nullable,
            null_inside,
            refers_to: BTreeSet::from([name]),
        }
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
                lowered.nullable |= schema.get("nullable") == Some(&Value::Bool(true));
                Ok(Some(lowered))
            }
            _ => Err(self.error(
                &at,
                "expected a list of one schema: write the members as one",
            )),
        }
    }

    fn lower_chosen(
        &self,
        at: &Pointer,
        schema: &Map<String, Value>,
        chosen: &Value,
        nullable: bool,
    ) -> Result<Lowered> {
        let ty = schema.get("type").and_then(Value::as_str);
        match (chosen.as_str(), ty) {
            (Some("i64"), Some("number" | "integer")) => {
                Ok(Lowered::primitive(integer(), nullable))
            }
            (Some("i64"), _) => Err(self.error(
                &at.child("type"),
                format!("expected the type number, as the overlay's `{TYPE}` is `i64`"),
            )),
            _ => Err(self.error(&at.child(TYPE), format!("found {chosen}, expected `i64`"))),
        }
    }

    fn lower_string(&mut self, at: &Pointer, schema: &Map<String, Value>) -> Result<Lowered> {
        let nullable = schema.get("nullable") == Some(&Value::Bool(true));
        let format = schema.get("format").and_then(Value::as_str);
        if schema.contains_key(NAME) {
            let name = self.name_of(at, &Value::Object(schema.clone()), "")?;
            let prose = match format {
                Some(format) => format!("A string of the format `{format}`, opaque to callers."),
                None => "A string that is opaque to callers.".to_owned(),
            };
            let plan = TypePlan {
                doc: Doc {
                    prose,
                    limits: String::new(),
                },
                kind: Kind::Text {
                    format: format.map(str::to_owned),
                },
                refers_to: BTreeSet::new(),
                uses: BTreeSet::new(),
            };
            return self.define(at, name, json!({ "type": "string" }), plan, nullable);
        }
        let schema = match format {
            Some("password") => json!({ "type": "string", "format": "password" }),
            _ => json!({ "type": "string" }),
        };
        Ok(Lowered::primitive(schema, nullable))
    }

    fn lower_enum(
        &mut self,
        at: &Pointer,
        schema: &Map<String, Value>,
        fallback: &str,
    ) -> Result<Lowered> {
        let at_values = at.child("enum");
        let mut values = BTreeSet::new();
        let mut nullable = schema.get("nullable") == Some(&Value::Bool(true));
        for (index, value) in self.list(&at_values, &schema["enum"])?.iter().enumerate() {
            match value {
                Value::String(value) => values.insert(value.clone()),
                Value::Null => std::mem::replace(&mut nullable, true),
                _ => return Err(self.error(&at_values.child(index), "expected text")),
            };
        }
        let name = self.name_of(at, &Value::Object(schema.clone()), fallback)?;
        let values = variant_names(&values).map_err(|(one, other, name)| {
            self.error(
                &at_values,
                format!("`{one}` and `{other}` would both be the variant `{name}`"),
            )
        })?;
        let variants: Vec<&String> = values.keys().collect();
        let lowered = json!({ "type": "string", "enum": variants });
        let plan = TypePlan {
            doc: describe(schema, None),
            kind: Kind::Enum { values },
            refers_to: BTreeSet::new(),
            uses: BTreeSet::new(),
        };
        self.define(at, name, lowered, plan, nullable)
    }

    fn lower_struct(
        &mut self,
        at: &Pointer,
        schema: &Map<String, Value>,
        fallback: &str,
    ) -> Result<Lowered> {
        let nullable = schema.get("nullable") == Some(&Value::Bool(true));
        let name = self.name_of(at, &Value::Object(schema.clone()), fallback)?;
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
            Some(further) if !takes_anything(further) => {
                let at = at.child("additionalProperties");
                let inner = self.lower(&at, further, &format!("{name}Value"))?;
                refers_to.extend(inner.refers_to);
                lowered["additionalProperties"] = inner.schema;
            }
            // JSON Schema allows what it does not forbid. Typify keeps it only where told so.
            _ => lowered["additionalProperties"] = json!({}),
        }
        let plan = TypePlan {
            doc: describe(schema, None),
            kind: Kind::Struct { fields },
            refers_to,
            uses: BTreeSet::new(),
        };
        if let Some(first) = first {
            self.origins.insert(name.clone(), first);
        }
        self.define(at, name, lowered, plan, nullable)
    }

    fn lower_map(
        &mut self,
        at: &Pointer,
        schema: &Map<String, Value>,
        fallback: &str,
    ) -> Result<Lowered> {
        let nullable = schema.get("nullable") == Some(&Value::Bool(true));
        match schema.get("additionalProperties") {
            Some(Value::Object(values)) if !takes_anything(&schema["additionalProperties"]) => {
                let at = at.child("additionalProperties");
                let inner = self.lower(
                    &at,
                    &Value::Object(values.clone()),
                    &format!("{fallback}Value"),
                )?;
                Ok(Lowered {
                    schema: json!({ "type": "object", "additionalProperties": inner.schema }),
                    nullable,
                    null_inside: false,
                    refers_to: inner.refers_to,
                })
            }
            _ => Ok(Lowered::primitive(json!({ "type": "object" }), nullable)),
        }
    }

    fn lower_array(
        &mut self,
        at: &Pointer,
        schema: &Map<String, Value>,
        fallback: &str,
    ) -> Result<Lowered> {
        let Some(items) = schema.get("items") else {
            return Err(self.error(at, "expected `items` beside `type: array`"));
        };
        let inner = self.lower(&at.child("items"), items, &format!("{fallback}Item"))?;
        let mut items = inner.schema;
        if inner.nullable && !inner.null_inside {
            items = json!({ "nullable": true, "allOf": [items] });
        }
        Ok(Lowered {
            schema: json!({ "type": "array", "items": items }),
            nullable: schema.get("nullable") == Some(&Value::Bool(true)),
            null_inside: false,
            refers_to: inner.refers_to,
        })
    }

    /// A union of which each member is another JSON type, so that a value tells its member.
    fn lower_union(
        &mut self,
        at: &Pointer,
        schema: &Map<String, Value>,
        keyword: &str,
        members: &Value,
        fallback: &str,
    ) -> Result<Lowered> {
        let at_members = at.child(keyword);
        let name = self.name_of(at, &Value::Object(schema.clone()), fallback)?;
        let mut nullable = schema.get("nullable") == Some(&Value::Bool(true));
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
            let json_type = self.json_type(&at_member, &inner.schema)?;
            if by_type.insert(json_type.clone(), inner.schema).is_some() {
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
            _ => {
                let members: Vec<Value> = by_type.into_values().collect();
                let plan = TypePlan {
                    doc: describe(schema, None),
                    kind: Kind::Union { nullable },
                    refers_to,
                    uses: BTreeSet::new(),
                };
                self.define(at, name, json!({ "oneOf": members }), plan, nullable)
            }
        }
    }

    /// Records a type, or finds that the same one is there already.
    fn define(
        &mut self,
        at: &Pointer,
        name: String,
        lowered: Value,
        plan: TypePlan,
        nullable: bool,
    ) -> Result<Lowered> {
        if let Some(there) = self.lowered.get(&name) {
            let same_kind = self.plans[&name].same_on_the_wire(&plan);
            if *there != lowered || !same_kind {
                let other = &self.origins[&name];
                return Err(self.error(
                    at,
                    format!("the type `{name}` is also that of {other}, which is different: give one of them another `{NAME}` in the overlay"),
                ));
            }
        } else {
            self.origins
                .entry(name.clone())
                .or_insert_with(|| at.clone());
            self.lowered.insert(name.clone(), lowered);
            self.plans.insert(name.clone(), plan);
        }
        Ok(self.mention(name, nullable))
    }

    fn name_of(&self, at: &Pointer, schema: &Value, fallback: &str) -> Result<String> {
        let (at, name) = match schema.get(NAME) {
            Some(name) => {
                let at = at.child(NAME);
                let name = name
                    .as_str()
                    .ok_or_else(|| self.error(&at, "expected a name, as text"))?;
                (at, name)
            }
            None => (at.clone(), fallback),
        };
        if is_free_type_name(name) {
            return Ok(name.to_owned());
        }
        Err(self.error(
            &at,
            format!("`{name}` cannot be the name of a type here: give the schema another `{NAME}` in the overlay, in UpperCamelCase and none of Rust's or the client's own"),
        ))
    }

    fn fields(
        &self,
        at: &Pointer,
        properties: &Map<String, Value>,
    ) -> Result<BTreeMap<String, String>> {
        let mut decided = BTreeMap::new();
        for (wire_name, property) in properties {
            if let Some(name) = property.get(FIELD) {
                let name = name
                    .as_str()
                    .filter(|name| is_field_name(name))
                    .ok_or_else(|| {
                        self.error(
                            &at.child(wire_name).child(FIELD),
                            format!("found {name}, expected a field's name in snake_case"),
                        )
                    })?;
                decided.insert(wire_name.clone(), name.to_owned());
            }
        }
        let wire_names = properties.keys().map(String::as_str);
        field_names(wire_names, &decided).map_err(|(one, other, name)| {
            self.error(
                &at.child(&other),
                format!("`{one}` and `{other}` would both be the field `{name}`: give one of them an `{FIELD}` in the overlay"),
            )
        })
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
        let mut schema = property;
        // Lowering the property has followed the same references, so they end.
        while let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            schema = self.document.resolve(at, reference)?.1;
        }
        let empty = Map::new();
        Ok(describe(
            schema.as_object().unwrap_or(&empty),
            Some(wire_name),
        ))
    }

    /// The JSON type of a lowered schema.
    fn json_type(&self, at: &Pointer, lowered: &Value) -> Result<String> {
        let schema = match lowered.get("$ref").and_then(Value::as_str) {
            Some(reference) => {
                let name = reference.rsplit('/').next().unwrap_or_default();
                self.lowered.get(name).unwrap_or(&Value::Null)
            }
            None => lowered,
        };
        match schema.get("type").and_then(Value::as_str) {
            Some("integer") => Ok("number".to_owned()),
            Some(json_type) => Ok(json_type.to_owned()),
            None => Err(self.error(at, "expected a member of one JSON type")),
        }
    }

    fn list<'v>(&self, at: &Pointer, value: &'v Value) -> Result<&'v Vec<Value>> {
        value
            .as_array()
            .ok_or_else(|| self.error(at, "expected a list"))
    }

    fn error(&self, at: &Pointer, message: impl std::fmt::Display) -> anyhow::Error {
        self.document.error(at, message)
    }
}

impl TypePlan {
    /// Whether both say the same of what is sent and received; prose may differ.
    fn same_on_the_wire(&self, other: &Self) -> bool {
        match (&self.kind, &other.kind) {
            (Kind::Struct { fields: one }, Kind::Struct { fields: two }) => {
                let fact = |field: &FieldPlan| (field.wire_name.clone(), field.nullable);
                one.values().map(fact).eq(two.values().map(fact))
            }
            (Kind::Enum { values: one }, Kind::Enum { values: two }) => one == two,
            (Kind::Union { nullable: one }, Kind::Union { nullable: two }) => one == two,
            (Kind::Text { format: one }, Kind::Text { format: two }) => one == two,
            _ => false,
        }
    }
}

fn integer() -> Value {
    json!({ "type": "integer", "format": "int64" })
}

fn nullable(schema: &Value) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true))
}

/// `true`, `{}` and `{nullable: true}` say the same: any JSON.
fn takes_anything(further: &Value) -> bool {
    match further {
        Value::Bool(open) => *open,
        Value::Object(schema) => schema
            .keys()
            .all(|key| matches!(key.as_str(), "nullable" | "description") || key.starts_with("x-")),
        _ => false,
    }
}

/// Null, in the spellings that documents use for it.
fn is_only_null(member: &Value) -> bool {
    let Some(schema) = member.as_object() else {
        return false;
    };
    let only_null_in_enum = schema.get("enum") == Some(&json!([null]));
    let bare = schema
        .iter()
        .all(|(key, value)| key == "nullable" || (key == "type" && value == "object"));
    nullable(member) && (only_null_in_enum || bare)
}
