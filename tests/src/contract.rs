//! What reviewers read: the contract of each version, one fact a line, how the versions differ, and
//! the public items of the client. Whoever changes one of them sees it here, and cannot do it by
//! accident.
//!
//! A test binary of its own, which compiles whatever the client has become.

use std::{
    env,
    path::{Path, PathBuf},
};

use xtask::{contract::facts::facts, document::Document, drift, output, report};

use snapshot::assert_reviewed;
use spec::{pointers, remove};

#[path = "support/binary.rs"]
#[expect(dead_code, reason = "other tests use more of it")]
mod binary;
mod copy;
mod reviewed_surface;
#[path = "support/snapshot.rs"]
mod snapshot;
#[allow(dead_code, reason = "the other tests need what is not needed here")]
#[path = "support/spec.rs"]
mod spec;
mod tampering;
mod upstream_change;

/// The folder of the workspace, or of a copy that a test has tampered with.
fn workspace() -> PathBuf {
    let tests = env::var_os("CARGO_MANIFEST_DIR").unwrap_or(env!("CARGO_MANIFEST_DIR").into());
    let workspace = Path::new(&tests).parent();
    workspace
        .expect("the tests lie in the workspace")
        .to_owned()
}

/// The document of a version in the folder of the specs.
fn spec(version: &str) -> Document {
    let file = workspace().join(format!("spec/{version}.yaml"));
    Document::read(&file).expect("the spec can be read")
}

/// The facts of a document, or why it has none.
fn contract(document: &Document) -> String {
    let facts = facts(document).map(|facts| facts.join("\n"));
    facts.unwrap_or_else(|error| format!("{error:#}"))
}

#[test]
fn the_contract_of_v3_is_as_reviewed() {
    assert_reviewed("contract_of_v3", &contract(&spec("v3")));
}

#[test]
fn the_contract_of_v3_1_is_as_reviewed() {
    assert_reviewed("contract_of_v3.1", &contract(&spec("v3.1")));
}

#[test]
fn the_drift_from_v3_to_v3_1_is_as_reviewed() {
    let drift = drift::compare(&spec("v3"), &spec("v3.1")).expect("the specs are OpenAPI");
    let report = report::markdown(&drift, "v3", "v3.1");
    assert_reviewed("drift_from_v3_to_v3.1", &report);
}

#[test]
fn the_generated_code_is_what_the_specs_give() {
    let files = xtask::regen(&workspace().join("spec")).expect("the specs generate");
    let generated = workspace().join("generated-client/src/generated");
    let findings = output::check(&generated, &files).expect("the generated code can be read");
    let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(
        findings.is_empty(),
        "{}\nrun `cargo xtask regen` and commit the result",
        findings.join("\n")
    );
}

/// Prose aside, nothing can leave a spec without leaving its contract.
#[test]
fn every_fact_shows_in_the_contract() {
    for version in ["v3", "v3.1"] {
        let whole = spec(version);
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
