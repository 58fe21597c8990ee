//! Compares the parameters of operations, and what is like a parameter.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    operation::{Pair, object},
    owner::Place,
    rules::{self, Side},
    walk::Walk,
};
use crate::contract::{
    operation::Operation,
    path,
    reader::{Reader, items, members},
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
                    None => this.note(&rules::PARAMETER_REMOVED, old.label(), Value::Null),
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
            let rule = if new.is_required() {
                &rules::REQUIRED_PARAMETER_ADDED
            } else {
                &rules::OPTIONAL_PARAMETER_ADDED
            };
            self.root(root, |this| {
                this.step(&path::property(&new.name), |this| {
                    this.note(rule, Value::Null, new.label());
                });
            });
        }
    }

    fn parameter(&mut self, base: &'a Value, revision: &'a Value, location: &str) {
        let (one, two) = (object(base), object(revision));
        let required = |value: &Map<String, Value>| value.get("required") == Some(&json!(true));
        if location != "path" {
            match (required(one), required(two)) {
                (false, true) => {
                    self.note(&rules::PARAMETER_BECAME_REQUIRED, json!(false), json!(true));
                }
                (true, false) => {
                    self.note(&rules::PARAMETER_BECAME_OPTIONAL, json!(true), json!(false));
                }
                _ => {}
            }
        }
        self.like_a_parameter(one, two, location, &["in", "name", "required"]);
    }

    /// Compares what parameters and headers have in common.
    pub(super) fn like_a_parameter(
        &mut self,
        base: &'a Map<String, Value>,
        revision: &'a Map<String, Value>,
        location: &str,
        known: &[&str],
    ) {
        self.documentation(&["description", "example", "examples"], base, revision);
        let flag = |value: &Map<String, Value>, key: &str| value.get(key) == Some(&json!(true));
        self.deprecated(flag(base, "deprecated"), flag(revision, "deprecated"));
        // What is left out has a value that the specification states.
        let default_style = match location {
            "query" | "cookie" => "form",
            _ => "simple",
        };
        let style = |value: &Map<String, Value>| {
            let style = value.get("style").and_then(Value::as_str);
            style.unwrap_or(default_style).to_owned()
        };
        let explode = |value: &Map<String, Value>| match value.get("explode") {
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
            let (one, two) = (flag(base, keyword), flag(revision, keyword));
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
        self.unknown_members(base, revision, |key| {
            known.contains(&key)
                || [
                    "allowEmptyValue",
                    "allowReserved",
                    "content",
                    "deprecated",
                    "description",
                    "example",
                    "examples",
                    "explode",
                    "schema",
                    "style",
                ]
                .contains(&key)
        });
    }

    /// Compares the schemas of two objects that have one.
    pub(super) fn schemas_of(
        &mut self,
        base: &'a Map<String, Value>,
        revision: &'a Map<String, Value>,
    ) {
        let schema = |value: &'a Map<String, Value>| {
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
    resolved: &'a Value,
}

impl<'a> Parameter<'a> {
    /// The parameters of an operation, by location and name: its own, and those of the path.
    fn all(reader: Reader<'a>, operation: &Operation<'a>) -> BTreeMap<(String, String), Self> {
        let of_path = items(operation.item.get("parameters"));
        let own = items(operation.value.get("parameters"));
        let mut all = BTreeMap::new();
        for raw in of_path.iter().chain(own) {
            let resolved = reader.resolve(raw);
            let text = |key: &str| {
                resolved
                    .get(key)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
            };
            let (name, location) = (text("name").to_owned(), text("in").to_owned());
            let key = (location.clone(), matched(&name, &location));
            all.insert(
                key,
                Self {
                    name,
                    location,
                    raw,
                    resolved,
                },
            );
        }
        all
    }

    fn is_required(&self) -> bool {
        self.location == "path" || self.resolved.get("required") == Some(&json!(true))
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
pub(super) fn sole_content(value: &Map<String, Value>) -> Option<(&String, &Value)> {
    members(value.get("content")).next()
}
