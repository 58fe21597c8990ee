//! What OpenAPI 3.0 cannot say, and a client needs, is an error that names the place.

use serde_json::{Value, json};

use crate::{
    import::documents::{
        CONNECTED_ACCOUNT, Folder, SESSION, imported, oldest, part, request, with_property,
    },
    support::command::regen,
};

/// The place of the property `odd` in the session's request.
const AT: &str = "/paths/~1tool_router~1session~1{session_id}~1link/post/requestBody/content/application~1json/schema/properties/odd";

#[track_caller]
fn assert_refused(document: &Value, at: &str, expected: &[&str]) {
    let error = match imported(document) {
        Err(error) => error,
        Ok(spec) => panic!("expected an error {expected:?} at {at}: {spec}"),
    };
    assert!(
        error.starts_with(&format!("upstream.json: at {at}")),
        "names {at}: {error}"
    );
    for part in expected {
        assert!(error.contains(part), "says `{part}`: {error}");
    }
}

/// The keywords of JSON Schema that OpenAPI 3.0 does not have.
#[test]
fn every_keyword_that_cannot_be_expressed_is_named_with_its_place() {
    let text = json!({ "type": "string" });
    for (kind, keyword, value) in [
        ("string", "if", json!({ "minLength": 2 })),
        ("string", "then", json!({ "minLength": 2 })),
        ("string", "else", json!({ "minLength": 2 })),
        ("object", "patternProperties", json!({ "^x-": text })),
        ("object", "unevaluatedProperties", json!(false)),
        ("object", "dependentSchemas", json!({ "a": {} })),
        ("object", "dependencies", json!({ "a": ["b"] })),
        ("array", "unevaluatedItems", json!(false)),
        ("array", "additionalItems", json!(false)),
        ("array", "prefixItems", json!([text, { "type": "integer" }])),
        ("string", "$dynamicRef", json!("#node")),
        ("string", "$recursiveRef", json!("#")),
    ] {
        let schema = json!({ "type": kind, keyword: value });
        assert_refused(
            &with_property(&schema),
            AT,
            &[&format!("/odd/{keyword}: "), keyword],
        );
        // Wherever the schema stands.
        for (around, inside) in [
            (
                json!({ "type": "object", "properties": { "in": schema } }),
                "/properties/in",
            ),
            (json!({ "type": "array", "items": schema }), "/items"),
            (
                json!({ "type": "object", "additionalProperties": schema }),
                "/additionalProperties",
            ),
            (
                json!({ "allOf": [{ "description": "Beside." }, schema] }),
                "/allOf/1",
            ),
            (
                json!({ "anyOf": [{ "type": "boolean" }, schema] }),
                "/anyOf/1",
            ),
        ] {
            assert_refused(
                &with_property(&around),
                &format!("{AT}{inside}/{keyword}"),
                &[keyword],
            );
        }
        let mut document = with_property(&json!({ "$ref": "#/components/schemas/Odd" }));
        document["components"]["schemas"]["Odd"] = schema;
        assert_refused(
            &document,
            &format!("/components/schemas/Odd/{keyword}"),
            &[keyword],
        );
    }
}

#[test]
fn a_keyword_in_an_open_member_of_a_folded_union_is_not_lost() {
    for keyword in [
        json!({ "patternProperties": { "^x-": {} } }),
        json!({ "minProperties": 1 }),
        json!({ "maxProperties": 1 }),
        json!({ "not": { "required": ["region"] } }),
    ] {
        let mut document = oldest();
        let data = part(
            request(&mut document, CONNECTED_ACCOUNT),
            &["properties", "connection_data"],
        );
        let (name, value) = keyword
            .as_object()
            .and_then(|one| one.iter().next())
            .expect("it has one");
        data["anyOf"][1][name] = value.clone();
        let at = "/paths/~1connected_accounts~1link/post/requestBody/content/application~1json/schema/properties/connection_data";
        assert_refused(&document, at, &[name]);
    }
}

#[test]
fn what_contradicts_itself_or_applies_together_is_an_error() {
    for (schema, expected) in [
        (
            json!({ "type": "array", "prefixItems": [{ "type": "string" }], "items": { "type": "integer" } }),
            "prefixItems",
        ),
        // What comes after them may be anything.
        (
            json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": "string" }] }),
            "prefixItems",
        ),
        (
            json!({ "type": "array", "prefixItems": [{ "type": "string" }], "maxItems": 2 }),
            "prefixItems",
        ),
        (
            json!({ "type": "array", "prefixItems": [{ "type": "string" }, { "type": "integer" }], "items": false }),
            "prefixItems",
        ),
        (
            json!({ "allOf": [{ "type": "string", "pattern": "^a" }, { "type": "string", "pattern": "b$" }] }),
            "several patterns",
        ),
        (
            json!({ "allOf": [{ "type": "string", "format": "uri" }, { "type": "string", "format": "date" }] }),
            "several formats",
        ),
        (
            json!({ "allOf": [{ "type": "string" }, { "type": "integer" }] }),
            "no value is allowed",
        ),
        (json!({ "enum": [] }), "no value is allowed"),
        (
            json!({ "allOf": [{ "enum": ["a"] }, { "enum": ["b"] }] }),
            "no value is allowed",
        ),
        (json!(false), "no value is allowed"),
        (
            json!({ "type": "string", "default": 1, "allOf": [{ "default": 2 }] }),
            "default",
        ),
        (
            json!({ "allOf": [
            { "anyOf": [{ "type": "string" }, { "type": "integer" }] },
            { "anyOf": [{ "type": "string" }, { "type": "boolean" }] },
        ] }),
            "several unions",
        ),
        (
            json!({ "allOf": [
            { "type": "object", "properties": { "a": {} } },
            { "type": "object", "properties": { "b": {} }, "additionalProperties": false },
        ] }),
            "additionalProperties",
        ),
    ] {
        assert_refused(&with_property(&schema), AT, &[expected]);
    }
}

#[test]
fn wrong_types_of_keywords_are_errors() {
    for (keyword, value) in [
        ("type", json!("text")),
        ("type", json!(["string", 1])),
        ("format", json!(1)),
        ("enum", json!("a")),
        ("pattern", json!(1)),
        ("properties", json!([])),
        ("required", json!("a")),
        ("required", json!([1])),
        ("items", json!("string")),
        ("items", json!([{ "type": "string" }])),
        ("additionalProperties", json!("no")),
        ("anyOf", json!({})),
        ("oneOf", json!([])),
        ("allOf", json!({ "type": "string" })),
        ("allOf", json!([])),
        ("minLength", json!("1")),
        ("maxItems", json!(-1)),
        ("minLength", json!(1.5)),
        ("maximum", json!(null)),
        ("exclusiveMinimum", json!("1")),
        ("nullable", json!("true")),
        ("readOnly", json!("x")),
        ("minProperties", json!("x")),
        ("multipleOf", json!("x")),
        ("$ref", json!(1)),
        ("type", json!([])),
        ("discriminator", json!("kind")),
    ] {
        assert_refused(&with_property(&json!({ keyword: value })), AT, &[keyword]);
    }
    for schema in [json!(null), json!("string"), json!(1), json!([])] {
        assert_refused(&with_property(&schema), AT, &["expected a schema"]);
    }
}

/// Of an operation, outside of its schemas.
#[test]
fn wrong_types_in_operations_are_errors() {
    let operation = ["paths", SESSION, "post"];
    let at = "/paths/~1tool_router~1session~1{session_id}~1link/post";
    for (place, value) in [
        ("parameters", json!({})),
        ("parameters/0", json!(1)),
        ("parameters/0/schema", json!([])),
        ("requestBody", json!([])),
        ("requestBody/content", json!([])),
        ("requestBody/content/application~1json", json!("x")),
        ("responses", json!([])),
        ("responses", json!(null)),
        ("responses/201", json!("x")),
        ("responses/201/content", json!("x")),
        ("responses/201/headers", json!([])),
        ("responses/201/headers", json!({ "x-a": 1 })),
        ("security", json!({})),
        ("security/0", json!("ApiKeyAuth")),
        ("operationId", json!(1)),
        ("servers", json!("x")),
        ("parameters/0/name", json!(1)),
        ("parameters/0/in", json!(null)),
        ("parameters/0/required", json!("x")),
        ("requestBody/required", json!("x")),
        ("requestBody/content/application~1json/encoding", json!([])),
    ] {
        let mut document = oldest();
        let value_at = part(&mut document, &operation);
        let (around, key) = place.rsplit_once('/').unwrap_or(("", place));
        let around = if around.is_empty() {
            String::new()
        } else {
            format!("/{around}")
        };
        let key = key.replace("~1", "/");
        match value_at.pointer_mut(&format!("/{place}")) {
            Some(old) => *old = value.clone(),
            None => value_at.pointer_mut(&around).expect("it is there")[key] = value.clone(),
        }
        assert_refused(&document, &format!("{at}/{place}"), &["found", "expected"]);
    }
}

#[test]
fn references_that_lead_nowhere_or_back_are_errors_where_they_stand() {
    let post = "/paths/~1tool_router~1session~1{session_id}~1link/post";
    let schema = "#/components/schemas/Gone";
    assert_refused(
        &with_property(&json!({ "$ref": schema })),
        AT,
        &[schema, "points to nothing"],
    );
    assert_refused(
        &with_property(&json!({ "type": "array", "items": { "$ref": schema } })),
        AT,
        &[schema],
    );
    assert_refused(
        &with_property(&json!({ "$ref": "other.json#/A" })),
        AT,
        &["other.json#/A"],
    );
    assert_refused(&with_property(&json!({ "$ref": "" })), AT, &["$ref"]);
    for place in ["parameters/0", "requestBody", "responses/201"] {
        let mut document = oldest();
        let operation = part(&mut document, &["paths", SESSION, "post"]);
        *operation
            .pointer_mut(&format!("/{place}"))
            .expect("it is there") = json!({ "$ref": "#/components/responses/Gone" });
        assert_refused(
            &document,
            &format!("{post}/{place}"),
            &["#/components/responses/Gone", "points to nothing"],
        );
    }

    let mut document = oldest();
    let operation = part(&mut document, &["paths", SESSION, "post"]);
    operation["responses"]["201"]["headers"] =
        json!({ "one": { "$ref": "#/components/headers/Gone" } });
    assert_refused(
        &document,
        &format!("{post}/responses/201/headers/one/$ref"),
        &["points to nothing"],
    );

    let mut document = with_property(&json!({ "$ref": "#/components/schemas/A" }));
    for (a, b) in [
        (json!({ "$ref": "#/components/schemas/A" }), json!({})),
        (
            json!({ "$ref": "#/components/schemas/B" }),
            json!({ "$ref": "#/components/schemas/A" }),
        ),
        (
            json!({ "allOf": [{ "$ref": "#/components/schemas/B" }] }),
            json!({ "anyOf": [{ "$ref": "#/components/schemas/A" }] }),
        ),
        (
            json!({ "allOf": [{ "$ref": "#/components/schemas/A" }, { "type": "object" }] }),
            json!({}),
        ),
        (
            json!({ "anyOf": [{ "$ref": "#/components/schemas/B" }, { "type": "string" }] }),
            json!({ "oneOf": [{ "$ref": "#/components/schemas/A" }, { "type": "integer" }] }),
        ),
    ] {
        document["components"]["schemas"]["A"] = a.clone();
        document["components"]["schemas"]["B"] = b;
        assert_refused(&document, "/components/schemas/", &["itself"]);
    }
    // Below a property it is a type that holds itself, which there are.
    document["components"]["schemas"]["A"] =
        json!({ "type": "object", "properties": { "a": { "$ref": "#/components/schemas/A" } } });
    let spec = imported(&document).expect("it can be expressed");
    assert_eq!(
        spec["components"]["schemas"]["A"],
        document["components"]["schemas"]["A"]
    );
}

/// The generator names it, with the operation.
#[test]
fn a_scheme_that_is_not_defined_stays() {
    let mut document = oldest();
    part(&mut document, &["components", "securitySchemes"])
        .as_object_mut()
        .expect("it has some")
        .remove("ApiKeyAuth");
    let folder = Folder::with_spec_of(&document);
    assert!(folder.v3().contains("- ApiKeyAuth: []"), "{}", folder.v3());
    let outcome = regen(&folder.spec_dir(), &folder.path().join("out"), &[]);
    assert_eq!(outcome.code, Some(2), "{}", outcome.stdout);
    assert!(
        outcome.stderr.contains("/security") && outcome.stderr.contains("ApiKeyAuth"),
        "{}",
        outcome.stderr
    );
}
