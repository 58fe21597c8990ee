//! What the generator makes of documents with other operations.

use std::fs;

use serde_json::{Value, json};
use xtask::plan::{ToolBody, ToolPlan};

const DOCUMENT: &str = r##"openapi: 3.0.3
info: { title: Tools, version: v1 }
servers:
  - url: https://example.com
security:
  - Key: []
paths: PATHS
components:
  securitySchemes:
    Key: { type: apiKey, in: header, name: x-key }
  responses:
    Done:
      description: Done.
      content: { application/json: { schema: { type: object, properties: { done: { type: boolean } } } } }
  schemas:
    Tree: { type: object, properties: { children: { type: array, items: { $ref: "#/components/schemas/Tree" } } } }
    Leaf: { type: object, required: [a], properties: { a: { type: string } } }
"##;

const OVERLAY: &str = "overlay: 1.0.0\ninfo: { title: None, version: 1.0.0 }\nactions: []\n";

/// The tools of a document with these paths, sorted by the names of their methods.
fn tools(paths: &str) -> Result<Vec<ToolPlan>, String> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let document = DOCUMENT.replace("PATHS", paths);
    fs::write(folder.path().join("v1.yaml"), document).expect("it can be written");
    fs::write(folder.path().join("overlay.yaml"), OVERLAY).expect("it can be written");
    let plans = xtask::load(folder.path()).map_err(|error| format!("{error:#}"))?;
    let operations = plans[0].operations.values();
    Ok(operations.map(|operation| operation.tool.clone()).collect())
}

fn operation(path: &str, method: &str, more: &str) -> String {
    let id = format!("{method}{path}").replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let names = path.split(['{', '}']).skip(1).step_by(2);
    let parameters: Vec<String> = names
        .map(|name| {
            format!("{{ name: {name}, in: path, required: true, schema: {{ type: string }} }}")
        })
        .collect();
    format!(
        "{{ \"{path}\": {{ {method}: {{ operationId: {id}, {more} parameters: [{}], responses: {{ \"200\": {{ $ref: \"#/components/responses/Done\" }} }} }} }} }}",
        parameters.join(", ")
    )
}

/// The tool of one operation.
fn tool(path: &str, method: &str, more: &str) -> ToolPlan {
    let mut tools = tools(&operation(path, method, more)).unwrap_or_else(|error| panic!("{error}"));
    tools.remove(0)
}

/// A `POST` with a body of this schema.
fn with_body(path: &str, schema: &str) -> ToolPlan {
    let body = format!(
        "requestBody: {{ required: true, content: {{ application/json: {{ schema: {schema} }} }} }},"
    );
    tool(path, "post", &body)
}

/// The schema of the property `a`.
fn property(schema: &str) -> Value {
    let whole = format!("{{ type: object, properties: {{ a: {schema} }} }}");
    with_body("/things", &whole).input["properties"]["a"].clone()
}

#[test]
fn a_name_is_the_path_without_version_and_parameters_and_what_the_method_does() {
    for (path, method, name) in [
        (
            "/api/v3/tool_router/session/{session_id}/link",
            "post",
            "tool_router.session.link.create",
        ),
        (
            "/api/v3.1/connected_accounts/link",
            "post",
            "connected_accounts.link.create",
        ),
        ("/things", "get", "things.get"),
        ("/v2/things/{id}", "put", "things.replace"),
        ("/things/{id}", "patch", "things.update"),
        ("/things:batch/a-b", "delete", "things_batch.a-b.delete"),
    ] {
        assert_eq!(tool(path, method, "").name, name);
    }
    assert_eq!(
        tool("/things", "get", "x-tool-name: own.name,").name,
        "own.name"
    );
}

#[test]
fn names_that_are_the_same_are_told_apart_by_the_parameters() {
    let one = operation("/things", "get", "");
    let other = operation("/things/{id}", "get", "");
    let both = format!("{}, {}", &one[..one.len() - 1], &other[1..]);
    let names: Vec<String> = tools(&both)
        .unwrap_or_else(|error| panic!("{error}"))
        .into_iter()
        .map(|tool| tool.name)
        .collect();
    assert_eq!(names, ["things.get", "things.id.get"]);
}

#[test]
fn a_name_that_cannot_be_is_an_error_that_says_what_to_write() {
    let one = operation("/a/{b}", "get", "x-tool-name: same,");
    let other = operation("/c", "get", "x-tool-name: same,");
    let both = format!("{}, {}", &one[..one.len() - 1], &other[1..]);
    let error = tools(&both).expect_err("both are `same`");
    assert!(error.contains("v1.yaml: at /paths/~1c/get"), "{error}");
    assert!(
        error.contains("`same`") && error.contains("x-tool-name"),
        "{error}"
    );
    // With its parameter the first is called as the second.
    let one = operation("/a/{b}", "get", "");
    let other = operation("/a/b", "get", "x-rust-name: other,");
    let third = operation("/a", "get", "x-rust-name: third,");
    let inner = [&one, &other, &third].map(|one| &one[1..one.len() - 1]);
    let error = tools(&format!("{{ {} }}", inner.join(", "))).expect_err("both are `a.b.get`");
    assert!(error.contains("v1.yaml: at /paths/"), "{error}");
    assert!(
        error.contains("`a.b.get`") && error.contains("x-tool-name"),
        "{error}"
    );

    let long = "a".repeat(129);
    for name in ["\"\"", "a b", "7", "[a]", &long] {
        let error = tools(&operation(
            "/things",
            "get",
            &format!("x-tool-name: {name},"),
        ))
        .expect_err("it is no name");
        assert!(error.contains("/paths/~1things/get/x-tool-name"), "{error}");
    }
}

#[test]
fn a_body_that_is_no_object_or_clashes_is_an_argument_of_its_own() {
    let leaf = "{ $ref: \"#/components/schemas/Leaf\" }";
    let merged = with_body("/things/{id}", leaf);
    assert_eq!(merged.body, ToolBody::Merged);
    assert_eq!(merged.input["required"], json!(["id", "a"]));
    for schema in ["{ type: array, items: { type: string } }", leaf] {
        let tool = with_body("/things/{a}", schema);
        assert_eq!(
            tool.body,
            ToolBody::Member("request".to_owned()),
            "{schema}"
        );
        assert_eq!(tool.input["required"], json!(["a", "request"]));
        assert_eq!(tool.input["additionalProperties"], false);
    }
}

#[test]
fn what_is_said_of_the_whole_body_is_not_said_of_the_arguments() {
    let prose = "title: T, description: D, default: { a: b }, example: { a: c }";
    let schema = format!("{{ type: object, {prose}, properties: {{ a: {{ type: string }} }} }}");
    let tool = with_body("/things/{id}", &schema);
    assert_eq!(tool.body, ToolBody::Merged);
    let mut keys: Vec<&String> = tool
        .input
        .as_object()
        .expect("it is an object")
        .keys()
        .collect();
    keys.sort();
    assert_eq!(keys, ["properties", "required", "type"]);
    // Beside parameters these would count them.
    for bound in ["minProperties: 1", "maxProperties: 1"] {
        let schema =
            format!("{{ type: object, {bound}, properties: {{ a: {{ type: string }} }} }}");
        let tool = with_body("/things/{id}", &schema);
        assert_eq!(tool.body, ToolBody::Member("request".to_owned()), "{bound}");
    }
}

#[test]
fn an_operation_without_a_body_takes_its_parameters_and_nothing_else() {
    let tool = tool("/things/{id}", "get", "");
    assert_eq!(tool.body, ToolBody::Nothing);
    assert_eq!(
        tool.input,
        json!({
            "type": "object", "properties": { "id": { "type": "string" } },
            "required": ["id"], "additionalProperties": false,
        })
    );
}

#[test]
fn parameters_of_the_query_and_of_headers_stand_beside_those_of_the_path() {
    let parameters = "
        - { name: id, in: path, required: true, schema: { type: string } }
        - { name: limit, in: query, description: Most., example: 5, schema: { type: integer, minimum: 1, nullable: true } }
        - { name: order, in: query, required: true, schema: { type: string, enum: [up, null], nullable: true } }
        - { name: X-Tag, in: header, schema: { type: string } }
        - { name: X-Key, in: header, required: true, schema: { type: string } }";
    let paths = format!(
        "\n  /things/{{id}}:\n    get:\n      operationId: one\n      responses: {{ \"200\": {{ $ref: \"#/components/responses/Done\" }} }}\n      parameters:{parameters}\n"
    );
    let tool = tools(&paths)
        .unwrap_or_else(|error| panic!("{error}"))
        .remove(0);
    assert_eq!(
        tool.input,
        json!({
            "type": "object",
            "properties": {
                "id": { "type": "string" },
                // There is no null in a query.
                "limit": { "type": "integer", "minimum": 1, "description": "Most.", "example": 5 },
                "order": { "type": "string", "enum": ["up"] },
                // The key is the client's.
                "x-tag": { "type": "string" },
            },
            "required": ["id", "order"],
            "additionalProperties": false,
        })
    );
    let paths = paths.replace("name: order", "name: id");
    let error = tools(&paths).expect_err("two are called `id`");
    assert!(
        error.contains("/get/parameters/2/name") && error.contains("`id`"),
        "{error}"
    );
}

#[test]
fn a_body_that_can_be_left_out_is_an_argument_that_can_be() {
    let body = "requestBody: { content: { application/json: { schema: { $ref: \"#/components/schemas/Leaf\" } } } },";
    let tool = tool("/things/{id}", "post", body);
    assert_eq!(tool.body, ToolBody::Member("request".to_owned()));
    assert_eq!(tool.input["required"], json!(["id"]));
    assert_eq!(
        tool.input["properties"]["request"]["required"],
        json!(["a"])
    );
}

#[test]
fn an_answer_without_a_body_is_null() {
    let output = |responses: &str| {
        let operation = operation("/things", "get", "");
        let operation = operation.replace(
            "\"200\": { $ref: \"#/components/responses/Done\" }",
            responses,
        );
        tools(&operation)
            .unwrap_or_else(|error| panic!("{error}"))
            .remove(0)
            .output
    };
    let done = json!({ "type": "object", "properties": { "done": { "type": "boolean" } } });
    let nothing = json!({ "type": "null" });
    assert_eq!(output("\"204\": { description: Gone. }"), nothing);
    assert_eq!(
        output(
            "\"204\": { description: Gone. }, \"200\": { $ref: \"#/components/responses/Done\" }"
        ),
        json!({ "anyOf": [done, nothing] })
    );
    assert_eq!(
        output("\"201\": { $ref: \"#/components/responses/Done\" }"),
        done
    );
}

#[test]
fn what_is_returned_is_as_wide_as_the_client_reads_it() {
    let whole = operation("/things", "get", "");
    let schema = "{ type: object, required: [a], additionalProperties: { type: integer }, properties: {
        a: { type: string, format: password, pattern: b, minLength: 1, enum: [b] },
        c: { type: array, uniqueItems: true, minItems: 1, items: { type: integer, minimum: 1, multipleOf: 2 } },
        d: { type: object, additionalProperties: { type: integer } },
        e: { type: string, x-tool-hidden: true } } }";
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
            },
        })
    );
}

#[test]
fn openapis_spellings_become_those_of_json_schema() {
    for (openapi, expected) in [
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
            "{ nullable: true, allOf: [{ type: string }] }",
            json!({ "anyOf": [{ "allOf": [{ "type": "string" }] }, { "type": "null" }] }),
        ),
        (
            "{ type: number, x-rust-type: i64 }",
            json!({ "type": "integer" }),
        ),
        (
            "{ type: object, additionalProperties: { nullable: true } }",
            json!({ "type": "object", "additionalProperties": true }),
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
    let input = super::validator(&input);
    assert!(input.is_valid(&json!({ "a": { "children": [{ "children": [] }] } })));
    assert!(!input.is_valid(&json!({ "a": { "children": [{ "children": [1] }] } })));
}

#[test]
fn a_property_that_the_tool_does_not_show_is_checked_all_the_same() {
    let schema = "{ type: object, properties: { a.b: { type: string, description: Prose., x-tool-hidden: true } } }";
    let input = with_body("/things", schema).input;
    assert_eq!(input["properties"], json!({}));
    let validator = super::validator(&input);
    assert!(validator.is_valid(&json!({ "a.b": "text", "a-b": 1 })));
    assert!(!validator.is_valid(&json!({ "a.b": 1 })));
    assert!(!input.to_string().contains("Prose"));
}

#[test]
fn what_no_validator_takes_is_an_error_with_its_place() {
    for schema in [
        "{ type: string, pattern: \"(\" }",
        "{ type: string, minLength: -1 }",
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
