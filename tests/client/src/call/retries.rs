//! What is tried again, and what must not be.

use std::time::{Duration, SystemTime};

use composio_link_client::{
    Response, RetryPolicy, UnexpectedReason,
    v3::{Error, SessionLink},
};

use crate::support::{
    operation::{self, Clients, ERROR, OPERATIONS, Operation, builder, hasty},
    scripted::{Act, Scripted, http},
    server::{answering, refusing},
};

async fn call(
    base_url: &str,
    policy: RetryPolicy,
    timeout: Duration,
) -> Result<Response<SessionLink>, Error> {
    let client = builder(base_url).retry(policy).timeout(timeout).build();
    operation::link(&client.expect("a client")).await
}

/// With which attempt a call succeeds or fails where the server does these acts. It got as many requests.
async fn attempts(
    acts: impl IntoIterator<Item = Act>,
    policy: RetryPolicy,
    timeout: Duration,
) -> Result<usize, usize> {
    let server = Scripted::start(acts.into_iter().collect()).await;
    let outcome = call(&server.uri(), policy, timeout).await;
    let attempts = match &outcome {
        Ok(link) => Ok(link.attempts()),
        Err(error) => Err(error.attempts()),
    };
    let (Ok(number) | Err(number)) = attempts;
    assert_eq!(number, server.requests(), "{outcome:?}");
    attempts
}

const MINUTE: Duration = Duration::from_secs(60);

fn link() -> Act {
    Act::Answer(http("201 Created", "", &Operation::V3Session.answer()))
}

fn answer(status: &str, headers: &str) -> Act {
    Act::Answer(http(status, headers, &ERROR))
}

fn too_many() -> Act {
    answer("429 Too Many Requests", "")
}

fn busy(headers: &str) -> Act {
    answer("503 Service Unavailable", headers)
}

/// A link whose answer is cut off.
fn cut() -> Act {
    Act::Answer("HTTP/1.1 201 Created\r\ncontent-length: 1000\r\n\r\n{".to_owned())
}

#[tokio::test]
async fn a_503_with_retry_after_is_tried_again() {
    let busy = || busy("retry-after: 0\r\n");
    let attempts = attempts([busy(), busy(), link()], hasty(), MINUTE);
    assert_eq!(attempts.await, Ok(3));
}

#[tokio::test]
async fn a_429_is_tried_again_with_and_without_retry_after() {
    for headers in [
        "",
        "retry-after: 0\r\n",
        "retry-after: 0.0\r\n",
        "retry-after: soon\r\n",
        "retry-after: -5\r\n",
    ] {
        let too_many = answer("429 Too Many Requests", headers);
        let attempts = attempts([too_many, link()], hasty(), MINUTE).await;
        assert_eq!(attempts, Ok(2), "{headers}");
    }
}

#[tokio::test]
async fn attempts_are_bounded_and_counted_in_the_error() {
    for (policy, attempts) in [
        (hasty(), 3),
        (hasty().max_attempts(5), 5),
        (RetryPolicy::never(), 1),
    ] {
        let server = Scripted::always(too_many()).await;
        let error = call(&server.uri(), policy, MINUTE).await;
        let error = error.expect_err("an error");
        assert_eq!((error.attempts(), server.requests()), (attempts, attempts));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(429));
    }
}

#[tokio::test]
async fn a_connection_that_was_never_made_is_tried_again() {
    let url = format!("http://{}", refusing().await);
    let error = call(&url, hasty(), MINUTE).await.expect_err("an error");
    let is_connect = matches!(&error, Error::Transport(error) if error.is_connect());
    assert!(is_connect, "{error:?}");
    assert_eq!(error.attempts(), 3);
}

/// The server may have created a link before it died.
#[tokio::test]
async fn what_may_have_happened_is_not_tried_again() {
    for act in [
        Act::Close,
        Act::Reset,
        cut(),
        Act::Answer("HTTP/1.1 ".to_owned()),
        answer("500 Internal Server Error", "retry-after: 0\r\n"),
        answer("502 Bad Gateway", ""),
        busy(""),
        busy("retry-after: soon\r\n"),
        busy("retry-after: -5\r\n"),
        busy("retry-after: .5\r\n"),
        answer("504 Gateway Timeout", ""),
        answer("408 Request Timeout", ""),
        answer("201 Created", ""),
    ] {
        let server = Scripted::always(act).await;
        let clients = Clients::new(&server.uri());
        for operation in OPERATIONS {
            let error = clients.call(operation).await.expect_err("an error");
            assert_eq!(error.attempts(), 1, "{operation:?}: {error:?}");
        }
        assert_eq!(server.requests(), OPERATIONS.len());
    }
}

#[tokio::test]
async fn a_timeout_after_sending_is_not_tried_again() {
    let server = Scripted::always(Act::Hang).await;
    let error = call(&server.uri(), hasty(), Duration::from_millis(100)).await;
    let error = error.expect_err("an error");
    assert_eq!((error.attempts(), server.requests()), (1, 1));
    let is_timeout = matches!(&error, Error::Transport(error) if error.is_timeout());
    assert!(is_timeout, "{error:?}");
}

#[tokio::test]
async fn who_opts_in_tries_again_what_may_have_happened() {
    let policy = || hasty().retry_ambiguous(true);
    for act in [
        Act::Close,
        Act::Reset,
        cut(),
        answer("500 Internal Server Error", ""),
        answer("502 Bad Gateway", ""),
        busy(""),
        answer("504 Gateway Timeout", ""),
    ] {
        assert_eq!(attempts([act, link()], policy(), MINUTE).await, Ok(2));
    }
    // An error that will be the same the next time is none of these.
    let not_found = answer("404 Not Found", "");
    let attempts = attempts([not_found, link()], policy(), MINUTE).await;
    assert_eq!(attempts, Err(1));
}

/// The answer that breaks off and what broke it off are of the same attempt.
#[tokio::test]
async fn an_answer_that_breaks_off_knows_its_attempt() {
    let server = Scripted::start(vec![cut(), cut()]).await;
    let policy = hasty().retry_ambiguous(true).max_attempts(2);
    let error = call(&server.uri(), policy, MINUTE)
        .await
        .expect_err("no link");
    let Error::UnexpectedResponse(answer) = &error else {
        panic!("{error:?}");
    };
    let UnexpectedReason::Incomplete(broken) = answer.reason() else {
        panic!("{error:?}");
    };
    assert_eq!((answer.attempts(), broken.attempts()), (2, 2));
}

#[tokio::test]
async fn retry_after_is_read_as_a_date_as_well() {
    let past = busy("retry-after: Wed, 21 Oct 2015 07:28:00 GMT\r\n");
    assert_eq!(attempts([past, link()], hasty(), MINUTE).await, Ok(2));
}

/// The wait that the server asks for is not cut short: there is no second attempt then.
#[tokio::test]
async fn a_wait_that_is_too_long_ends_the_call_at_once() {
    let tomorrow = SystemTime::now() + Duration::from_secs(24 * 60 * 60);
    let date = format!("retry-after: {}\r\n", httpdate::fmt_http_date(tomorrow));
    for (headers, timeout) in [
        ("retry-after: 86400\r\n", MINUTE),
        ("retry-after: 18446744073709551615\r\n", MINUTE),
        (&date, MINUTE),
        // Too large to count.
        ("retry-after: 99999999999999999999999\r\n", MINUTE),
        // A part of a second counts as a whole one, and the longest of several counts.
        ("retry-after: 10.5\r\n", MINUTE),
        ("retry-after: 10.0001\r\n", MINUTE),
        ("retry-after: 0\r\nretry-after: 86400\r\n", MINUTE),
        // Within the policy's bound, but not within the call's.
        ("retry-after: 5\r\n", Duration::from_secs(2)),
    ] {
        let attempts = attempts([busy(headers), link()], hasty(), timeout).await;
        assert_eq!(attempts, Err(1), "{headers}");
    }
}

/// As much as there is: callers who want no limit, and servers that are not to reach them.
#[tokio::test]
async fn times_that_no_clock_reaches_are_no_limit() {
    let asks = busy("retry-after: 18446744073709551615\r\n");
    let policy = hasty().max_delay(Duration::MAX).max_attempts(usize::MAX);
    assert_eq!(attempts([asks, link()], policy, MINUTE).await, Err(1));
    let without_limit = attempts([too_many(), link()], hasty(), Duration::MAX).await;
    assert_eq!(without_limit, Ok(2));
}

#[tokio::test]
async fn one_call_can_have_its_own_policy_and_timeout() {
    let server = Scripted::start(vec![too_many(), link(), Act::Hang]).await;
    let client = builder(&server.uri()).retry(RetryPolicy::never()).build();
    let client = client.expect("a client");
    let patient = client.with_retry(hasty());
    operation::link(&patient).await.expect("a link");
    let hasty = client.with_timeout(Duration::from_millis(50));
    let error = operation::link(&hasty).await.expect_err("an error");
    assert_eq!(
        error.to_string(),
        "no answer in time (the call may have succeeded)"
    );
}

#[tokio::test]
async fn each_attempt_sends_the_same() {
    let server = answering(429, &ERROR).await;
    let outcome = Operation::V3Session.call(&server.uri()).await;
    outcome.expect_err("an error");
    let requests = server.received_requests().await;
    let requests = requests.expect("requests are recorded");
    assert_eq!(requests.len(), 3);
    for request in &requests {
        assert_eq!(request.headers, requests[0].headers);
        assert_eq!(request.body, br#"{"toolkit":"github"}"#);
    }
}
