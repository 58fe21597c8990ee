//! Files that are no documents, or refer to nothing.

use std::{fs, path::Path};

use crate::support::command;

use super::{DOCUMENT, OVERLAY, assert_edit_refused, assert_refused};

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
