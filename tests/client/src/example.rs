//! The example that runs without an account, and what it takes from the environment.

use crate::support::{
    Outcome,
    operation::Operation,
    program, requests,
    server::{answering, only_request},
};

const OPERATION: Operation = Operation::V3_1Session;

fn example(environment: &[(&str, &str)], arguments: &[&str]) -> Outcome {
    let mut command = program(env!("CARGO_BIN_EXE_frozen-create-link"), environment);
    let output = command.args(arguments).output();
    output.expect("the example can be started").into()
}

#[test]
fn the_example_prints_the_documents_url_without_an_account() {
    let outcome = example(&[], &[]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let url = "https://app.composio.dev/link/lt_abc123xyz\n";
    assert_eq!(outcome.stdout, url);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_environment_names_the_key_and_the_server() {
    for (variable, header) in [
        ("COMPOSIO_API_KEY", "x-api-key"),
        ("COMPOSIO_USER_API_KEY", "x-user-api-key"),
    ] {
        let server = answering(201, &OPERATION.answer()).await;
        let uri = server.uri();
        let environment = [(variable, "key-1"), ("COMPOSIO_BASE_URL", uri.as_str())];
        let outcome = example(&environment, &["trs_2", "slack"]);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);

        let sent = only_request(&server).await;
        assert_eq!(sent.headers[header], "key-1");
        assert_eq!(sent.url.path(), OPERATION.path_of("trs_2"));
        assert_eq!(sent.body, br#"{"toolkit":"slack"}"#);
    }
}

/// Plain http is for this machine, so it does not go over another.
#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_gets_nothing_that_is_for_loopback() {
    let server = answering(201, &OPERATION.answer()).await;
    let proxy = answering(201, &OPERATION.answer()).await;
    let (uri, proxy_uri) = (server.uri(), proxy.uri());
    let environment = [
        ("COMPOSIO_API_KEY", "key-1"),
        ("COMPOSIO_BASE_URL", uri.as_str()),
        ("HTTP_PROXY", proxy_uri.as_str()),
        ("http_proxy", proxy_uri.as_str()),
        ("NO_PROXY", ""),
        ("no_proxy", ""),
    ];
    let outcome = example(&environment, &["trs_2", "slack"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    only_request(&server).await;
    assert_eq!(requests(&proxy).await, 0);
}

#[test]
fn an_environment_with_two_keys_is_an_error_that_names_both() {
    let names = ["COMPOSIO_API_KEY", "COMPOSIO_USER_API_KEY"];
    let outcome = example(&[(names[0], "key-1"), (names[1], "key-2")], &[]);
    assert_eq!(outcome.code, Some(1));
    let text = outcome.stderr;
    assert!(names.iter().all(|name| text.contains(name)), "{text}");
    assert!(!text.contains("key-1") && !text.contains("key-2"), "{text}");
}

/// An empty variable is what a shell leaves behind that meant to unset it.
#[test]
fn an_empty_variable_counts_as_not_set() {
    let environment = [("COMPOSIO_API_KEY", ""), ("COMPOSIO_USER_API_KEY", "")];
    let outcome = example(&environment, &[]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}
