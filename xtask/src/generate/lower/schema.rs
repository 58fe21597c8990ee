//! Lowers schemas: what becomes a Rust type gets a component with its Rust name, the rest stays in
//! place, and what a type cannot show moves into the plan.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::value::integer;
use crate::{
    document::{Document, pointer::Pointer},
    generate::{
        names::{derived_type_name, is_free_type_name, numbered, type_name},
        plan::{Kind, TypePlan, Types},
    },
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
/// The overlay's choice of a type for a number.
pub(super) const TYPE: &str = "x-rust-type";
/// The overlay's name for the field of a property.
pub(super) const FIELD: &str = "x-rust-field";
/// The overlay's methods that look for a value in several places.
pub(super) const ACCESSORS: &str = "x-rust-accessors";
/// The overlay's names for the variants of an enumeration, by their values.
pub(super) const VARIANTS: &str = "x-rust-variants";
/// All that the overlay can decide of a schema, beside `format: password`.
const DECISIONS: &[&str] = &[NAME, TYPE, FIELD, ACCESSORS, VARIANTS];

/// Gathers the types of one document.
pub(crate) struct Schemas<'a> {
    pub(super) document: &'a Document,
    /// The types that were found.
    pub(crate) types: Types,
    /// Where each type's schema was found, for errors.
    pub(super) origins: BTreeMap<String, Pointer>,
    /// The references that are being lowered in place, to notice those that never end.
    inlining: Vec<String>,
    /// The names of components, and those that the overlay gives.
    given_names: BTreeSet<String>,
    /// Whether what cannot be expressed is kept as any JSON, where that is possible.
    pub(super) keep_going: bool,
    /// The schemas that are kept as any JSON.
    pub(super) untyped: BTreeSet<Pointer>,
    /// What is generated in another way than the document has it.
    pub(crate) notes: Vec<String>,
}

/// What has been gathered up to some operation.
pub(super) struct State {
    types: Types,
    origins: BTreeMap<String, Pointer>,
    untyped: BTreeSet<Pointer>,
    notes: Vec<String>,
}

/// A schema as progenitor takes it, and what it is not told.
pub(crate) struct Lowered {
    /// The schema without prose, bounds and null.
    pub(crate) schema: Value,
    /// Whether null is allowed.
    pub(super) nullable: bool,
    /// Whether the type that the schema becomes has a variant for null.
    pub(super) null_inside: bool,
    /// The types that it mentions.
    pub(crate) refers_to: BTreeSet<String>,
}

impl Lowered {
    pub(super) fn primitive(schema: Value, nullable: bool) -> Self {
        Self {
            schema,
            nullable,
            null_inside: false,
            refers_to: BTreeSet::new(),
        }
    }
}

impl Lowered {
    /// The schema as that of an element of a list or a map, in which null stays.
    pub(super) fn as_element(&self) -> Value {
        match self.nullable && !self.null_inside {
            true => json!({ "nullable": true, "allOf": [self.schema] }),
            false => self.schema.clone(),
        }
    }
}

impl<'a> Schemas<'a> {
    pub(crate) fn new(document: &'a Document, keep_going: bool) -> Self {
        Self {
            document,
            types: Types::new(),
            origins: BTreeMap::new(),
            inlining: Vec::new(),
            given_names: given_names(&document.root),
            keep_going,
            untyped: BTreeSet::new(),
            notes: Vec::new(),
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

    /// A reference to the type `name`.
    fn mention(&self, name: String, nullable: bool) -> Lowered {
        let null_inside = matches!(
            self.types.get(&name).map(|plan| &plan.kind),
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
                lowered.nullable |= is_nullable(schema);
                Ok(Some(lowered))
            }
            _ => Err(self.error(
                &at,
                "expected a list of one schema: write the members as one",
            )),
        }
    }

    /// Records a type, or finds that the same one is there already. Of two that are different and
    /// would have the same name, the second gets one that says where it was found.
    pub(super) fn define(
        &mut self,
        at: &Pointer,
        name: String,
        fallback: &str,
        plan: TypePlan,
        nullable: bool,
    ) -> Result<Lowered> {
        let name = match self.types.get(&name) {
            None => name,
            Some(there) if there.same_on_the_wire(&plan) => name,
            // Its own name stands in its schema.
            Some(_) if plan.refers_to.contains(&name) => {
                let other = &self.origins[&name];
                return Err(self.error(
                    at,
                    format!("the type `{name}` is also that of {other}, which is different: give one of them another `{NAME}` in the overlay"),
                ));
            }
            Some(_) => {
                let fits = |other: &String| match self.types.get(other) {
                    Some(there) => there.same_on_the_wire(&plan),
                    None => !self.origins.contains_key(other),
                };
                let other = self.other_name(at, &name, fallback, fits);
                self.note_other_name(at, &name, &other);
                other
            }
        };
        self.origins
            .entry(name.clone())
            .or_insert_with(|| at.clone());
        self.types.entry(name.clone()).or_insert(plan);
        Ok(self.mention(name, nullable))
    }

    /// Another name for the type at `at` than `name`, which is that of a different type.
    pub(super) fn other_name(
        &self,
        at: &Pointer,
        name: &str,
        fallback: &str,
        fits: impl Fn(&String) -> bool,
    ) -> String {
        if self.is_derived(at) {
            return numbered(name, fits);
        }
        let other = self.derived_name(fallback);
        match fits(&other) {
            true => other,
            false => numbered(&other, fits),
        }
    }

    /// Says that a type was given the name of another, so that somebody gives it one of its own.
    pub(super) fn note_other_name(&mut self, at: &Pointer, name: &str, other: &str) {
        if self.is_derived(at) {
            return;
        }
        let first = &self.origins[name];
        let message = format!(
            "the type is called `{other}`, as `{name}` is that of {first}, which is different: give one of them another `{NAME}` in the overlay"
        );
        self.note(at, &message);
    }

    /// Notes once what a person should look at, as a component is lowered for each reference to it.
    pub(super) fn note(&mut self, at: &Pointer, message: &str) {
        let note = format!("{}: at {at}: {message}", self.document.file.display());
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    pub(super) fn name_of(
        &self,
        at: &Pointer,
        schema: &Map<String, Value>,
        fallback: &str,
    ) -> Result<String> {
        let (at, name) = match schema.get(NAME) {
            Some(name) => {
                let at = at.child(NAME);
                let name = name
                    .as_str()
                    .ok_or_else(|| self.error(&at, "expected a name, as text"))?;
                (at, name)
            }
            None if self.is_derived(at) => return Ok(self.derived_name(fallback)),
            None => return Ok(derived_type_name(fallback)),
        };
        if is_free_type_name(name) {
            return Ok(name.to_owned());
        }
        Err(self.error(
            &at,
            format!("`{name}` cannot be the name of a type here: give the schema another `{NAME}` in the overlay, in UpperCamelCase and none of Rust's or the client's own"),
        ))
    }

    /// Whether the name of the type at `at` says no more than where it was found.
    pub(super) fn is_derived(&self, at: &Pointer) -> bool {
        let is_named = self
            .document
            .get(at)
            .is_some_and(|schema| schema.get(NAME).is_some());
        let component = at.as_str().strip_prefix("/components/schemas/");
        !is_named && component.is_none_or(|rest| rest.contains('/'))
    }

    /// A name that no other schema was given.
    fn derived_name(&self, fallback: &str) -> String {
        let name = derived_type_name(fallback);
        match self.given_names.contains(&name) {
            true => numbered(&name, |other| !self.given_names.contains(other)),
            false => name,
        }
    }

    /// Records a type that the document does not have, and returns its name.
    pub(super) fn define_fallback(
        &mut self,
        at: &Pointer,
        fallback: &str,
        plan: TypePlan,
    ) -> Result<String> {
        let lowered = self.define(at, self.derived_name(fallback), fallback, plan, false)?;
        Ok(lowered.refers_to.into_iter().next().unwrap_or_default())
    }

    /// What a lowered schema refers to, or the schema itself.
    pub(super) fn resolved<'v>(&'v self, lowered: &'v Value) -> &'v Value {
        let reference = lowered.get("$ref").and_then(Value::as_str);
        let name = reference.and_then(|reference| reference.rsplit('/').next());
        let plan = name.and_then(|name| self.types.get(name));
        plan.map_or(lowered, |plan| &plan.schema)
    }

    /// The members of a lowered union, or the schema itself.
    pub(super) fn members<'v>(&'v self, lowered: &'v Value) -> std::slice::Iter<'v, Value> {
        let members = self
            .resolved(lowered)
            .get("oneOf")
            .and_then(Value::as_array);
        members.map_or(std::slice::from_ref(lowered).iter(), |members| {
            members.iter()
        })
    }

    /// What has been gathered so far.
    pub(super) fn state(&self) -> State {
        State {
            types: self.types.clone(),
            origins: self.origins.clone(),
            untyped: self.untyped.clone(),
            notes: self.notes.clone(),
        }
    }

    /// Forgets what has been gathered since.
    pub(super) fn restore(&mut self, state: State) {
        (self.types, self.origins) = (state.types, state.origins);
        (self.untyped, self.notes) = (state.untyped, state.notes);
        self.inlining.clear();
    }

    pub(super) fn list<'v>(&self, at: &Pointer, value: &'v Value) -> Result<&'v Vec<Value>> {
        value
            .as_array()
            .ok_or_else(|| self.error(at, "expected a list"))
    }

    pub(super) fn error(&self, at: &Pointer, message: impl std::fmt::Display) -> anyhow::Error {
        self.document.error(at, message)
    }
}

fn given_names(root: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let components = root
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    let components = components.into_iter().flatten();
    names.extend(
        components
            .filter(|(_, schema)| schema.get(NAME).is_none())
            .map(|(name, _)| derived_type_name(name)),
    );
    let mut open = vec![root];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                let name = members.get(NAME).and_then(Value::as_str);
                names.extend(name.map(str::to_owned));
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    names
}

pub(super) fn is_nullable(schema: &Map<String, Value>) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true))
}
