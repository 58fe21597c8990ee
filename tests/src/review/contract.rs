//! What the documents demand and promise.

use xtask::{contract::facts::facts, document::Document, drift, report};

use crate::{
    snapshot::assert_all_reviewed,
    spec::{pointers, remove},
    versions, workspace,
};

/// The document of a version in the folder of the specs.
pub(crate) fn spec(version: &str) -> Document {
    let file = workspace().join(format!("spec/{version}.yaml"));
    Document::read(&file).expect("the spec can be read")
}

/// The facts of a document, or why it has none.
fn contract(document: &Document) -> String {
    let facts = facts(document).map(|facts| facts.join("\n"));
    facts.unwrap_or_else(|error| format!("{error:#}"))
}

#[test]
fn the_contract_of_each_version_is_as_reviewed() {
    let contracts = versions().into_iter().map(|version| {
        let contract = contract(&spec(&version));
        (format!("contract_of_{version}"), contract)
    });
    assert_all_reviewed(contracts);
}

#[test]
fn the_drift_from_each_version_to_the_next_is_as_reviewed() {
    let versions = versions();
    let drifts = versions.windows(2).map(|pair| {
        let (old, new) = (&pair[0], &pair[1]);
        let drift = drift::compare(&spec(old), &spec(new)).expect("the specs are OpenAPI");
        (
            format!("drift_from_{old}_to_{new}"),
            report::markdown(&drift, old, new),
        )
    });
    assert_all_reviewed(drifts);
}

/// Prose aside, nothing can leave a spec without leaving its contract.
#[test]
fn every_fact_shows_in_the_contract() {
    for version in versions() {
        let whole = spec(&version);
        let reviewed = contract(&whole);
        for pointer in pointers(&whole.root) {
            let mut document = whole.clone();
            let removed = remove(&mut document.root, &pointer);
            let ends_with = |keyword| pointer.ends_with(keyword);
            // A property may be called `description` as well; its value is then a schema.
            let is_prose =
                removed.is_string() && (ends_with("/description") || ends_with("/summary"));
            // What holds without it too, such as a type beside an enum of that type.
            let is_respelled = drift::compare(&whole, &document).is_ok_and(|drift| {
                let mut changes = drift.changes.iter();
                changes.all(|change| change.id == "respelled")
            });
            let is_same = contract(&document) == reviewed;
            assert!(is_same || !is_prose, "{version} without {pointer}");
            assert!(
                !is_same || is_prose || is_respelled,
                "{version} without {pointer}"
            );
        }
    }
}
