//! The drift of a change and the surface of the client that is generated from it mean the same.

use std::fs;

use serde_json::{Value, json};
use xtask::{document::folder::Specs, generate, surface::Surface};

use crate::drift::change::{compare, gravest};

const DOCUMENT: &str = r##"
openapi: 3.0.3
info: { title: Things, version: VERSION }
servers: [{ url: "https://example.com" }]
paths:
  /api/VERSION/things:
    post:
      operationId: makeThing
      security: [{ Key: [] }]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties:
                name: { type: string }
                kind: { type: string, enum: [one, two] }
      responses:
        "200":
          description: It is there.
          content:
            application/json:
              schema: { $ref: "#/components/schemas/Thing" }
        "400": { description: It was refused. }
components:
  securitySchemes:
    Key: { type: apiKey, in: header, name: x-key }
  schemas:
    Thing:
      type: object
      required: [id]
      properties:
        id: { type: string, example: one }
        size: { type: integer }
"##;

const OVERLAY: &str = "overlay: 1.0.0\ninfo: { title: None, version: 1.0.0 }\nactions: []\n";

/// Where the edits are made.
const POST: &str = "/paths/~1api~1v1~1things/post";
const BODY: &str = "/paths/~1api~1v1~1things/post/requestBody/content/application~1json/schema";
const THING: &str = "/components/schemas/Thing";

fn document(version: &str) -> Value {
    serde_yaml::from_str(&DOCUMENT.replace("VERSION", version)).expect("it is YAML")
}

/// The surface of the client of some documents.
fn surface(documents: &[(&str, &Value)]) -> Surface {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (version, document) in documents {
        let text = serde_yaml::to_string(document).expect("it is YAML");
        fs::write(folder.path().join(format!("{version}.yaml")), text).expect("it can be written");
    }
    fs::write(folder.path().join("overlay.yaml"), OVERLAY).expect("it can be written");
    let generated = generate::regen(&Specs::of(folder.path()), false)
        .unwrap_or_else(|error| panic!("{error:#}"));
    Surface::of(&generated.files).expect("the generated code can be read")
}

/// What the report says behind `# Surface: `, and the whole of it.
fn level(old: &Surface, new: &Surface) -> (String, String) {
    let report = new.changes_since(old).markdown(None, "`main`");
    let heading = report.lines().next().unwrap_or_default();
    let level = heading.strip_prefix("# Surface: ").expect("there is one");
    (level.to_owned(), report)
}

/// An edit: where in the document, the member, and its value; null removes it.
type Edit = (&'static str, &'static str, &'static str, Value);

fn edited(base: &Value, (_, at, member, value): &Edit) -> Value {
    let mut revision = base.clone();
    let object = revision.pointer_mut(at).and_then(Value::as_object_mut);
    let object = object.unwrap_or_else(|| panic!("{at} is an object"));
    match value {
        Value::Null => {
            object.remove(*member).expect("it is there");
        }
        value => {
            object.insert((*member).to_owned(), value.clone());
        }
    }
    revision
}

const NONE: &str = "patch, no change of the surface";

/// The edits with the class of the drift, and the level of the surface.
fn edits() -> Vec<(Edit, &'static str, &'static str)> {
    let properties = |at: &'static str| match at {
        BODY => {
            "/paths/~1api~1v1~1things/post/requestBody/content/application~1json/schema/properties"
        }
        _ => "/components/schemas/Thing/properties",
    };
    let text = json!({ "type": "string" });
    vec![
        (
            ("a description", POST, "description", json!("Text.")),
            "docs",
            NONE,
        ),
        (
            ("an extension", POST, "x-api-version", json!("3.1")),
            "docs",
            NONE,
        ),
        (
            (
                "an example",
                properties(THING),
                "id",
                json!({ "type": "string", "example": "two" }),
            ),
            "docs",
            NONE,
        ),
        (
            (
                "an optional property of an answer",
                properties(THING),
                "note",
                text.clone(),
            ),
            "additive",
            "minor",
        ),
        (
            (
                "an optional property of a request",
                properties(BODY),
                "note",
                text.clone(),
            ),
            "additive",
            "minor",
        ),
        (
            (
                "a required property of a request",
                BODY,
                "required",
                json!(["name", "kind"]),
            ),
            "breaking",
            "major",
        ),
        (
            (
                "a property of an answer is gone",
                properties(THING),
                "size",
                Value::Null,
            ),
            "breaking",
            "major",
        ),
        (
            (
                "a property of a request is gone",
                properties(BODY),
                "kind",
                Value::Null,
            ),
            "breaking",
            "major",
        ),
        (
            ("another type", properties(THING), "size", text),
            "breaking",
            "major",
        ),
        (
            (
                "an error status",
                "/paths/~1api~1v1~1things/post/responses",
                "429",
                json!({ "description": "Slower." }),
            ),
            "additive",
            "minor",
        ),
        (
            (
                "a value of a request's enum",
                properties(BODY),
                "kind",
                json!({ "type": "string", "enum": ["one", "two", "three"] }),
            ),
            "additive",
            "minor",
        ),
        (
            (
                "a value of a request's enum is gone",
                properties(BODY),
                "kind",
                json!({ "type": "string", "enum": ["one"] }),
            ),
            "breaking",
            "major",
        ),
        (
            (
                "an operation",
                "/paths",
                "/api/v1/others",
                json!({ "get": { "operationId": "getOthers", "security": [{ "Key": [] }], "responses": { "204": { "description": "None." } } } }),
            ),
            "additive",
            "minor",
        ),
    ]
}

#[test]
fn drift_and_surface_of_the_same_change_agree() {
    let base = document("v1");
    let before = surface(&[("v1", &base)]);
    let mut failures = Vec::new();
    for (edit, class, expected) in edits() {
        let revision = edited(&base, &edit);
        let changes = compare(&base, &revision);
        if gravest(&changes) != Some(class) {
            failures.push(format!("{}: expected {class}, found {changes:#?}", edit.0));
        }
        let (level, report) = level(&before, &surface(&[("v1", &revision)]));
        if level != expected {
            failures.push(format!("{}: expected {expected}, found {report}", edit.0));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// What is additive in one version makes two types of one that both shared, which programs notice that
/// pass a value from one version to the other; that the second version follows is no harm to anyone.
#[test]
fn a_type_that_versions_share_is_major_to_split_and_minor_to_join() {
    let (one, two) = (document("v1"), document("v2"));
    let edit = (
        "an optional property of an answer",
        "/components/schemas/Thing/properties",
        "note",
        json!({ "type": "string" }),
    );
    let more = [edited(&one, &edit), edited(&two, &edit)];
    assert_eq!(gravest(&compare(&one, &more[0])), Some("additive"));
    let shared = surface(&[("v1", &one), ("v2", &two)]);
    let split = surface(&[("v1", &more[0]), ("v2", &two)]);
    let joined = surface(&[("v1", &more[0]), ("v2", &more[1])]);
    for (old, new, expected) in [
        (&shared, &split, "minor"),
        (&split, &joined, "minor"),
        (&shared, &joined, "minor"),
    ] {
        let (level, report) = level(old, new);
        assert_eq!(level, expected, "{report}");
    }
    let report = split.changes_since(&shared).markdown(None, "`main`");
    assert!(report.contains(" – one type becomes several"), "{report}");
}
