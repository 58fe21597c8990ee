//! Specs that cannot be generated from: exit 2, an error that says where and what, nothing written.

use std::fs;

use tempfile::TempDir;

use crate::support::command;

mod file;
mod operation;
mod overlay;
mod schema;

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

    /// The code of a file that regen writes, and what it notes.
    fn generated(&self, file: &str) -> (String, String) {
        let elsewhere = tempfile::tempdir().expect("a folder can be made");
        let out = elsewhere.path().join("out");
        let outcome = command::regen(self.folder.path(), &out, &[]);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        let code = fs::read_to_string(out.join(file)).expect("the code was written");
        (code, outcome.stderr)
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
