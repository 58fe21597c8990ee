//! Specs that cannot be generated from: exit 2, an error that says where and what, nothing written.

use std::{fs, path::Path};

use tempfile::TempDir;

use crate::support::command;

/// A document with one operation, in which each bad spec changes one thing.
const DOCUMENT: &str = r##"openapi: 3.0.3
info: { title: Small, version: v1 }
servers:
  - url: https://example.com
paths:
  /things/{thing_id}:
    post:
      operationId: createThing
      summary: Create a thing
      security:
        - Key: []
      parameters:
        - name: thing_id
          in: path
          required: true
          schema: { type: string }
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: "#/components/schemas/Thing" }
      responses:
        "201":
          description: It is there.
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Thing" }
        "404":
          description: It is not there.
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Problem" }
components:
  securitySchemes:
    Key: { type: apiKey, in: header, name: x-key }
  schemas:
    Thing:
      type: object
      required: [name]
      properties:
        name: { type: string }
        kind: { type: string, enum: [large, small] }
        parent: { $ref: "#/components/schemas/Thing" }
    Problem:
      type: object
      properties:
        message: { type: string }
"##;

const OVERLAY: &str = "overlay: 1.0.0
info: { title: Decisions, version: 1.0.0 }
actions:
  - target: $.components.schemas.Problem
    description: name of the error
    update: { x-rust-name: ThingProblem }
";

struct Specs {
    folder: TempDir,
}

impl Specs {
    fn new(document: &str, overlay: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text);
        write("v1.yaml", document).expect("the spec can be written");
        write("overlay.yaml", overlay).expect("the overlay can be written");
        Self { folder }
    }

    /// The files that regen writes, or the error that it ends with.
    fn regen(&self) -> Result<Vec<String>, String> {
        let out = self.folder.path().join("out");
        let outcome = command::regen(self.folder.path(), &out, &[]);
        match outcome.code {
            Some(0) => {
                let files = fs::read_dir(&out).expect("the code was written");
                let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
                Ok(files
                    .map(|file| name(file.expect("the folder can be listed")))
                    .collect())
            }
            Some(2) => {
                assert!(!out.exists(), "nothing was written");
                assert_eq!(outcome.stdout, "");
                Err(outcome.stderr)
            }
            code => panic!("exit {code:?}: {}", outcome.stderr),
        }
    }
}

fn edited(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "the document holds `{from}`");
    text.replacen(from, to, 1)
}

#[track_caller]
fn assert_refused(document: &str, overlay: &str, file: &str, expected: &[&str]) {
    let specs = Specs::new(document, overlay);
    let error = specs.regen().expect_err("the spec is refused");
    let path = specs.folder.path().join(file);
    assert!(
        error.starts_with(&format!("error: {}", path.display())),
        "names {file}: {error}"
    );
    for part in expected {
        assert!(error.contains(part), "says `{part}`: {error}");
    }
}

#[track_caller]
fn assert_edit_refused(from: &str, to: &str, expected: &[&str]) {
    assert_refused(&edited(DOCUMENT, from, to), OVERLAY, "v1.yaml", expected);
}

#[test]
fn the_document_that_the_bad_ones_are_made_of_is_good() {
    let mut files = Specs::new(DOCUMENT, OVERLAY)
        .regen()
        .expect("the spec is good");
    files.sort();
    assert_eq!(
        files,
        [
            "credential.rs",
            "mod.rs",
            "shared.rs",
            "v1.rs",
            "v1_mock.rs",
            "v1_tools.json",
            "v1_tools.rs"
        ]
    );
}

#[test]
fn a_file_that_is_not_yaml_is_named_with_the_line() {
    assert_refused(
        "openapi: 3.0.3\ninfo: [",
        OVERLAY,
        "v1.yaml",
        &["YAML", "line 3"],
    );
    assert_edit_refused("    post:", "    post:\n  - x", &["YAML", "line"]);
}

#[test]
fn a_key_that_stands_twice_is_named() {
    assert_edit_refused(
        "        kind:",
        "        name: { type: number }\n        kind:",
        &["duplicate", "name"],
    );
}

#[test]
fn a_file_that_is_not_openapi_is_refused() {
    for document in ["", "just text", "- a\n- list", "title: something else"] {
        assert_refused(
            document,
            OVERLAY,
            "v1.yaml",
            &["the document's root", "expected"],
        );
    }
}

#[test]
fn a_version_that_is_not_supported_is_named() {
    for version in ["3.1.0", "2.0", "4.0.0"] {
        let to = format!("openapi: \"{version}\"");
        assert_edit_refused("openapi: 3.0.3", &to, &["/openapi", version, "3.0.x"]);
    }
    assert_edit_refused("openapi: 3.0.3", "swagger: \"2.0\"", &["openapi: 3.0.3"]);
    assert_edit_refused("openapi: 3.0.3", "openapi: 3.0", &["openapi: 3.0.3"]);
}

#[test]
fn a_reference_to_nothing_is_named() {
    assert_edit_refused(
        "schemas/Problem\"",
        "schemas/Missing\"",
        &[
            "/paths/~1things~1{thing_id}/post/responses/404/content/application~1json/schema",
            "#/components/schemas/Missing",
        ],
    );
    assert_edit_refused(
        "#/components/schemas/Problem",
        "other.yaml#/Problem",
        &["other.yaml#/Problem"],
    );
    assert_edit_refused(
        "schema: { type: string }",
        "schema: { $ref: \"#/components/parameters/Id\" }",
        &["/parameters/0/schema", "#/components/parameters/Id"],
    );
}

#[test]
fn a_reference_that_never_ends_is_named() {
    assert_edit_refused(
        "    Problem:\n      type: object",
        "    Problem:\n      $ref: \"#/components/schemas/Problem\"\n      type: object",
        &["/components/schemas/Problem", "leads back to itself"],
    );
}

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
fn properties_that_cannot_be_told_apart_are_named() {
    // Neither is spelled like a field, and both are spelled in the same way.
    assert_edit_refused(
        "        name: { type: string }",
        "        name: { type: string }\n        aB-c: { type: string }\n        aBC-: { type: string }\n        a-bC: { type: string }",
        &[
            "/components/schemas/Thing/properties/",
            "x-rust-field",
            "a_b_c_kebab_case",
        ],
    );
}

#[test]
fn properties_of_other_spellings_are_told_apart() {
    let document = edited(
        DOCUMENT,
        "        name: { type: string }",
        "        name: { type: string }
        a_b: { type: string }
        aB: { type: string }
        AB: { type: string }
        a-b: { type: string }
        type: { type: string }
        additional_properties: { type: string }",
    );
    let specs = Specs::new(&document, OVERLAY);
    specs.regen().expect("the spec is good");
    let code = fs::read_to_string(specs.folder.path().join("out/v1.rs")).expect("code");
    for field in [
        "a_b",
        "a_b_camel_case",
        "ab",
        "a_b_kebab_case",
        "type_",
        "additional_properties_property",
    ] {
        assert!(
            code.contains(&format!("pub {field}: Option<String>")),
            "{field}: {code}"
        );
    }
    assert!(
        code.contains("rename = \"aB\"") && code.contains("rename = \"type\""),
        "{code}"
    );
}

#[test]
fn values_that_are_no_text_are_named() {
    assert_edit_refused("[large, small]", "[1, 2]", &["/kind/enum/0", "text"]);
}

#[test]
fn types_that_cannot_be_told_apart_are_named() {
    assert_edit_refused(
        "    Problem:",
        "    thing:\n      type: object\n      properties: { other: { type: string } }\n    Problem:\n      x: { $ref: \"#/components/schemas/thing\" }",
        &["keyword `x`"],
    );
    let two = edited(DOCUMENT, "schemas/Problem\" }", "schemas/thing\" }");
    let two = edited(
        &two,
        "    Problem:",
        "    thing:\n      type: object\n      properties: { other: { type: string } }\n    Problem:",
    );
    assert_refused(
        &two,
        OVERLAY,
        "v1.yaml",
        &[
            "the type `Thing`",
            "/components/schemas/Thing",
            "x-rust-name",
        ],
    );
}

#[test]
fn a_name_that_rust_or_the_client_uses_is_refused() {
    for name in ["Option", "Client", "Secret", "thing", "Self"] {
        let overlay = edited(OVERLAY, "ThingProblem", name);
        assert_refused(
            DOCUMENT,
            &overlay,
            "v1.yaml",
            &["/components/schemas/Problem/x-rust-name", name],
        );
    }
}

#[test]
fn a_schema_that_cannot_be_generated_from_is_named_with_its_keyword() {
    for (to, expected) in [
        ("{ type: string, not: { maxLength: 1 } }", "/name/not"),
        ("{ type: [string, \"null\"] }", "/name/type"),
        ("{ type: text }", "found the type `text`"),
        ("{ type: array }", "`items`"),
        ("{ enum: [a] }", "a `type`"),
        (
            "{ allOf: [{ type: string }, { type: string }] }",
            "/name/allOf",
        ),
        (
            "{ anyOf: [{ type: string }, { type: string, maxLength: 1 }] }",
            "/name/anyOf/1",
        ),
        ("{ oneOf: [] }", "/name/oneOf"),
        ("{ oneOf: [{ type: string }, {}] }", "/name/oneOf/1"),
        ("text", "expected a schema"),
    ] {
        let to = format!("name: {to}");
        assert_edit_refused(
            "name: { type: string }",
            &to,
            &["/components/schemas/Thing/properties/name", expected],
        );
    }
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

#[test]
fn an_overlay_action_that_matches_nothing_is_named_with_its_purpose() {
    let overlay = edited(OVERLAY, "schemas.Problem", "schemas.Gone");
    let expected = [
        "/actions/0",
        "$.components.schemas.Gone",
        "name of the error",
        "v1.yaml",
    ];
    assert_refused(DOCUMENT, &overlay, "overlay.yaml", &expected);
}

#[test]
fn an_overlay_that_is_none_is_refused() {
    for (from, to, expected) in [
        ("overlay: 1.0.0", "overlay: 2.0.0", "/overlay"),
        ("overlay: 1.0.0", "something: else", "something"),
        ("$.components", "components", "JSONPath"),
        ("    update: {", "    udpate: {", "udpate"),
        (
            "    update: { x-rust-name: ThingProblem }",
            "",
            "`update` or `remove: true`",
        ),
        (
            "    description:",
            "    x-versions: [v9]\n    description:",
            "v9",
        ),
    ] {
        assert_refused(
            DOCUMENT,
            &edited(OVERLAY, from, to),
            "overlay.yaml",
            &[expected],
        );
    }
}

#[test]
fn folders_without_specs_are_named() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let refused = |spec_dir: &Path| {
        let outcome = command::regen(spec_dir, &folder.path().join("out"), &[]);
        assert_eq!(outcome.code, Some(2));
        assert!(!folder.path().join("out").exists());
        outcome.stderr
    };
    let error = refused(&folder.path().join("missing"));
    assert!(
        error.contains("missing: cannot list the folder of the specs"),
        "{error}"
    );

    let error = refused(folder.path());
    assert!(error.contains("found no document"), "{error}");

    fs::write(folder.path().join("v1.yaml"), DOCUMENT).expect("it can be written");
    let error = refused(folder.path());
    assert!(
        error.contains("overlay.yaml: cannot read the file"),
        "{error}"
    );
}

/// What is already there stays as it is when the spec is bad.
#[test]
fn a_bad_spec_leaves_the_generated_code_alone() {
    let specs = Specs::new(DOCUMENT, OVERLAY);
    specs.regen().expect("the spec is good");
    let file = specs.folder.path().join("out/v1.rs");
    let before = fs::read(&file).expect("code");
    fs::write(
        specs.folder.path().join("v1.yaml"),
        edited(DOCUMENT, "createThing", "create thing!"),
    )
    .expect("the spec can be written");
    fs::write(specs.folder.path().join("v2.yaml"), "nothing").expect("the spec can be written");
    let outcome = command::regen(specs.folder.path(), &specs.folder.path().join("out"), &[]);
    assert_eq!(outcome.code, Some(2));
    assert_eq!(fs::read(&file).expect("code"), before);
}

#[test]
fn a_decision_that_is_none_is_refused() {
    for (update, expected) in [
        (
            "{ x-rust-nme: ThingProblem }",
            "/components/schemas/Problem/x-rust-nme",
        ),
        ("{ format: password }", "/components/schemas/Problem/format"),
        (
            "{ properties: { message: { format: password, type: number } } }",
            "/message/format",
        ),
        (
            "{ properties: { message: { x-rust-type: u8 } } }",
            "/message/x-rust-type",
        ),
        (
            "{ properties: { message: { x-rust-type: i64 } } }",
            "/message/type",
        ),
        (
            "{ properties: { message: { x-rust-field: Message } } }",
            "/message/x-rust-field",
        ),
        (
            "{ x-rust-accessors: { a: message } }",
            "/x-rust-accessors/a",
        ),
        ("{ x-rust-accessors: { a: [gone] } }", "`gone`"),
    ] {
        let overlay = edited(OVERLAY, "{ x-rust-name: ThingProblem }", update);
        let error = Specs::new(DOCUMENT, &overlay)
            .regen()
            .expect_err("the overlay is refused");
        assert!(error.contains(expected), "{update}: {error}");
    }
}

#[test]
fn a_type_inside_another_of_its_name_is_named_with_both_places() {
    let document = edited(
        DOCUMENT,
        "        name: { type: string }",
        "        name: { type: object, x-rust-name: Thing, properties: { a: { type: string } } }",
    );
    let expected = [
        "at /components/schemas/Thing/properties/name:",
        "that of /components/schemas/Thing,",
    ];
    assert_refused(&document, OVERLAY, "v1.yaml", &expected);
}

#[test]
fn values_of_single_letters_are_told_apart() {
    let document = edited(
        DOCUMENT,
        "[large, small]",
        "[a-b, c, x1y, \"2\", \"\", HTTP-API]",
    );
    Specs::new(&document, OVERLAY)
        .regen()
        .expect("the spec is good");
}
