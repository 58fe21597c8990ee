//! `cargo xtask import --fetch` against servers on loopback.

use std::{fs, path::Path};

use wiremock::MockServer;

use crate::support::{
    command::{Outcome, xtask},
    frozen, server, spec,
};

/// A folder of specs with documents that do not change.
fn specs() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for file in ["overlay.yaml", "v3.yaml", "v3.1.yaml"] {
        let from = frozen().join("spec").join(file);
        fs::copy(from, folder.path().join(file)).expect("the spec can be copied");
    }
    folder
}

fn fetch(base_url: &str, api: &str, spec_dir: &Path) -> Outcome {
    let spec_dir = spec_dir.to_str().expect("the path is Unicode");
    xtask(&[
        "import",
        "--fetch",
        "--base-url",
        base_url,
        "--api",
        api,
        "--spec-dir",
        spec_dir,
    ])
}

async fn serving(document: &serde_json::Value) -> MockServer {
    server::answering(200, &document.to_string()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_of_the_version_is_downloaded_and_imported() {
    for version in ["v3", "v3.1"] {
        let folder = specs();
        let mut document = spec::document(version);
        let server = serving(&document).await;
        let outcome = fetch(&server.uri(), version, folder.path());
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        assert!(outcome.stdout.contains("unchanged"), "{}", outcome.stdout);
        let request = server::only_request(&server).await;
        assert_eq!(request.url.path(), format!("/api/{version}/openapi.json"));
        assert!(!request.headers.contains_key("authorization"));

        let path = format!("/api/{version}/connected_accounts/link");
        let at = format!(
            "/paths/{}/post/requestBody/content/application~1json/schema/properties/user_id/minLength",
            path.replace('/', "~1")
        );
        *document.pointer_mut(&at).expect("the bound is there") = 2.into();
        let server = serving(&document).await;
        // A slash at the end of the base URL makes no difference.
        let outcome = fetch(&format!("{}/", server.uri()), version, folder.path());
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        for part in ["user_id", "request-min-length-tightened", "written"] {
            assert!(outcome.stdout.contains(part), "{}", outcome.stdout);
        }
        let file = folder.path().join(format!("{version}.yaml"));
        let text = fs::read_to_string(file).expect("the spec can be read");
        assert!(text.contains("minLength: 2"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_document_is_an_error_and_changes_nothing() {
    let folder = specs();
    let before = fs::read(folder.path().join("v3.yaml")).expect("the spec can be read");
    let too_long = format!(
        "{{\"openapi\": \"3.0.3\", \"x\": \"{}\"}}",
        "x".repeat(33 << 20)
    );
    let cases = [
        (404, "{}".to_owned(), "found the status 404"),
        (500, String::new(), "found the status 500"),
        (200, "<html>busy</html>".to_owned(), "expected JSON"),
        (200, "{\"openapi\": ".to_owned(), "expected JSON"),
        (200, too_long, "expected an OpenAPI document of at most"),
    ];
    for (status, body, part) in cases {
        let server = server::answering(status, &body).await;
        let outcome = fetch(&server.uri(), "v3", folder.path());
        assert_eq!(outcome.code, Some(2), "{part}: {}", outcome.stdout);
        assert!(outcome.stderr.contains(part), "{part}: {}", outcome.stderr);
        assert!(
            outcome.stderr.contains("/api/v3/openapi.json"),
            "{}",
            outcome.stderr
        );
    }
    let cut = server::writing("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"openapi\"").await;
    let outcome = fetch(&format!("http://{cut}"), "v3", folder.path());
    assert_eq!(outcome.code, Some(2), "{}", outcome.stdout);
    assert!(
        outcome.stderr.contains("cannot download"),
        "{}",
        outcome.stderr
    );
    let nobody = server::refusing().await;
    let outcome = fetch(&format!("http://{nobody}"), "v3", folder.path());
    assert_eq!(outcome.code, Some(2), "{}", outcome.stdout);
    assert!(
        outcome.stderr.contains("cannot download"),
        "{}",
        outcome.stderr
    );

    let after = fs::read(folder.path().join("v3.yaml")).expect("the spec can be read");
    assert!(before == after, "the spec is as it was");
}

#[test]
fn a_file_and_a_download_exclude_each_other() {
    let both = xtask(&["import", "--fetch", "file.json", "--api", "v3"]);
    assert_eq!(both.code, Some(2), "{}", both.stdout);
    let neither = xtask(&["import", "--api", "v3"]);
    assert_eq!(neither.code, Some(2), "{}", neither.stdout);
}
