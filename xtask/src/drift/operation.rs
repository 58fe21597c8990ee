//! Compares operations: their parameters, bodies, responses and words.

use serde_json::{Value, json};

use super::{
    extension::keys,
    owner::{Place, Root},
    rules::{self, Side},
    walk::Walk,
};
use crate::contract::{
    operation::{METHODS, Operation},
    reader::{Object, is_set, members, object},
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
                this.note(&rules::RESPELLED, Value::Null, Value::Null)
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
        let own = [
            "callbacks",
            "deprecated",
            "parameters",
            "requestBody",
            "responses",
            "security",
            "$ref",
        ];
        let known = [METHODS, &own].concat();
        for (one, two) in [(base.value, revision.value), (base.item, revision.item)] {
            self.rest(PROSE, &known, one, two);
        }
        let deprecated = |operation: &Operation<'a>| is_set(operation.value, "deprecated");
        self.deprecated(deprecated(base), deprecated(revision));
        // What is in callbacks is compared as the operations that it holds.
        for (name, one) in members(base.value.get("callbacks")) {
            let callbacks = revision.value.get("callbacks");
            if let Some(two) = callbacks.and_then(|callbacks| callbacks.get(name)) {
                let (one, two) = (self.base.resolve(one), self.revision.resolve(two));
                self.extensions(object(one), object(two));
            }
        }
    }

    /// Compares the members that say something in words, and those that no rule knows.
    pub(super) fn rest(
        &mut self,
        words: &[&str],
        known: &[&str],
        base: &Object,
        revision: &Object,
    ) {
        self.documentation(words, base, revision);
        let is_known = |key: &str| words.contains(&key) || known.contains(&key);
        for key in keys(base, revision).filter(|key| !is_known(key)) {
            self.keyword(&rules::UNRECOGNISED, key, base.get(key), revision.get(key));
        }
    }

    /// Compares what is said in words.
    pub(super) fn documentation(&mut self, keywords: &[&str], base: &Object, revision: &Object) {
        for keyword in keywords {
            let (one, two) = (base.get(*keyword), revision.get(*keyword));
            self.keyword(&rules::DOCUMENTATION_CHANGED, keyword, one, two);
        }
    }
}
