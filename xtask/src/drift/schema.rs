//! Compares what two schemas demand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    extension::is_extension,
    keyword::several,
    rules,
    walk::{Key, Walk, name_of},
};
use crate::contract::{
    bound::Bound,
    node::{Additional, Node},
    path,
    reader::{Raw, each_reference, object},
    schema::{PROSE, Schema},
    types::Types,
};

impl<'a> Walk<'a> {
    /// Compares two schemas.
    pub(super) fn schema(&mut self, base: &Schema<'a>, revision: &Schema<'a>) {
        self.schema_but_null(base, revision, false);
    }

    /// The same, without null if that is judged by what is around.
    pub(super) fn schema_but_null(
        &mut self,
        base: &Schema<'a>,
        revision: &Schema<'a>,
        ignores_null: bool,
    ) {
        if let (Some(one), Some(two)) = (base.single(), revision.single()) {
            if self.same.same(one, two) {
                return;
            }
            let references = (
                self.base.reference_beside(base, is_aside),
                self.revision.reference_beside(revision, is_aside),
            );
            if let (Some(reference_one), Some(reference_two)) = references {
                self.words_around(one, two);
                let found = self.found();
                self.component(reference_one, reference_two);
                if found == self.found() && !spelled_alike(one, two) {
                    self.respelled(one, two);
                }
                return;
            }
            let (found, noted) = (self.found(), self.noted());
            if is_composed(one) || is_composed(two) {
                self.together(base, revision, ignores_null);
            } else {
                self.nodes(base, revision, ignores_null);
            }
            let is_silent = noted == self.noted() && (one != two || self.refers_to_another(one));
            let is_respelled = is_silent || !spelled_alike(one, two);
            // How a union spells null is compared there.
            if found == self.found() && is_respelled && !ignores_null {
                self.respelled(one, two);
            }
            return;
        }
        self.together(base, revision, ignores_null);
    }

    /// Whether something that a schema refers to is another in the other document.
    fn refers_to_another(&self, schema: &'a Value) -> bool {
        let mut differs = false;
        each_reference(schema, &mut |reference| {
            let targets = (self.base.target(reference), self.revision.target(reference));
            if let (Some(one), Some(two)) = targets {
                differs |= !self.same.same(one, two);
            }
        });
        differs
    }

    /// Compares schemas that are made of others, which can be made of them in turn.
    fn together(&mut self, base: &Schema<'a>, revision: &Schema<'a>, ignores_null: bool) {
        let keys = (Key::Schema(base.clone()), Key::Schema(revision.clone()));
        self.shared(keys, String::new, |this| {
            this.nodes(base, revision, ignores_null)
        });
    }

    /// Compares two components.
    fn component(&mut self, base: &'a str, revision: &'a str) {
        let targets = (self.base.target(base), self.revision.target(revision));
        let (Some(one), Some(two)) = targets else {
            return;
        };
        let keys = (Key::Part(Raw(one)), Key::Part(Raw(two)));
        let name = || name_of(base, revision);
        self.shared(keys, name, |this| {
            let (found, noted) = (this.found(), this.noted());
            this.schema(&Schema::of(one), &Schema::of(two));
            if base != revision && found == this.found() {
                this.note(&rules::RESPELLED, json!(base), json!(revision));
            } else if noted == this.noted() && one != two {
                this.note(&rules::RESPELLED, Value::Null, Value::Null);
            }
        });
    }

    /// Compares the words beside two references.
    fn words_around(&mut self, base: &'a Value, revision: &'a Value) {
        let (base, revision) = (object(base), object(revision));
        self.documentation(PROSE, base, revision);
        self.extensions(base, revision);
    }

    fn respelled(&mut self, base: &Value, revision: &Value) {
        self.note(&rules::RESPELLED, skeleton(base), skeleton(revision));
    }

    fn nodes(&mut self, base: &Schema<'a>, revision: &Schema<'a>, ignores_null: bool) {
        let (one, two) = (self.base.node(base), self.revision.node(revision));
        self.node_pair(&one, &two, (base, revision), ignores_null);
    }

    /// Compares what two schemas demand.
    pub(super) fn node_pair(
        &mut self,
        one: &Node<'a>,
        two: &Node<'a>,
        schemas: (&Schema<'a>, &Schema<'a>),
        ignores_null: bool,
    ) {
        self.words(one, two);
        if self.unions(one, two, schemas, ignores_null) {
            return;
        }
        self.types(one, two, ignores_null);
        let (before, after) = (one.types, two.types);
        // What is said of a type that came or went is part of that.
        let came_or_went =
            |types: Types| before.and(types).is_empty() != after.and(types).is_empty();
        let replaced = before.and(after).without_null().is_empty()
            && !(before.without_null().is_empty() || after.without_null().is_empty());
        if !replaced {
            self.format(one, two);
            self.values(one, two);
        }
        for bound in Bound::ALL {
            if !came_or_went(bound.types()) {
                self.bound(bound, one, two);
            }
        }
        if !came_or_went(Types::STRING) {
            self.patterns(one, two);
        }
        if !came_or_went(Types::OBJECT) {
            self.properties(one, two);
            self.additional(&one.additional, &two.additional);
        }
        if !came_or_went(Types::ARRAY) {
            self.items(one, two);
        }
        self.default(one.default, two.default);
        self.others(one, two);
    }

    /// What is said in words, and to tools.
    fn words(&mut self, one: &Node<'a>, two: &Node<'a>) {
        fn said<'n, 'a>(node: &'n Node<'a>) -> BTreeMap<&'a str, &'n Vec<&'a Value>> {
            let extensions = node.other.iter().filter(|(key, _)| is_extension(key));
            let all = node.prose.iter().chain(extensions);
            all.map(|(keyword, values)| (*keyword, values)).collect()
        }
        let (one_said, two_said) = (said(one), said(two));
        let keywords: BTreeSet<&str> = one_said.keys().chain(two_said.keys()).copied().collect();
        for keyword in keywords {
            let of = |said: &BTreeMap<&str, _>| several(said.get(keyword).copied());
            let (before, after) = (of(&one_said), of(&two_said));
            let rule = &rules::DOCUMENTATION_CHANGED;
            self.keyword(rule, keyword, before.as_ref(), after.as_ref());
        }
        self.deprecated(one.deprecated, two.deprecated);
    }

    /// Whether something is deprecated.
    pub(super) fn deprecated(&mut self, base: bool, revision: bool) {
        let rules = [&rules::DEPRECATED, &rules::NO_LONGER_DEPRECATED];
        self.flag(rules, base, revision);
    }

    fn properties(&mut self, one: &Node<'a>, two: &Node<'a>) {
        let names: BTreeSet<&str> = [one, two]
            .iter()
            .flat_map(|node| node.properties.keys().chain(&node.required))
            .copied()
            .collect();
        for name in names {
            let step = path::property(name);
            self.step(&step, |this| this.property(name, one, two));
        }
    }

    fn property(&mut self, name: &str, one: &Node<'a>, two: &Node<'a>) {
        let required = (one.required.contains(name), two.required.contains(name));
        let schemas = (one.properties.get(name), two.properties.get(name));
        // A name that is required alone has no schema, so any value will do.
        let closed = one.additional == Additional::Closed;
        match schemas {
            (Some(before), None) => {
                let before = self.base.node(before).to_string();
                return self.removed(&rules::PROPERTY_REMOVED, before);
            }
            // Where something had to be there, nothing was allowed if the object was closed.
            (None, Some(after)) if closed || !required.0 => {
                let rule = match (required.1 && !required.0, closed) {
                    (true, false) => &rules::REQUIRED_PROPERTY_ADDED,
                    (false, false) => &rules::OPTIONAL_PROPERTY_ADDED,
                    (true, true) => &rules::REQUIRED_PROPERTY_ADDED_TO_CLOSED,
                    (false, true) => &rules::OPTIONAL_PROPERTY_ADDED_TO_CLOSED,
                };
                return self.added(rule, self.revision.node(after).to_string());
            }
            _ => {}
        }
        let rules = [&rules::BECAME_REQUIRED, &rules::BECAME_OPTIONAL];
        self.flag(rules, required.0, required.1);
        let anything = Schema::anything();
        if schemas != (None, None) {
            self.schema(
                schemas.0.unwrap_or(&anything),
                schemas.1.unwrap_or(&anything),
            );
        }
    }

    fn additional(&mut self, base: &Additional<'a>, revision: &Additional<'a>) {
        let says = |additional: &Additional<'a>| match additional {
            Additional::Open => json!("allowed"),
            Additional::Closed => json!("not allowed"),
            Additional::Typed(_) => json!("allowed, of a type"),
        };
        let anything = Schema::anything();
        let (one, two) = match (base, revision) {
            (Additional::Closed, Additional::Closed) | (Additional::Open, Additional::Open) => {
                return;
            }
            (_, Additional::Closed) => {
                return self.note(&rules::CLOSED, says(base), says(revision));
            }
            (Additional::Closed, _) => {
                return self.note(&rules::OPENED, says(base), says(revision));
            }
            (Additional::Open, Additional::Typed(two)) => (&anything, two),
            (Additional::Typed(one), Additional::Open) => (one, &anything),
            (Additional::Typed(one), Additional::Typed(two)) => (one, two),
        };
        self.step("*", |this| this.schema(one, two));
    }

    fn items(&mut self, one: &Node<'a>, two: &Node<'a>) {
        if one.items.is_none() && two.items.is_none() {
            return;
        }
        let anything = Schema::anything();
        let base = one.items.as_ref().unwrap_or(&anything);
        let revision = two.items.as_ref().unwrap_or(&anything);
        self.step("[]", |this| this.schema(base, revision));
    }
}

/// Whether a schema is made of others, rather than of its own keywords and what is below them.
fn is_composed(schema: &Value) -> bool {
    let keywords = ["$ref", "allOf", "anyOf", "oneOf"];
    keywords.iter().any(|keyword| schema.get(keyword).is_some())
}

/// Whether two schemas are written alike, apart from what they say in words and from the schemas in
/// them.
fn spelled_alike(base: &Value, revision: &Value) -> bool {
    skeleton(base) == skeleton(revision)
}

/// Whether a keyword says something to people and tools only.
fn is_aside(keyword: &str) -> bool {
    PROSE.contains(&keyword) || is_extension(keyword)
}

/// What a schema states itself.
fn skeleton(schema: &Value) -> Value {
    const SCHEMAS: &[&str] = &[
        "additionalProperties",
        "contains",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    ];
    let Some(keywords) = schema.as_object() else {
        return schema.clone();
    };
    let hint = |value: &Value| match value.get("$ref") {
        Some(reference) => reference.clone(),
        None if object(value).is_empty() => value.clone(),
        None => json!("…"),
    };
    keywords
        .iter()
        .filter(|(keyword, _)| !is_aside(keyword))
        .map(|(keyword, value)| {
            let value = match (keyword.as_str(), value) {
                (
                    "properties" | "$defs" | "patternProperties" | "dependentSchemas",
                    Value::Object(schemas),
                ) => schemas.keys().cloned().collect(),
                ("discriminator" | "xml", Value::Object(members)) => {
                    let mut members = members.clone();
                    members.retain(|key, _| !is_extension(key));
                    members.into()
                }
                ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(schemas)) => {
                    schemas.iter().map(hint).collect()
                }
                (keyword, value) if SCHEMAS.contains(&keyword) => hint(value),
                (_, value) => value.clone(),
            };
            (keyword.clone(), value)
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}
