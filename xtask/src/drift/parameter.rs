//! Compares the parameters of operations, and what is like a parameter.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    operation::Pair,
    owner::Place,
    rules::{self, Side},
    walk::Walk,
};
use crate::contract::{
    operation::Operation,
    path,
    reader::{Object, Reader, is_set, members, object},
    schema::Schema,
};

impl<'a> Walk<'a> {
    pub(super) fn parameters(&mut self, pair: &Pair<'_, 'a>) {
        let (base, revision) = (pair.base, pair.revision);
        let before = Parameter::all(self.base, base);
        let mut after = Parameter::all(self.revision, revision);
        // Those of the path are matched by position.
        let names: BTreeMap<&str, &str> = base
            .path_parameters()
            .into_iter()
            .zip(revision.path_parameters())
            .collect();
        for (key, old) in &before {
            let (location, name) = key;
            let new_name = match location.as_str() {
                "path" => names.get(name.as_str()).copied().unwrap_or(name),
                _ => name,
            };
            let new = after.remove(&(location.clone(), matched(new_name, location)));
            let root = pair.root(Place::Parameter, None, Side::Request);
            self.root(root, |this| {
                this.step(&path::property(&old.name), |this| match new {
                    None => this.removed(&rules::PARAMETER_REMOVED, old.label()),
                    Some(new) => {
                        this.part(old.raw, new.raw, |this, base, revision| {
                            if location == "path" && old.name != new.name {
                                let (before, after) = (json!(old.name), json!(new.name));
                                this.note(&rules::PATH_PARAMETER_RENAMED, before, after);
                            }
                            this.parameter(base, revision, location);
                        });
                    }
                });
            });
        }
        for new in after.values() {
            let root = pair.root(Place::Parameter, None, Side::Request);
            let rule = match new.is_required() {
                true => &rules::REQUIRED_PARAMETER_ADDED,
                false => &rules::OPTIONAL_PARAMETER_ADDED,
            };
            self.root(root, |this| {
                this.step(&path::property(&new.name), |this| {
                    this.added(rule, new.label())
                });
            });
        }
    }

    fn parameter(&mut self, base: &'a Object, revision: &'a Object, location: &str) {
        if location != "path" {
            let rules = [
                &rules::PARAMETER_BECAME_REQUIRED,
                &rules::PARAMETER_BECAME_OPTIONAL,
            ];
            self.flag(
                rules,
                is_set(base, "required"),
                is_set(revision, "required"),
            );
        }
        self.like_a_parameter(base, revision, location, &["in", "name", "required"]);
    }

    /// Compares what parameters and headers have in common.
    pub(super) fn like_a_parameter(
        &mut self,
        base: &'a Object,
        revision: &'a Object,
        location: &str,
        known: &[&str],
    ) {
        self.deprecated(is_set(base, "deprecated"), is_set(revision, "deprecated"));
        // What is left out has a value that the specification states.
        let default_style = match location {
            "query" | "cookie" => "form",
            _ => "simple",
        };
        let style = |value: &Object| {
            let style = value.get("style").and_then(Value::as_str);
            style.unwrap_or(default_style).to_owned()
        };
        let explode = |value: &Object| match value.get("explode") {
            Some(Value::Bool(explode)) => *explode,
            _ => style(value) == "form",
        };
        if style(base) != style(revision) {
            let (one, two) = (json!(style(base)), json!(style(revision)));
            self.note_keyword(&rules::UNRECOGNISED, "style", one, two);
        } else if explode(base) != explode(revision) {
            let (one, two) = (json!(explode(base)), json!(explode(revision)));
            self.note_keyword(&rules::UNRECOGNISED, "explode", one, two);
        }
        for keyword in ["allowEmptyValue", "allowReserved"] {
            let (one, two) = (is_set(base, keyword), is_set(revision, keyword));
            if one != two {
                self.note_keyword(&rules::UNRECOGNISED, keyword, json!(one), json!(two));
            }
        }
        match (sole_content(base), sole_content(revision)) {
            (None, None) => self.schemas_of(base, revision),
            (Some(_), Some(_)) => self.content(base, revision),
            // A value in a media type is not sent as the style of a parameter has it.
            (one, two) => {
                let name = |content: Option<(&String, _)>| json!(content.map(|(name, _)| name));
                self.note(&rules::MEDIA_TYPE_REPLACED, name(one), name(two));
                let schema_in = |value, content: Option<(_, &'a Value)>| {
                    content.map_or(value, |(_, media)| object(media))
                };
                self.schemas_of(schema_in(base, one), schema_in(revision, two));
            }
        }
        let shared = [
            "allowEmptyValue",
            "allowReserved",
            "content",
            "deprecated",
            "explode",
            "schema",
            "style",
        ];
        let words = ["description", "example", "examples"];
        self.rest(&words, &[known, &shared].concat(), base, revision);
    }

    /// Compares the schemas of two objects that have one.
    pub(super) fn schemas_of(&mut self, base: &'a Object, revision: &'a Object) {
        let schema = |value: &'a Object| {
            value
                .get("schema")
                .map_or_else(Schema::anything, Schema::of)
        };
        self.schema(&schema(base), &schema(revision));
    }
}

/// A parameter as an operation has it.
struct Parameter<'a> {
    name: String,
    location: String,
    raw: &'a Value,
    resolved: &'a Object,
}

impl<'a> Parameter<'a> {
    /// The parameters of an operation, by location and name: its own, and those of the path.
    fn all(reader: Reader<'a>, operation: &Operation<'a>) -> BTreeMap<(String, String), Self> {
        let parameters = operation.parameters().map(|raw| {
            let resolved = object(reader.resolve(raw));
            let text = |key: &str| {
                let text = resolved.get(key).and_then(Value::as_str);
                text.unwrap_or_default().to_owned()
            };
            let (name, location) = (text("name"), text("in"));
            let key = (location.clone(), matched(&name, &location));
            (
                key,
                Self {
                    name,
                    location,
                    raw,
                    resolved,
                },
            )
        });
        parameters.collect()
    }

    fn is_required(&self) -> bool {
        self.location == "path" || is_set(self.resolved, "required")
    }

    fn label(&self) -> Value {
        json!(format!("{} in {}", self.name, self.location))
    }
}

/// A name by which parameters are matched: HTTP does not tell the cases of a header's name apart.
pub(super) fn matched(name: &str, location: &str) -> String {
    match location {
        "header" => name.to_lowercase(),
        _ => name.to_owned(),
    }
}

/// The media type of a parameter or a header that is sent in one, of which there can be one only.
pub(super) fn sole_content(value: &Object) -> Option<(&String, &Value)> {
    members(value.get("content")).next()
}
