//! Compares the bodies of requests and responses, and the headers that come with them.

use std::collections::{BTreeMap, BTreeSet};

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
    reader::{Object, is_set, members, nothing, object},
};

impl<'a> Walk<'a> {
    pub(super) fn request_body(&mut self, pair: &Pair<'_, 'a>) {
        let body = |operation: &Operation<'a>| operation.value.get("requestBody");
        match (body(pair.base), body(pair.revision)) {
            (None, None) => {}
            (Some(_), None) => self.removed(&rules::BODY_REMOVED, "a body"),
            (None, Some(added)) => {
                let rule = match is_set(object(self.revision.resolve(added)), "required") {
                    true => &rules::REQUIRED_BODY_ADDED,
                    false => &rules::OPTIONAL_BODY_ADDED,
                };
                self.added(rule, "a body");
            }
            (Some(base), Some(revision)) => self.part(base, revision, |this, base, revision| {
                let rules = [&rules::BODY_BECAME_REQUIRED, &rules::BODY_BECAME_OPTIONAL];
                this.flag(
                    rules,
                    is_set(base, "required"),
                    is_set(revision, "required"),
                );
                this.content(base, revision);
                this.rest(&["description"], &["content", "required"], base, revision);
            }),
        }
    }

    pub(super) fn responses(&mut self, pair: &Pair<'_, 'a>) {
        let responses =
            |operation: &Operation<'a>| operation.value.get("responses").map_or(nothing(), object);
        let (base, revision) = (responses(pair.base), responses(pair.revision));
        let statuses: BTreeSet<&'a String> = base.keys().chain(revision.keys()).collect();
        for status in statuses {
            let (one, two) = (base.get(status), revision.get(status));
            let Some(place) = place_of(status) else {
                let root = pair.root(Place::Operation, None, Side::Response);
                self.root(root, |this| {
                    this.keyword(&rules::UNRECOGNISED, status, one, two)
                });
                continue;
            };
            let (added, removed) = match (place, status.as_str()) {
                (_, "default") => (
                    &rules::DEFAULT_RESPONSE_ADDED,
                    &rules::DEFAULT_RESPONSE_REMOVED,
                ),
                (Place::Error, _) => (&rules::ERROR_STATUS_ADDED, &rules::ERROR_STATUS_REMOVED),
                _ => (&rules::SUCCESS_STATUS_ADDED, &rules::SUCCESS_STATUS_REMOVED),
            };
            let root = pair.root(place, Some(status), Side::Response);
            self.root(root, |this| match (one, two) {
                (Some(one), Some(two)) => {
                    this.part(one, two, |this, one, two| this.response(one, two, place));
                }
                (None, _) => this.added(added, status.as_str()),
                (_, None) => this.removed(removed, status.as_str()),
            });
        }
    }

    fn response(&mut self, base: &'a Object, revision: &'a Object, place: Place) {
        self.headers(base, revision);
        let has_body = |response: &Object| members(response.get("content")).next().is_some();
        match (place, has_body(base), has_body(revision)) {
            (Place::Error, false, true) => self.added(&rules::ERROR_BODY_ADDED, "a body"),
            (Place::Error, true, false) => self.removed(&rules::ERROR_BODY_REMOVED, "a body"),
            _ => self.content(base, revision),
        }
        self.rest(
            &["description", "summary"],
            &["content", "headers"],
            base,
            revision,
        );
    }

    pub(super) fn headers(&mut self, base: &'a Object, revision: &'a Object) {
        // HTTP does not tell the cases of a header's name apart.
        let headers = |response| by_name(response, "headers", str::to_lowercase);
        let (before, after) = (headers(base), headers(revision));
        let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        self.in_headers(|this| {
            for key in keys {
                let (one, two) = (before.get(key), after.get(key));
                let Some((name, _)) = one.or(two) else {
                    continue;
                };
                this.step(&path::property(name), |this| match (one, two) {
                    (Some((_, one)), Some((_, two))) => this.part(one, two, Self::header),
                    (Some(_), None) => this.removed(&rules::HEADER_REMOVED, name.as_str()),
                    (None, _) => this.added(&rules::HEADER_ADDED, name.as_str()),
                });
            }
        });
    }

    fn header(&mut self, base: &'a Object, revision: &'a Object) {
        let rules = [
            &rules::HEADER_BECAME_REQUIRED,
            &rules::HEADER_BECAME_OPTIONAL,
        ];
        self.flag(
            rules,
            is_set(base, "required"),
            is_set(revision, "required"),
        );
        self.like_a_parameter(base, revision, "header", &["required"]);
    }

    /// Compares the media types of two bodies.
    pub(super) fn content(&mut self, base: &'a Object, revision: &'a Object) {
        let types = |body| by_name(body, "content", media_type);
        let (mut before, mut after) = (types(base), types(revision));
        for (key, (_, one)) in before.clone() {
            if let Some((_, two)) = after.remove(&key) {
                before.remove(&key);
                self.media_type(object(one), object(two));
            }
        }
        // What is gone and what came in its stead.
        for ((old, one), (new, two)) in before.values().zip(after.values()) {
            self.note(&rules::MEDIA_TYPE_REPLACED, json!(old), json!(new));
            self.media_type(object(one), object(two));
        }
        for (old, _) in before.values().skip(after.len()) {
            self.removed(&rules::MEDIA_TYPE_REMOVED, old.as_str());
        }
        for (new, _) in after.values().skip(before.len()) {
            self.added(&rules::MEDIA_TYPE_ADDED, new.as_str());
        }
    }

    fn media_type(&mut self, base: &'a Object, revision: &'a Object) {
        self.schemas_of(base, revision);
        self.rest(&["example", "examples"], &["schema"], base, revision);
    }
}

/// The members of what `key` holds, with their names, by what `matched` makes of these.
fn by_name<'a>(
    holder: &'a Object,
    key: &str,
    matched: fn(&str) -> String,
) -> BTreeMap<String, (&'a String, &'a Value)> {
    let all = members(holder.get(key));
    all.map(|(name, value)| (matched(name), (name, value)))
        .collect()
}

/// Whether a status is one of success: what is neither a client's nor the server's fault.
fn place_of(status: &str) -> Option<Place> {
    match status.as_bytes() {
        b"default" | [b'4' | b'5', _, _] => Some(Place::Error),
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
