//! The client of a document with everything that can be generated from compiles without a warning.

use crate::support::outside::{Crates, built};

/// A document with everything that can be generated from, and names that get in the way of others.
const ODD: &str = r##"openapi: 3.0.3
info: { title: Odd, version: v1 }
servers:
  - url: https://example.com/
security:
  - Key: []
paths:
  /things/{thing_id}/{kind}/{count}/{ratio}/{otherId}:
    get:
      operationId: getThing
      description: "Has a ``` fence, an open <tag>, a [missing] link and https://example.com."
      parameters:
        - { name: thing_id, in: path, required: true, schema: { type: string } }
        - { name: kind, in: path, required: true, schema: { $ref: "#/components/schemas/Kind" } }
        - { name: count, in: path, required: true, schema: { type: integer } }
        - { name: ratio, in: path, required: true, schema: { type: number } }
        - { name: otherId, in: path, required: true, schema: { type: string, format: thingId, x-rust-name: ThingId } }
      responses:
        "200": { $ref: "#/components/responses/Thing" }
        "202": { $ref: "#/components/responses/Thing" }
  /things:
    post:
      operationId: Make-thing2
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } }
      responses:
        "201": { $ref: "#/components/responses/Thing" }
        "400":
          description: Bad.
          content: { application/json: { schema: { $ref: "#/components/schemas/Problem" } } }
components:
  responses:
    Thing:
      description: The thing.
      content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } }
  securitySchemes:
    Key: { type: apiKey, in: header, name: X-Key }
  schemas:
    Kind: { type: string, enum: [a-b, c, "2", "", self, Unknown, HTTP-API, x1y] }
    Problem: { type: object, required: [code], properties: { code: { type: integer } } }
    Closed:
      type: object
      additionalProperties: false
      properties: { a: { type: boolean } }
    Thing:
      type: object
      required: [name, maybe, number, list, either, when, parts, anything]
      properties:
        name: { type: string, minLength: 1 }
        maybe: { type: string, nullable: true }
        number: { type: number }
        list: { type: array, items: { type: string, nullable: true } }
        either: { oneOf: [{ type: string }, { type: boolean, nullable: true }] }
        when: { type: integer, nullable: true }
        parts: { type: array, items: { $ref: "#/components/schemas/Thing" } }
        anything: {}
        parent: { $ref: "#/components/schemas/Thing" }
        closed: { $ref: "#/components/schemas/Closed" }
        kinds: { type: array, items: { $ref: "#/components/schemas/Kind" } }
        counts: { type: array, items: { type: integer } }
        whole: { type: number, nullable: true, x-rust-type: WholeNumber }
        wholes: { type: array, items: { type: number, x-rust-type: WholeNumber } }
        free: { type: object }
        map: { type: object, additionalProperties: { type: string, nullable: true } }
        things: { type: object, additionalProperties: { $ref: "#/components/schemas/Thing" } }
        typed:
          type: object
          properties: { a: { type: string } }
          additionalProperties: { type: integer }
        choice: { anyOf: [{ $ref: "#/components/schemas/Closed" }, { type: integer }, { type: array, items: { type: number } }] }
        secret: { type: string, format: password }
        secrets: { type: array, items: { type: string, format: password } }
        only: { allOf: [{ $ref: "#/components/schemas/Closed" }], nullable: true }
        inner: { type: object, properties: { deeper: { type: object, properties: { a: { type: string } } } } }
        type: { type: string }
        self: { type: string }
        Self: { type: string }
        extra: { type: string }
        build: { type: string }
        additional_properties: { type: string }
        "3d": { type: string }
        "": { type: string }
        aB: { type: string }
        a_b: { type: string }
        a-b: { type: string }
        request_id: { type: string }
        value: { type: string, default: x, example: "`y`" }
"##;

const OVERLAY: &str = "overlay: 1.0.0\ninfo: { title: None, version: 1.0.0 }\nactions: []\n";

/// Two versions, and the client with each feature alone, as what it imports depends on them.
pub(crate) fn lay_out(crates: &mut Crates) {
    // What differs between the versions is not shared.
    let document = |version| {
        ODD.replace(
            "a: { type: boolean }",
            &format!("{version}: {{ type: boolean }}"),
        )
    };
    let (v1, v2) = (document("v1"), document("v2"));
    let specs = [
        ("v1.yaml", v1.as_str()),
        ("v2.yaml", v2.as_str()),
        ("overlay.yaml", OVERLAY),
    ];
    // Cargo documents again what changed in the package's own folder, so that this is the one for it.
    crates.client("odd", &specs, &[], "\"mock\", \"tools\"");
    crates.client_again("odd-plain", "odd", "");
    crates.client_again("odd-mock", "odd", "\"mock\"");
    crates.client_again("odd-tools", "odd", "\"tools\"");
}

#[test]
fn the_client_of_an_odd_document_compiles_without_a_warning() {
    for package in ["odd", "odd-plain", "odd-mock", "odd-tools"] {
        built().assert_library(&format!("{package}-client"));
    }
}

#[test]
fn the_documentation_of_an_odd_document_has_no_warning() {
    let outcome = built().cargo(&["doc", "--no-deps"], "odd-client");
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    // The manual of the crate links to its own versions, which are not there.
    let generated: Vec<&str> = outcome
        .stderr
        .lines()
        .filter(|line| line.contains("src/generated"))
        .collect();
    assert!(generated.is_empty(), "{}", outcome.stderr);
}
