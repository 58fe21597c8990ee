//! Which operations an import takes, and what it says of those that are missing.

use serde_json::{Value, json};
use xtask::import::Wanted;

use crate::{
    import::documents::{
        CONNECTED_ACCOUNT, Folder, OVERLAY, SESSION, imported, imported_text, oldest, part, request,
    },
    support::command,
};

#[track_caller]
fn assert_refused(document: &Value, expected: &[&str]) {
    let folder = Folder::with_spec_of(&oldest());
    let before = folder.specs();
    let outcome = folder.import("upstream.json", &document.to_string(), &[]);
    assert_eq!(outcome.code, Some(2), "{}", outcome.stdout);
    assert_eq!(outcome.stdout, "");
    for part in ["upstream.json: at /paths", "expected the operation"]
        .iter()
        .chain(expected)
    {
        assert!(
            outcome.stderr.contains(part),
            "`{part}` in {}",
            outcome.stderr
        );
    }
    assert_eq!(folder.specs(), before, "nothing was written");
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .expect("it is a mapping")
        .keys()
        .map(String::as_str)
        .collect()
}

/// Renames or removes a path.
fn with_path(from: &str, to: Option<&str>) -> Value {
    let mut document = oldest();
    let paths = part(&mut document, &["paths"])
        .as_object_mut()
        .expect("it has paths");
    let item = paths.remove(from).expect("it is there");
    if let Some(to) = to {
        paths.insert(to.to_owned(), item);
    }
    document
}

#[test]
fn only_the_link_operations_and_what_they_refer_to_are_taken() {
    let spec = imported(&oldest()).expect("the document is good");
    assert_eq!(keys(&spec["paths"]), [CONNECTED_ACCOUNT, SESSION]);
    assert_eq!(keys(&spec["components"]["schemas"]), ["Error"]);
    assert_eq!(
        keys(&spec["components"]["securitySchemes"]),
        ["ApiKeyAuth", "CookieAuth"]
    );
    assert_eq!(spec["tags"].as_array().map(Vec::len), Some(1));
    assert_eq!(spec["openapi"], "3.0.3");
}

#[test]
fn what_is_referred_to_through_others_is_taken() {
    let mut document = oldest();
    request(&mut document, SESSION)["properties"]["first"] =
        json!({ "$ref": "#/components/schemas/First" });
    let schemas = part(&mut document, &["components", "schemas"]);
    schemas["First"] = json!({ "type": "object", "properties": { "all": { "type": "array", "items": { "$ref": "#/components/schemas/Second" } } } });
    schemas["Second"] = json!({ "type": "object", "properties": { "first": { "$ref": "#/components/schemas/First" } } });
    let spec = imported(&document).expect("the document is good");
    assert_eq!(
        keys(&spec["components"]["schemas"]),
        ["Error", "First", "Second"]
    );
}

#[test]
fn an_operation_that_is_missing_is_an_error_with_the_closest() {
    let gone = with_path(CONNECTED_ACCOUNT, None);
    assert_refused(
        &gone,
        &[
            "POST /api/v3/connected_accounts/link",
            "which is not there",
            "the closest are",
            "GET /connected_accounts",
        ],
    );
    let renamed = with_path(SESSION, Some("/tool_router/sessions/{id}/links"));
    assert_refused(
        &renamed,
        &[
            "/session/{session_id}/link",
            "the closest are POST /tool_router/sessions/{id}/links",
        ],
    );
    let mut empty = oldest();
    empty["paths"] = json!({});
    assert_refused(&empty, &["the document has no operation"]);
}

#[test]
fn an_operation_under_another_method_or_version_is_an_error_that_says_so() {
    let mut document = oldest();
    let item = part(&mut document, &["paths", SESSION])
        .as_object_mut()
        .expect("it is one");
    let operation = item.remove("post").expect("it is there");
    item.insert("put".to_owned(), operation);
    assert_refused(
        &document,
        &[
            "POST /api/v3/tool_router",
            &format!("found PUT {SESSION} instead"),
        ],
    );

    let other = format!("/api/v3.1{CONNECTED_ACCOUNT}");
    let document = with_path(CONNECTED_ACCOUNT, Some(&other));
    assert_refused(
        &document,
        &[
            "POST /api/v3/connected",
            &format!("found POST {other} instead"),
        ],
    );
}

/// The names of the path's parameters do not matter.
#[test]
fn an_operation_is_found_by_method_and_path_with_or_without_the_version() {
    for prefix in ["", "/api", "/v3", "/api/v3"] {
        let path = format!("{prefix}/tool_router/session/{{id}}/link");
        let mut document = with_path(SESSION, Some(&path));
        *part(
            &mut document,
            &["paths", &path, "post", "parameters", "0", "name"],
        ) = json!("id");
        let spec = imported(&document).expect("it is found");
        assert!(keys(&spec["paths"]).contains(&path.as_str()), "{path}");
    }
}

#[test]
fn a_link_operation_that_is_not_known_is_pointed_out() {
    let mut document = oldest();
    document["paths"]["/mcp/{id}/link"] = document["paths"]["/toolkits"].clone();
    let folder = Folder::new();
    let outcome = folder.import_value(&document);
    assert!(
        outcome
            .stderr
            .contains("note: GET /mcp/{id}/link looks like a link operation"),
        "{}",
        outcome.stderr
    );
    assert!(!folder.v3().contains("mcp"));
    let outcome = folder.import_value(&oldest());
    assert!(!outcome.stderr.contains("looks like"), "{}", outcome.stderr);
}

#[test]
fn a_decision_without_an_object_is_named_with_what_it_was_for() {
    let folder = Folder::new();
    let mut document = oldest();
    assert_eq!(
        folder.import_value(&document).stderr,
        "",
        "all decisions have an object"
    );

    let overlay = OVERLAY.to_owned();
    let data = part(request(&mut document, CONNECTED_ACCOUNT), &["properties"]);
    data.as_object_mut()
        .expect("it has some")
        .remove("connection_data");
    let outcome = folder.import_value(&document);
    let notes: Vec<&str> = outcome.stderr.lines().collect();
    assert_eq!(notes.len(), 2, "{notes:?}");
    for (note, parts) in notes.iter().zip([
        ["connection_data`", "(name of a type)"],
        ["connection_data.properties.access_token", "(secret)"],
    ]) {
        for part in parts
            .iter()
            .chain(&["overlay.yaml: at line ", "matches nothing"])
        {
            assert!(note.contains(part), "`{part}` in {note}");
        }
    }
    assert_eq!(
        folder.specs()["overlay.yaml"],
        overlay.as_bytes(),
        "decisions are ours"
    );
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let folder = Folder::new();
    let empty = folder.specs();
    let dry = folder.import("upstream.json", &oldest().to_string(), &["--dry-run"]);
    assert_eq!(dry.code, Some(0), "{}", dry.stderr);
    assert!(
        dry.stdout.contains("nothing is written") && dry.stdout.contains("v3.yaml"),
        "{}",
        dry.stdout
    );
    assert_eq!(folder.specs(), empty);

    folder.import_value(&oldest());
    let before = folder.specs();
    let mut document = oldest();
    request(&mut document, SESSION)["properties"]["alias"] = json!({ "type": "string" });
    let dry = folder.import("upstream.json", &document.to_string(), &["--dry-run"]);
    assert_eq!(folder.specs(), before);
    let wet = folder.import_value(&document);
    assert_ne!(folder.specs(), before);
    let report = |text: &str| text.split("\n\n").next().map(str::to_owned);
    assert_eq!(report(&dry.stdout), report(&wet.stdout));
    assert!(
        wet.stdout.contains("`alias`") || wet.stdout.contains("alias"),
        "{}",
        wet.stdout
    );
    assert!(
        wet.stdout.contains("written") && wet.stdout.contains("cargo xtask regen"),
        "{}",
        wet.stdout
    );
}

#[test]
fn all_operations_are_taken_if_asked_for() {
    let text = imported_text("upstream.yaml", include_str!("upstream.yaml"), Wanted::All)
        .expect("it can be written");
    let spec: Value = serde_yaml::from_str(&text).expect("it is YAML");
    assert_eq!(
        keys(&spec["paths"]),
        [
            "/connected_accounts",
            CONNECTED_ACCOUNT,
            SESSION,
            "/toolkits"
        ]
    );
    assert_eq!(
        keys(&spec["components"]["schemas"]),
        ["Account", "Error", "Toolkits"]
    );

    let folder = Folder::new();
    let outcome = folder.import(
        "upstream.yaml",
        include_str!("upstream.yaml"),
        &["--operations", "all"],
    );
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(folder.v3(), text);
}

#[test]
fn another_version_has_a_spec_of_its_own() {
    let folder = Folder::with_spec_of(&oldest());
    let v3 = folder.v3();
    let outcome = folder.import_as("v3.1", "upstream.json", &oldest().to_string(), &[]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(folder.specs().contains_key("v3.1.yaml"));
    assert_eq!(folder.v3(), v3);
    let outcome = folder.import_as("vX", "upstream.json", &oldest().to_string(), &[]);
    assert_eq!(outcome.code, Some(2));
    assert!(
        outcome.stderr.contains("expected one such as v3"),
        "{}",
        outcome.stderr
    );
}

/// The client comes of the spec and of nothing else.
#[test]
fn a_spec_that_was_imported_generates() {
    let mut document = oldest();
    for path in [CONNECTED_ACCOUNT, SESSION] {
        part(&mut document, &["paths", path, "post"])["security"] = json!([{ "ApiKeyAuth": [] }]);
    }
    let folder = Folder::with_spec_of(&document);
    let outcome = command::regen(&folder.spec_dir(), &folder.path().join("out"), &[]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}
