//! Servers that mean no good, or cannot help it: nothing hangs, nothing floods.

use std::time::Duration;

use composio_link_client::{
    ClientBuilder, UnexpectedReason,
    v3::{self, Error},
};

use crate::support::{
    documents::V3_SESSION_LINK,
    link::OPERATIONS,
    scripted::{Act, Scripted, http},
    server::answering,
};

fn client(base_url: &str) -> ClientBuilder<v3::Client> {
    v3::Client::builder()
        .api_key("YOUR_API_KEY")
        .base_url(base_url)
}

fn request() -> v3::SessionLinkRequest {
    v3::SessionLinkRequest::builder().toolkit("github").build()
}

#[tokio::test]
async fn a_server_that_sends_byte_by_byte_meets_the_timeout() {
    let head = "HTTP/1.1 201 Created\r\ncontent-length: 1000000\r\n\r\n";
    for (bytes, whole_head) in [("HTTP/1.1 201 Created\r\nx: ", false), (head, true)] {
        let server = Scripted::start(vec![Act::Drip(bytes.to_owned())]).await;
        let client = client(&server.uri())
            .timeout(Duration::from_millis(200))
            .build();
        let client = client.expect("the client can be built");
        let error = client
            .create_session_link("trs_1", &request())
            .await
            .expect_err("an error");
        match error {
            Error::Transport(error) => assert!(error.is_timeout() && !whole_head, "{error:?}"),
            Error::UnexpectedResponse(response) => {
                assert!(whole_head);
                assert!(matches!(
                    response.reason(),
                    UnexpectedReason::Incomplete(error) if error.is_timeout()
                ));
            }
            other => panic!("{other:?}"),
        }
        server.hung_up().await;
    }
}

#[tokio::test]
async fn a_flood_is_an_error_and_is_not_read_to_its_end() {
    const FLOOD: usize = 100 * 1024 * 1024;
    for head in [
        format!("HTTP/1.1 201 Created\r\ncontent-length: {FLOOD}\r\n\r\n"),
        "HTTP/1.1 500 Internal Server Error\r\nconnection: close\r\n\r\n".to_owned(),
    ] {
        let server = Scripted::start(vec![Act::Flood(head, FLOOD)]).await;
        let error = OPERATIONS[1]
            .call(&server.uri())
            .await
            .expect_err("an error");
        let Error::UnexpectedResponse(response) = error else {
            panic!("{error:?}");
        };
        assert!(matches!(
            response.reason(),
            UnexpectedReason::TooLong {
                limit: 1_048_576,
                ..
            }
        ));
        server.hung_up().await;
        // What the sockets' buffers hold goes out all the same.
        assert!(
            server.written() < FLOOD / 4,
            "{} bytes went out",
            server.written()
        );
    }
}

#[tokio::test]
async fn the_longest_answer_can_be_set() {
    let length = V3_SESSION_LINK.len();
    for (limit, fits) in [(length, true), (length - 1, false)] {
        let server = answering(201, V3_SESSION_LINK).await;
        let client = client(&server.uri()).max_response_bytes(limit).build();
        let client = client.expect("the client can be built");
        let outcome = client.create_session_link("trs_1", &request()).await;
        assert_eq!(outcome.is_ok(), fits, "{outcome:?}");
    }
}

#[tokio::test]
async fn dropping_the_future_cancels_the_request() {
    let server = Scripted::start(vec![Act::Hang]).await;
    let client = client(&server.uri())
        .build()
        .expect("the client can be built");
    let call = tokio::spawn(async move { client.create_session_link("trs_1", &request()).await });
    server.arrived().await;
    call.abort();
    server.hung_up().await;
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_server_that_closes_or_resets_is_an_error_without_an_answer() {
    for operation in OPERATIONS {
        for act in [Act::Close, Act::Reset] {
            let server = Scripted::start(vec![act]).await;
            let error = operation.call(&server.uri()).await.expect_err("an error");
            assert!(
                matches!(error, Error::Transport(_)),
                "{operation:?}: {error:?}"
            );
        }
    }
}

/// A server's error that quotes the key would carry it into every log.
#[tokio::test]
async fn a_key_that_the_server_quotes_is_not_shown() {
    let body = r#"{"error": {"message": "no such key: YOUR_API_KEY!", "code": 1, "slug": "s", "status": 401}}"#;
    let quoting = |status: &str| Scripted::start(vec![Act::Answer(http(status, "", body))]);
    let server = quoting("401 Unauthorized").await;
    let error = OPERATIONS[0]
        .call(&server.uri())
        .await
        .expect_err("an error");
    assert_eq!(
        error.to_string(),
        "the API answered 401 Unauthorized: no such key: [redacted]!"
    );
    assert!(!format!("{error:?}").contains("YOUR_API_KEY"), "{error:?}");

    let server = quoting("418 I'm a teapot").await;
    let error = OPERATIONS[0]
        .call(&server.uri())
        .await
        .expect_err("an error");
    assert_eq!(
        error.to_string(),
        "the API answered 418 I'm a teapot: no such key: [redacted]!"
    );
    assert!(!format!("{error:?}").contains("YOUR_API_KEY"), "{error:?}");
}
