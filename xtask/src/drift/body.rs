//! Compares the bodies of requests and responses, and the headers that come with them.

use std::collections::{BTreeMap, BTreeSet};

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
    reader::{Reader, members, nothing},
};

impl<'a> Walk<'a> {
    pub(super) fn request_body(&mut self, pair: &Pair<'_, 'a>) {
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

    pub(super) fn responses(&mut self, pair: &Pair<'_, 'a>) {
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
                    self.root(root, |this| {
                        this.keyword(&rules::UNRECOGNISED, status, one, two);
                    });
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

    pub(super) fn headers(
        &mut self,
        base: &'a Map<String, Value>,
        revision: &'a Map<String, Value>,
    ) {
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
    pub(super) fn content(
        &mut self,
        base: &'a Map<String, Value>,
        revision: &'a Map<String, Value>,
    ) {
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

    pub(super) fn media_type(
        &mut self,
        base: &'a Map<String, Value>,
        revision: &'a Map<String, Value>,
    ) {
        self.documentation(&["example", "examples"], base, revision);
        self.schemas_of(base, revision);
        self.unknown_members(base, revision, |key| {
            ["example", "examples", "schema"].contains(&key)
        });
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

/// A media type by which bodies are matched, without what HTTP gives no meaning.
fn media_type(name: &str) -> String {
    let mut name = name.to_lowercase();
    name.retain(|c| !c.is_whitespace());
    name
}
