//! Operations that cannot be generated from.

use super::{DOCUMENT, OVERLAY, assert_edit_refused, assert_refused, edited};

#[test]
fn an_operation_without_an_id_is_named() {
    assert_edit_refused(
        "      operationId: createThing\n",
        "",
        &["/paths/~1things~1{thing_id}/post", "operationId"],
    );
}

#[test]
fn two_operations_of_one_name_are_named() {
    let second = "  /things:
    post:
      operationId: create_thing
      security: [{ Key: [] }]
      responses:
        \"201\":
          description: There.
          content: { application/json: { schema: { $ref: \"#/components/schemas/Thing\" } } }
components:";
    assert_edit_refused(
        "components:",
        second,
        &["/post", "create_thing", "x-rust-name"],
    );
}

#[test]
fn an_operation_that_cannot_be_generated_from_is_named() {
    for (from, to, expected) in [
        (
            "          application/json:\n            schema: { $ref",
            "          text/plain:\n            schema: { $ref",
            "application/json",
        ),
        ("        \"404\":", "        \"302\":", "found `302`"),
        (
            "          in: path",
            "          in: cookie",
            "found `cookie`",
        ),
        (
            "          in: path",
            "          in: query",
            "expected a parameter `thing_id`, which the path",
        ),
        (
            "          required: true\n          schema",
            "          schema",
            "/parameters/0/required",
        ),
        (
            "schema: { type: string }\n      requestBody",
            "schema: { type: object }\n      requestBody",
            "/parameters/0/schema: expected text, a number or a boolean",
        ),
        (
            "schema: { type: string }\n      requestBody",
            "schema: { type: number, x-rust-type: WholeNumber }\n      requestBody",
            "/parameters/0/schema: expected text, a number or a boolean",
        ),
        (
            "        - name: thing_id",
            "        - name: other",
            "`{other}` in the path",
        ),
        (
            "    post:\n",
            "    parameters: []\n    post:\n",
            "/parameters: expected only operations",
        ),
        (
            "    post:\n",
            "    post:\n      servers: [{ url: https://other.example.com }]\n",
            "/post/servers: expected none",
        ),
        (
            "        - Key: []",
            "        - Other: []",
            "the scheme `Other` is not defined",
        ),
        (
            "        - Key: []",
            "        - { Key: [], Other: [] }",
            "exactly one scheme",
        ),
        (
            "in: header",
            "in: cookie",
            "/components/securitySchemes/Key",
        ),
        (
            "  - url: https://example.com",
            "  - description: none",
            "/servers/0/url",
        ),
        (
            "required: [name]",
            "required: [nome]",
            "/components/schemas/Thing/required/0",
        ),
    ] {
        assert_edit_refused(from, to, &[expected]);
    }
    assert_refused(
        &edited(DOCUMENT, "paths:", "other:"),
        OVERLAY,
        "v1.yaml",
        &["/paths"],
    );
}

/// Of an answer, with which mock servers answer; those of requests are for people.
#[test]
fn an_example_that_no_client_could_read_is_named() {
    let media = "content:
            application/json:
              schema: { $ref: \"#/components/schemas/Problem\" }";
    let at = "/paths/~1things~1{thing_id}/post/responses/404/content/application~1json";
    for (example, place, expected) in [
        ("example: text", "/example", "expected a mapping"),
        (
            "example: { message: 1 }",
            "/example/message",
            "expected text",
        ),
        ("example: { message: null }", "/example/message", "not null"),
        ("examples: {}", "/examples", "names to examples"),
        ("examples: { one: {} }", "/examples/one/value", "itself"),
        (
            "examples: { one: { value: { message: [] } } }",
            "/examples/one/value/message",
            "as /components/schemas/Problem/properties/message says",
        ),
    ] {
        let to = format!("{media}\n              {example}");
        assert_edit_refused(media, &to, &[&format!("{at}{place}: "), expected]);
    }
    assert_edit_refused(
        "name: { type: string }",
        "name: { type: integer, example: 1.5 }",
        &["/Thing/properties/name/example", "expected a whole number"],
    );
    assert_edit_refused(
        "required: [name]",
        "required: [name, parent]",
        &["/Thing/properties/parent", "state an `example`"],
    );
}
