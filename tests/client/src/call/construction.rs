//! How a client is built.

use composio_link_client::{Credential, v3, v3_1};
use serde_json::json;
use wiremock::Request;

use crate::support::{
    operation::{Clients, OPERATIONS, Operation, link},
    server::{answering, only_request},
};

type Builder = composio_link_client::ClientBuilder<v3::Client>;

fn builder() -> Builder {
    v3::Client::builder().api_key("key-1")
}

/// What a client sends that is built so.
async fn sent(builder: Builder) -> Request {
    let server = answering(201, &Operation::V3Session.answer()).await;
    let builder = builder.base_url(server.uri());
    let client = builder.build().expect("the client can be built");
    link(&client).await.expect("a link");
    only_request(&server).await
}

/// What is said of a client that cannot be built so. It shows nothing that is `hidden`.
fn refused(builder: Builder) -> String {
    let error = builder.build().expect_err("an error");
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("hidden"), "{shown}");
    error.to_string()
}

#[tokio::test]
async fn the_key_goes_into_the_header_of_its_kind() {
    let key = || "key-1".into();
    for (credential, header, other) in [
        (Credential::ApiKey(key()), "x-api-key", "x-user-api-key"),
        (Credential::UserApiKey(key()), "x-user-api-key", "x-api-key"),
    ] {
        let sent = sent(v3::Client::builder().credential(credential)).await;
        assert_eq!(sent.headers[header], "key-1");
        assert!(!sent.headers.contains_key(other));
    }
}

#[tokio::test]
async fn the_base_url_may_have_a_path_and_a_slash_at_its_end() {
    for (suffix, prefix) in [
        ("", ""),
        ("/", ""),
        ("/proxy", "/proxy"),
        ("/proxy/v1/", "/proxy/v1"),
    ] {
        for operation in OPERATIONS {
            let server = answering(201, &operation.answer()).await;
            let clients = Clients::new(&format!("{}{suffix}", server.uri()));
            clients.call(operation).await.expect("a link");
            let path = only_request(&server).await.url.path().to_owned();
            assert_eq!(path, format!("{prefix}{}", operation.path_of("trs_1")));
        }
    }
}

#[test]
fn a_base_url_that_cannot_be_used_is_an_error() {
    for (url, reason) in [
        ("", "cannot be read"),
        ("backend.composio.dev", "cannot be read"),
        ("http://", "cannot be read"),
        ("https:///", "cannot be read"),
        ("ftp://example.com", "neither http nor https"),
        ("http://example.com", "plain http"),
        ("http://localhost.example.com", "plain http"),
        ("http://10.0.0.1", "plain http"),
        ("http://127.0.0.1.example.com", "plain http"),
        ("https://user:hidden@example.com", "credentials"),
        ("https://user@example.com", "credentials"),
        ("https://example.com/?a=b", "query"),
        ("https://example.com/#a", "fragment"),
        ("https://example.com/api/v3", "write `https://example.com`"),
        (
            "https://example.com/proxy/api/v3.1/",
            "write `https://example.com/proxy`",
        ),
    ] {
        let text = refused(builder().base_url(url));
        assert!(text.contains(reason), "{url}: {text}");
    }
}

#[test]
fn a_client_without_a_key_or_with_one_that_no_header_holds_is_an_error() {
    let text = refused(v3::Client::builder());
    for variable in ["COMPOSIO_API_KEY", "COMPOSIO_USER_API_KEY"] {
        assert!(text.contains(variable), "{text}");
    }
    for (key, reason) in [
        ("", "`x-api-key` is empty"),
        (" ", "`x-api-key` is empty"),
        ("\t", "`x-api-key` is empty"),
        ("hidden\nkey", "x-api-key"),
    ] {
        let text = refused(v3::Client::builder().api_key(key));
        assert!(text.contains(reason), "{text}");
    }
}

#[test]
fn the_default_base_url_is_the_documents() {
    let v3_1 = v3_1::Client::builder().api_key("key-1").build();
    for client in [
        format!("{:?}", builder().build().expect("a client")),
        format!("{:?}", v3_1.expect("a client")),
    ] {
        let url = "\"https://backend.composio.dev\"";
        assert!(client.contains(url), "{client}");
        assert!(!client.contains("key-1"), "{client}");
    }
}

#[tokio::test]
async fn further_headers_are_sent_beside_the_client_s_own() {
    let builder = builder().header("x-trace", "one").header("X-Trace", "two");
    let sent = sent(builder).await;
    let traces: Vec<_> = sent.headers.get_all("x-trace").iter().collect();
    assert_eq!(traces, ["one", "two"]);
    assert_eq!(sent.headers["x-api-key"], "key-1");
}

#[tokio::test]
async fn a_program_names_itself_before_the_client() {
    let sent = sent(builder().user_agent("my-app/1.2 (linux)")).await;
    let agent = sent.headers["user-agent"].to_str().expect("it is text");
    let (program, client) = agent.split_once(") ").expect("two products");
    assert_eq!(program, "my-app/1.2 (linux");
    assert!(client.starts_with("composio-link-client/"), "{agent}");
    for agent in ["", " ", "my\napp"] {
        let text = refused(builder().user_agent(agent));
        assert!(text.contains("the name of the program"), "{text}");
    }
}

#[test]
fn a_header_that_the_client_sets_or_that_is_none_is_an_error() {
    for name in [
        "x-api-key",
        "X-User-Api-Key",
        "content-type",
        "Host",
        "no header",
        "",
    ] {
        let text = refused(builder().header(name, "hidden"));
        assert!(text.contains(&format!("`{name}`")), "{text}");
    }
    let text = refused(builder().header("x-trace", "hidden\n"));
    assert!(text.contains("x-trace"), "{text}");
}

#[tokio::test]
async fn a_ready_made_client_can_send() {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let builder = builder().http_client(http.build().expect("the client can be built"));
    let sent = sent(builder).await;
    assert_eq!(sent.headers["x-api-key"], "key-1");
    let agent = sent.headers["user-agent"].to_str().expect("it is text");
    assert!(agent.starts_with("composio-link-client/"), "{agent}");
}

#[test]
fn allowing_plain_http_is_a_word_of_its_own() {
    let builder = builder().base_url("http://example.com");
    let client = builder.clone().allow_insecure_http(true).build();
    client.expect("the client can be built");
    for url in [
        "http://localhost:1",
        "http://127.0.0.1",
        "http://127.1.2.3:80/a",
        "http://[::1]:8080",
    ] {
        let client = builder.clone().base_url(url).build();
        client.expect("loopback is no risk");
    }
}

/// A client is shared by tasks on all threads, and so are its calls.
#[test]
fn clients_and_calls_go_to_other_threads() {
    fn assert_shared<T: Clone + Send + Sync + 'static>() {}
    fn assert_send<T: Send>(_: T) {}
    assert_shared::<v3::Client>();
    assert_shared::<v3_1::Client>();
    let client = builder().build().expect("a client");
    assert_send(link(&client));
    assert_send(v3::tools::call(&client, "none", json!({})));
    let request = v3::ConnectedAccountLinkRequest::builder()
        .auth_config_id("ac_1")
        .user_id("user-1")
        .build();
    assert_send(client.create_connected_account_link(&request));
    fn assert_error<T: std::error::Error + Send + Sync + 'static>() {}
    assert_error::<v3::Error>();
    assert_error::<composio_link_client::BuildError>();
}
