//! What reviewers read: the contract of each version, one fact a line, how the versions differ, and
//! the public items of the client. Whoever changes one of them sees it here, and cannot do it by
//! accident.
//!
//! A test binary of its own, which compiles whatever the client has become.

use std::{
    env,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
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

/// Prose aside, nothing can leave a document without leaving its contract.
fn assert_every_fact_shows(whole: &Document) {
    let reviewed = contract(whole);
    for pointer in pointers(&whole.root) {
        let mut document = whole.clone();
        let removed = remove(&mut document.root, &pointer);
        let ends_with = |keyword| pointer.ends_with(keyword);
        // A property may be called `description` as well; its value is then a schema.
        let is_prose = removed.is_string() && (ends_with("/description") || ends_with("/summary"));
        // What holds without it too, such as a type beside an enum of that type.
        let is_respelled = || {
            drift::compare(whole, &document).is_ok_and(|drift| {
                let mut changes = drift.changes.iter();
                changes.all(|change| change.id == "respelled")
            })
        };
        let is_same = contract(&document) == reviewed;
        let file = whole.file.display();
        assert!(is_same || !is_prose, "{file} without {pointer}");
        assert!(
            !is_same || is_prose || is_respelled(),
            "{file} without {pointer}"
        );
    }
}

#[test]
fn every_fact_shows_in_the_contract() {
    for version in ["v3", "v3.1"] {
        assert_every_fact_shows(&spec(version));
    }
}

/// Two operations that say the same at each level, some of it twice, which is listed once.
fn alike() -> Document {
    let property = json!({ "type": "string", "example": "a" });
    let schema = json!({ "type": "object", "properties": { "example": property }, "example": {}, "x-mark": 1 });
    let media = json!({ "schema": schema, "encoding": { "a": {} }, "example": {}, "x-mark": 1 });
    let content = json!({ "application/json": media, "text/plain": media });
    let value = json!({ "schema": schema, "required": true, "example": {}, "x-mark": 1 });
    let parameter = |place: &str| {
        let mut parameter = value.clone();
        parameter["name"] = json!("a");
        parameter["in"] = json!(place);
        parameter
    };
    let answer = json!({
        "description": "An answer.",
        "content": content,
        "headers": { "A": value, "B": value },
        "links": { "a": { "operationId": "a" } },
        "x-mark": 1,
    });
    let item = |id: &str| {
        let by_content = json!({ "name": "b", "in": "query", "content": content });
        let operation = json!({
            "operationId": id,
            "summary": "An operation.",
            "tags": ["a", "b"],
            "security": [{ "a": [] }, { "b": [] }],
            "deprecated": true,
            "servers": [{ "url": "https://a" }],
            "x-mark": 1,
            "parameters": [parameter("query"), by_content],
            "requestBody": { "required": true, "content": content, "x-mark": 1 },
            "responses": {
                "200": answer,
                "204": { "description": "Nothing.", "x-mark": 1 },
                "400": answer,
                "401": answer,
            },
        });
        json!({
            "post": operation,
            "parameters": [parameter("header")],
            "servers": [{ "url": "https://a" }],
            "x-mark": 1,
        })
    };
    let key = json!({ "type": "apiKey", "in": "header", "name": "a" });
    Document {
        file: "alike.yaml".into(),
        root: json!({
            "openapi": "3.0.3",
            "info": { "title": "a", "version": "1", "x-mark": 1 },
            "tags": [{ "name": "a", "x-mark": 1 }, { "name": "b", "x-mark": 1 }],
            "x-mark": 1,
            "paths": { "/a": item("a"), "/b": item("b") },
            "components": { "securitySchemes": { "a": key, "b": key } },
        }),
    }
}

#[test]
fn no_fact_is_hidden_by_one_that_is_the_same() {
    assert_every_fact_shows(&alike());
}

#[test]
fn what_several_places_have_in_common_stands_once() {
    let document = alike();
    let contract = contract(&document);
    let count = |line: &str| contract.lines().filter(|one| *one == line).count();
    assert_eq!(count("error application/json of POST /a 400 401"), 1);
    // A request, an answer and an error, as JSON and as text.
    assert_eq!(count("  example: string, example \"a\""), 6, "{contract}");
    assert_eq!(count("  tag: \"a\""), 1, "{contract}");
}

/// The lines that only one of the contracts has, as a diff shows them.
fn changed(edit: impl Fn(&mut Value)) -> Vec<String> {
    let mut revision = alike();
    edit(&mut revision.root);
    let (before, after) = (contract(&alike()), contract(&revision));
    let only = |one: &str, other: &str, sign: &str| {
        let lines = one.lines();
        let only = lines.filter(|line| !other.lines().any(|known| known == *line));
        only.map(|line| format!("{sign}{line}")).collect::<Vec<_>>()
    };
    [only(&before, &after, "-"), only(&after, &before, "+")].concat()
}

#[test]
fn a_status_more_changes_the_line_of_its_operation() {
    let changed = changed(|document| {
        let responses = &mut document["paths"]["/a"]["post"]["responses"];
        responses["401"]["content"] =
            json!({ "text/plain": responses["400"]["content"]["text/plain"] });
    });
    let expected = [
        "-error application/json of POST /a 400 401",
        "+error application/json of POST /a 400",
    ];
    assert_eq!(changed, expected);
}

#[test]
fn an_example_that_only_some_statuses_have_is_a_line_that_names_them() {
    let changed = changed(|document| {
        document["paths"]["/a"]["post"]["responses"]["400"]["content"]["text/plain"]["example"] =
            json!("A word.");
    });
    let expected = [
        "+  example of POST /a 400: \"A word.\"",
        "+  example of POST /a 401, POST /b 400 401: {}",
    ];
    assert_eq!(changed, expected);
}
