//! What is tried again, and what must not be.

use std::time::{Duration, SystemTime};

use composio_link_client::{
    Response, RetryPolicy,
    v3::{self, Error, SessionLink},
};

use crate::support::{
    documents::{ERROR, V3_SESSION_LINK},
    link::{OPERATIONS, Operation, hasty},
    scripted::{Act, Scripted, http},
    server::refusing,
};

async fn call(
    base_url: &str,
    policy: RetryPolicy,
    timeout: Duration,
) -> Result<Response<SessionLink>, Error> {
    let client = v3::Client::builder()
        .api_key("YOUR_API_KEY")
        .base_url(base_url)
        .retry(policy)
        .timeout(timeout)
        .build()
        .expect("the client can be built");
    let request = v3::SessionLinkRequest::builder().toolkit("github").build();
    client.create_session_link("trs_1", &request).await
}

const MINUTE: Duration = Duration::from_secs(60);

fn link() -> Act {
    Act::Answer(http("201 Created", "", V3_SESSION_LINK))
}

fn answer(status: &str, headers: &str) -> Act {
    Act::Answer(http(status, headers, ERROR))
}

#[tokio::test]
async fn a_503_with_retry_after_is_tried_again() {
    let busy = answer("503 Service Unavailable", "retry-after: 0\r\n");
    let server = Scripted::start(vec![busy.clone(), busy, link()]).await;
    let link = call(&server.uri(), hasty(), MINUTE).await.expect("a link");
    assert_eq!(link.attempts(), 3);
    assert_eq!(server.requests(), 3);
}

#[tokio::test]
async fn a_429_is_tried_again_with_and_without_retry_after() {
    for headers in ["", "retry-after: 0\r\n", "retry-after: soon\r\n"] {
        let server = Scripted::start(vec![answer("429 Too Many Requests", headers), link()]).await;
        let link = call(&server.uri(), hasty(), MINUTE).await.expect("a link");
        assert_eq!((link.attempts(), server.requests()), (2, 2), "{headers}");
    }
}

#[tokio::test]
async fn attempts_are_bounded_and_counted_in_the_error() {
    let server = Scripted::start(vec![answer("429 Too Many Requests", "")]).await;
    let error = call(&server.uri(), hasty(), MINUTE)
        .await
        .expect_err("an error");
    assert_eq!((error.attempts(), server.requests()), (3, 3));
    assert_eq!(error.status().map(|status| status.as_u16()), Some(429));

    let server = Scripted::start(vec![answer("429 Too Many Requests", "")]).await;
    let policy = hasty().max_attempts(5);
    let error = call(&server.uri(), policy, MINUTE)
        .await
        .expect_err("an error");
    assert_eq!((error.attempts(), server.requests()), (5, 5));

    let server = Scripted::start(vec![answer("429 Too Many Requests", ""), link()]).await;
    let error = call(&server.uri(), RetryPolicy::never(), MINUTE)
        .await
        .expect_err("an error");
    assert_eq!((error.attempts(), server.requests()), (1, 1));
}

#[tokio::test]
async fn a_connection_that_was_never_made_is_tried_again() {
    let address = refusing().await;
    let error = call(&format!("http://{address}"), hasty(), MINUTE)
        .await
        .expect_err("an error");
    assert!(
        matches!(&error, Error::Transport(error) if error.is_connect()),
        "{error:?}"
    );
    assert_eq!(error.attempts(), 3);
}

/// The server may have created a link before it died.
#[tokio::test]
async fn what_may_have_happened_is_not_tried_again() {
    let cut = "HTTP/1.1 201 Created\r\ncontent-length: 1000\r\n\r\n{".to_owned();
    for operation in OPERATIONS {
        for act in [
            Act::Close,
            Act::Reset,
            Act::Answer(cut.clone()),
            Act::Answer("HTTP/1.1 ".to_owned()),
            answer("500 Internal Server Error", "retry-after: 0\r\n"),
            answer("502 Bad Gateway", ""),
            answer("503 Service Unavailable", ""),
            answer("503 Service Unavailable", "retry-after: soon\r\n"),
            answer("504 Gateway Timeout", ""),
            answer("408 Request Timeout", ""),
            answer("201 Created", ""),
        ] {
            let server = Scripted::start(vec![act]).await;
            let error = operation.call(&server.uri()).await.expect_err("an error");
            assert_eq!(
                (error.attempts(), server.requests()),
                (1, 1),
                "{operation:?}: {error:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_timeout_after_sending_is_not_tried_again() {
    let server = Scripted::start(vec![Act::Hang]).await;
    let error = call(&server.uri(), hasty(), Duration::from_millis(100)).await;
    let error = error.expect_err("an error");
    assert!(
        matches!(&error, Error::Transport(error) if error.is_timeout()),
        "{error:?}"
    );
    assert_eq!((error.attempts(), server.requests()), (1, 1));
}

#[tokio::test]
async fn who_opts_in_tries_again_what_may_have_happened() {
    let cut = "HTTP/1.1 201 Created\r\ncontent-length: 1000\r\n\r\n{".to_owned();
    for act in [
        Act::Close,
        Act::Reset,
        Act::Answer(cut),
        answer("500 Internal Server Error", ""),
        answer("502 Bad Gateway", ""),
        answer("503 Service Unavailable", ""),
        answer("504 Gateway Timeout", ""),
    ] {
        let server = Scripted::start(vec![act, link()]).await;
        let policy = hasty().retry_ambiguous(true);
        let link = call(&server.uri(), policy, MINUTE).await.expect("a link");
        assert_eq!((link.attempts(), server.requests()), (2, 2));
    }
    // An error that will be the same the next time is none of these.
    let server = Scripted::start(vec![answer("404 Not Found", ""), link()]).await;
    let policy = hasty().retry_ambiguous(true);
    let error = call(&server.uri(), policy, MINUTE)
        .await
        .expect_err("an error");
    assert_eq!((error.attempts(), server.requests()), (1, 1));
}

#[tokio::test]
async fn retry_after_is_read_as_a_date_as_well() {
    let past = "retry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\n";
    let server = Scripted::start(vec![answer("503 Service Unavailable", past), link()]).await;
    call(&server.uri(), hasty(), MINUTE).await.expect("a link");
    assert_eq!(server.requests(), 2);
}

/// The wait that the server asks for is not cut short: there is no second attempt then.
#[tokio::test]
async fn a_wait_that_is_too_long_ends_the_call_at_once() {
    let tomorrow = SystemTime::now() + Duration::from_secs(24 * 60 * 60);
    let date = format!("retry-after: {}\r\n", httpdate::fmt_http_date(tomorrow));
    for headers in [
        "retry-after: 86400\r\n",
        "retry-after: 18446744073709551615\r\n",
        &date,
    ] {
        let server =
            Scripted::start(vec![answer("503 Service Unavailable", headers), link()]).await;
        let error = call(&server.uri(), hasty(), MINUTE)
            .await
            .expect_err("an error");
        assert_eq!((error.attempts(), server.requests()), (1, 1), "{headers}");
    }
    // Within the policy's bound, but not within the call's.
    let headers = "retry-after: 5\r\n";
    let server = Scripted::start(vec![answer("503 Service Unavailable", headers), link()]).await;
    let error = call(&server.uri(), hasty(), Duration::from_secs(2))
        .await
        .expect_err("an error");
    assert_eq!((error.attempts(), server.requests()), (1, 1));
}

/// As much as there is: callers who want no limit, and servers that are not to reach them.
#[tokio::test]
async fn times_that_no_clock_reaches_are_no_limit() {
    let asks = "retry-after: 18446744073709551615\r\n";
    let server = Scripted::start(vec![answer("503 Service Unavailable", asks), link()]).await;
    let policy = hasty().max_delay(Duration::MAX).max_attempts(usize::MAX);
    let error = call(&server.uri(), policy, MINUTE)
        .await
        .expect_err("an error");
    assert_eq!((error.attempts(), server.requests()), (1, 1));

    let server = Scripted::start(vec![answer("429 Too Many Requests", ""), link()]).await;
    let link = call(&server.uri(), hasty(), Duration::MAX)
        .await
        .expect("a link");
    assert_eq!((link.attempts(), server.requests()), (2, 2));
}

#[tokio::test]
async fn one_call_can_have_its_own_policy_and_timeout() {
    let server =
        Scripted::start(vec![answer("429 Too Many Requests", ""), link(), Act::Hang]).await;
    let client = v3::Client::builder()
        .api_key("YOUR_API_KEY")
        .base_url(server.uri())
        .retry(RetryPolicy::never())
        .build()
        .expect("the client can be built");
    let request = v3::SessionLinkRequest::builder().toolkit("github").build();
    let patient = client.with_retry(hasty());
    patient
        .create_session_link("trs_1", &request)
        .await
        .expect("a link");
    let hasty = client.with_timeout(Duration::from_millis(50));
    let error = hasty
        .create_session_link("trs_1", &request)
        .await
        .expect_err("an error");
    assert_eq!(error.to_string(), "no answer in time");
}

#[tokio::test]
async fn each_attempt_sends_the_same() {
    let server = crate::support::server::answering(429, ERROR).await;
    Operation::V3Session
        .call(&server.uri())
        .await
        .expect_err("an error");
    let requests = server
        .received_requests()
        .await
        .expect("requests are recorded");
    assert_eq!(requests.len(), 3);
    for request in &requests {
        assert_eq!(request.headers, requests[0].headers);
        assert_eq!(request.body, br#"{"toolkit":"github"}"#);
    }
}
