//! What a document of a whole API holds beside the link operations: generated, compiled and sent.

use std::sync::OnceLock;

use crate::support::{
    command::{self, Outcome},
    folder::write,
    outside::{Crates, built},
};

/// Operations of each kind, of which the last four cannot be generated.
const DOCUMENT: &str = r##"openapi: 3.0.3
info: { title: Whole, version: v1 }
servers: [{ url: https://example.com }]
security: [{ Cookie: [] }, { Key: [] }]
paths:
  /things:
    get:
      operationId: listThings
      parameters:
        - { name: q, in: query, required: true, schema: { type: string, nullable: true } }
        - { name: limit, in: query, schema: { type: integer, minimum: 1 } }
        - { name: since, in: query, schema: { type: number } }
        - { name: exact, in: query, schema: { type: boolean } }
        - { name: tags, in: query, schema: { type: array, items: { type: string } } }
        - { name: ids, in: query, schema: { type: array, items: { type: integer } } }
        - { name: operator, in: query, schema: { type: string, enum: ["==", "!=", "<=", "a+b", "a-b", ab] } }
        - { name: either, in: query, schema: { oneOf: [{ type: string }, { type: array, items: { type: string } }] } }
        - { name: filter, in: query, style: deepObject, schema: { type: object, additionalProperties: { type: string } } }
        - { name: sortBy, in: query, deprecated: true, schema: { type: integer, enum: [1, 2] } }
        - { name: X-Trace, in: header, required: true, schema: { type: string } }
        - { name: X-Tag, in: header, schema: { type: string } }
        - { name: x-key, in: header, required: true, schema: { type: string } }
      responses:
        "200":
          description: The things.
          content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Thing" } } } }
        "404": { description: Nothing. }
        default:
          description: Anything else.
          content: { application/json: { schema: { $ref: "#/components/schemas/Error" } } }
  /things/{thing_id}:
    delete:
      operationId: deleteThing
      parameters:
        - { name: thing_id, in: path, schema: { type: string } }
      responses:
        "204": { description: Gone., content: { application/json: { schema: { type: object } } } }
        "404":
          description: It is not there.
          content: { application/json: { schema: { $ref: "#/components/schemas/Error" } } }
        "500":
          description: Broken.
          content: { application/json: { schema: { type: object, properties: {} } } }
    patch:
      operationId: patchThing
      security: []
      parameters:
        - { name: thing_id, in: path, required: true, schema: { type: string } }
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } }, text/plain: {} } }
      responses:
        "200":
          description: Changed.
          content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } }
        "204": { description: Nothing to change. }
  /forms:
    get:
      operationId: getForm
      responses:
        "200":
          description: One of two.
          content:
            application/json:
              schema:
                type: object
                required: [form]
                properties:
                  form:
                    oneOf:
                      - { type: object, properties: { a: { type: string } } }
                      - { type: object, properties: { b: { type: string } } }
  /refused/file:
    post:
      operationId: sendFile
      requestBody: { content: { multipart/form-data: { schema: { type: object } } } }
      responses: { "204": { description: Done. } }
  /refused/cookie:
    get:
      operationId: getCookie
      parameters: [{ name: a, in: cookie, schema: { type: string } }]
      responses: { "204": { description: Done. } }
  /refused/query:
    get:
      operationId: getObject
      parameters: [{ name: a, in: query, schema: { type: object, properties: { b: { type: string } } } }]
      responses: { "204": { description: Done. } }
  /refused/successes:
    get:
      operationId: getEither
      responses:
        "200": { description: One., content: { application/json: { schema: { type: string } } } }
        "201": { description: Two., content: { application/json: { schema: { type: boolean } } } }
components:
  securitySchemes:
    Key: { type: apiKey, in: header, name: X-Key }
    Cookie: { type: apiKey, in: cookie, name: session }
  schemas:
    Error: { type: object, required: [message], properties: { message: { type: string } } }
    ThingKind:
      type: object
      required: [a]
      properties: { a: { type: string }, counts: { type: array, items: { type: integer } } }
    Thing:
      type: object
      properties:
        name: { type: string }
        count: { type: integer }
        kind: { type: string, enum: [large, small] }
        other: { $ref: "#/components/schemas/ThingKind" }
        parent: { $ref: "#/components/schemas/Thing" }
        above: { nullable: true, allOf: [{ $ref: "#/components/schemas/Thing" }] }
        "==": { type: object, properties: { thing: { $ref: "#/components/schemas/Thing" } } }
"##;

/// A document that describes the body of no error.
const WITHOUT_ERRORS: &str = r##"openapi: 3.0.3
info: { title: Plain, version: v2 }
servers: [{ url: https://example.com }]
security: [{ Key: [] }]
paths:
  /things:
    delete:
      operationId: deleteThings
      responses: { "204": { description: Gone. }, "404": { description: Nothing. } }
components:
  securitySchemes: { Key: { type: apiKey, in: header, name: X-Key } }
"##;

const OVERLAY: &str = "overlay: 1.0.0\ninfo: { title: None, version: 1.0.0 }\nactions: []\n";

/// A program that sends each, and looks at what arrives.
const PROGRAM: &str = include_str!("programs/whole_api.rs");

/// What the generator printed.
static PRINTED: OnceLock<Outcome> = OnceLock::new();

pub(crate) fn lay_out(crates: &mut Crates) {
    let specs = [
        ("v1.yaml", DOCUMENT),
        ("v2.yaml", WITHOUT_ERRORS),
        ("overlay.yaml", OVERLAY),
    ];
    let outcome = crates.client("whole", &specs, &["--keep-going"], "\"mock\", \"tools\"");
    let _ = PRINTED.set(outcome);
    crates.user(
        "whole-user",
        "whole",
        "serde_json.workspace = true\ntokio = { workspace = true, features = [\"macros\", \"rt\"] }\nwiremock.workspace = true\n",
    );
    crates.write("whole-user/src/lib.rs", "");
    crates.write("whole-user/tests/whole.rs", PROGRAM);
}

#[test]
fn operations_that_cannot_be_generated_are_left_out_and_the_others_work() {
    built().assert_library("whole-client");
    let outcome = PRINTED.get().expect("it was laid out");
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    let expected = [
        ["note:", "at /paths/~1forms/get/", "kept as any JSON"],
        [
            "left out: GET /refused/cookie:",
            "/parameters/0/in",
            "found `cookie`",
        ],
        [
            "left out: POST /refused/file:",
            "/requestBody/content",
            "`multipart/form-data`",
        ],
        [
            "left out: GET /refused/query:",
            "/parameters/0/schema",
            "no form in a query",
        ],
        [
            "left out: GET /refused/successes:",
            "/responses/201/",
            "the other successes",
        ],
    ];
    assert_eq!(lines.len(), expected.len(), "{}", outcome.stderr);
    for (line, parts) in lines.iter().zip(expected) {
        assert!(
            parts.iter().all(|part| line.contains(part)),
            "{parts:?}: {line}"
        );
    }

    let tested = built().test("whole-user", "whole");
    assert!(tested.contains("9 passed"), "{tested}");
}

#[test]
fn without_keep_going_the_first_operation_that_cannot_be_generated_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    write(&folder.path().join("v1.yaml"), DOCUMENT);
    write(&folder.path().join("overlay.yaml"), OVERLAY);
    let out = folder.path().join("out");
    let outcome = command::regen(folder.path(), &out, &[]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.stderr.contains("at /paths/~1forms/get/"),
        "{}",
        outcome.stderr
    );
    assert!(!out.exists(), "nothing was written");

    // The same where there is nothing to go on with.
    let refused = DOCUMENT.find("  /refused/file:").expect("it is there");
    let start = DOCUMENT.find("  /things:").expect("it is there");
    let document = format!("{}{}", &DOCUMENT[..start], &DOCUMENT[refused..]);
    write(&folder.path().join("v1.yaml"), &document);
    let outcome = command::regen(folder.path(), &out, &["--keep-going"]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.stderr.contains("no operation can be generated"),
        "{}",
        outcome.stderr
    );
    assert!(!out.exists(), "nothing was written");
}
