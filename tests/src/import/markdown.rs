//! What an import prints as the body of a pull request.

use std::fs;

use serde_json::Value;

use super::fetch_all::{Place, changed, serving, upstream};
use crate::support::command::regen;

#[tokio::test(flavor = "multi_thread")]
async fn markdown_is_one_body_with_drift_notes_and_surface_and_nothing_else() {
    let place = Place::new().await;
    let before = place.files();
    let server = serving(&[("v1", &upstream("v1")), ("v2", &changed())]).await;
    let markdown = ["--format", "markdown"];
    let dry = place.fetch_all(&server, &[&markdown[..], &["--dry-run"]].concat());
    assert_eq!(dry.code, Some(0), "{}", dry.stderr);
    assert_eq!(place.files(), before, "nothing is written");

    let outcome = place.fetch_all(&server, &markdown);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(outcome.stdout, dry.stdout, "a dry run says the same");
    let body = place.printed(&server, &outcome.stdout);
    let headings: Vec<&str> = body.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(
        headings,
        [
            "## API drift: `v1` → `http://api/api/v1/openapi.json`",
            "## API drift: `v2` → `http://api/api/v2/openapi.json`",
            "### Breaking (1)",
            "## Notes: `v2`",
            "## Surface: major",
            "### Removed",
            "### Changed",
        ],
        "{body}"
    );
    for part in [
        "\n\nNo difference.\n\n## API drift: `v2`",
        "- request `nickname`: property removed: was `string`",
        "\n\n- GET /api/v2/mcp/link looks like a link operation, and is not among those that are imported\n\n",
        "Compared with the generated code that was there: ",
        "nickname: Option<String>",
    ] {
        assert!(body.contains(part), "{part} in {body}");
    }
    assert!(outcome.stderr.contains("  written  "), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("note"), "{}", outcome.stderr);

    // The same documents once more, as they can be fetched every day.
    let after = place.files();
    let server = serving(&[
        ("v1", &upstream("v1")),
        ("v2", &upstream_without_nickname()),
    ])
    .await;
    let outcome = place.fetch_all(&server, &markdown);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(
        outcome.stdout,
        "Nothing changed: the API's documents of v1 and v2 say what the specs say, and the generated code is the same.\n"
    );
    assert_eq!(place.files(), after);
}

/// [`changed`] without the link operation that is not known.
fn upstream_without_nickname() -> Value {
    let mut document = changed();
    let paths = document["paths"].as_object_mut().expect("it has paths");
    paths.remove("/api/v2/mcp/link");
    document
}

#[tokio::test(flavor = "multi_thread")]
async fn markdown_says_so_where_there_is_nothing_to_compare_with() {
    let place = Place::empty();
    let server = serving(&[("v2", &upstream("v2"))]).await;
    let markdown = ["--api", "v2", "--format", "markdown"];
    let alone = place.fetch(&server, &[&markdown[..], &["--dry-run"]].concat());
    assert_eq!(alone.code, Some(0), "{}", alone.stderr);
    let no_spec = "## API drift: `v2`\n\nThere was no spec to compare with.\n";
    assert_eq!(alone.stdout, no_spec);

    let outcome = place.fetch_all(&server, &markdown);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let no_code = "## Surface\n\nThere was no generated code to compare with.\n";
    assert_eq!(outcome.stdout, format!("{no_spec}\n{no_code}"));
    let check = regen(&place.path("spec"), &place.path("out"), &["--check"]);
    assert_eq!(check.code, Some(0), "{}", check.stdout);

    // What is no Rust is written anew.
    fs::write(place.path("out/v2.rs"), "pub struct").expect("it can be written");
    let outcome = place.fetch_all(&server, &markdown);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(
        outcome
            .stdout
            .contains("The generated code that was there cannot be read"),
        "{}",
        outcome.stdout
    );
    let check = regen(&place.path("spec"), &place.path("out"), &["--check"]);
    assert_eq!(check.code, Some(0), "{}", check.stdout);
}
