//! The mock server, as the tests of a program use it. The specs' examples are the measure.

use std::time::Duration;

use composio_link_client::{
    Error, ErrorBody, RetryPolicy,
    mock::MockServer,
    reqwest::{self, Method, header::HeaderMap},
    v3, v3_1,
};
use serde_json::{Value, json};
use tokio::{io::AsyncReadExt, net::TcpStream};

use crate::support::operation::{OPERATIONS, Operation, link, v3_1_client, v3_client};

/// Does the same with each operation, its endpoint and the type of its failures.
macro_rules! with_each_endpoint {
    ($api:expr, |$operation:ident, $endpoint:ident, $Failure:ident| $body:block) => {
        with_each_endpoint!(@ $api.v3().create_connected_account_link(), Operation::V3ConnectedAccount,
            v3::mock::CreateConnectedAccountLinkFailure, $operation, $endpoint, $Failure, $body);
        with_each_endpoint!(@ $api.v3().create_session_link(), Operation::V3Session,
            v3::mock::CreateSessionLinkFailure, $operation, $endpoint, $Failure, $body);
        with_each_endpoint!(@ $api.v3_1().create_connected_account_link(), Operation::V3_1ConnectedAccount,
            v3_1::mock::CreateConnectedAccountLinkFailure, $operation, $endpoint, $Failure, $body);
        with_each_endpoint!(@ $api.v3_1().create_session_link(), Operation::V3_1Session,
            v3_1::mock::CreateSessionLinkFailure, $operation, $endpoint, $Failure, $body);
    };
    (@ $from:expr, $which:expr, $failures:ty, $operation:ident, $endpoint:ident, $Failure:ident, $body:block) => {{
        type $Failure = $failures;
        let ($operation, $endpoint) = ($which, $from);
        $body
    }};
}

/// What came of a request that no client made.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    fn reason(&self) -> &str {
        let reason = self.headers.get("x-mock-reason");
        reason.map_or("", |reason| reason.to_str().expect("it is text"))
    }
}

async fn send(
    api: &MockServer,
    method: Method,
    path: &str,
    key: Option<&str>,
    body: &str,
) -> Answer {
    let url = format!("{}{path}", api.base_url());
    let mut request = reqwest::Client::new().request(method, url);
    if let Some(key) = key {
        request = request.header(key, "none");
    }
    let response = request.body(body.to_owned()).send().await;
    let response = response.expect("an answer");
    Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.json().await.expect("the answer is JSON"),
    }
}

async fn post(api: &MockServer, operation: Operation) -> Answer {
    let (path, body) = (operation.path_of("trs_1"), operation.body().to_string());
    send(api, Method::POST, &path, Some("x-api-key"), &body).await
}

/// The answer that the spec shows for an error, and where it shows none, what it requires.
fn error_of_the_spec(operation: Operation, status: u16) -> Value {
    let schema = &operation.document()["components"]["schemas"]["Error"];
    let mut body = schema["example"].clone();
    if body.is_null() {
        assert_eq!(schema["required"], json!(["error"]));
        let required = &schema["properties"]["error"]["required"];
        assert_eq!(*required, json!(["code", "message", "slug", "status"]));
        body = json!({ "error": { "message": "string", "code": 0, "slug": "string" } });
    }
    body["error"]["status"] = status.into();
    body
}

/// A number that another failure does not change, once the documents name one.
#[test]
fn a_failure_as_a_number_is_its_status() {
    for failure in v3_1::mock::CreateSessionLinkFailure::ALL {
        assert_eq!(*failure as u16, failure.status().as_u16());
    }
    for failure in v3_1::mock::CreateConnectedAccountLinkFailure::ALL {
        assert_eq!(*failure as u16, failure.status().as_u16());
    }
}

#[tokio::test]
async fn untold_it_answers_as_the_specs_show() {
    let api = MockServer::start().await;
    for operation in OPERATIONS {
        let answer = post(&api, operation).await;
        assert_eq!(answer.status, 201, "{operation:?}");
        assert_eq!(answer.body, *operation.shown_answer(), "{operation:?}");
        let token = operation.call(&api.base_url()).await.expect("a link");
        assert_eq!(answer.body["link_token"], token, "{operation:?}");
    }
    with_each_endpoint!(api, |operation, endpoint, _Failure| {
        assert_eq!(endpoint.example(), *operation.shown_answer());
    });
}

#[tokio::test]
async fn each_operation_fails_in_each_way_of_the_specs_and_in_no_other() {
    let api = MockServer::start().await;
    with_each_endpoint!(api, |operation, endpoint, Failure| {
        let responses = operation.described()["responses"].as_object();
        let statuses = responses.expect("they are a mapping").keys();
        let errors = statuses.filter(|status| !status.starts_with('2'));
        let known = Failure::ALL.iter().map(|failure| failure.status());
        let known: Vec<String> = known.map(|status| status.as_str().to_owned()).collect();
        assert!(errors.eq(&known), "{operation:?}: {known:?}");

        for &failure in Failure::ALL {
            endpoint.fail(failure);
            let expected = error_of_the_spec(operation, failure.status().as_u16());
            let answer = post(&api, operation).await;
            assert_eq!(answer.status, failure.status().as_u16());
            assert_eq!(answer.body, expected, "{operation:?} {failure:?}");
            assert_eq!(answer.reason(), "");

            let error = operation.call(&api.base_url()).await.expect_err("it fails");
            assert_eq!(error.status(), Some(failure.status()));
            let Error::Api(answer) = error else {
                panic!("{operation:?} {failure:?}: {error}");
            };
            assert_eq!(answer.body().message(), Some("string"));
            assert_eq!(serde_json::to_value(answer.body()).ok(), Some(expected));
        }
    });
}

#[tokio::test]
async fn what_is_to_fail_next_comes_first_and_is_tried_again_as_the_policy_says() {
    use v3::mock::CreateSessionLinkFailure::{InternalServerError, NotFound};

    let api = MockServer::start().await;
    let endpoint = api.v3().create_session_link();
    let policy = RetryPolicy::default()
        .retry_ambiguous(true)
        .min_delay(Duration::from_millis(1));
    let client = v3_client(&api.base_url()).with_retry(policy);

    endpoint.fail_next(2, InternalServerError);
    let third = link(&client).await.expect("the third attempt works");
    assert_eq!(third.attempts(), 3);
    assert_eq!(endpoint.requests().len(), 3, "each attempt is recorded");

    endpoint.fail_next(1, NotFound);
    endpoint.fail_next(3, InternalServerError);
    let mut seen = Vec::new();
    for _ in 0..3 {
        let status = match link(&client).await {
            Ok(link) => link.status(),
            Err(error) => error.status().expect("there is an answer"),
        };
        seen.push(status.as_u16());
    }
    assert_eq!(seen, [404, 500, 201]);

    endpoint.fail(NotFound);
    endpoint.fail_next(1, InternalServerError);
    for expected in [500, 404, 404] {
        assert_eq!(post(&api, Operation::V3Session).await.status, expected);
    }
    endpoint.reset();
    assert_eq!(endpoint.requests().len(), 0);
    assert_eq!(post(&api, Operation::V3Session).await.status, 201);
}

#[tokio::test]
async fn an_answer_can_be_any_json() {
    let api = MockServer::start().await;
    let endpoint = api.v3().create_session_link();
    let client = v3_client(&api.base_url());

    let poll = json!("https://example.com/poll");
    let mut body = endpoint.example();
    body["poll_url"] = poll.clone();
    endpoint.answer(body);
    let answer = link(&client).await.expect("a link");
    let further = answer.additional_properties.get("poll_url");
    assert_eq!(further, Some(&poll));

    endpoint.answer(json!({}));
    let error = link(&client).await.expect_err("the link token is missing");
    assert!(matches!(error, Error::UnexpectedResponse(_)), "{error}");
}

#[tokio::test]
async fn it_records_what_each_operation_of_each_version_was_called_with() {
    let api = MockServer::start().await;
    let data = v3::ConnectionData::builder().api_key("sk_data").build();
    let account = v3::ConnectedAccountLinkRequest::builder()
        .auth_config_id("ac_1")
        .user_id("user-1")
        .connection_data(data)
        .build();
    let session = v3_1::SessionLinkRequest::builder()
        .toolkit("github")
        .alias("mine")
        .additional_properties([("new", json!(1))])
        .build();
    let v3 = v3::Client::builder()
        .user_api_key("sk_header")
        .base_url(api.base_url())
        .header("x-tenant", "sk_tenant")
        .build()
        .expect("the client can be built");
    let v3_1 = v3_1_client(&api.base_url());
    let odd = "trs/1 ü%2F?#";
    let (one, other) = tokio::join!(
        v3.create_connected_account_link(&account),
        v3_1.create_session_link(odd, &session)
    );
    one.expect("a link");
    other.expect("a link");

    let sent = &api.v3().create_connected_account_link().requests()[..];
    let [sent] = sent else {
        panic!("the operation was called once");
    };
    assert_eq!(sent.request, account);
    assert_eq!(sent.headers()["x-user-api-key"], "sk_header");
    let shown = format!(
        "{sent:?} {:?} {api:?}",
        sent.headers().get("x-user-api-key")
    );
    assert!(!shown.contains("sk_"), "{shown}");
    assert!(shown.contains("user-1") && shown.contains("x-tenant"));

    let sent = &api.v3_1().create_session_link().requests()[..];
    let [sent] = sent else {
        panic!("the operation was called once");
    };
    assert_eq!(sent.session_id.as_str(), odd);
    assert_eq!(sent.request, session);

    assert_eq!(api.v3().create_session_link().requests().len(), 0);
    let others = api.v3_1().create_connected_account_link().requests();
    assert_eq!(others.len(), 0);
}

/// With the documented error, without a record, and without using up what is to fail next.
#[tokio::test]
async fn a_request_that_the_contract_does_not_allow_is_refused() {
    let api = MockServer::start().await;
    with_each_endpoint!(api, |operation, endpoint, Failure| {
        endpoint.fail_next(1, Failure::InternalServerError);
        let (path, good) = (operation.path_of("trs_1"), operation.body().to_string());

        let answer = send(&api, Method::POST, &path, None, &good).await;
        assert_eq!(answer.status, 401, "{operation:?}");
        assert_eq!(answer.body, error_of_the_spec(operation, 401));
        let reason = "there is no key in the header x-api-key or x-user-api-key";
        assert_eq!(answer.reason(), reason);

        let required = match operation.is_session() {
            true => "toolkit",
            false => "auth_config_id",
        };
        for (body, reason) in [
            ("", "not JSON at line 1"),
            ("{}", &format!("the body lacks `{required}`")),
            (&good.replacen(':', ":1,\"x\":", 1), required),
            (&format!("{good} x"), "not JSON"),
        ] {
            for key in ["x-api-key", "x-user-api-key"] {
                let answer = send(&api, Method::POST, &path, Some(key), body).await;
                assert_eq!(answer.status, 400, "{operation:?} {body}");
                assert_eq!(answer.body, error_of_the_spec(operation, 400));
                assert!(answer.reason().contains(reason), "{}", answer.reason());
            }
        }
        assert_eq!(endpoint.requests().len(), 0);
        assert_eq!(post(&api, operation).await.status, 500);
    });
}

#[tokio::test]
async fn another_path_or_method_is_not_found_and_no_error_of_the_api() {
    let api = MockServer::start().await;
    let path = Operation::V3Session.path_of("trs_1");
    for (method, path) in [
        (Method::GET, path.as_str()),
        (Method::POST, "/"),
        (Method::POST, "/api/v4/connected_accounts/link"),
        (Method::POST, "/api/v3/connected_accounts/link/"),
    ] {
        let answer = send(&api, method, path, Some("x-api-key"), "{}").await;
        assert_eq!(answer.status, 404, "{path}");
        let reason = "the API has no such operation";
        assert_eq!(answer.body, json!({ "mock": reason }));
        assert_eq!(answer.reason(), reason);
    }
    let below = format!("{}/below", api.base_url());
    let error = Operation::V3Session.call(&below).await.expect_err("none");
    assert!(matches!(error, Error::UnexpectedResponse(_)), "{error}");
}

#[tokio::test]
async fn a_delay_of_one_operation_leaves_the_others_alone() {
    let api = MockServer::start().await;
    let endpoint = api.v3().create_session_link();
    endpoint.delay(Duration::from_secs(3600));
    let hurried = v3_client(&api.base_url()).with_timeout(Duration::from_millis(200));
    let error = link(&hurried).await.expect_err("no answer in time");
    assert!(error.is_timeout(), "{error}");
    assert_eq!(endpoint.requests().len(), 1);
    assert_eq!(post(&api, Operation::V3_1Session).await.status, 201);
}

#[tokio::test]
async fn servers_know_nothing_of_each_other_and_stop_when_they_are_dropped() {
    let (one, other) = (MockServer::start().await, MockServer::start().await);
    assert_ne!(one.base_url(), other.base_url());
    one.v3()
        .create_session_link()
        .fail(v3::mock::CreateSessionLinkFailure::NotFound);
    assert_eq!(post(&one, Operation::V3Session).await.status, 404);
    assert_eq!(post(&other, Operation::V3Session).await.status, 201);
    assert_eq!(one.v3().create_session_link().requests().len(), 1);

    let address = one.base_url().replace("http://", "");
    let mut connection = TcpStream::connect(address).await.expect("it listens");
    drop(one);
    // An open connection ends with the server; its port may be another's by now.
    let mut buffer = [0];
    let read = connection.read(&mut buffer);
    let read = tokio::time::timeout(Duration::from_secs(30), read).await;
    assert!(matches!(read, Ok(Ok(0) | Err(_))), "{read:?}");
    assert_eq!(post(&other, Operation::V3Session).await.status, 201);
}
