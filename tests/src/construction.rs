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
