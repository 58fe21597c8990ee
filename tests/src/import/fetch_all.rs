//! `cargo xtask import --fetch` of every version that has a spec, and what it says for a pull request,
//! on small documents of its own.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::{Value, json};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::support::command::{Outcome, regen, xtask};

const OVERLAY: &str = "overlay: 1.0.0
info: { title: Decisions, version: 1.0.0 }
actions:
  - target: $.paths.*[?@.operationId == 'connect']
    description: name of the method
    update: { x-rust-name: connect }
";

/// What the API publishes of a version.
pub(super) fn upstream(version: &str) -> Value {
    let operation = |id: &str| {
        json!({
            "operationId": id,
            "security": [{ "Key": [] }],
            "requestBody": { "content": { "application/json": { "schema": {
                "type": "object",
                "required": ["user"],
                "properties": { "user": { "type": "string" }, "nickname": { "type": "string" } },
            } } } },
            "responses": { "201": { "description": "Created.", "content": { "application/json": {
                "schema": { "type": "object", "properties": { "url": { "type": "string" } } },
            } } } },
        })
    };
    let mut session = operation("connectSession");
    session["parameters"] = json!([
        { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
    ]);
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Small", "version": version },
        "servers": [{ "url": "https://example.com" }],
        "paths": {
            (format!("/api/{version}/connected_accounts/link")): { "post": operation("connect") },
            (format!("/api/{version}/tool_router/session/{{id}}/link")): { "post": session },
            "/others": { "get": { "responses": { "200": { "description": "Others." } } } },
        },
        "components": { "securitySchemes": {
            "Key": { "type": "apiKey", "in": "header", "name": "x-api-key" },
        } },
    })
}

/// The properties of the request that connects an account.
pub(super) fn properties<'a>(document: &'a mut Value, version: &str) -> &'a mut Value {
    let operation =
        &mut document["paths"][format!("/api/{version}/connected_accounts/link")]["post"];
    &mut operation["requestBody"]["content"]["application/json"]["schema"]["properties"]
}

/// Where v2 loses a property, and has a link operation that is not known.
pub(super) fn changed() -> Value {
    let mut document = upstream("v2");
    let properties = properties(&mut document, "v2").as_object_mut();
    properties.expect("it has some").remove("nickname");
    document["paths"]["/api/v2/mcp/link"] = document["paths"]["/others"].clone();
    document
}

pub(super) async fn serving(documents: &[(&str, &Value)]) -> MockServer {
    let server = MockServer::start().await;
    for (version, document) in documents {
        Mock::given(matchers::path(format!("/api/{version}/openapi.json")))
            .respond_with(ResponseTemplate::new(200).set_body_json(document))
            .mount(&server)
            .await;
    }
    server
}

/// A folder with specs of v1 and v2 in `spec`, and their client in `out`.
pub(super) struct Place(tempfile::TempDir);

impl Place {
    pub(super) async fn new() -> Self {
        let place = Self::empty();
        for version in ["v1", "v2"] {
            let server = serving(&[(version, &upstream(version))]).await;
            let outcome = place.fetch(&server, &["--api", version]);
            assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        }
        let outcome = regen(&place.path("spec"), &place.path("out"), &[]);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        place
    }

    /// With decisions and nothing else.
    pub(super) fn empty() -> Self {
        let place = Self(tempfile::tempdir().expect("a folder can be made"));
        fs::create_dir(place.path("spec")).expect("a folder can be made");
        place.write("overlay.yaml", OVERLAY);
        place
    }

    pub(super) fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        fs::write(self.path("spec").join(name), text).expect("it can be written");
    }

    /// All files, the folders they lie in, and what they hold.
    pub(super) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.0.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("it can be listed") {
                let path = entry.expect("it can be listed").path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => {
                        let text = fs::read(&path).expect("it can be read");
                        files.insert(path.display().to_string(), text);
                    }
                }
            }
        }
        files
    }

    pub(super) fn fetch(&self, server: &MockServer, more: &[&str]) -> Outcome {
        let (uri, spec_dir) = (server.uri(), self.path("spec"));
        let spec_dir = text(&spec_dir);
        let arguments = [
            "import",
            "--fetch",
            "--base-url",
            &uri,
            "--spec-dir",
            spec_dir,
        ];
        xtask(&[&arguments, more].concat())
    }

    /// The same of every version, with the client.
    pub(super) fn fetch_all(&self, server: &MockServer, more: &[&str]) -> Outcome {
        let out_dir = self.path("out");
        let arguments = ["--regen", "--out-dir", text(&out_dir)];
        self.fetch(server, &[&arguments, more].concat())
    }

    /// What was printed, without where.
    pub(super) fn printed(&self, server: &MockServer, text: &str) -> String {
        let here = format!("{}/", self.0.path().display());
        text.replace(&here, "").replace(&server.uri(), "http://api")
    }
}

pub(super) fn text(path: &Path) -> &str {
    path.to_str().expect("the path is Unicode")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_version_is_imported_and_the_client_generated_from_all_of_them() {
    let place = Place::new().await;
    let before = place.files();
    let mut v1 = upstream("v1");
    properties(&mut v1, "v1")["alias"] = json!({ "type": "string" });
    let server = serving(&[("v1", &v1), ("v2", &changed())]).await;

    let dry = place.fetch_all(&server, &["--dry-run"]);
    assert_eq!(dry.code, Some(0), "{}", dry.stderr);
    assert_eq!(place.files(), before, "nothing is written");

    let outcome = place.fetch_all(&server, &[]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let report = place.printed(&server, &outcome.stdout);
    let parts: Vec<&str> = report.split("\n\n").collect();
    for (part, starts) in parts.iter().zip([
        "v1\nadditive (1)\n",
        "0 breaking, 1 additive, 0 docs",
        "  written  spec/v1.yaml",
        "v2\nbreaking (1)\n",
    ]) {
        assert!(part.starts_with(starts), "{starts} in {report}");
    }
    assert!(
        report.contains("\n\n  written  spec/v2.yaml\n\nclient\n"),
        "{report}"
    );
    for file in ["v1.rs", "v2.rs"] {
        let line = format!("  written  out/{file}\n");
        assert_eq!(report.matches(&line).count(), 1, "{report}");
    }
    assert!(!report.contains("next:"), "{report}");
    let without = "nothing is written; without --dry-run:\n";
    let dry_report = place.printed(&server, &dry.stdout);
    assert_eq!(dry_report.matches(without).count(), 3, "{dry_report}");
    assert_eq!(dry_report.replace(without, ""), report);
    assert_eq!(
        outcome.stderr,
        "note: v2: GET /api/v2/mcp/link looks like a link operation, and is not among those that are imported\n"
    );

    // The client is the one of both specs.
    let check = regen(&place.path("spec"), &place.path("out"), &["--check"]);
    assert_eq!(check.code, Some(0), "{}", check.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_document_that_fails_leaves_all_as_it_was_and_names_its_version() {
    let place = Place::new().await;
    let before = place.files();
    let mut v1 = upstream("v1");
    properties(&mut v1, "v1")["alias"] = json!({ "type": "string" });
    let mut inexpressible = upstream("v2");
    properties(&mut inexpressible, "v2")["odd"] =
        json!({ "type": "object", "patternProperties": { "^x": {} } });
    for (v2, parts) in [
        (None, ["found the status 404", "/api/v2/openapi.json"]),
        (
            Some(inexpressible),
            ["patternProperties", "/properties/odd"],
        ),
    ] {
        let mut documents = vec![("v1", &v1)];
        documents.extend(v2.iter().map(|v2| ("v2", v2)));
        let server = serving(&documents).await;
        for more in [&[][..], &["--format", "markdown"], &["--dry-run"]] {
            let outcome = place.fetch_all(&server, more);
            assert_eq!(outcome.code, Some(2), "{}", outcome.stdout);
            assert_eq!(outcome.stdout, "");
            for part in ["error: cannot import v2: "].iter().chain(&parts) {
                assert!(outcome.stderr.contains(part), "{part}: {}", outcome.stderr);
            }
            assert_eq!(place.files(), before, "nothing is written");
        }
    }
}

/// What can be read of the specs may still not be written.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_cannot_be_written_leaves_the_specs_as_they_were() {
    let place = Place::new().await;
    let server = serving(&[("v1", &upstream("v1")), ("v2", &changed())]).await;
    fs::remove_dir_all(place.path("out")).expect("it can be removed");
    // No folder can be made where a file is, whoever runs the test.
    fs::write(place.path("out"), "").expect("it can be written");
    let before = place.files();
    let outcome = place.fetch_all(&server, &[]);
    assert_eq!(outcome.code, Some(2), "{}", outcome.stdout);
    assert!(
        outcome.stderr.contains("cannot create the folder"),
        "{}",
        outcome.stderr
    );
    assert_eq!(place.files(), before, "nothing is written");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_folder_of_the_specs_may_hold_what_is_no_yaml() {
    let place = Place::new().await;
    place.write("README.md", "What lies here.");
    place.write("LICENSE", "Yours.");
    place.write(".hidden.yaml", "");
    fs::create_dir(place.path("spec/v9.yaml")).expect("a folder can be made");
    let server = serving(&[("v1", &upstream("v1")), ("v2", &upstream("v2"))]).await;
    let outcome = place.fetch_all(&server, &[]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);

    for (name, remedy) in [
        ("v4.yml", "expected the name v4.yaml: rename the file"),
        ("V4.yaml", "expected the name v4.yaml: rename the file"),
        ("v4.YAML", "expected the name v4.yaml: rename the file"),
        (
            "overlay.yml",
            "expected the name overlay.yaml: rename the file",
        ),
        (
            "v3-1.yaml",
            "such as v3.1.yaml: rename the file, or move it out of the folder",
        ),
        (
            "notes.yaml",
            "such as v3.1.yaml: rename the file, or move it out of the folder",
        ),
    ] {
        place.write(name, "openapi: 3.0.3");
        let before = place.files();
        let imported = place.fetch_all(&server, &[]);
        let generated = regen(&place.path("spec"), &place.path("out"), &[]);
        for outcome in [imported, generated] {
            assert_eq!(outcome.code, Some(2), "{name}: {}", outcome.stdout);
            for part in [&format!("spec/{name}: "), remedy] {
                assert!(outcome.stderr.contains(part), "{part}: {}", outcome.stderr);
            }
        }
        assert_eq!(place.files(), before, "{name}");
        fs::remove_file(place.path("spec").join(name)).expect("it can be removed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_spec_a_version_has_to_be_named() {
    let server = serving(&[]).await;
    let outcome = Place::empty().fetch_all(&server, &[]);
    assert_eq!(outcome.code, Some(2), "{}", outcome.stdout);
    assert!(
        outcome.stderr.contains("name one with --api"),
        "{}",
        outcome.stderr
    );
    let file = xtask(&["import", "file.json"]);
    assert_eq!(file.code, Some(2), "{}", file.stdout);
    assert!(file.stderr.contains("--api"), "{}", file.stderr);
}
