//! What a caller puts into a path stays in its segment.

use composio_link_client::{Error, v3, v3_1};

use crate::support::{
    documents::V3_1_SESSION_LINK,
    link::{v3_1_client, v3_client},
    server::{answering, only_request},
};

#[tokio::test]
async fn an_id_stays_one_segment_of_the_path() {
    for (id, segment) in [
        ("trs_LX9uJKBinWWr", "trs_LX9uJKBinWWr"),
        ("a/b", "a%2Fb"),
        ("a/../b", "a%2F..%2Fb"),
        ("/", "%2F"),
        ("../link", "..%2Flink"),
        ("a?b=c", "a%3Fb%3Dc"),
        ("a#b", "a%23b"),
        ("50%", "50%25"),
        ("%2F", "%252F"),
        ("a b", "a%20b"),
        (" ", "%20"),
        ("a\tb\r\nc", "a%09b%0D%0Ac"),
        ("a\\b", "a%5Cb"),
        ("a;b@c:d&e+f", "a%3Bb%40c%3Ad%26e%2Bf"),
        ("...", "..."),
        (".. ", "..%20"),
        ("é漢😀", "%C3%A9%E6%BC%A2%F0%9F%98%80"),
    ] {
        let server = answering(201, V3_1_SESSION_LINK).await;
        let request = v3_1::SessionLinkRequest::builder()
            .toolkit("github")
            .build();
        let client = v3_1_client(&server.uri());
        client
            .create_session_link(id, &request)
            .await
            .expect("a link");
        let sent = only_request(&server).await;
        assert_eq!(
            sent.url.path(),
            format!("/api/v3.1/tool_router/session/{segment}/link"),
            "{id}"
        );
        assert_eq!(sent.url.query(), None, "{id}");
    }
}

#[tokio::test]
async fn an_id_that_leads_to_another_endpoint_is_refused_before_anything_is_sent() {
    let server = answering(201, V3_1_SESSION_LINK).await;
    for id in [
        "", ".", "..", "%2e", "%2E", "%2e%2e", "%2E%2e", ".%2e", "%2E.", "%2e%2E",
    ] {
        let request = v3::SessionLinkRequest::builder().toolkit("github").build();
        let error = v3_client(&server.uri())
            .create_session_link(id, &request)
            .await;
        let Err(Error::InvalidParameter(parameter)) = error else {
            panic!("{id:?}: {error:?}");
        };
        assert_eq!(parameter.name(), "session_id");

        let request = v3_1::SessionLinkRequest::builder()
            .toolkit("github")
            .build();
        let error = v3_1_client(&server.uri())
            .create_session_link(id, &request)
            .await;
        assert!(
            matches!(error, Err(Error::InvalidParameter(_))),
            "{id:?}: {error:?}"
        );
    }
    assert_eq!(
        server
            .received_requests()
            .await
            .map(|requests| requests.len()),
        Some(0)
    );
}
