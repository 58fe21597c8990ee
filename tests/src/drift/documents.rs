//! Documents for tests to compare, and the command on them.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    drift::change::{Change, parse},
    support::command,
};

/// A document in JSON up to the schema of its body.
pub(crate) const HEAD: &str = r#"{"openapi":"3.0.3","info":{"title":"Things","version":"v1"},"paths":{"/things":{"post":{"responses":{"204":{"description":"Yes."}},"requestBody":{"content":{"application/json":{"schema":"#;

/// A document with `paths` and the schemas of `components`.
pub(crate) fn document(openapi: &str, paths: Value, schemas: Value) -> Value {
    json!({
        "openapi": openapi,
        "info": { "title": "Things", "version": "v1" },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

pub(crate) fn content(schema: Value) -> Value {
    json!({ "application/json": { "schema": schema } })
}

pub(crate) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A document whose one operation takes `schema`.
pub(crate) fn taking(openapi: &str, schema: Value, schemas: Value) -> Value {
    let operation = json!({
        "requestBody": { "content": content(schema) },
        "responses": { "204": { "description": "Yes." } },
    });
    document(
        openapi,
        json!({ "/api/v1/things": { "post": operation } }),
        schemas,
    )
}

/// The only finding.
#[track_caller]
pub(crate) fn only(found: Vec<Change>) -> Change {
    match <[Change; 1]>::try_from(found) {
        Ok([change]) => change,
        Err(found) => panic!("expected one finding, found {found:#?}"),
    }
}

#[track_caller]
pub(crate) fn assert_is(change: &Change, class: &str, id: &str, operation: &str, path: &str) {
    let found = [&change.class, &change.id, &change.operation, &change.path].map(String::as_str);
    assert_eq!(found, [class, id, operation, path], "{change:#?}");
}

/// Runs the command on two files of these texts. It has to end by itself, with findings or an error.
#[track_caller]
pub(crate) fn run(base: &str, revision: &str) -> command::Outcome {
    let folder = TempDir::new().expect("a folder");
    let [base, revision] =
        [("base.yaml", base), ("revision.yaml", revision)].map(|(name, text)| {
            let file = folder.path().join(name);
            fs::write(&file, text).expect("a file");
            file
        });
    let text = |file: &Path| file.to_str().expect("the path is Unicode").to_owned();
    let outcome = command::xtask(&[
        "drift",
        &text(&base),
        &text(&revision),
        "--format",
        "json",
        "--fail-on",
        "never",
    ]);
    assert!(
        matches!(outcome.code, Some(0 | 2)),
        "{:?}: {}",
        outcome.code,
        outcome.stderr
    );
    assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
    outcome
}

/// What the command finds between two files of these texts.
#[track_caller]
pub(crate) fn found(base: &str, revision: &str) -> Vec<Change> {
    let outcome = run(base, revision);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    parse(&outcome.stdout)
}
