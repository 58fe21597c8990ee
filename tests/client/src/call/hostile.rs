//! Servers that mean no good, or cannot help it: nothing hangs, nothing floods.

use std::time::Duration;

use composio_link_client::{UnexpectedReason, v3::Error};

use crate::support::{
    operation::{Operation, builder, link, unexpected, v3_client},
    scripted::{Act, Scripted},
    server::answering,
};

#[tokio::test]
async fn a_server_that_sends_byte_by_byte_meets_the_timeout() {
    let head = "HTTP/1.1 201 Created\r\ncontent-length: 1000000\r\n\r\n";
    for (bytes, whole_head) in [("HTTP/1.1 201 Created\r\nx: ", false), (head, true)] {
        let server = Scripted::always(Act::Drip(bytes.to_owned())).await;
        let client = builder(&server.uri()).timeout(Duration::from_millis(200));
        let error = link(&client.build().expect("a client")).await;
        let error = error.expect_err("an error");
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
        let server = Scripted::always(Act::Flood(head, FLOOD)).await;
        let error = Operation::V3Session.call(&server.uri()).await;
        let response = unexpected(error.expect_err("an error"));
        assert!(matches!(
            response.reason(),
            UnexpectedReason::TooLong {
                limit: 1_048_576,
                ..
            }
        ));
        server.hung_up().await;
        // What the sockets' buffers hold goes out all the same.
        let written = server.written();
        assert!(written < FLOOD / 4, "{written} bytes went out");
    }
}

#[tokio::test]
async fn the_longest_answer_can_be_set() {
    let answer = Operation::V3Session.answer();
    for (limit, fits) in [(answer.len(), true), (answer.len() - 1, false)] {
        let server = answering(201, &answer).await;
        let client = builder(&server.uri()).max_response_bytes(limit).build();
        let outcome = link(&client.expect("a client")).await;
        assert_eq!(outcome.is_ok(), fits, "{outcome:?}");
    }
}

#[tokio::test]
async fn dropping_the_future_cancels_the_request() {
    let server = Scripted::always(Act::Hang).await;
    let client = v3_client(&server.uri());
    let call = tokio::spawn(async move { link(&client).await });
    server.arrived().await;
    call.abort();
    server.hung_up().await;
    assert_eq!(server.requests(), 1);
}
