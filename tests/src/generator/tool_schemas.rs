//! How the generator writes the schemas of other documents as JSON Schemas.

use serde_json::{Value, json};

use super::tools::{operation, tools, with_body};

/// A validator of the schema, which knows nothing of the client.
fn validator(schema: &Value) -> jsonschema::Validator {
    jsonschema::draft202012::new(schema).expect("it is a JSON Schema")
}

/// The schema of the property `a`.
fn property(schema: &str) -> Value {
    let whole = format!("{{ type: object, properties: {{ a: {schema} }} }}");
    with_body("/things", &whole).input["properties"]["a"].clone()
}

#[test]
fn what_is_returned_is_as_wide_as_the_client_reads_it() {
    let whole = operation("/things", "get", "");
    let schema = "{ type: object, required: [a], additionalProperties: { type: integer }, properties: {
        a: { type: string, format: password, pattern: b, minLength: 1, enum: [b] },
        c: { type: array, uniqueItems: true, minItems: 1, items: { type: integer, minimum: 1, multipleOf: 2 } },
        d: { type: object, additionalProperties: { type: integer } },
        e: { type: string, x-tool-hidden: true },
        f: { type: number, x-rust-type: WholeNumber, description: Count. } } }";
    let whole = whole.replace(
        "{ $ref: \"#/components/responses/Done\" }",
        &format!(
            "{{ description: Done., content: {{ application/json: {{ schema: {schema} }} }} }}"
        ),
    );
    let tool = tools(&whole)
        .unwrap_or_else(|error| panic!("{error}"))
        .remove(0);
    assert_eq!(
        tool.output,
        json!({
            "type": "object", "required": ["a"], "additionalProperties": true,
            "properties": {
                "a": { "type": "string", "format": "password", "examples": ["b"] },
                "c": { "type": "array", "items": { "type": "integer" } },
                "d": { "type": "object", "additionalProperties": { "type": "integer" } },
                "e": { "type": "string" },
                "f": { "description": "Count." },
            },
        })
    );
}

#[test]
fn openapis_spellings_become_those_of_json_schema() {
    for (openapi, expected) in [
        (
            "{ type: string, description: \" Prose. \" }",
            json!({ "type": "string", "description": "Prose." }),
        ),
        (
            "{ type: string, nullable: true }",
            json!({ "type": ["string", "null"] }),
        ),
        (
            "{ type: string, enum: [b], nullable: true }",
            json!({ "type": ["string", "null"], "enum": ["b", null] }),
        ),
        (
            "{ type: integer, minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false }",
            json!({ "type": "integer", "exclusiveMinimum": 1, "maximum": 9 }),
        ),
        (
            "{ oneOf: [{ type: string, nullable: true }, { type: boolean, nullable: true }] }",
            json!({ "anyOf": [{ "type": ["string", "null"] }, { "type": ["boolean", "null"] }] }),
        ),
        (
            "{ anyOf: [{ type: string }, { enum: [null], nullable: true }] }",
            json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] }),
        ),
        (
            "{ nullable: true, oneOf: [{ type: string }, { type: boolean }] }",
            json!({ "anyOf": [{ "type": "string" }, { "type": "boolean" }, { "type": "null" }] }),
        ),
        (
            "{ nullable: true, allOf: [{ type: string, format: password }] }",
            json!({ "anyOf": [
                { "allOf": [{ "type": "string", "format": "password", "writeOnly": true }] },
                { "type": "null" },
            ] }),
        ),
        (
            "{ type: number, x-rust-type: WholeNumber }",
            json!({ "type": "integer" }),
        ),
        (
            "{ type: object, additionalProperties: { nullable: true } }",
            json!({ "type": "object", "additionalProperties": true }),
        ),
        (
            "{ type: object, additionalProperties: false, properties: { b: { type: string } } }",
            json!({ "type": "object", "additionalProperties": false, "properties": { "b": { "type": "string" } } }),
        ),
        (
            "{ type: string, externalDocs: { url: \"https://example.com\" } }",
            json!({ "type": "string" }),
        ),
        (
            "{ type: string, format: password, x-other: 1 }",
            json!({ "type": "string", "format": "password", "writeOnly": true, "x-other": 1 }),
        ),
    ] {
        assert_eq!(property(openapi), expected, "{openapi}");
    }
}

#[test]
fn a_schema_that_is_referred_to_twice_stands_in_both_places() {
    let leaf = "{ $ref: \"#/components/schemas/Leaf\" }";
    let schema = format!("{{ type: object, properties: {{ a: {leaf}, b: {leaf} }} }}");
    let input = with_body("/things", &schema).input;
    assert_eq!(input["properties"]["a"]["required"], json!(["a"]));
    assert_eq!(input["properties"]["a"], input["properties"]["b"]);
}

#[test]
fn a_schema_that_leads_back_to_itself_is_defined_once() {
    let input = with_body(
        "/things",
        "{ type: object, properties: { a: { $ref: \"#/components/schemas/Tree\" } } }",
    )
    .input;
    assert_eq!(
        input["properties"]["a"],
        json!({ "$ref": "#/$defs/components.schemas.Tree" })
    );
    let input = validator(&input);
    assert!(input.is_valid(&json!({ "a": { "children": [{ "children": [] }] } })));
    assert!(!input.is_valid(&json!({ "a": { "children": [{ "children": [1] }] } })));
}

#[test]
fn a_property_that_the_tool_does_not_show_is_checked_all_the_same() {
    let schema = "{ type: object, properties: { a.b: { type: string, description: Prose., x-tool-hidden: true } } }";
    let input = with_body("/things", schema).input;
    assert_eq!(input["properties"], json!({}));
    let validator = validator(&input);
    assert!(validator.is_valid(&json!({ "a.b": "text", "a-b": 1 })));
    assert!(!validator.is_valid(&json!({ "a.b": 1 })));
    assert!(!input.to_string().contains("Prose"));
}

#[test]
fn what_no_validator_takes_is_an_error_with_its_place() {
    for schema in [
        "{ type: string, pattern: \"(\" }",
        "{ type: string, minLength: -1 }",
        "{ type: string, maxLength: 1.5 }",
        "{ type: array, items: {}, minItems: many }",
        "{ type: array, items: {}, uniqueItems: 1 }",
        "{ type: integer, minimum: low }",
        "{ type: integer, multipleOf: 0 }",
        "{ type: object, required: [b, b], properties: { b: {} } }",
        "{ type: object, maxProperties: -1 }",
    ] {
        let whole = format!("{{ type: object, properties: {{ a: {schema} }} }}");
        let body = format!(
            "requestBody: {{ required: true, content: {{ application/json: {{ schema: {whole} }} }} }},"
        );
        let error = tools(&operation("/things", "post", &body)).expect_err("it is no JSON Schema");
        assert!(
            error.contains("v1.yaml: at /paths/~1things/post"),
            "{error}"
        );
        assert!(error.contains("/properties/a"), "{error}");
    }
}

/// Whatever the generator lets through is a JSON Schema to a validator that is not ours.
#[test]
fn what_a_validator_refuses_is_never_generated() {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(1.5),
        json!(2),
        json!("a"),
        json!("("),
        json!([]),
        json!(["a", "a"]),
        json!([1]),
        json!({}),
        json!({ "a": 1 }),
    ];
    let keywords = [
        "additionalProperties",
        "allOf",
        "anyOf",
        "enum",
        "items",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "multipleOf",
        "pattern",
        "properties",
        "required",
        "title",
        "type",
        "uniqueItems",
    ];
    let mut refused = 0;
    for keyword in keywords {
        for value in &values {
            let schema = json!({ "type": "object", "properties": { "a": { keyword: value } } });
            let body = json!({ "required": true, "content": { "application/json": { "schema": schema } } });
            let generated = tools(&operation(
                "/things",
                "post",
                &format!("requestBody: {body},"),
            ));
            match generated {
                Ok(tools) => drop(validator(&tools[0].input)),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(refused > 120, "only {refused} are refused");
}
