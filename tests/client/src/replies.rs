//! Answers that a test asks the mock server for.

use std::time::Duration;

use composio_link_client::{
    Error, HeaderMap, Response, StatusCode, UnexpectedReason,
    mock::{MockServer, Reply},
    v3::{self, mock::CreateSessionLinkFailure as Failure},
};
use serde_json::json;

use crate::support::operation::{hasty, link, v3_client};

#[tokio::test]
async fn any_status_with_any_headers_and_body_can_be_asked_for() {
    let api = MockServer::start().await;
    let client = v3_client(&api.base_url());
    let endpoint = api.v3().create_session_link();
    let gateway = Reply::new(StatusCode::BAD_GATEWAY).header("Content-Type", "text/html");
    endpoint.reply(gateway.header("x-request-id", "req_1").text("<html>"));
    let error = link(&client).await.expect_err("an error");
    let Error::UnexpectedResponse(answer) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(answer.status(), 502);
    assert_eq!(answer.headers()["content-type"], "text/html");
    assert_eq!(answer.request_id(), Some("req_1"));
    assert_eq!(answer.body_start(), "<html>");

    let own = endpoint.failure(Failure::NotFound);
    endpoint.reply(own.edit(|body| body["error"]["slug"] = "Session_Gone".into()));
    let error = link(&client).await.expect_err("an error");
    let api = error.api().expect("it is the API's");
    assert_eq!(
        (api.status().as_u16(), &*api.error.slug),
        (404, "Session_Gone")
    );
    assert_eq!(api.error.status, 404);
}

#[tokio::test]
async fn a_retry_waits_as_an_answer_says() {
    let api = MockServer::start().await;
    let endpoint = api.v3().create_session_link();
    for status in [
        StatusCode::TOO_MANY_REQUESTS,
        StatusCode::SERVICE_UNAVAILABLE,
    ] {
        endpoint.reply_next(1, Reply::new(status).header("retry-after", "0"));
        let outcome = link(&v3_client(&api.base_url())).await;
        assert_eq!(outcome.expect("a link").attempts(), 2);
    }
    endpoint.reply_next(
        1,
        Reply::new(StatusCode::SERVICE_UNAVAILABLE).header("retry-after", "3600"),
    );
    let error = link(&v3_client(&api.base_url()))
        .await
        .expect_err("an error");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn one_answer_comes_after_another() {
    let api = MockServer::start().await;
    let endpoint = api.v3().create_session_link();
    endpoint.reply(Reply::new(StatusCode::IM_A_TEAPOT));
    endpoint.reply_next(2, Reply::new(StatusCode::FORBIDDEN));
    endpoint.fail_next(1, Failure::NotFound);
    endpoint.reply_next(1, Reply::new(StatusCode::CREATED).json(endpoint.example()));
    let client = v3_client(&api.base_url());
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(match link(&client).await {
            Ok(link) => link.status().as_u16(),
            Err(error) => error.status().expect("there is an answer").as_u16(),
        });
    }
    assert_eq!(statuses, [403, 403, 404, 201, 418, 418]);
}

#[tokio::test]
async fn an_answer_can_break_off_or_not_come() {
    let api = MockServer::start().await;
    let client = v3_client(&api.base_url());
    let endpoint = api.v3().create_session_link();
    endpoint.reply(Reply::hang_up());
    let error = link(&client).await.expect_err("an error");
    let Error::Transport(transport) = &error else {
        panic!("{error:?}");
    };
    assert!(!transport.is_connect() && !transport.is_timeout());
    assert!(error.may_have_succeeded());

    for body in [
        json!({ "link_token": "lt_1" }),
        json!(1),
        json!("a".repeat(100_000)),
    ] {
        endpoint.reply(Reply::new(StatusCode::CREATED).json(body).cut_off());
        let error = link(&client).await.expect_err("an error");
        let Error::UnexpectedResponse(answer) = &error else {
            panic!("{error:?}");
        };
        assert_eq!(answer.status(), 201);
        assert!(matches!(answer.reason(), UnexpectedReason::Incomplete(_)));
    }
    // Each request came, and the next one is answered as ever.
    assert_eq!(endpoint.requests().len(), 4);
    endpoint.reset();
    link(&client).await.expect("a link");
}

#[tokio::test]
async fn one_answer_can_be_slow() {
    let api = MockServer::start().await;
    let client = v3_client(&api.base_url()).with_timeout(Duration::from_millis(200));
    let endpoint = api.v3().create_session_link();
    endpoint.reply_next(
        1,
        endpoint
            .failure(Failure::NotFound)
            .delay(Duration::from_secs(60)),
    );
    let error = link(&client).await.expect_err("an error");
    assert!(
        error.is_timeout() && error.may_have_succeeded(),
        "{error:?}"
    );
    link(&client.with_retry(hasty())).await.expect("a link");
}

#[test]
fn what_http_does_not_have_is_refused_where_it_is_written() {
    for (name, value) in [("", "a"), ("a b", "a"), ("a", "b\n")] {
        let outcome = std::panic::catch_unwind(|| Reply::hang_up().header(name, value));
        let panic = outcome.expect_err("it is refused");
        let text = panic.downcast_ref::<String>().expect("it says why");
        assert!(text.contains("HTTP has no header"), "{text}");
    }
    let outcome = std::panic::catch_unwind(|| Reply::hang_up().edit(|_| {}));
    let panic = outcome.expect_err("it is refused");
    let text = panic.downcast_ref::<&str>().expect("it says why");
    assert_eq!(*text, "the body of the reply is not JSON");
}

/// What the API would refuse is no test of a program.
#[tokio::test]
async fn a_null_that_the_documents_do_not_allow_is_refused() {
    let api = MockServer::start().await;
    let client = reqwest::Client::new();
    let url = format!("{}/api/v3/connected_accounts/link", api.base_url());
    for (data, path) in [
        (json!({ "shop": null }), Some("connection_data.shop")),
        (
            json!({ "authed_user": { "scope": null } }),
            Some("connection_data.authed_user.scope"),
        ),
        (json!(null), Some("connection_data")),
        (
            json!({ "scope": null, "refresh_token": null, "expires_in": null }),
            None,
        ),
        (
            json!({ "not_documented": null, "deep": [{ "a": null }] }),
            None,
        ),
    ] {
        let body = json!({
            "auth_config_id": "ac_1", "user_id": "user-1", "connection_data": data,
        });
        let request = client.post(&url).header("x-api-key", "key").json(&body);
        let answer = request.send().await.expect("an answer");
        let Some(path) = path else {
            assert_eq!(answer.status(), 201, "{body}");
            continue;
        };
        assert_eq!(answer.status(), 400, "{body}");
        let reason = answer.headers()["x-mock-reason"]
            .to_str()
            .expect("it is text");
        assert!(reason.contains(&format!("null at `{path}`")), "{reason}");
    }
}

/// A program's own handling of answers is tested without a server.
#[test]
fn an_answer_can_be_made() {
    let body = json!({ "link_token": "lt_1", "redirect_url": "https://example.com", "connected_account_id": "ca_1" });
    let link: v3::SessionLink = serde_json::from_value(body).expect("it is a link");
    let headers: HeaderMap = [(
        "x-request-id".parse().expect("a name"),
        "req_1".parse().expect("a value"),
    )]
    .into_iter()
    .collect();
    let made = Response::new(StatusCode::CREATED, headers, link);
    assert_eq!(made.request_id(), Some("req_1"));
    assert_eq!((made.status().as_u16(), made.attempts()), (201, 1));
    assert_eq!(made.link_token.expose_secret(), "lt_1");
}
