//! What the documents demand and promise.

use serde_json::{Value, json};
use xtask::{
    contract::facts,
    document::Document,
    drift::{self, report},
};

use crate::{
    review::versions,
    support::snapshot::assert_all_reviewed,
    support::spec::{pointers, remove},
    support::workspace,
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
    for version in versions() {
        assert_every_fact_shows(&spec(&version));
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
