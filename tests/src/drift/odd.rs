//! Documents that are odd: of no operation, of two versions, of parts that are malformed or very deep.

use serde_json::{Value, json};

use crate::{
    drift::change::{compare, gravest, parse},
    drift::documents::{HEAD, assert_is, content, document, found, only, reference, run, taking},
};

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

/// What the API sends with a webhook or a callback is what a caller has to read.
#[test]
fn the_sides_of_webhooks_and_callbacks_are_those_of_the_caller() {
    let of = |values: Value| {
        let called = json!({ "post": {
            "requestBody": { "content": content(json!({ "type": "string", "enum": values })) },
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
    let [few, many] = [of(json!(["a"])), of(json!(["a", "b"]))];
    for index in 0..2 {
        let found = compare(&few[index], &many[index]);
        assert_eq!(
            gravest(&found),
            Some("breaking"),
            "a value that callers do not know: {found:#?}"
        );
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
    let pointers = crate::support::spec::pointers(&whole);
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
        let document = crate::support::spec::document(version);
        let yaml = serde_yaml::to_string(&document).expect("it is YAML");
        assert_eq!(found(&yaml, &document.to_string()), []);
    }
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_document() {
    let document = crate::support::spec::document("v3");
    let yaml = serde_yaml::to_string(&document).expect("it is YAML");
    for text in [yaml, document.to_string()] {
        assert_eq!(found(&text, &format!("\u{feff}{text}")), []);
    }
}

#[test]
fn a_whole_number_beyond_64_bits_is_the_same_in_yaml_and_json() {
    let of = |number: &str| {
        let schema = format!(r#"{{"type":"integer","maximum":{number}}}"#);
        format!("{HEAD}{schema}{}", "}".repeat(7))
    };
    let large = of("99999999999999999999");
    assert_eq!(found(&large, &format!("# In YAML.\n{large}")), []);
    assert_eq!(found(&of("10"), &large).len(), 1);
}

#[test]
fn a_schema_nested_ten_thousand_deep_is_compared_to_its_ground() {
    // The report shows values that are no schemas, and a reader of JSON takes so many levels.
    let forms = [
        (10_000, r#"{"type":"object","properties":{"a":"#, "}}"),
        (10_000, r#"{"type":"array","items":"#, "}"),
        (10_000, r#"{"type":"object","additionalProperties":"#, "}"),
        (10_000, r#"{"allOf":["#, "]}"),
        (10_000, r#"{"anyOf":[{"type":"boolean"},"#, "]}"),
        (2_000, r#"{"not":"#, "}"),
        (50, r#"{"default":{"a":"#, "}}"),
        (50, r#"{"example":{"a":"#, "}}"),
        (50, r#"{"x-a":{"a":"#, "}}"),
    ];
    for (deep, open, close) in forms {
        let of = |leaf: &str| {
            let (open, close) = (open.repeat(deep), close.repeat(deep));
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
