//! The facts of the specs, one a line, for reviewers: whoever changes a field, a bound or a status
//! sees it here, and cannot do it by accident.
//!
//! A test binary of its own, which compiles whatever the client has become.

use std::path::{Path, PathBuf};

use serde_json::Value;

use spec::{document, pointers, remove};

mod reviewed_surface;
#[path = "support/snapshot.rs"]
mod snapshot;
#[path = "support/spec.rs"]
mod spec;

/// The folder of the workspace.
fn workspace() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests
        .parent()
        .expect("the tests lie in the workspace")
        .to_owned()
}

/// What a document says, without its prose: the path of each value, and the value.
fn facts(document: &Value) -> String {
    let mut lines = Vec::new();
    collect("", document, &mut lines);
    lines.sort();
    lines.join("\n")
}

fn collect(path: &str, value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, member) in members {
                // A property may be called `description` as well; its value is then a schema.
                if name != "description" || !member.is_string() {
                    collect(&format!("{path} {name}"), member, lines);
                }
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, item) in items.iter().enumerate() {
                let step = if item.is_object() {
                    format!("[{index}]")
                } else {
                    "[]".to_owned()
                };
                collect(&format!("{path} {step}"), item, lines);
            }
        }
        leaf => lines.push(format!("{} = {leaf}", path.trim_start())),
    }
}

#[test]
fn the_contract_of_v3_is_as_reviewed() {
    insta::assert_snapshot!("contract_of_v3", facts(&document("v3")));
}

#[test]
fn the_contract_of_v3_1_is_as_reviewed() {
    insta::assert_snapshot!("contract_of_v3.1", facts(&document("v3.1")));
}

/// Prose aside, nothing can leave a spec without leaving its contract.
#[test]
fn every_fact_shows_in_the_contract() {
    for version in ["v3", "v3.1"] {
        let whole = document(version);
        let reviewed = facts(&whole);
        for pointer in pointers(&whole) {
            let mut document = whole.clone();
            let removed = remove(&mut document, &pointer);
            let is_prose = pointer.ends_with("/description") && removed.is_string();
            assert_eq!(
                facts(&document) == reviewed,
                is_prose,
                "{version} without {pointer}"
            );
        }
    }
}
