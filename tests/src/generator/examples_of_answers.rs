//! The examples of answers that the generator takes from a document, or makes where there is none.

use std::fs;

use serde_json::{Value, json};
use xtask::{document::folder::Specs, generate};

const DOCUMENT: &str = r##"openapi: 3.0.3
info: { title: Examples, version: v1 }
servers:
  - url: https://example.com
paths:
  /things:
    get:
      operationId: getThing
      security:
        - Key: []
      responses:
        "200":
          description: The thing.
          content:
            application/json:
              schema: SCHEMA
              MEDIA: 0
components:
  securitySchemes:
    Key: { type: apiKey, in: header, name: x-key }
  examples:
    Named: { value: { name: named } }
  schemas:
    Named: { type: object, required: [name], properties: { name: { type: string, example: own } } }
"##;

const OVERLAY: &str = "overlay: 1.0.0\ninfo: { title: None, version: 1.0.0 }\nactions: []\n";

/// The example of the answer, where the document says `schema` and `media`.
fn example(schema: &str, media: &str) -> Value {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let document = DOCUMENT
        .replace("SCHEMA", schema)
        .replace("MEDIA: 0", media);
    fs::write(folder.path().join("v1.yaml"), document).expect("it can be written");
    fs::write(folder.path().join("overlay.yaml"), OVERLAY).expect("it can be written");
    let (plans, _) = generate::plans(&Specs::of(folder.path()), false)
        .unwrap_or_else(|error| panic!("{schema}: {error:#}"));
    let operation = &plans[0].operations["get_thing"];
    operation.responses[&200]
        .example
        .clone()
        .expect("it has a body")
}

/// The example of a required property `a`, of which the document says `schema` and no example.
fn composed(schema: &str) -> Value {
    let schema = format!("{{ type: object, required: [a], properties: {{ a: {schema} }} }}");
    example(&schema, "x-none: 0")["a"].clone()
}

#[test]
fn what_is_stated_for_the_whole_body_counts_first() {
    let named = "{ $ref: \"#/components/schemas/Named\" }";
    let whole = |name: &str| json!({ "name": name });
    for (media, expected) in [
        ("example: { name: a }", "a"),
        (
            "examples: { b: { value: { name: b } }, c: { value: { name: c } } }",
            "b",
        ),
        (
            "examples: { b: { $ref: \"#/components/examples/Named\" } }",
            "named",
        ),
        ("x-none: 0", "own"),
    ] {
        assert_eq!(example(named, media), whole(expected), "{media}");
    }
    let with_own = "{ type: object, example: { name: schema }, properties: { name: { type: string, example: property } } }";
    assert_eq!(example(with_own, "x-none: 0"), whole("schema"));
}

#[test]
fn what_is_stated_is_completed_and_keeps_what_no_schema_names() {
    let schema = "{ type: object, required: [a, inner], properties: { a: { type: string }, b: { type: string, example: b }, inner: { type: object, required: [c], properties: { c: { type: boolean } } } } }";
    assert_eq!(
        example(schema, "example: { inner: { d: 1 }, e: [1] }"),
        json!({ "a": "string", "inner": { "c": true, "d": 1 }, "e": [1] })
    );
    assert_eq!(
        example(schema, "x-none: 0"),
        json!({ "a": "string", "b": "b", "inner": { "c": true } })
    );
}

#[test]
fn what_is_not_stated_is_as_small_as_the_schema_allows() {
    for (schema, expected) in [
        ("{ type: string }", json!("string")),
        ("{ type: string, minLength: 8 }", json!("stringxx")),
        ("{ type: string, maxLength: 2 }", json!("st")),
        (
            "{ type: string, format: uri }",
            json!("https://example.com"),
        ),
        ("{ type: string, enum: [b, a] }", json!("b")),
        ("{ type: string, default: d }", json!("d")),
        ("{ type: string, nullable: true }", Value::Null),
        ("{ type: integer, minimum: 3 }", json!(3)),
        ("{ type: number }", json!(0)),
        ("{ type: boolean }", json!(true)),
        ("{ type: array, items: { type: string } }", json!([])),
        (
            "{ type: array, minItems: 2, items: { type: string } }",
            json!(["string", "string"]),
        ),
        ("{ anyOf: [{ type: number }, { type: string }] }", json!(0)),
        (
            "{ allOf: [{ $ref: \"#/components/schemas/Named\" }] }",
            json!({ "name": "own" }),
        ),
        ("{ type: object }", json!({})),
        ("{}", json!({})),
    ] {
        assert_eq!(composed(schema), expected, "{schema}");
    }
}
