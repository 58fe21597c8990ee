//! What the generator makes of documents with other operations.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;
use xtask::{
    document::folder::Specs,
    generate::{
        self, Generated,
        plan::{ToolBody, ToolPlan},
    },
};

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

/// A folder with a document with these paths.
fn folder(paths: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let document = DOCUMENT.replace("PATHS", paths);
    fs::write(folder.path().join("v1.yaml"), document).expect("it can be written");
    fs::write(folder.path().join("overlay.yaml"), OVERLAY).expect("it can be written");
    folder
}

/// The tools of a document with these paths, sorted by the names of their methods.
pub(super) fn tools(paths: &str) -> Result<Vec<ToolPlan>, String> {
    let (plans, _) = generate::plans(&Specs::of(folder(paths).path()), false)
        .map_err(|error| format!("{error:#}"))?;
    let operations = plans[0].operations.values();
    Ok(operations.map(|operation| operation.tool.clone()).collect())
}

/// The client of a document with these paths, as far as there is one.
fn generated(paths: &str) -> Generated {
    let generated = generate::regen(&Specs::of(folder(paths).path()), true);
    generated.expect("something can be generated")
}

pub(super) fn operation(path: &str, method: &str, more: &str) -> String {
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
pub(super) fn with_body(path: &str, schema: &str) -> ToolPlan {
    let body = format!(
        "requestBody: {{ required: true, content: {{ application/json: {{ schema: {schema} }} }} }},"
    );
    tool(path, "post", &body)
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
fn a_tool_without_a_description_has_the_summary() {
    let both = "summary: Short., description: \" Long. \",";
    assert_eq!(tool("/things", "get", both).description, "Long.");
    assert_eq!(
        tool("/things", "get", "summary: Short.,").description,
        "Short."
    );
}

#[test]
fn the_title_is_the_summary_if_there_is_one() {
    let title = |more| tool("/things", "get", more).title;
    assert_eq!(title("summary: \" Short. \","), Some("Short.".to_owned()));
    assert_eq!(title("description: Long.,"), None);
}

/// Both in one document.
fn both(one: &str, other: &str) -> String {
    format!("{}, {}", &one[..one.len() - 1], &other[1..])
}

#[test]
fn names_that_are_the_same_are_told_apart_by_the_parameters() {
    // A model does not see the dot, so that it would not see the difference either.
    for (paths, expected) in [
        (["/things", "/things/{id}"], ["things.get", "things.id.get"]),
        (["/a-b/{id}", "/a/b"], ["a-b.id.get", "a.b.get"]),
    ] {
        let [one, other] = paths.map(|path| operation(path, "get", ""));
        let mut names: Vec<String> = tools(&both(&one, &other))
            .unwrap_or_else(|error| panic!("{error}"))
            .into_iter()
            .map(|tool| tool.name)
            .collect();
        names.sort();
        assert_eq!(names, expected);
    }
}

#[test]
fn names_that_a_model_could_not_tell_apart_or_would_not_take_are_errors() {
    let one = operation("/a-b", "get", "x-rust-name: one,");
    let other = operation("/a/b", "get", "");
    let error = tools(&both(&one, &other)).expect_err("both are `a-b-get`");
    for part in [
        "v1.yaml: at /paths/~1a",
        "`a-b.get`",
        "`a.b.get`",
        "`a-b-get`",
        "x-tool-name",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
    let own = operation("/a/b", "get", "x-tool-name: own,");
    assert!(tools(&both(&one, &own)).is_ok());

    let longest = format!("/{}", "a".repeat(60));
    assert_eq!(tool(&longest, "get", "").name.len(), 64);
    let long = format!("{longest}a");
    let error = tools(&operation(&long, "get", "")).expect_err("it is too long");
    for part in ["v1.yaml: at /paths/~1aaa", "65", "64", "x-tool-name"] {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert!(tools(&operation(&long, "get", "x-tool-name: own,")).is_ok());
}

#[test]
fn what_a_host_may_expect_of_a_call_is_what_http_says_of_the_method() {
    for (method, hints) in [
        ("get", [true, false, true]),
        ("head", [true, false, true]),
        ("post", [false, false, false]),
        ("put", [false, true, true]),
        ("patch", [false, true, false]),
        ("delete", [false, true, true]),
    ] {
        let generated = generated(&operation("/things", method, ""));
        let definitions: Value =
            serde_json::from_str(&generated.files["v1_tools.json"]).expect("it is JSON");
        let [is_read_only, is_destructive, is_idempotent] = hints;
        let expected = json!({
            "readOnlyHint": is_read_only, "destructiveHint": is_destructive,
            "idempotentHint": is_idempotent, "openWorldHint": true,
        });
        assert_eq!(definitions["tools"][0]["annotations"], expected, "{method}");
    }
}

#[test]
fn with_keep_going_a_name_that_another_tool_has_leaves_one_operation_out() {
    let one = operation("/a", "get", "x-tool-name: same,");
    let other = operation("/b", "get", "x-tool-name: same,");
    let generated = generated(&both(&one, &other));
    let [left_out] = &generated.left_out[..] else {
        panic!("{:?}", generated.left_out);
    };
    assert!(
        left_out.starts_with("GET /b: ") && left_out.contains("`same`"),
        "{left_out}"
    );
    assert!(generated.files["v1_tools.json"].contains("\"same\""));
    assert!(!generated.files["v1.rs"].contains("/b"));
}

#[test]
fn a_name_that_cannot_be_is_an_error_that_says_what_to_write() {
    let one = operation("/a/{b}", "get", "x-tool-name: same,");
    let other = operation("/c", "get", "x-tool-name: same,");
    let error = tools(&both(&one, &other)).expect_err("both are `same`");
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

    let long = "a".repeat(65);
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
    let body = "requestBody: { required: true, content: { application/json: { schema: { $ref: \"#/components/schemas/Leaf\" } } } },";
    let named = "parameters: [{ name: request, in: query, schema: { type: string } }, { name: a, in: query, schema: { type: string } }]";
    let things = operation("/things", "post", body).replace("parameters: []", named);
    let tool = tools(&things)
        .unwrap_or_else(|error| panic!("{error}"))
        .remove(0);
    assert_eq!(tool.body, ToolBody::Member("body".to_owned()));
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
        - { name: either, in: query, schema: { oneOf: [{ type: string, nullable: true }, { type: array, items: { type: string } }] } }
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
                "either": { "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] },
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
    let reset = "\"205\": { $ref: \"#/components/responses/Done\" }";
    assert_eq!(output(reset), nothing, "HTTP has no body there");
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
