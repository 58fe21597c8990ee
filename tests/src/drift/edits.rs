//! Random edits of random documents: none is passed over, and none does harm.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    drift::change::{compare, gravest},
    drift::random::{Schemas, Tape, reached, tape},
};

/// A document with some of all that an operation can have.
fn any_document(tape: &mut Tape) -> Value {
    let is_3_1 = tape.one_in(2);
    let mut schemas = Schemas { tape, is_3_1 };
    let json_body = |schema: Value| json!({ "application/json": { "schema": schema } });
    let components = schemas.components();
    let mut operation = json!({
        "security": [{ "Key": [] }],
        "parameters": [
            { "name": "thing_id", "in": "path", "required": true, "schema": { "type": "string" } },
            { "name": "limit", "in": "query", "style": "form", "explode": true, "schema": schemas.schema(1, 0) },
        ],
        "requestBody": { "required": true, "content": json_body(schemas.schema(2, 0)) },
        "responses": {
            "201": {
                "description": "Yes.",
                "headers": { "X-Id": { "required": true, "schema": schemas.schema(0, 0) } },
                "content": json_body(schemas.schema(2, 0)),
            },
            "404": { "$ref": "#/components/responses/No" },
        },
    });
    if schemas.tape.one_in(2) {
        operation["security"] = json!([{ "Key": [] }, { "Other": ["read"] }]);
    }
    if schemas.tape.one_in(3) {
        operation["callbacks"] = json!({ "done": { "{$request.body#/a}": { "post": {
            "requestBody": { "content": json_body(schemas.schema(1, 0)) },
            "responses": { "200": { "description": "Yes." } },
        } } } });
    }
    json!({
        "openapi": if is_3_1 { "3.1.0" } else { "3.0.3" },
        "info": { "title": "Things", "version": "v1" },
        "servers": [{ "url": "https://example.com" }],
        "paths": { "/api/v1/things/{thing_id}": { "post": operation } },
        "components": {
            "schemas": components,
            "responses": { "No": { "description": "No.", "content": json_body(schemas.schema(2, 0)) } },
            "securitySchemes": {
                "Key": { "type": "apiKey", "in": "header", "name": "x-key" },
                "Other": { "type": "openIdConnect", "openIdConnectUrl": "https://example.com" },
            },
        },
    })
}

/// The pointers to all that is no prose and says which document it is.
fn facts(document: &Value) -> Vec<String> {
    let is_fact = |pointer: &String| {
        let is_prose = |key: &str| matches!(key, "description" | "info" | "openapi");
        !pointer.split('/').any(is_prose)
    };
    crate::support::spec::pointers(document)
        .into_iter()
        .filter(is_fact)
        .collect()
}

/// Changes what a pointer leads to: removes it, or makes it another one.
fn edit_anything(tape: &mut Tape, document: &mut Value, pointer: &str) {
    if tape.one_in(3) {
        crate::support::spec::remove(document, pointer);
        return;
    }
    let is_reference = pointer.ends_with("/$ref");
    let value = document.pointer_mut(pointer).expect("it is there");
    match value {
        Value::String(text) if is_reference => {
            // Another component of the same kind, if there is one.
            *text = match text.as_str() {
                "#/components/schemas/A" => "#/components/schemas/B".to_owned(),
                text if text.starts_with("#/components/schemas/") => {
                    "#/components/schemas/A".to_owned()
                }
                text => text.to_owned(),
            };
        }
        Value::String(text) => text.push('x'),
        Value::Bool(flag) => *flag = !*flag,
        Value::Number(number) => *value = json!(number.as_i64().unwrap_or_default() + 1),
        Value::Array(items) => items.push(json!("added")),
        Value::Object(members) => drop(members.insert("x-added".to_owned(), json!({ "a": 1 }))),
        Value::Null => *value = json!(1),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, rng_seed: proptest::test_runner::RngSeed::Fixed(1), max_shrink_iters: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_edit_outside_prose_is_passed_over(mut tape in tape(120)) {
        let base = any_document(&mut tape);
        prop_assert_eq!(compare(&base, &base), vec![]);
        let facts = facts(&base);
        let mut revision = base.clone();
        let pointer = tape.of(&facts).clone();
        edit_anything(&mut tape, &mut revision, &pointer);
        prop_assume!(base != revision);
        for (one, two) in [(&base, &revision), (&revision, &base)] {
            let found = compare(one, two);
            prop_assert!(!found.is_empty(), "{pointer} of {one:#} is {:?}", two.pointer(&pointer));
        }
    }

    #[test]
    fn a_keyword_that_no_rule_knows_is_breaking_wherever_an_operation_reaches_it(mut tape in tape(120)) {
        let mut base = any_document(&mut tape);
        base["components"]["responses"]["No"] = json!({ "description": "No." });
        let body = "/paths/~1api~1v1~1things~1{thing_id}/post/requestBody/content/application~1json/schema";
        let schemas = reached(&base, body);
        let (pointer, _) = tape.of(&schemas).clone();
        let mut revision = base.clone();
        let schema = revision.pointer_mut(&pointer).expect("it is there");
        // A reference takes no keyword beside it in OpenAPI 3.0.
        prop_assume!(schema.is_object() && schema.get("$ref").is_none());
        let keyword = *tape.of(&["unheardOf", "multipleOf", "uniqueItems", "minProperties", "not"]);
        schema[keyword] = json!(3);
        for (one, two) in [(&base, &revision), (&revision, &base)] {
            let found = compare(one, two);
            prop_assert_eq!(gravest(&found), Some("breaking"), "{} at {} of {:#}", keyword, pointer, base);
            prop_assert!(found.iter().any(|change| change.message.contains(keyword)), "{:#?}", found);
        }
        let mut revision = base.clone();
        revision.pointer_mut(&pointer).expect("it is there")["x-new"] = json!(3);
        for (one, two) in [(&base, &revision), (&revision, &base)] {
            let found = compare(one, two);
            // Of two members that were the same, the other one may then be the first.
            prop_assert_eq!(gravest(&found), Some("docs"), "{} of {:#}: {:#?}", pointer, base, found);
            prop_assert!(found.iter().any(|change| change.id.starts_with("extension-")), "{:#?}", found);
        }
    }
}
