//! How each operation reads what a server answers.

use composio_link_client::{StatusCode, UnexpectedReason, v3, v3_1};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Api;
use crate::support::{
    operation::{ERROR, OPERATIONS, Operation, link, own, unexpected, v3_client},
    scripted::{Act, Scripted, http},
    server::answering,
};

#[tokio::test]
async fn the_documented_answers_are_decoded() {
    let api = Api::start().await;
    for operation in OPERATIONS {
        let answer = operation.answer();
        let link = api.call(operation, 201, answer.as_bytes()).await;
        assert_eq!(link.ok().as_ref(), Some(operation.shown_answer()));
    }
    let server = answering(201, &Operation::V3Session.answer()).await;
    let link = link(&v3_client(&server.uri())).await.expect("a link");
    assert_eq!(link.status(), StatusCode::CREATED);
    assert_eq!(link.headers()["x-trace"], "trace-1");

    fn decoded<T: DeserializeOwned>(operation: Operation) -> T {
        serde_json::from_value(operation.shown_answer().clone()).expect("it is a link")
    }
    let link: v3::ConnectedAccountLink = decoded(Operation::V3ConnectedAccount);
    assert_eq!(link.link_token.expose_secret(), "string");
    assert_eq!(link.redirect_url.expose_secret(), "string");
    assert_eq!(link.expires_at, "string");
    assert_eq!(link.connected_account_id.as_str(), "string");
    let link: v3::SessionLink = decoded(Operation::V3Session);
    assert_eq!(link.link_token.expose_secret(), "string");
    assert_eq!(link.redirect_url.expose_secret(), "https://example.com");
    assert_eq!(link.connected_account_id.as_str(), "string");
    let link: v3_1::ConnectedAccountLink = decoded(Operation::V3_1ConnectedAccount);
    assert_eq!(link.link_token.expose_secret(), "string");
    assert_eq!(link.redirect_url.expose_secret(), "string");
    assert_eq!(link.expires_at, "string");
    assert_eq!(link.connected_account_id.as_str(), "string");
    assert_eq!(link.account_type, Some(v3_1::AccountType::Private));
    assert_eq!(link.experimental, None);
    let link: v3_1::SessionLink = decoded(Operation::V3_1Session);
    let url = "https://app.composio.dev/link/lt_abc123xyz";
    assert_eq!(link.link_token.expose_secret(), "lt_abc123xyz");
    assert_eq!(link.redirect_url.expose_secret(), url);
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
    let api = Api::start().await;
    let text = body.to_string();
    let answer = api.call(Operation::V3_1Session, 201, text.as_bytes()).await;
    assert_eq!(answer.expect("a link"), body);

    let link: v3_1::SessionLink = serde_json::from_value(body).expect("it is a link");
    assert_eq!(link.account_type, None);
    let further = link.additional_properties.get("poll_url");
    assert_eq!(further, Some(&json!("https://example.com/poll")));
    let experimental = link.experimental.expect("the block is there");
    let account_type = experimental.account_type.expect("the type is there");
    assert!(matches!(account_type, v3_1::AccountType::Unknown(_)));
    assert_eq!(account_type.as_str(), "TEAM");
    let further = experimental.additional_properties.get("since");
    assert_eq!(further, Some(&json!(2)));
}

/// The way to a place in a body is written as programs write it.
#[tokio::test]
async fn the_place_of_what_is_wrong_is_named_and_the_status_kept() {
    let api = Api::start().await;
    let error: Value = serde_json::from_str(&ERROR).expect("the example is JSON");
    let without = |body: &Value, place: &str| {
        let mut body = body.clone();
        let (at, name) = place.rsplit_once('/').expect("it is a pointer");
        let object = body.pointer_mut(at).and_then(Value::as_object_mut);
        object.expect("it is an object").remove(name);
        body
    };
    let mut other = error.clone();
    other["error"]["errors"] = json!(["first", 2]);
    for operation in OPERATIONS {
        let link = without(operation.shown_answer(), "/link_token");
        let number = json!({ "error": { "message": 1 } });
        let [message, code, named] =
            ["message", "code", "status"].map(|name| without(&error, &format!("/error/{name}")));
        for (status, body, place, is_missing) in [
            (201, &link, "link_token", true),
            (404, &json!({}), "error", true),
            (404, &number, "error.message", false),
            (400, &message, "error.message", true),
            (400, &code, "error.code", true),
            (400, &named, "error.status", true),
            // In a list it has its number.
            (400, &other, "error.errors[1]", false),
        ] {
            let error = api.error(operation, status, &body.to_string()).await;
            let text = error.to_string();
            let parts = [&status.to_string(), place];
            assert!(parts.iter().all(|part| text.contains(*part)), "{text}");
            let response = unexpected(error);
            assert_eq!(response.status().as_u16(), status);
            assert!(
                matches!(response.reason(), UnexpectedReason::OtherForm { path, missing, .. }
                    if path == place && *missing == is_missing),
                "{body}: {response:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_documented_status_keeps_what_is_known_when_the_body_is_not_as_documented() {
    let trailing = &format!("{} x", *ERROR);
    let truncated = &ERROR[..ERROR.len() / 2];
    let api = Api::start().await;
    for operation in OPERATIONS {
        for body in ["<html>not found</html>", "", truncated, trailing] {
            let response = unexpected(api.error(operation, 404, body).await);
            assert_eq!(response.status(), StatusCode::NOT_FOUND);
            assert_eq!(response.headers()["x-trace"], "trace-1");
            assert_eq!(response.body_start(), body);
            let reason = response.reason();
            let is_not_json = matches!(reason, UnexpectedReason::NotJson { .. });
            assert!(is_not_json, "{body}: {reason:?}");
        }
    }
}

#[tokio::test]
async fn an_error_keeps_no_more_than_the_beginning_of_a_long_body() {
    let body = "x".repeat(100_000);
    let api = Api::start().await;
    let error = api.error(Operation::V3Session, 502, &body).await;
    assert_eq!(unexpected(error).body_start(), body[..8 * 1024]);
}

/// The API has moved it once already.
#[test]
fn the_type_of_the_account_is_found_wherever_it_is() {
    let private = Some(v3_1::AccountType::Private);
    let shared = Some(v3_1::AccountType::Shared);
    let of_shared = json!({ "account_type": "SHARED" });
    for (more, expected) in [
        (json!({}), &None),
        (json!({ "account_type": null, "experimental": null }), &None),
        (json!({ "experimental": {} }), &None),
        (json!({ "account_type": "PRIVATE" }), &private),
        (json!({ "experimental": of_shared }), &shared),
        (
            json!({ "account_type": "PRIVATE", "experimental": {} }),
            &private,
        ),
        (
            json!({ "account_type": "PRIVATE", "experimental": of_shared }),
            &shared,
        ),
    ] {
        let mut body = Operation::V3ConnectedAccount.shown_answer().clone();
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
    let outcome = async |status: &str, body: &str| {
        let answer = http(status, "x-request-id: req_header\r\n", body);
        let server = Scripted::always(Act::Answer(answer)).await;
        link(&v3_client(&server.uri())).await
    };
    let success = outcome("201 Created", &Operation::V3Session.answer()).await;
    assert_eq!(success.expect("a link").request_id(), Some("req_header"));

    let without = r#"{"error": {"message": "m", "code": 1, "slug": "s", "status": 404}}"#;
    for (status, body, id) in [
        // The body's own comes first.
        ("404 Not Found", ERROR.as_str(), "string"),
        ("404 Not Found", without, "req_header"),
        ("418 Other", "", "req_header"),
    ] {
        let error = outcome(status, body).await.expect_err("an error");
        assert_eq!(error.request_id(), Some(id), "{body}");
        if body == without {
            assert_eq!(own(error).error.request_id, None);
        }
    }
}

/// Nothing that the program asked for is missing.
#[tokio::test]
async fn what_no_json_value_holds_is_kept_as_its_text() {
    let deep = format!("{}1{}", "[".repeat(130), "]".repeat(130));
    let wide = "-1.5e999";
    let answer = Operation::V3Session.answer();
    let body = format!(
        "{}, \"deep\": {{\"a\": {deep} }}, \"wide\": {wide}, \"text\": \"[\\\"1e999\"}}",
        answer.trim_end().trim_end_matches('}')
    );
    let server = Scripted::always(Act::keep(201, body.as_bytes())).await;
    let link = link(&v3_client(&server.uri())).await.expect("a link");
    let further = &link.additional_properties;
    assert_eq!(further.get("wide"), Some(&json!(wide)));
    assert_eq!(further.get("text"), Some(&json!("[\"1e999")));
    // As deep as it goes, and then the JSON that stands there.
    let mut value = &further.get("deep").expect("it is there")["a"];
    let mut levels = 0;
    while let Some(inner) = value.get(0) {
        (value, levels) = (inner, levels + 1);
    }
    let rest = value.as_str().expect("a text").to_owned();
    let expected = format!("{}{rest}{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(expected, deep);

    // What is not JSON is none, however deep.
    for broken in [&deep[1..], "[1e999", "1e", "[}"] {
        let body = body.replace(&deep, broken);
        server.then(Act::keep(201, body.as_bytes()));
        let error = crate::support::operation::link(&v3_client(&server.uri())).await;
        let response = unexpected(error.expect_err("an error"));
        assert!(matches!(
            response.reason(),
            UnexpectedReason::NotJson { .. }
        ));
    }
}

/// A number of the API's error that no type holds takes nothing else from it.
#[tokio::test]
async fn an_error_with_a_number_that_no_f64_holds_can_be_read() {
    let api = Api::start().await;
    let body = ERROR.replace("\"code\":0", "\"code\":1e999");
    assert_ne!(body, *ERROR);
    let error = own(api.error(Operation::V3Session, 400, &body).await);
    assert_eq!(error.error.code.as_json(), "1e999");
}

#[tokio::test]
async fn a_property_that_stands_twice_is_named() {
    let api = Api::start().await;
    let answer = Operation::V3Session.answer();
    let twice = format!(
        "{}, \"link_token\": \"lt_2\"}}",
        answer.trim_end_matches('}')
    );
    let error = unexpected(api.error(Operation::V3Session, 201, &twice).await);
    assert_eq!(
        error.reason().to_string(),
        "the body has `link_token` twice"
    );

    let twice = ERROR.replace("\"slug\"", "\"slug\": \"a\", \"slug\"");
    let error = unexpected(api.error(Operation::V3Session, 400, &twice).await);
    assert_eq!(
        error.reason().to_string(),
        "the body has `error.slug` twice"
    );
}

#[tokio::test]
async fn an_answer_with_too_many_headers_says_so() {
    let many: String = (0..101).map(|n| format!("x-{n}: {n}\r\n")).collect();
    let long = format!("x-long: {}\r\n", "a".repeat(1_000_000));
    for headers in [many, long] {
        let answer = http("201 Created", &headers, &Operation::V3Session.answer());
        let server = Scripted::always(Act::Answer(answer)).await;
        let error = link(&v3_client(&server.uri())).await.expect_err("an error");
        let text = error.to_string();
        assert!(text.contains("more than 100 headers"), "{text}");
        assert!(error.may_have_succeeded());
    }
}
