//! Whole documents: shared components, circles, depth, and documents that are odd.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    binary,
    change::{Change, compare, gravest, parse},
};

/// A document with `paths` and the schemas of `components`.
fn document(openapi: &str, paths: Value, schemas: Value) -> Value {
    json!({
        "openapi": openapi,
        "info": { "title": "Things", "version": "v1" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

fn content(schema: Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A document whose one operation takes `schema`.
fn taking(openapi: &str, schema: Value, schemas: Value) -> Value {
    let operation = json!({
        "requestBody": { "content": content(schema) },
        "responses": { "204": { "description": "Yes." } },
    });
    document(
        openapi,
        json!({ "/api/v1/things": { "post": operation } }),
        schemas,
    )
}

/// The only finding.
#[track_caller]
fn only(found: Vec<Change>) -> Change {
    match <[Change; 1]>::try_from(found) {
        Ok([change]) => change,
        Err(found) => panic!("expected one finding, found {found:#?}"),
    }
}

#[track_caller]
fn assert_is(change: &Change, class: &str, id: &str, operation: &str, path: &str) {
    let found = [&change.class, &change.id, &change.operation, &change.path].map(String::as_str);
    assert_eq!(found, [class, id, operation, path], "{change:#?}");
}

/// Runs the command on two files of these texts. It has to end by itself, with findings or an error.
#[track_caller]
fn run(base: &str, revision: &str) -> binary::Outcome {
    let folder = TempDir::new().expect("a folder");
    let [base, revision] =
        [("base.yaml", base), ("revision.yaml", revision)].map(|(name, text)| {
            let file = folder.path().join(name);
            fs::write(&file, text).expect("a file");
            file
        });
    let text = |file: &Path| file.to_str().expect("the path is Unicode").to_owned();
    let outcome = binary::xtask(&[
        "drift",
        &text(&base),
        &text(&revision),
        "--format",
        "json",
        "--fail-on",
        "never",
    ]);
    assert!(
        matches!(outcome.code, Some(0 | 2)),
        "{:?}: {}",
        outcome.code,
        outcome.stderr
    );
    assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
    outcome
}

/// What the command finds between two files of these texts.
#[track_caller]
fn found(base: &str, revision: &str) -> Vec<Change> {
    let outcome = run(base, revision);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    parse(&outcome.stdout)
}

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
    values.iter().map(crate::change::text).collect()
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
                crate::change::text(&reach["operation"]),
                crate::change::text(&reach["place"]),
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
        let outcome = binary::xtask(&["drift", &base, &revision, "--format", format]);
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
fn a_component_that_holds_itself_is_compared_once() {
    let of = |kind: &str| {
        let node = json!({ "type": "object", "properties": {
            "value": { "type": kind },
            "next": reference("Node"),
            "children": { "type": "array", "items": reference("Node") },
        } });
        taking("3.0.3", reference("Node"), json!({ "Node": node }))
    };
    assert_eq!(compare(&of("integer"), &of("integer")), []);
    let change = only(compare(&of("integer"), &of("number")));
    assert_eq!(
        (change.class.as_str(), change.id.as_str()),
        ("additive", "request-type-widened")
    );
    assert_eq!(change.path, "value");
}

#[test]
fn components_that_hold_each_other_are_compared() {
    let of = |kind: &str| {
        let one = json!({ "type": "object", "properties": { "two": reference("Two") } });
        let two = json!({ "type": "object", "properties": { "one": reference("One"), "x": { "type": kind } } });
        taking("3.0.3", reference("One"), json!({ "One": one, "Two": two }))
    };
    assert_eq!(compare(&of("integer"), &of("integer")), []);
    let change = only(compare(&of("integer"), &of("number")));
    assert_eq!(
        (change.class.as_str(), change.id.as_str()),
        ("additive", "request-type-widened")
    );
}

#[test]
fn components_that_hold_each_other_can_be_renamed() {
    let of = |one: &str, two: &str| {
        let first = json!({ "type": "object", "properties": { "two": reference(two) } });
        let second = json!({ "type": "object", "properties": { "one": reference(one) } });
        taking("3.0.3", reference(one), json!({ one: first, two: second }))
    };
    assert_eq!(
        gravest(&compare(&of("One", "Two"), &of("Eins", "Zwei"))),
        Some("docs")
    );
    assert_eq!(
        gravest(&compare(&of("One", "Two"), &of("Two", "One"))),
        Some("docs")
    );
}

/// A circle has one meaning however many components it is cut into.
#[test]
fn a_circle_of_one_is_a_circle_of_two() {
    let list = |next: &str| json!({ "type": "object", "properties": { "next": reference(next) } });
    let one = taking("3.0.3", reference("A"), json!({ "A": list("A") }));
    let two = taking(
        "3.0.3",
        reference("A"),
        json!({ "A": list("B"), "B": list("A") }),
    );
    assert_eq!(gravest(&compare(&one, &two)), Some("docs"));
    assert_eq!(gravest(&compare(&two, &one)), Some("docs"));
}

#[test]
fn references_that_lead_to_nothing_but_themselves_do_no_harm() {
    let circles = [
        json!({ "A": reference("A") }),
        json!({ "A": reference("B"), "B": reference("A") }),
        json!({ "A": { "allOf": [reference("A")] } }),
        json!({ "A": { "allOf": [reference("A"), { "type": "object" }] } }),
        json!({ "A": { "anyOf": [reference("A"), { "type": "string" }] } }),
        json!({ "A": { "oneOf": [reference("B"), reference("A")] }, "B": { "oneOf": [reference("A")] } }),
        json!({ "A": { "type": "array", "items": reference("A") } }),
        json!({ "A": { "type": "object", "additionalProperties": reference("A") } }),
        json!({ "A": { "not": reference("A") } }),
        json!({ "A": { "type": "object" } }),
    ];
    for (index, one) in circles.iter().enumerate() {
        for (other, two) in circles.iter().enumerate() {
            let [one, two] =
                [one, two].map(|schemas| taking("3.0.3", reference("A"), schemas.clone()));
            let found = compare(&one, &two);
            assert_eq!(
                found.is_empty(),
                index == other,
                "{one} and {two} give {found:#?}"
            );
        }
    }
}

#[test]
fn a_reference_to_itself_in_other_components_does_no_harm() {
    for kind in ["responses", "parameters", "requestBodies", "headers"] {
        let own = json!({ "$ref": format!("#/components/{kind}/A") });
        let mut of = document(
            "3.0.3",
            json!({ "/a": { "post": {
            "parameters": [{ "$ref": "#/components/parameters/A" }],
            "requestBody": { "$ref": "#/components/requestBodies/A" },
            "responses": { "200": { "$ref": "#/components/responses/A" }, "201": { "description": "Yes.", "headers": { "A": { "$ref": "#/components/headers/A" } } } },
        } } }),
            json!({}),
        );
        of["components"][kind] = json!({ "A": own });
        assert_eq!(compare(&of, &of), []);
    }
    let paths = json!({ "/a": { "$ref": "#/paths/~1a" } });
    let of = document("3.0.3", paths, json!({}));
    assert_eq!(compare(&of, &of), []);
}

#[test]
fn a_reference_to_nothing_is_not_passed_over() {
    let to = |target: &str| {
        taking(
            "3.0.3",
            json!({ "$ref": target }),
            json!({ "A": { "type": "string" } }),
        )
    };
    for target in [
        "#/components/schemas/Gone",
        "other.yaml#/A",
        "https://example.com/a.json",
        "#",
        "",
    ] {
        let outcome = run(
            &to(target).to_string(),
            &to("#/components/schemas/A").to_string(),
        );
        if outcome.code == Some(0) {
            let class = gravest(&parse(&outcome.stdout));
            assert_eq!(class, Some("breaking"), "{target}: {}", outcome.stdout);
        }
        let same = run(&to(target).to_string(), &to(target).to_string());
        assert!(
            same.code == Some(2) || parse(&same.stdout).is_empty(),
            "{target}: {}",
            same.stdout
        );
    }
}

#[test]
fn a_reference_can_spell_its_target_with_escapes() {
    let schemas = |kind: &str| json!({ "a/b": { "type": kind }, "c~d": { "type": "string" }, "e f": { "type": kind } });
    for target in ["#/components/schemas/a~1b", "#/components/schemas/e%20f"] {
        let of = |kind: &str| taking("3.0.3", json!({ "$ref": target }), schemas(kind));
        let found = compare(&of("integer"), &of("number"));
        let change = found.iter().find(|change| change.class == "additive");
        let change = change.unwrap_or_else(|| panic!("{target} is followed: {found:#?}"));
        assert_is(
            change,
            "additive",
            "request-type-widened",
            "POST /things",
            "",
        );
    }
}

#[test]
fn what_stands_beside_a_reference_counts_in_3_1() {
    let of = |beside: Value| {
        let mut schema = beside;
        schema["$ref"] = json!("#/components/schemas/A");
        taking("3.1.0", schema, json!({ "A": { "type": "string" } }))
    };
    let change = only(compare(&of(json!({})), &of(json!({ "maxLength": 5 }))));
    assert_is(
        &change,
        "breaking",
        "request-max-length-tightened",
        "POST /things",
        "",
    );
    let change = only(compare(
        &of(json!({})),
        &of(json!({ "description": "Text." })),
    ));
    assert_is(&change, "docs", "documentation-changed", "POST /things", "");
}

#[test]
fn a_schema_that_is_a_boolean_takes_all_or_nothing() {
    let of = |schema: Value| taking("3.1.0", schema, json!({}));
    let schemas = [json!(true), json!(false)];
    for (one, two, class) in [(0, 1, "breaking"), (1, 0, "additive")] {
        let found = compare(&of(schemas[one].clone()), &of(schemas[two].clone()));
        assert_eq!(gravest(&found), Some(class), "{found:#?}");
        let property =
            |schema: &Value| of(json!({ "type": "object", "properties": { "a": schema } }));
        let found = compare(&property(&schemas[one]), &property(&schemas[two]));
        assert_eq!(gravest(&found), Some(class), "{found:#?}");
        assert!(found.iter().all(|change| change.path == "a"), "{found:#?}");
    }
}

#[test]
fn a_change_within_webhooks_and_callbacks_is_not_passed_over() {
    let of = |kind: &str, text: &str| {
        let called = json!({ "post": {
            "description": text,
            "requestBody": { "content": content(json!({ "type": "object", "properties": { "a": { "type": kind } } })) },
            "responses": { "200": { "description": "Yes." } },
        } });
        let mut in_webhook = document("3.1.0", json!({}), json!({}));
        in_webhook["webhooks"] = json!({ "done": called });
        let mut in_callback = document(
            "3.1.0",
            json!({ "/a": { "get": { "responses": {} } } }),
            json!({}),
        );
        in_callback["paths"]["/a"]["get"]["callbacks"] =
            json!({ "done": { "{$request.body#/url}": called } });
        [in_webhook, in_callback]
    };
    let [base, fact, prose] = [
        of("string", "Text."),
        of("integer", "Text."),
        of("string", "Another."),
    ];
    for index in 0..2 {
        assert_eq!(
            gravest(&compare(&base[index], &fact[index])),
            Some("breaking")
        );
        assert!(!compare(&base[index], &prose[index]).is_empty());
        assert_eq!(compare(&base[index], &base[index]), []);
    }
}

/// A component that only a callback refers to, or that a keyword without a rule does.
#[test]
fn a_component_that_is_reached_in_an_unknown_way_is_breaking() {
    let of = |holder: Value, kind: &str| {
        let mut document = document(
            "3.1.0",
            json!({ "/a": { "get": { "responses": {} } } }),
            json!({ "Called": { "type": "object", "properties": { "a": { "type": kind } } } }),
        );
        document["paths"]["/a"]["get"]["callbacks"] = holder;
        document
    };
    let holder = json!({ "done": { "{$url}": { "post": { "requestBody": { "content": content(reference("Called")) } } } } });
    let found = compare(&of(holder.clone(), "string"), &of(holder, "integer"));
    assert_eq!(gravest(&found), Some("breaking"), "{found:#?}");

    let not = |kind: &str| {
        let body = json!({ "type": "object", "not": reference("Refused") });
        taking(
            "3.0.3",
            body,
            json!({ "Refused": { "type": "object", "properties": { "a": { "type": kind } } } }),
        )
    };
    let found = compare(&not("string"), &not("integer"));
    assert_eq!(gravest(&found), Some("breaking"), "{found:#?}");
}

#[test]
fn a_document_without_operations_is_compared() {
    let empty =
        json!({ "openapi": "3.0.3", "info": { "title": "Things", "version": "v1" }, "paths": {} });
    let without_paths =
        json!({ "openapi": "3.1.0", "info": { "title": "Things", "version": "v1" } });
    assert_eq!(compare(&empty, &empty), []);
    assert_eq!(compare(&without_paths, &without_paths), []);
    let full = taking("3.0.3", json!({ "type": "string" }), json!({}));
    let change = only(compare(
        &json!({ "openapi": "3.0.3", "info": full["info"], "paths": {}, "components": { "schemas": {} } }),
        &full,
    ));
    assert_is(&change, "additive", "operation-added", "POST /things", "");
}

/// Documents in which something is of a kind that no rule of OpenAPI allows.
#[test]
fn malformed_parts_are_compared_without_harm_and_not_passed_over() {
    let odd = [
        json!(null),
        json!(true),
        json!(1),
        json!("text"),
        json!([]),
        json!([1]),
        json!({}),
        json!({ "a": 1 }),
    ];
    let whole = json!({
        "openapi": "3.0.3",
        "info": { "title": "Things", "version": "v1" },
        "paths": { "/things/{id}": { "post": {
            "security": [{ "Key": [] }],
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "enum": ["a"] } }],
            "requestBody": { "required": true, "content": { "application/json": { "schema": {
                "type": "object", "required": ["a"], "additionalProperties": { "type": "array", "items": { "type": "number", "maximum": 1 }, "maxItems": 2 },
                "properties": { "a": { "anyOf": [{ "type": "string" }, { "type": "integer", "nullable": true }] } },
            } } } },
            "responses": { "200": { "description": "Yes.", "headers": { "X-Id": { "required": true, "schema": { "type": "string" } } }, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/A" } } } } },
        } } },
        "components": { "schemas": { "A": { "type": "string", "maxLength": 1, "pattern": "a", "format": "uri", "default": "a" } }, "securitySchemes": { "Key": { "type": "apiKey", "in": "header", "name": "x-key" } } },
    });
    let pointers = crate::spec::pointers(&whole);
    for pointer in pointers.iter().filter(|pointer| *pointer != "/openapi") {
        for odd in &odd {
            let mut broken = whole.clone();
            let value = broken.pointer_mut(pointer).expect("it is there");
            if value == odd {
                continue;
            }
            *value = odd.clone();
            assert_eq!(compare(&broken, &broken), [], "{pointer}: {odd}");
            assert!(!compare(&whole, &broken).is_empty(), "{pointer}: {odd}");
            assert!(!compare(&broken, &whole).is_empty(), "{odd}: {pointer}");
        }
    }
}

#[test]
fn two_versions_in_one_document_are_compared_each_with_itself() {
    let of = |versions: &[(&str, &str)]| {
        let mut paths = json!({});
        for (version, kind) in versions {
            paths[format!("/api/{version}/things")] = json!({ "post": {
                "requestBody": { "content": content(json!({ "type": kind })) },
                "responses": { "204": { "description": "Yes." } },
            } });
        }
        document("3.0.3", paths, json!({}))
    };
    let both = of(&[("v3", "string"), ("v3.1", "integer")]);
    assert_eq!(compare(&both, &both), []);
    let change = only(compare(&both, &of(&[("v3", "string"), ("v3.1", "number")])));
    assert_eq!(change.id, "request-type-widened");
    assert!(
        change.operation.contains("v3.1"),
        "{} says which",
        change.operation
    );
    let change = only(compare(&both, &of(&[("v3.1", "integer")])));
    assert_eq!(change.id, "operation-removed");
    let change = only(compare(&of(&[("v3.1", "integer")]), &both));
    assert_eq!(change.id, "operation-added");
    // One moves on while the other stays.
    let found = compare(&both, &of(&[("v3.1", "integer"), ("v4", "string")]));
    assert_eq!(gravest(&found), Some("docs"), "{found:#?}");
}

#[test]
fn the_version_of_openapi_alone_is_nothing_to_a_caller() {
    let of = |version: &str| taking(version, json!({ "type": "string" }), json!({}));
    for (one, two) in [("3.0.3", "3.1.0"), ("3.0.0", "3.0.3"), ("3.1.0", "3.0.3")] {
        assert_eq!(
            gravest(&compare(&of(one), &of(two))),
            Some("docs"),
            "{one} to {two}"
        );
    }
}

#[test]
fn a_document_says_the_same_in_yaml_and_json() {
    for version in ["v3", "v3.1"] {
        let document = crate::spec::document(version);
        let yaml = serde_yaml::to_string(&document).expect("it is YAML");
        assert_eq!(found(&yaml, &document.to_string()), []);
    }
}

const HEAD: &str = r#"{"openapi":"3.0.3","info":{"title":"Things","version":"v1"},"paths":{"/things":{"post":{"responses":{"204":{"description":"Yes."}},"requestBody":{"content":{"application/json":{"schema":"#;

#[test]
fn a_schema_nested_ten_thousand_deep_is_compared_to_its_ground() {
    const DEEP: usize = 10_000;
    let forms = [
        (r#"{"type":"object","properties":{"a":"#, "}}"),
        (r#"{"type":"array","items":"#, "}"),
        (r#"{"type":"object","additionalProperties":"#, "}"),
        (r#"{"allOf":["#, "]}"),
        (r#"{"anyOf":[{"type":"boolean"},"#, "]}"),
        (r#"{"not":"#, "}"),
        (r#"{"default":{"a":"#, "}}"),
        (r#"{"example":{"a":"#, "}}"),
        (r#"{"x-a":{"a":"#, "}}"),
    ];
    for (open, close) in forms {
        let of = |leaf: &str| {
            let (open, close) = (open.repeat(DEEP), close.repeat(DEEP));
            format!(r#"{HEAD}{open}{leaf}{close}}}}}}}}}}}}}}}"#)
        };
        let (base, revision) = (of(r#"{"type":"integer"}"#), of(r#"{"type":"number"}"#));
        assert_eq!(found(&base, &base), [], "{open}");
        assert!(!found(&base, &revision).is_empty(), "{open}");
    }
}

#[test]
fn yaml_nested_ten_thousand_deep_does_no_harm() {
    let of = |leaf: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: v1}}\npaths: {{}}\nx-a: {}{leaf}{}\n",
            "[".repeat(10_000),
            "]".repeat(10_000)
        )
    };
    let outcome = run(&of("1"), &of("2"));
    assert!(outcome.code == Some(2) || !parse(&outcome.stdout).is_empty());
}

#[test]
fn a_chain_of_ten_thousand_components_is_compared_to_its_end() {
    const LONG: usize = 10_000;
    let forms = [
        (r#"{"type":"object","properties":{"a":"#, "}}"),
        (r#"{"allOf":["#, "]}"),
        (r#"{"anyOf":[{"type":"boolean"},"#, "]}"),
        ("", ""),
    ];
    for (open, close) in forms {
        let of = |leaf: &str| {
            let links: String = (1..LONG)
                .map(|at| {
                    format!(
                        r##""C{}":{open}{{"$ref":"#/components/schemas/C{at}"}}{close},"##,
                        at - 1
                    )
                })
                .collect();
            format!(
                r##"{HEAD}{{"$ref":"#/components/schemas/C0"}}}}}}}}}}}}}},"components":{{"schemas":{{{links}"C{}":{{"type":"{leaf}"}}}}}}}}"##,
                LONG - 1
            )
        };
        let (base, revision) = (of("integer"), of("number"));
        assert_eq!(found(&base, &base), [], "{open}");
        assert_eq!(
            gravest(&found(&base, &revision)),
            Some("additive"),
            "{open}"
        );
    }
}

/// There are 2^40 ways from the body to the last component.
#[test]
fn components_that_are_reached_in_very_many_ways_are_compared() {
    let of = |kind: &str, key: &str| {
        let mut schemas =
            json!({ "C40": { "type": "object", "properties": { "x": { "type": kind } } } });
        for at in 0..40 {
            let next = reference(&format!("C{}", at + 1));
            let object = |name: &str| json!({ "type": "object", "properties": { name: next } });
            schemas[format!("C{at}")] = match key {
                "properties" => json!({ "type": "object", "properties": { "a": next, "b": next } }),
                _ => json!({ key: [object("a"), object("b")] }),
            };
        }
        taking("3.0.3", reference("C0"), schemas)
    };
    for key in ["properties", "anyOf", "oneOf", "allOf"] {
        assert_eq!(compare(&of("integer", key), &of("integer", key)), []);
        let found = compare(&of("integer", key), &of("number", key));
        assert_eq!(gravest(&found), Some("additive"), "{key}: {found:#?}");
    }
}
