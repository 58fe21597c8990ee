//! Whether a call that failed may have done its work all the same.

use std::time::Duration;

use composio_link_client::{
    RetryPolicy,
    v3::{Error, SessionLinkRequest},
};

use crate::support::{
    operation::{ERROR, builder, hasty, link},
    scripted::{Act, Deaf, Scripted, http, once},
    server::refusing,
};

const MAY: &str = "(the call may have succeeded)";
const NOT: &str = "(the call did nothing)";

#[track_caller]
fn assert_certainty(error: &Error, may: bool) {
    let text = error.to_string();
    assert_eq!(error.may_have_succeeded(), may, "{error:?}");
    assert!(text.ends_with(if may { MAY } else { NOT }), "{text}");
}

fn answer(status: &str, headers: &str, body: &str) -> Act {
    Act::Answer(http(status, headers, body))
}

#[tokio::test]
async fn an_error_says_whether_the_call_may_have_succeeded() {
    let error = &*ERROR;
    for (act, may) in [
        (answer("400 Bad Request", "", error), false),
        (answer("401 Unauthorized", "", error), false),
        (answer("404 Not Found", "", "<html>"), false),
        (answer("408 Request Timeout", "", error), true),
        (answer("418 Other", "", error), false),
        (answer("429 Too Many Requests", "", error), false),
        (answer("500 Internal Server Error", "", error), true),
        (answer("501 Not Implemented", "", error), false),
        (answer("502 Bad Gateway", "", "<html>"), true),
        (answer("503 Service Unavailable", "", error), true),
        (
            answer("503 Service Unavailable", "retry-after: 1\r\n", error),
            false,
        ),
        (answer("504 Gateway Timeout", "", ""), true),
        (answer("201 Created", "", "no JSON"), true),
        (answer("201 Created", "", "{}"), true),
        (answer("200 OK", "", "{}"), true),
        (answer("302 Found", "location: /\r\n", ""), true),
        (
            Act::Flood("HTTP/1.1 201 Created\r\n\r\n".to_owned(), 2_000_000),
            true,
        ),
        (
            Act::Answer("HTTP/1.1 201 Created\r\ncontent-length: 9\r\n\r\n{".to_owned()),
            true,
        ),
        // What the status says holds without the body.
        (
            Act::Answer("HTTP/1.1 404 Not Found\r\ncontent-length: 9\r\n\r\n{".to_owned()),
            false,
        ),
        (Act::Close, true),
        (Act::Reset, true),
        (Act::Hang, true),
    ] {
        let server = Scripted::always(act).await;
        let builder = builder(&server.uri()).retry(RetryPolicy::never());
        let client = builder.timeout(Duration::from_millis(500)).build();
        let error = link(&client.expect("a client")).await;
        assert_certainty(&error.expect_err("an error"), may);
    }
}

#[tokio::test]
async fn a_call_that_was_never_sent_did_nothing() {
    let url = format!("http://{}", refusing().await);
    let client = builder(&url).build().expect("a client");
    let error = link(&client).await.expect_err("an error");
    assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
    assert!(error.api().is_none());
    assert_certainty(&error, false);

    let request = SessionLinkRequest::builder().toolkit("github").build();
    let error = client.create_session_link("..", &request).await;
    assert_certainty(&error.expect_err("an error"), false);
}

/// Whoever asks for more attempts may have a link of an earlier one.
#[tokio::test]
async fn an_attempt_before_the_last_counts() {
    let not_found = || answer("404 Not Found", "", &ERROR);
    let too_many = || answer("429 Too Many Requests", "", &ERROR);
    for (first, may) in [(Act::Close, true), (too_many(), false)] {
        let server = Scripted::start(vec![first, not_found()]).await;
        let policy = hasty().retry_ambiguous(true);
        let client = builder(&server.uri()).retry(policy).build();
        let error = link(&client.expect("a client")).await;
        let error = error.expect_err("an error");
        assert_eq!(error.attempts(), 2);
        assert_eq!(error.api().map(|api| api.status().as_u16()), Some(404));
        assert_certainty(&error, may);
    }
}

/// The limits have the proportions of the default ones.
#[tokio::test]
async fn each_attempt_that_does_not_connect_is_known_to_have_done_nothing() {
    let server = Deaf::start().await;
    let client = builder(&server.uri())
        .connect_timeout(Duration::from_millis(500))
        .timeout(Duration::from_millis(1500))
        .retry(RetryPolicy::default().min_delay(Duration::from_millis(25)))
        .build();
    let error = link(&client.expect("a client")).await;
    let error = error.expect_err("an error");
    assert_eq!(error.to_string(), format!("no connection in time {NOT}"));
    assert!(error.is_connect() && error.is_timeout(), "{error:?}");
    assert_eq!(error.attempts(), 3);
}

/// The API's last answer says more than that it could not be reached afterwards.
#[tokio::test]
async fn the_error_is_the_api_s_where_later_attempts_do_not_reach_it() {
    let url = once(answer("429 Too Many Requests", "", &ERROR)).await;
    let client = builder(&url).build().expect("a client");
    let error = link(&client).await.expect_err("an error");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(429));
    assert_eq!(error.attempts(), 3);
    assert_certainty(&error, false);
}

/// The next attempt would be cut off as well, and its link would be lost.
#[tokio::test]
async fn an_attempt_that_would_not_come_to_its_end_is_not_begun() {
    let delay = Duration::from_millis(400);
    let server = wiremock::MockServer::start().await;
    let answer = wiremock::ResponseTemplate::new(429)
        .set_body_raw(ERROR.as_str(), "application/json")
        .set_delay(delay);
    wiremock::Mock::given(wiremock::matchers::any())
        .respond_with(answer)
        .mount(&server)
        .await;
    let builder = builder(&server.uri()).timeout(delay + delay / 2);
    let client = builder.build().expect("a client");
    let error = link(&client).await.expect_err("an error");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(429));
    assert_eq!(error.attempts(), 1);
}
