//! The key goes where it was meant to go.

use composio_link_client::{UnexpectedReason, reqwest};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::support::{
    operation::{Clients, OPERATIONS, Operation, builder, link, unexpected},
    requests,
    server::answering,
};

/// A server that redirects everything to `location`.
async fn redirecting(status: u16, location: &str) -> MockServer {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status).insert_header("location", location);
    Mock::given(matchers::any())
        .respond_with(answer)
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn a_redirect_is_an_error_that_names_the_host_and_sends_it_nothing() {
    for status in [300, 301, 302, 303, 305, 307, 308] {
        let other = answering(201, &Operation::V3_1ConnectedAccount.answer()).await;
        let location = format!("{}/somewhere?token=hidden", other.uri());
        let server = redirecting(status, &location).await;
        let clients = Clients::new(&server.uri());
        for operation in OPERATIONS {
            let error = clients.call(operation).await.expect_err("an error");

            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            let text = error.to_string();
            let parts = [&status.to_string(), "127.0.0.1"];
            assert!(parts.iter().all(|part| text.contains(*part)), "{text}");
            assert!(!format!("{text} {error:?}").contains("hidden"), "{error:?}");
            let response = unexpected(error);
            assert!(matches!(
                response.reason(),
                UnexpectedReason::Redirected { host: Some(host), .. } if host == "127.0.0.1"
            ));
        }
        let sent = (requests(&server).await, requests(&other).await);
        assert_eq!(sent, (OPERATIONS.len(), 0));
    }
}

#[tokio::test]
async fn a_redirect_to_nowhere_is_an_error_too() {
    for location in ["", "/elsewhere", "https://", "::"] {
        let server = redirecting(302, location).await;
        let error = OPERATIONS[0].call(&server.uri()).await;
        let response = unexpected(error.expect_err("an error"));
        let reason = response.reason();
        let is_redirect = matches!(reason, UnexpectedReason::Redirected { .. });
        assert!(is_redirect, "{location}");
    }
}

/// That such a client leaks the key is in its documentation. That it did does not go unnoticed.
#[tokio::test]
async fn a_ready_made_client_that_followed_a_redirect_is_noticed() {
    let other = answering(201, &Operation::V3Session.answer()).await;
    let server = redirecting(307, &format!("{}/elsewhere", other.uri())).await;
    let client = builder(&server.uri()).http_client(reqwest::Client::new());
    let error = link(&client.build().expect("a client")).await;
    let error = error.expect_err("an error").to_string();
    assert!(error.contains("redirect"), "{error}");
}
