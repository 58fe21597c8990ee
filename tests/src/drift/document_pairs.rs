//! The minimal pairs of operations.yaml and security.yaml, each compared with itself, forward and
//! swapped.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use crate::{
    drift::change::{Change, compare, gravest, text},
    drift::pairs::{Group, is_matching, read, report},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentPair {
    #[serde(default)]
    name: String,
    #[serde(default)]
    of: Of,
    base: Value,
    revision: Value,
    gives: Vec<Expected>,
    swapped: Option<Vec<Expected>>,
    #[serde(default)]
    names: String,
}

/// What a patch is of.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Of {
    #[default]
    Operation,
    Document,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    breaking: Option<String>,
    additive: Option<String>,
    docs: Option<String>,
    #[serde(default = "standard_operation")]
    operation: String,
    place: String,
    #[serde(default)]
    path: String,
    #[serde(default)]
    statuses: Vec<Value>,
    /// It may be missing.
    #[serde(default)]
    maybe: bool,
}

fn standard_operation() -> String {
    "POST /things".to_owned()
}

impl Expected {
    fn class_and_id(&self) -> (&'static str, &str) {
        match (&self.breaking, &self.additive, &self.docs) {
            (Some(id), None, None) => ("breaking", id),
            (None, Some(id), None) => ("additive", id),
            (None, None, Some(id)) => ("docs", id),
            _ => panic!("{self:?} has one class"),
        }
    }

    fn is_met(&self, change: &Change) -> bool {
        let (class, id) = self.class_and_id();
        let is = |found: &str, expected: &str| expected == "*" || found == expected;
        let statuses: Vec<String> = self.statuses.iter().map(text).collect();
        change.class == class
            && is(&change.id, id)
            && is(&change.operation, &self.operation)
            && is(&change.place, &self.place)
            && is(&change.path, &self.path)
            && change.statuses() == statuses
    }
}

/// Whether the findings are the expected ones.
fn is_expected(found: &[Change], expected: &[Expected]) -> bool {
    if let [only] = expected
        && only.class_and_id().1 == "*"
    {
        return gravest(found) == Some(only.class_and_id().0)
            && found.iter().any(|change| only.is_met(change));
    }
    let certain: Vec<&Expected> = expected.iter().filter(|expected| !expected.maybe).collect();
    let possible = expected.iter().filter(|expected| expected.maybe);
    let rest: Vec<Change> = found
        .iter()
        .filter(|change| !possible.clone().any(|expected| expected.is_met(change)))
        .cloned()
        .collect();
    is_matching(&rest, &certain, |change, expected| expected.is_met(change))
}

pub(crate) fn all() -> Vec<Group<DocumentPair>> {
    let mut groups: Vec<Group<DocumentPair>> = read("operations.yaml");
    groups.extend(read::<Vec<Group<DocumentPair>>>("security.yaml"));
    groups
}

/// Applies a JSON merge patch.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(members) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = serde_json::json!({});
    }
    for (key, value) in members {
        match value {
            Value::Null => {
                target.as_object_mut().expect("it is one").remove(key);
            }
            value => merge(&mut target[key], value),
        }
    }
}

fn patched(of: Of, patch: &Value) -> Value {
    let mut document: Value = read("standard.yaml");
    let target = match of {
        Of::Operation => &mut document["paths"]["/api/v1/things"]["post"],
        Of::Document => &mut document,
    };
    merge(target, patch);
    document
}

#[test]
fn every_pair_of_documents_means_what_the_table_says() {
    let (mut failures, mut compared) = (Vec::new(), 0);
    for group in all() {
        for pair in &group.pairs {
            let [base, revision] =
                [&pair.base, &pair.revision].map(|patch| patched(pair.of, patch));
            let swapped = pair.swapped.as_ref().unwrap_or(&pair.gives);
            let nothing = Vec::new();
            for (direction, one, two, expected) in [
                ("base with itself", &base, &base, &nothing),
                ("revision with itself", &revision, &revision, &nothing),
                ("forward", &base, &revision, &pair.gives),
                ("swapped", &revision, &base, swapped),
            ] {
                compared += 1;
                let found = compare(one, two);
                let named = expected.is_empty()
                    || found
                        .iter()
                        .any(|change| change.message.contains(&pair.names));
                if !named || !is_expected(&found, expected) {
                    failures.push(format!(
                        "{}: {}, {direction}\n  base     {}\n  revision {}\nexpected {expected:#?}\n{} found {found:#?}",
                        group.title(), pair.name, pair.base, pair.revision, pair.names
                    ));
                }
            }
        }
    }
    report(&failures, compared);
}

/// The ids that pairs expect.
pub(crate) fn ids() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for pair in all().into_iter().flat_map(|group| group.pairs) {
        for expected in pair.gives.iter().chain(pair.swapped.iter().flatten()) {
            ids.insert(expected.class_and_id().1.to_owned());
        }
    }
    ids
}
