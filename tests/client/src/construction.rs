//! How a client is built.

use composio_link_client::{Credential, v3, v3_1};

use crate::support::{
    documents::V3_SESSION_LINK,
    server::{answering, only_request},
};

#[tokio::test]
async fn the_key_goes_into_the_header_of_its_kind() {
    for (credential, header, other) in [
        (
            Credential::ApiKey("key-1".into()),
            "x-api-key",
            "x-user-api-key",
        ),
        (
            Credential::UserApiKey("key-1".into()),
            "x-user-api-key",
            "x-api-key",
        ),
    ] {
        let server = answering(201, V3_SESSION_LINK).await;
        let client = v3::Client::builder()
            .credential(credential)
            .base_url(server.uri())
            .build()
            .expect("the client can be built");
        let request = v3::SessionLinkRequest::builder().toolkit("github").build();
        client
            .create_session_link("trs_1", &request)
            .await
            .expect("a link");
        let sent = only_request(&server).await;
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
        let server = answering(201, V3_SESSION_LINK).await;
        let client = v3_1::Client::builder()
            .user_api_key("key-1")
            .base_url(format!("{}{suffix}", server.uri()))
            .build()
            .expect("the client can be built");
        let request = v3_1::SessionLinkRequest::builder()
            .toolkit("github")
            .build();
        client
            .create_session_link("trs_1", &request)
            .await
            .expect("a link");
        let path = only_request(&server).await.url.path().to_owned();
        assert_eq!(
            path,
            format!("{prefix}/api/v3.1/tool_router/session/trs_1/link")
        );
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
        ("https://user:password@example.com", "credentials"),
        ("https://user@example.com", "credentials"),
        ("https://example.com/?a=b", "query"),
        ("https://example.com/#a", "fragment"),
    ] {
        let error = v3::Client::builder().api_key("key-1").base_url(url).build();
        let text = error.expect_err("an error").to_string();
        assert!(text.contains(reason), "{url}: {text}");
        assert!(!text.contains("password"), "{url}: {text}");
    }
}

#[test]
fn a_client_without_a_key_or_with_one_that_no_header_holds_is_an_error() {
    let error = v3::Client::builder()
        .build()
        .expect_err("an error")
        .to_string();
    assert!(
        error.contains("COMPOSIO_API_KEY") && error.contains("COMPOSIO_USER_API_KEY"),
        "{error}"
    );

    for key in ["", " ", "\t"] {
        let error = v3::Client::builder().api_key(key).build();
        let text = error.expect_err("an error").to_string();
        assert!(text.contains("`x-api-key` is empty"), "{text}");
    }

    let error = v3::Client::builder()
        .api_key("secret\nkey")
        .build()
        .expect_err("an error");
    assert!(error.to_string().contains("x-api-key"), "{error}");
    assert!(
        !format!("{error} {error:?}").contains("secret"),
        "{error:?}"
    );
}

#[test]
fn the_default_base_url_is_the_documents() {
    for client in [
        format!(
            "{:?}",
            v3::Client::builder()
                .api_key("key-1")
                .build()
                .expect("a client")
        ),
        format!(
            "{:?}",
            v3_1::Client::builder()
                .api_key("key-1")
                .build()
                .expect("a client")
        ),
    ] {
        assert!(
            client.contains("\"https://backend.composio.dev\""),
            "{client}"
        );
        assert!(!client.contains("key-1"), "{client}");
    }
}

#[tokio::test]
async fn further_headers_are_sent_beside_the_client_s_own() {
    let server = answering(201, V3_SESSION_LINK).await;
    let client = v3::Client::builder()
        .api_key("key-1")
        .base_url(server.uri())
        .header("x-trace", "one")
        .header("X-Trace", "two")
        .build()
        .expect("the client can be built");
    let request = v3::SessionLinkRequest::builder().toolkit("github").build();
    client
        .create_session_link("trs_1", &request)
        .await
        .expect("a link");
    let sent = only_request(&server).await;
    let traces: Vec<_> = sent.headers.get_all("x-trace").iter().collect();
    assert_eq!(traces, ["one", "two"]);
    assert_eq!(sent.headers["x-api-key"], "key-1");
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
        let builder = v3::Client::builder()
            .api_key("key-1")
            .header(name, "hidden");
        let error = builder.build().expect_err("an error");
        assert!(error.to_string().contains(&format!("`{name}`")), "{error}");
        assert!(
            !format!("{error} {error:?}").contains("hidden"),
            "{error:?}"
        );
    }
    let builder = v3::Client::builder()
        .api_key("key-1")
        .header("x-trace", "hidden\n");
    let error = builder.build().expect_err("an error");
    assert!(error.to_string().contains("x-trace"), "{error}");
    assert!(
        !format!("{error} {error:?}").contains("hidden"),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_ready_made_client_can_send() {
    let server = answering(201, V3_SESSION_LINK).await;
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build();
    let client = v3::Client::builder()
        .api_key("key-1")
        .base_url(server.uri())
        .http_client(http.expect("the client can be built"))
        .build()
        .expect("the client can be built");
    let request = v3::SessionLinkRequest::builder().toolkit("github").build();
    client
        .create_session_link("trs_1", &request)
        .await
        .expect("a link");
    let sent = only_request(&server).await;
    assert_eq!(sent.headers["x-api-key"], "key-1");
    let agent = sent.headers["user-agent"].to_str().expect("it is text");
    assert!(agent.starts_with("composio-link-client/"), "{agent}");
}

#[test]
fn allowing_plain_http_is_a_word_of_its_own() {
    let builder = v3::Client::builder()
        .api_key("key-1")
        .base_url("http://example.com");
    builder
        .allow_insecure_http(true)
        .build()
        .expect("the client can be built");
    for url in [
        "http://localhost:1",
        "http://127.0.0.1",
        "http://127.1.2.3:80/a",
        "http://[::1]:8080",
    ] {
        v3::Client::builder()
            .api_key("key-1")
            .base_url(url)
            .build()
            .expect("loopback is no risk");
    }
}

/// A client is shared by tasks on all threads, and so are its calls.
#[test]
fn clients_and_calls_go_to_other_threads() {
    fn assert_shared<T: Clone + Send + Sync + 'static>() {}
    fn assert_send<T: Send>(_: T) {}
    assert_shared::<v3::Client>();
    assert_shared::<v3_1::Client>();
    let client = v3::Client::builder()
        .api_key("key-1")
        .build()
        .expect("a client");
    let request = v3::SessionLinkRequest::builder().toolkit("github").build();
    assert_send(client.create_session_link("trs_1", &request));
    let request = v3::ConnectedAccountLinkRequest::builder()
        .auth_config_id("ac_1")
        .user_id("user-1")
        .build();
    assert_send(client.create_connected_account_link(&request));
    fn assert_error<T: std::error::Error + Send + Sync + 'static>() {}
    assert_error::<v3::Error>();
    assert_error::<composio_link_client::BuildError>();
}
