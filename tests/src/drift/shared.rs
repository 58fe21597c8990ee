//! Components that several places reach: one finding for a change, which names them all.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    drift::change::compare,
    drift::documents::{assert_is, content, document, only, reference, taking},
    support::command,
};

fn error_document(code: &str) -> Value {
    let error = |_: &str| json!({ "description": "No.", "content": content(reference("Error")) });
    let operation = |statuses: &[&str]| {
        let mut responses = json!({ "201": { "description": "Yes." } });
        for status in statuses {
            responses[*status] = error(status);
        }
        json!({ "responses": responses })
    };
    document(
        "3.0.3",
        json!({
            "/api/v1/things": { "post": operation(&["400", "401", "500"]) },
            "/api/v1/others": { "get": operation(&["404", "500", "default"]) },
        }),
        json!({ "Error": {
            "type": "object",
            "properties": { "error": { "type": "object", "properties": { "code": { "type": code } } } },
        } }),
    )
}

fn texts(values: &[Value]) -> Vec<String> {
    values.iter().map(crate::drift::change::text).collect()
}

#[test]
fn a_shared_error_schema_that_changed_once_is_one_finding_that_names_all_statuses() {
    let change = only(compare(
        &error_document("integer"),
        &error_document("string"),
    ));
    assert_is(
        &change,
        "breaking",
        "response-type-replaced",
        "#/components/schemas/Error",
        "error.code",
    );
    assert_eq!(change.place, "error");
    assert_eq!(change.statuses(), ["400", "401", "404", "500", "default"]);
    let mut reaches: Vec<(String, String, Vec<String>)> = change
        .reaches
        .iter()
        .map(|reach| {
            let statuses = reach["statuses"].as_array().expect("statuses");
            (
                crate::drift::change::text(&reach["operation"]),
                crate::drift::change::text(&reach["place"]),
                texts(statuses),
            )
        })
        .collect();
    reaches.sort();
    let owned = |operation: &str, statuses: [&str; 3]| {
        (
            operation.to_owned(),
            "error".to_owned(),
            statuses.map(str::to_owned).to_vec(),
        )
    };
    assert_eq!(
        reaches,
        [
            owned("GET /others", ["404", "500", "default"]),
            owned("POST /things", ["400", "401", "500"]),
        ]
    );
}

#[test]
fn the_text_report_names_all_statuses_that_a_shared_error_schema_reaches() {
    let folder = TempDir::new().expect("a folder");
    let [base, revision] = ["integer", "string"].map(|code| {
        let file = folder.path().join(format!("{code}.json"));
        fs::write(&file, error_document(code).to_string()).expect("a file");
        file.to_str().expect("the path is Unicode").to_owned()
    });
    for format in ["text", "markdown"] {
        let outcome = command::xtask(&["drift", &base, &revision, "--format", format]);
        assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
        for name in [
            "POST /things",
            "GET /others",
            "400",
            "401",
            "404",
            "500",
            "default",
            "error.code",
        ] {
            assert!(
                outcome.stdout.contains(name),
                "{name} in {}",
                outcome.stdout
            );
        }
        let count = outcome.stdout.matches("response-type-replaced").count();
        assert!(count <= 1, "one finding in {}", outcome.stdout);
    }
}

#[test]
fn a_shared_response_that_changed_once_is_one_finding() {
    let of = |code: &str| {
        let mut document = error_document("integer");
        for path in ["/api/v1/things", "/api/v1/others"] {
            let method = if path.ends_with("things") {
                "post"
            } else {
                "get"
            };
            document["paths"][path][method]["responses"]["500"] =
                json!({ "$ref": "#/components/responses/Failed" });
        }
        let schema = json!({ "type": "object", "properties": { "code": { "type": code } } });
        document["components"]["responses"] =
            json!({ "Failed": { "description": "No.", "content": content(schema) } });
        document
    };
    let change = only(compare(&of("integer"), &of("string")));
    assert_is(
        &change,
        "breaking",
        "response-type-replaced",
        "#/components/responses/Failed",
        "code",
    );
    assert_eq!(change.place, "error");
    assert_eq!(change.statuses(), ["500"]);
    assert_eq!(change.reaches.len(), 2, "{change:#?}");
}

#[test]
fn a_component_that_both_sides_reach_takes_the_worse_class_and_names_both() {
    let of = |values: Value| {
        let thing = content(reference("Thing"));
        let operation = json!({
            "requestBody": { "content": thing },
            "responses": { "201": { "description": "Yes.", "content": thing } },
        });
        let thing = json!({ "type": "object", "properties": { "kind": { "type": "string", "enum": values } } });
        document(
            "3.0.3",
            json!({ "/api/v1/things": { "post": operation } }),
            json!({ "Thing": thing }),
        )
    };
    let (few, many) = (of(json!(["a"])), of(json!(["a", "b"])));
    let change = only(compare(&few, &many));
    assert_is(
        &change,
        "breaking",
        "response-enum-value-added",
        "#/components/schemas/Thing",
        "kind",
    );
    assert_eq!(change.place, "request, success");
    let change = only(compare(&many, &few));
    assert_is(
        &change,
        "breaking",
        "request-enum-value-removed",
        "#/components/schemas/Thing",
        "kind",
    );
    assert_eq!(change.place, "request, success");
}

#[test]
fn a_component_of_one_place_is_reported_there_with_the_whole_path() {
    let of = |kind: &str| {
        let outer = json!({ "type": "object", "properties": { "tags": { "type": "array", "items": reference("Inner") } } });
        let inner = json!({ "type": "object", "properties": { "name": { "type": kind } } });
        let body = json!({ "type": "object", "properties": { "outer": reference("Outer") } });
        taking("3.0.3", body, json!({ "Outer": outer, "Inner": inner }))
    };
    let change = only(compare(&of("integer"), &of("number")));
    assert_is(
        &change,
        "additive",
        "request-type-widened",
        "POST /things",
        "outer.tags[].name",
    );
}

#[test]
fn a_component_that_two_properties_hold_is_one_finding() {
    let of = |kind: &str| {
        let body = json!({ "type": "object", "properties": { "a": reference("Inner"), "b": reference("Inner") } });
        taking(
            "3.0.3",
            body,
            json!({ "Inner": { "type": "object", "properties": { "name": { "type": kind } } } }),
        )
    };
    let change = only(compare(&of("integer"), &of("number")));
    assert_eq!(
        (change.class.as_str(), change.id.as_str()),
        ("additive", "request-type-widened")
    );
}

#[test]
fn the_same_change_in_two_operations_is_two_findings() {
    let of = |kind: &str| {
        let operation = json!({
            "requestBody": { "content": content(json!({ "type": kind })) },
            "responses": { "204": { "description": "Yes." } },
        });
        document(
            "3.0.3",
            json!({ "/a": { "post": operation }, "/b": { "post": operation } }),
            json!({}),
        )
    };
    let operations: Vec<String> = compare(&of("integer"), &of("number"))
        .into_iter()
        .map(|change| change.operation)
        .collect();
    assert_eq!(operations, ["POST /a", "POST /b"]);
}

#[test]
fn security_that_the_document_demands_anew_is_one_finding() {
    let of = |security: Option<Value>| {
        let operation = json!({ "responses": { "204": { "description": "Yes." } } });
        let mut document = document(
            "3.0.3",
            json!({ "/a": { "post": operation }, "/b": { "post": operation } }),
            json!({}),
        );
        document["components"]["securitySchemes"] =
            json!({ "Key": { "type": "apiKey", "in": "header", "name": "x-key" } });
        if let Some(security) = security {
            document["security"] = security;
        }
        document
    };
    let (free, demanded) = (of(None), of(Some(json!([{ "Key": [] }]))));
    for (base, revision, id) in [
        (&free, &demanded, "security-demanded"),
        (&demanded, &free, "security-dropped"),
    ] {
        let changes = compare(base, revision);
        let [change] = changes.as_slice() else {
            panic!("one finding was expected: {changes:?}");
        };
        assert_eq!(change.id, id);
        assert_eq!(change.reaches.len(), 2, "{change:#?}");
    }
}
