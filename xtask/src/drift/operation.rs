//! Compares operations: their parameters, bodies, responses and words.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    owner::{Place, Root},
    rules::{self, Side},
    walk::Walk,
};
use crate::contract::{
    operation::{Operation, is_method},
    reader::{members, nothing},
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
        // What is in callbacks is compared as the operations that it holds.
        for (name, one) in members(base.value.get("callbacks")) {
            let callbacks = revision.value.get("callbacks");
            if let Some(two) = callbacks.and_then(|callbacks| callbacks.get(name)) {
                let (one, two) = (self.base.resolve(one), self.revision.resolve(two));
                self.extensions(object(one), object(two));
            }
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
            self.keyword(&rules::DOCUMENTATION_CHANGED, keyword, one, two);
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
            self.keyword(&rules::UNRECOGNISED, key, base.get(key), revision.get(key));
        }
    }
}

pub(super) fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap_or(nothing())
}
