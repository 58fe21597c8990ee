//! Gathers the types of a document, each under a name of its own.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_json::{Map, Value, json};

use crate::{
    document::{Document, pointer::Pointer},
    generate::{
        names::{derived_type_name, is_free_type_name, numbered},
        plan::{Kind, TypePlan, Types},
    },
};

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
pub(super) const DECISIONS: &[&str] = &[NAME, TYPE, FIELD, ACCESSORS, VARIANTS];

/// Gathers the types of one document.
pub(crate) struct Schemas<'a> {
    pub(super) document: &'a Document,
    /// The types that were found.
    pub(crate) types: Types,
    /// Where each type's schema was found, for errors.
    pub(super) origins: BTreeMap<String, Pointer>,
    /// The references that are being lowered in place, to notice those that never end.
    pub(super) inlining: Vec<String>,
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

    /// A reference to the type `name`.
    pub(super) fn mention(&self, name: String, nullable: bool) -> Lowered {
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
