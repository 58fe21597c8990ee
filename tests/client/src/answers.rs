//! How each operation reads what a server answers.

use composio_link_client::{
    StatusCode, UnexpectedReason, UnexpectedResponse,
    v3::{self, Error},
    v3_1,
};
use serde_json::{Value, json};

use crate::support::{
    documents,
    link::{OPERATIONS, Operation, v3_1_client, v3_client},
    server::{answering, answering_as},
};

#[tokio::test]
async fn v3_decodes_the_documented_answers() {
    let server = answering(201, documents::V3_CONNECTED_ACCOUNT_LINK).await;
    let request = v3::ConnectedAccountLinkRequest::builder()
        .auth_config_id("ac_1")
        .user_id("user-1")
        .build();
    let client = v3_client(&server.uri());
    let link = client
        .create_connected_account_link(&request)
        .await
        .expect("a link");
    assert_eq!(link.status(), StatusCode::CREATED);
    assert_eq!(link.headers()["x-trace"], "trace-1");
    assert_eq!(link.link_token.expose_secret(), "string");
    assert_eq!(link.redirect_url.expose_secret(), "string");
    assert_eq!(link.expires_at, "string");
    assert_eq!(link.connected_account_id.as_str(), "string");

    let server = answering(201, documents::V3_SESSION_LINK).await;
    let request = v3::SessionLinkRequest::builder().toolkit("github").build();
    let client = v3_client(&server.uri());
    let link = client
        .create_session_link("trs_1", &request)
        .await
        .expect("a link");
    assert_eq!(link.link_token.expose_secret(), "string");
    assert_eq!(link.redirect_url.expose_secret(), "https://example.com");
    assert_eq!(link.connected_account_id.as_str(), "string");
}

#[tokio::test]
async fn v3_1_decodes_the_documented_answers() {
    let server = answering(201, documents::V3_1_CONNECTED_ACCOUNT_LINK).await;
    let request = v3_1::ConnectedAccountLinkRequest::builder()
        .auth_config_id("ac_1")
        .user_id("user-1")
        .build();
    let client = v3_1_client(&server.uri());
    let link = client
        .create_connected_account_link(&request)
        .await
        .expect("a link");
    assert_eq!(link.link_token.expose_secret(), "string");
    assert_eq!(link.redirect_url.expose_secret(), "string");
    assert_eq!(link.expires_at, "string");
    assert_eq!(link.connected_account_id.as_str(), "string");
    assert_eq!(link.account_type, Some(v3_1::AccountType::Private));
    assert_eq!(link.experimental, None);

    let server = answering(201, documents::V3_1_SESSION_LINK).await;
    let request = v3_1::SessionLinkRequest::builder()
        .toolkit("github")
        .build();
    let client = v3_1_client(&server.uri());
    let link = client
        .create_session_link("trs_1", &request)
        .await
        .expect("a link");
    assert_eq!(link.link_token.expose_secret(), "lt_abc123xyz");
    assert_eq!(
        link.redirect_url.expose_secret(),
        "https://app.composio.dev/link/lt_abc123xyz"
    );
    assert_eq!(link.connected_account_id.as_str(), "ca_abc123xyz");
    assert_eq!(link.account_type, Some(v3_1::AccountType::Private));
}

/// An answer may lack what is optional, and hold what no document names.
#[tokio::test]
async fn an_answer_may_have_fewer_and_more_properties_than_documented() {
    let body = json!({
        "link_token": "lt_1",
        "redirect_url": "https://example.com",
        "connected_account_id": "ca_1",
        "experimental": { "account_type": "TEAM", "since": 2 },
        "poll_url": "https://example.com/poll",
    });
    let server = answering(201, &body.to_string()).await;
    let request = v3_1::SessionLinkRequest::builder()
        .toolkit("github")
        .build();
    let client = v3_1_client(&server.uri());
    let link = client
        .create_session_link("trs_1", &request)
        .await
        .expect("a link");

    assert_eq!(link.account_type, None);
    assert_eq!(
        link.additional_properties.get("poll_url"),
        Some(&json!("https://example.com/poll"))
    );
    let experimental = link.experimental.as_ref().expect("the block is there");
    let account_type = experimental
        .account_type
        .as_ref()
        .expect("the type is there");
    assert!(matches!(account_type, v3_1::AccountType::Unknown(_)));
    assert_eq!(account_type.as_str(), "TEAM");
    assert_eq!(
        experimental.additional_properties.get("since"),
        Some(&json!(2))
    );
    assert_eq!(serde_json::to_value(&*link).expect("a link is JSON"), body);
}

async fn api_error(operation: Operation, status: u16, body: &str) -> Error {
    let server = answering(status, body).await;
    operation.call(&server.uri()).await.expect_err("an error")
}

#[tokio::test]
async fn the_documented_error_is_decoded() {
    for operation in OPERATIONS {
        let error = api_error(operation, 401, documents::ERROR).await;
        let Error::Api(answer) = error else {
            panic!("{operation:?}: {error:?}");
        };
        let decoded = serde_json::to_value(&**answer).expect("an error is JSON");
        let printed: Value = serde_json::from_str(documents::ERROR).expect("the example is JSON");
        assert_eq!(decoded, printed);
    }
}

#[tokio::test]
async fn a_whole_number_may_be_written_with_a_fraction_of_zero() {
    let body = r#"{"error": {"message": "m", "code": 400.0, "slug": "s", "status": 4e2}}"#;
    let error = api_error(Operation::V3Session, 400, body).await;
    let Error::Api(answer) = error else {
        panic!("{error:?}");
    };
    assert_eq!(answer.error.code, 400);
    assert_eq!(answer.error.status, 400);
    assert_eq!(answer.error.request_id, None);
}

/// The way to a place in a body is written as programs write it.
#[tokio::test]
async fn the_place_of_what_is_wrong_in_a_list_has_its_number() {
    let mut body: Value = serde_json::from_str(documents::ERROR).expect("the example is JSON");
    body["error"]["errors"] = json!(["first", 2]);
    let response = unexpected(api_error(Operation::V3Session, 400, &body.to_string()).await);
    assert!(
        matches!(response.reason(), UnexpectedReason::OtherForm { path, missing: false, .. } if path == "error.errors[1]"),
        "{response:?}"
    );

    body["error"] = json!({ "code": 1, "slug": "s", "status": 400 });
    let response = unexpected(api_error(Operation::V3Session, 400, &body.to_string()).await);
    assert!(
        matches!(response.reason(), UnexpectedReason::OtherForm { path, missing: true, .. } if path == "error.message"),
        "{response:?}"
    );
}

fn unexpected(error: Error) -> UnexpectedResponse {
    match error {
        Error::UnexpectedResponse(response) => *response,
        other => panic!("expected an unexpected response, found {other:?}"),
    }
}

/// A proxy's answers, and statuses that no document of the operation names.
#[tokio::test]
async fn an_undocumented_status_keeps_status_headers_and_the_body_s_beginning() {
    let html = "<html><body>Bad gateway</body></html>";
    let json = r#"{"error": "I'm a teapot"}"#;
    for operation in OPERATIONS {
        for (status, body, content_type) in [
            (418, json, "application/json"),
            (429, json, "application/json"),
            (502, html, "text/html"),
            (503, "", "text/plain"),
            // A success, but none that the documents name.
            (200, operation.answer(), "application/json"),
        ] {
            let server = answering_as(status, body, content_type).await;
            let error = operation.call(&server.uri()).await.expect_err("an error");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            let response = unexpected(error);
            assert!(matches!(
                response.reason(),
                UnexpectedReason::UndocumentedStatus
            ));
            assert_eq!(response.headers()["x-trace"], "trace-1");
            assert_eq!(response.body_start(), body);
        }
    }
}

#[tokio::test]
async fn a_documented_status_keeps_what_is_known_when_the_body_is_not_as_documented() {
    let trailing = &format!("{} x", documents::ERROR);
    let truncated = &documents::ERROR[..documents::ERROR.len() / 2];
    for operation in OPERATIONS {
        for body in ["<html>not found</html>", "", truncated, trailing] {
            let response = unexpected(api_error(operation, 404, body).await);
            assert_eq!(response.status(), StatusCode::NOT_FOUND);
            assert_eq!(response.headers()["x-trace"], "trace-1");
            assert_eq!(response.body_start(), body);
            let reason = response.reason();
            assert!(
                matches!(reason, UnexpectedReason::NotJson { .. }),
                "{body}: {reason:?}"
            );
        }
        let response = unexpected(api_error(operation, 404, r#"{"error": {"message": 1}}"#).await);
        let reason = response.reason();
        assert!(
            matches!(reason, UnexpectedReason::OtherForm { path, missing: false, .. } if path == "error.message"),
            "{reason:?}"
        );
    }
}

#[tokio::test]
async fn a_success_that_lacks_a_required_property_names_it_and_keeps_the_status() {
    for operation in OPERATIONS {
        let mut body: Value =
            serde_json::from_str(operation.answer()).expect("the example is JSON");
        body.as_object_mut()
            .expect("it is an object")
            .remove("link_token");
        let error = api_error(operation, 201, &body.to_string()).await;
        let text = error.to_string();
        assert!(
            text.contains("201") && text.contains("link_token"),
            "{text}"
        );
        let response = unexpected(error);
        assert_eq!(response.status(), StatusCode::CREATED);
        let reason = response.reason();
        assert!(
            matches!(reason, UnexpectedReason::OtherForm { path, missing: true, .. } if path == "link_token"),
            "{reason:?}"
        );
    }
}

#[tokio::test]
async fn an_error_keeps_no_more_than_the_beginning_of_a_long_body() {
    let body = "x".repeat(100_000);
    let response = unexpected(api_error(Operation::V3Session, 502, &body).await);
    assert_eq!(response.body_start(), body[..8 * 1024]);
}

/// The API has moved it once already.
#[tokio::test]
async fn the_type_of_the_account_is_found_wherever_it_is() {
    let private = Some(v3_1::AccountType::Private);
    let shared = Some(v3_1::AccountType::Shared);
    for (more, expected) in [
        (json!({}), None),
        (json!({ "account_type": null, "experimental": null }), None),
        (json!({ "experimental": {} }), None),
        (json!({ "account_type": "PRIVATE" }), private.clone()),
        (
            json!({ "experimental": { "account_type": "SHARED" } }),
            shared.clone(),
        ),
        (
            json!({ "account_type": "PRIVATE", "experimental": {} }),
            private,
        ),
        (
            json!({ "account_type": "PRIVATE", "experimental": { "account_type": "SHARED" } }),
            shared,
        ),
    ] {
        let mut body: Value =
            serde_json::from_str(documents::V3_CONNECTED_ACCOUNT_LINK).expect("it is JSON");
        let object = body.as_object_mut().expect("it is an object");
        object.extend(more.as_object().cloned().expect("it is an object"));

        let link: v3_1::ConnectedAccountLink =
            serde_json::from_value(body.clone()).expect("it is a link");
        assert_eq!(link.effective_account_type(), expected.as_ref(), "{body}");
        let link: v3_1::SessionLink = serde_json::from_value(body.clone()).expect("it is a link");
        assert_eq!(link.effective_account_type(), expected.as_ref(), "{body}");
    }
}

#[tokio::test]
async fn the_request_id_is_found_in_success_and_error() {
    let server = |status, body: &str| {
        let answer = wiremock::ResponseTemplate::new(status)
            .insert_header("x-request-id", "req_header")
            .set_body_raw(body, "application/json");
        async move {
            let server = wiremock::MockServer::start().await;
            let mock = wiremock::Mock::given(wiremock::matchers::any());
            mock.respond_with(answer).mount(&server).await;
            server
        }
    };
    let success = server(201, documents::V3_SESSION_LINK).await;
    let request = v3::SessionLinkRequest::builder().toolkit("github").build();
    let client = v3_client(&success.uri());
    let link = client
        .create_session_link("trs_1", &request)
        .await
        .expect("a link");
    assert_eq!(link.request_id(), Some("req_header"));

    let documented = server(404, documents::ERROR).await;
    let error = OPERATIONS[0]
        .call(&documented.uri())
        .await
        .expect_err("an error");
    assert_eq!(
        error.request_id(),
        Some("string"),
        "the body's own comes first"
    );

    let without = r#"{"error": {"message": "m", "code": 1, "slug": "s", "status": 404}}"#;
    let documented = server(404, without).await;
    let error = OPERATIONS[0]
        .call(&documented.uri())
        .await
        .expect_err("an error");
    assert_eq!(error.request_id(), Some("req_header"));

    let undocumented = server(418, "").await;
    let error = OPERATIONS[0]
        .call(&undocumented.uri())
        .await
        .expect_err("an error");
    assert_eq!(error.request_id(), Some("req_header"));
}
