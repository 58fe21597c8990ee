//! Compares operations: their parameters, bodies, responses and words.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{
    owner::{Place, Root},
    rules::{self, Side},
    walk::Walk,
};
use crate::contract::{
    operation::{Operation, is_method},
    path,
    reader::{Reader, items, members, nothing},
    schema::Schema,
};

/// The keywords of an operation that say something to people only.
const PROSE: &[&str] = &[
    "description",
    "externalDocs",
    "operationId",
    "summary",
    "tags",
];

/// The name of an operation in reports, and the two that go by it.
pub(super) struct Pair<'n, 'a> {
    pub(super) name: &'n str,
    pub(super) base: &'n Operation<'a>,
    pub(super) revision: &'n Operation<'a>,
}

impl Pair<'_, '_> {
    /// A place of the operation.
    pub(super) fn root(&self, place: Place, status: Option<&str>, side: Side) -> Root {
        Root {
            operation: self.name.to_owned(),
            place,
            status: status.map(str::to_owned),
            side: match (side, self.base.is_callback) {
                (side, false) => side,
                (Side::Request, true) => Side::Response,
                (Side::Response, true) => Side::Request,
            },
        }
    }
}

impl<'a> Walk<'a> {
    /// Compares two operations.
    pub(super) fn operation(&mut self, pair: &Pair<'_, 'a>) {
        let noted = self.noted();
        let root = pair.root(Place::Operation, None, Side::Request);
        self.root(root, |this| this.operation_itself(pair));
        self.parameters(pair);
        let root = pair.root(Place::Request, None, Side::Request);
        self.root(root, |this| this.request_body(pair));
        self.responses(pair);
        self.security(pair);
        // Callbacks are operations of their own.
        let own = |operation: &Operation<'a>| {
            let mut own: Vec<_> = operation.value.iter().collect();
            own.retain(|(key, _)| *key != "callbacks");
            own
        };
        if noted == self.noted() && own(pair.base) != own(pair.revision) {
            let root = pair.root(Place::Operation, None, Side::Request);
            self.root(root, |this| {
                this.note(&rules::RESPELLED, Value::Null, Value::Null);
            });
        }
    }

    fn operation_itself(&mut self, pair: &Pair<'_, 'a>) {
        let (base, revision) = (pair.base, pair.revision);
        let (before, after) = (json!(base.path), json!(revision.path));
        if !base.differs_in_version_only(revision) {
            self.note(&rules::PATH_CHANGED, before, after);
        } else if base.version() != revision.version() {
            self.note(&rules::PATH_VERSION_CHANGED, before, after);
        }
        for (one, two) in [(base.value, revision.value), (base.item, revision.item)] {
            self.documentation(PROSE, one, two);
        }
        let deprecated =
            |operation: &Operation<'a>| operation.value.get("deprecated") == Some(&json!(true));
        self.deprecated(deprecated(base), deprecated(revision));
        let known = |key: &str| {
            PROSE.contains(&key)
                || is_method(key)
                || [
                    "callbacks",
                    "deprecated",
                    "parameters",
                    "requestBody",
                    "responses",
                    "security",
                    "$ref",
                ]
                .contains(&key)
        };
        for (one, two) in [(base.value, revision.value), (base.item, revision.item)] {
            self.unknown_members(one, two, known);
        }
    }

    /// Compares what is said in words.
    pub(super) fn documentation(
        &mut self,
        keywords: &[&str],
        base: &Map<String, Value>,
        revision: &Map<String, Value>,
    ) {
        for keyword in keywords {
            let (one, two) = (base.get(*keyword), revision.get(*keyword));
            if one != two {
                self.note_keyword(
                    &rules::DOCUMENTATION_CHANGED,
                    keyword,
                    json!(one),
                    json!(two),
                );
            }
        }
    }

    /// Compares the members that no rule knows.
    pub(super) fn unknown_members(
        &mut self,
        base: &Map<String, Value>,
        revision: &Map<String, Value>,
        known: impl Fn(&str) -> bool,
    ) {
        let keys: BTreeSet<&String> = base.keys().chain(revision.keys()).collect();
        for key in keys.into_iter().filter(|key| !known(key)) {
            let (one, two) = (base.get(key), revision.get(key));
            if one != two {
                self.note_keyword(&rules::UNRECOGNISED, key, json!(one), json!(two));
            }
        }
    }

    fn parameters(&mut self, pair: &Pair<'_, 'a>) {
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
    fn like_a_parameter(
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
    fn schemas_of(&mut self, base: &'a Map<String, Value>, revision: &'a Map<String, Value>) {
        let schema = |value: &'a Map<String, Value>| {
            value
                .get("schema")
                .map_or_else(Schema::anything, Schema::of)
        };
        self.schema(&schema(base), &schema(revision));
    }

    fn request_body(&mut self, pair: &Pair<'_, 'a>) {
        let body = |operation: &Operation<'a>| operation.value.get("requestBody");
        let required = |reader: Reader<'a>, body: &'a Value| {
            reader.resolve(body).get("required") == Some(&json!(true))
        };
        match (body(pair.base), body(pair.revision)) {
            (None, None) => {}
            (Some(_), None) => self.note(&rules::BODY_REMOVED, json!("a body"), Value::Null),
            (None, Some(added)) => {
                let rule = match required(self.revision, added) {
                    true => &rules::REQUIRED_BODY_ADDED,
                    false => &rules::OPTIONAL_BODY_ADDED,
                };
                self.note(rule, Value::Null, json!("a body"));
            }
            (Some(base), Some(revision)) => self.part(base, revision, |this, base, revision| {
                match (required(this.base, base), required(this.revision, revision)) {
                    (false, true) => {
                        this.note(&rules::BODY_BECAME_REQUIRED, json!(false), json!(true));
                    }
                    (true, false) => {
                        this.note(&rules::BODY_BECAME_OPTIONAL, json!(true), json!(false));
                    }
                    _ => {}
                }
                let (base, revision) = (object(base), object(revision));
                this.documentation(&["description"], base, revision);
                this.content(base, revision);
                this.unknown_members(base, revision, |key| {
                    ["content", "description", "required"].contains(&key)
                });
            }),
        }
    }

    fn responses(&mut self, pair: &Pair<'_, 'a>) {
        let responses = |operation: &Operation<'a>| {
            operation
                .value
                .get("responses")
                .and_then(Value::as_object)
                .unwrap_or(nothing())
        };
        let (base, revision) = (responses(pair.base), responses(pair.revision));
        let statuses: BTreeSet<&'a String> = base.keys().chain(revision.keys()).collect();
        for status in statuses {
            let place = match place_of(status) {
                Some(place) => place,
                None => {
                    let root = pair.root(Place::Operation, None, Side::Response);
                    let (one, two) = (base.get(status), revision.get(status));
                    if one != two {
                        self.root(root, |this| {
                            this.note_keyword(&rules::UNRECOGNISED, status, json!(one), json!(two));
                        });
                    }
                    continue;
                }
            };
            let root = pair.root(place, Some(status), Side::Response);
            self.root(root, |this| {
                match (base.get(status), revision.get(status)) {
                    (Some(one), Some(two)) => this.part(one, two, |this, one, two| {
                        this.response(object(one), object(two), place);
                    }),
                    (one, two) => {
                        let (added, removed) = match (place, status.as_str()) {
                            (_, "default") => (
                                &rules::DEFAULT_RESPONSE_ADDED,
                                &rules::DEFAULT_RESPONSE_REMOVED,
                            ),
                            (Place::Error, _) => {
                                (&rules::ERROR_STATUS_ADDED, &rules::ERROR_STATUS_REMOVED)
                            }
                            _ => (&rules::SUCCESS_STATUS_ADDED, &rules::SUCCESS_STATUS_REMOVED),
                        };
                        let rule = if one.is_none() { added } else { removed };
                        let name = |there: Option<&Value>| json!(there.map(|_| status));
                        this.note(rule, name(one), name(two));
                    }
                }
            });
        }
    }

    fn response(
        &mut self,
        base: &'a Map<String, Value>,
        revision: &'a Map<String, Value>,
        place: Place,
    ) {
        self.documentation(&["description", "summary"], base, revision);
        self.headers(base, revision);
        let has_body =
            |response: &Map<String, Value>| members(response.get("content")).next().is_some();
        match (place, has_body(base), has_body(revision)) {
            (Place::Error, false, true) => {
                self.note(&rules::ERROR_BODY_ADDED, Value::Null, json!("a body"))
            }
            (Place::Error, true, false) => {
                self.note(&rules::ERROR_BODY_REMOVED, json!("a body"), Value::Null)
            }
            _ => self.content(base, revision),
        }
        self.unknown_members(base, revision, |key| {
            ["content", "description", "headers", "summary"].contains(&key)
        });
    }

    fn headers(&mut self, base: &'a Map<String, Value>, revision: &'a Map<String, Value>) {
        // HTTP does not tell the cases of a header's name apart.
        let headers =
            |response: &'a Map<String, Value>| -> BTreeMap<String, (&'a String, &'a Value)> {
                members(response.get("headers"))
                    .map(|(name, header)| (name.to_lowercase(), (name, header)))
                    .collect()
            };
        let (before, after) = (headers(base), headers(revision));
        let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        self.in_header = true;
        for key in keys {
            match (before.get(key), after.get(key)) {
                (Some((name, _)), None) => self.step(&path::property(name), |this| {
                    this.note(&rules::HEADER_REMOVED, json!(name), Value::Null);
                }),
                (None, Some((name, _))) => self.step(&path::property(name), |this| {
                    this.note(&rules::HEADER_ADDED, Value::Null, json!(name));
                }),
                (Some((name, one)), Some((_, two))) => self.step(&path::property(name), |this| {
                    this.part(one, two, |this, one, two| {
                        this.header(object(one), object(two))
                    });
                }),
                (None, None) => {}
            }
        }
        self.in_header = false;
    }

    fn header(&mut self, base: &'a Map<String, Value>, revision: &'a Map<String, Value>) {
        let required = |value: &Map<String, Value>| value.get("required") == Some(&json!(true));
        match (required(base), required(revision)) {
            (false, true) => self.note(&rules::HEADER_BECAME_REQUIRED, json!(false), json!(true)),
            (true, false) => self.note(&rules::HEADER_BECAME_OPTIONAL, json!(true), json!(false)),
            _ => {}
        }
        self.like_a_parameter(base, revision, "header", &["required"]);
    }

    /// Compares the media types of two bodies.
    fn content(&mut self, base: &'a Map<String, Value>, revision: &'a Map<String, Value>) {
        let types = |body: &'a Map<String, Value>| -> BTreeMap<String, (&'a String, &'a Value)> {
            members(body.get("content"))
                .map(|(name, media)| (media_type(name), (name, media)))
                .collect()
        };
        let (mut before, mut after) = (types(base), types(revision));
        let both: Vec<String> = before
            .keys()
            .filter(|key| after.contains_key(*key))
            .cloned()
            .collect();
        for key in both {
            if let (Some((_, one)), Some((_, two))) = (before.remove(&key), after.remove(&key)) {
                self.media_type(object(one), object(two));
            }
        }
        // What is gone and what came in its stead.
        while !before.is_empty() && !after.is_empty() {
            if let (Some((_, (old, one))), Some((_, (new, two)))) =
                (before.pop_first(), after.pop_first())
            {
                self.note(&rules::MEDIA_TYPE_REPLACED, json!(old), json!(new));
                self.media_type(object(one), object(two));
            }
        }
        for (old, _) in before.values() {
            self.note(&rules::MEDIA_TYPE_REMOVED, json!(old), Value::Null);
        }
        for (new, _) in after.values() {
            self.note(&rules::MEDIA_TYPE_ADDED, Value::Null, json!(new));
        }
    }

    fn media_type(&mut self, base: &'a Map<String, Value>, revision: &'a Map<String, Value>) {
        self.documentation(&["example", "examples"], base, revision);
        self.schemas_of(base, revision);
        self.unknown_members(base, revision, |key| {
            ["example", "examples", "schema"].contains(&key)
        });
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
fn matched(name: &str, location: &str) -> String {
    match location {
        "header" => name.to_lowercase(),
        _ => name.to_owned(),
    }
}

/// Whether a status is one of success: what is neither a client's nor the server's fault.
fn place_of(status: &str) -> Option<Place> {
    match status.as_bytes() {
        b"default" => Some(Place::Error),
        [b'4' | b'5', _, _] => Some(Place::Error),
        [b'1'..=b'3', _, _] => Some(Place::Success),
        _ => None,
    }
}

/// The media type of a parameter or a header that is sent in one, of which there can be one only.
fn sole_content(value: &Map<String, Value>) -> Option<(&String, &Value)> {
    members(value.get("content")).next()
}

/// A media type by which bodies are matched, without what HTTP gives no meaning.
fn media_type(name: &str) -> String {
    let mut name = name.to_lowercase();
    name.retain(|c| !c.is_whitespace());
    name
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap_or(nothing())
}
