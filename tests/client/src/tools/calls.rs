//! What a call of a tool returns, and how it fails.

use std::time::Duration;

use composio_link_client::{
    mock::MockServer,
    tools::{CallFailure, ToolError},
    v3_1,
};
use serde_json::{Value, json};

use crate::support::{
    operation::{Clients, ERROR, OPERATIONS, Operation, v3_1_client},
    requests,
    scripted::{Act, Scripted, http},
    server::{answering, refusing},
};

const MARKER: &str = "MARKER";

/// The pointers and messages of the arguments that do not fit.
pub(super) fn invalid(result: Result<Value, ToolError>) -> Vec<(String, String)> {
    match result {
        Err(ToolError::InvalidArguments(found)) => found
            .iter()
            .map(|argument| (argument.pointer().to_owned(), argument.message().to_owned()))
            .collect(),
        other => panic!("expected invalid arguments, found {other:?}"),
    }
}

#[tokio::test]
async fn an_unknown_tool_is_told_apart() {
    let api = MockServer::start().await;
    let client = v3_1_client(&api.base_url());
    for name in ["", "create_session_link", "tool_router.session.link"] {
        let error = v3_1::tools::call(&client, name, json!({})).await;
        let error = error.expect_err("there is no such tool");
        assert_eq!(error.to_string(), format!("there is no tool `{name}`"));
        assert!(matches!(error, ToolError::UnknownTool { name: found, .. } if found == name));
    }
}

#[tokio::test]
async fn a_tool_is_called_by_the_documents_name_and_by_the_one_that_models_take() {
    let api = MockServer::start().await;
    let client = v3_1_client(&api.base_url());
    let operation = Operation::V3_1Session;
    for name in [operation.tool_name(), "tool_router-session-link-create"] {
        let link = v3_1::tools::call(&client, name, operation.arguments()).await;
        assert!(link.is_ok(), "{name}: {link:?}");
    }
    let endpoint = api.v3_1().create_session_link();
    assert_eq!(endpoint.requests().len(), 2);
}

#[tokio::test]
async fn each_argument_that_does_not_fit_is_named_with_its_pointer_and_nothing_is_sent() {
    let server = answering(201, &Operation::V3_1Session.answer()).await;
    let clients = Clients::new(&server.uri());
    let found = |operation, arguments: Value| {
        let call = clients.tool(operation, arguments);
        async move { invalid(call.await) }
    };
    let pair = |pointer: &str, message: &str| (pointer.to_owned(), message.to_owned());
    let session = Operation::V3_1Session;
    let missing = ["/session_id", "/toolkit"].map(|pointer| pair(pointer, "is required"));
    assert_eq!(found(session, json!({})).await, missing);
    let several = json!({
        "session_id": 1, "toolkit": "", "account_type": "NONE",
        "experimental": { "acl_config_for_shared": { "allowed_user_ids": ["a", ""] } },
    });
    let mut several = found(session, several).await;
    several.sort();
    let expected = [
        (
            "/account_type",
            "the value is not one of \"PRIVATE\" or \"SHARED\"",
        ),
        (
            "/experimental/acl_config_for_shared/allowed_user_ids/1",
            "the value is shorter than 1 character",
        ),
        ("/session_id", "the value is not of type \"string\""),
        ("/toolkit", "the value is shorter than 1 character"),
    ];
    assert_eq!(
        several,
        expected.map(|(pointer, message)| pair(pointer, message))
    );
    for whole in [json!(null), json!([]), json!("text")] {
        let message = "the value is not of type \"object\"";
        assert_eq!(found(session, whole).await, [pair("", message)]);
    }
    // No schema says so of the identifier, as the API's documents do not.
    for id in ["", ".", "..", "%2e%2E"] {
        let found = found(session, json!({ "session_id": id, "toolkit": "" })).await;
        let [toolkit, identifier] = &found[..] else {
            panic!("{id:?}: {found:?}");
        };
        assert_eq!(toolkit.0, "/toolkit", "{id:?}");
        assert_eq!(identifier.0, "/session_id", "{id:?}");
        assert!(identifier.1.contains("expected an identifier"), "{id:?}");
    }
    assert_eq!(requests(&server).await, 0);
}

#[tokio::test]
async fn an_error_of_the_api_says_all_that_the_api_says() {
    for operation in OPERATIONS {
        for (status, attempts) in [(404, 1), (429, 3), (503, 1)] {
            let body = json!({ "error": {
                "message": "no such thing", "code": 7, "slug": "none", "status": status,
                "suggested_fix": "look again", "request_id": "req_1", "further": [1],
            }});
            let server = answering(status, &body.to_string()).await;
            let clients = Clients::new(&server.uri());
            let error = clients.tool(operation, operation.arguments()).await;
            let error = error.expect_err("the API answers with an error");
            assert!(error.to_string().contains("no such thing"), "{error}");
            let ToolError::Api(failure) = error else {
                panic!("{operation:?} {status}: {error:?}");
            };
            assert_eq!(failure.status(), status);
            assert_eq!(*failure.body(), body);
            assert_eq!(failure.request_id(), Some("req_1"));
            assert_eq!(failure.attempts(), attempts);
        }
    }
}

#[tokio::test]
async fn a_call_without_a_documented_answer_is_told_apart_from_the_apis_errors() {
    let failure = async |client: v3_1::Client| -> CallFailure {
        let operation = Operation::V3_1Session;
        let (name, arguments) = (operation.tool_name(), operation.arguments());
        match v3_1::tools::call(&client, name, arguments).await {
            Err(ToolError::Call(failure)) => failure,
            other => panic!("{other:?}"),
        }
    };
    let html = http("502 Bad Gateway", "x-request-id: req_2\r\n", "<html>");
    let html = Scripted::always(Act::Answer(html)).await;
    let failed = failure(v3_1_client(&html.uri())).await;
    assert_eq!(failed.status().expect("there is one"), 502);
    assert_eq!(failed.request_id(), Some("req_2"));
    assert!(!failed.is_timeout());
    assert_eq!(failed.attempts(), 1);

    let nobody = format!("http://{}", refusing().await);
    let failed = failure(v3_1_client(&nobody)).await;
    assert_eq!(failed.status(), None);
    assert!(failed.attempts() > 1, "a connection is tried again");
    assert!(
        failed.to_string().contains("refused"),
        "it says why: {failed}"
    );

    let silent = Scripted::always(Act::Hang).await;
    let client = v3_1_client(&silent.uri()).with_timeout(Duration::from_millis(1));
    assert!(failure(client).await.is_timeout());
}

/// What the typed calls say of it is tested with them.
#[tokio::test]
async fn an_error_says_whether_calling_again_can_do_the_work_twice() {
    let operation = Operation::V3_1Session;
    let failed = async |act: Act, name: &str, arguments: Value| {
        let server = Scripted::always(act).await;
        let client = v3_1_client(&server.uri()).with_timeout(Duration::from_secs(1));
        let error = v3_1::tools::call(&client, name, arguments).await;
        error.expect_err("it fails")
    };
    let name = operation.tool_name();
    for (act, may) in [
        (Act::Answer(http("404 Not Found", "", &ERROR)), false),
        (Act::Answer(http("500 Broken", "", &ERROR)), true),
        (Act::Answer(http("404 Not Found", "", "<html>")), false),
        (Act::Answer(http("201 Created", "", "{}")), true),
        (Act::Close, true),
        (Act::Hang, true),
    ] {
        let error = failed(act, name, operation.arguments()).await;
        assert_eq!(error.may_have_succeeded(), may, "{error:?}");
        let inner = match &error {
            ToolError::Api(failure) => failure.may_have_succeeded(),
            ToolError::Call(failure) => failure.may_have_succeeded(),
            other => panic!("{other:?}"),
        };
        assert_eq!(inner, may, "{error:?}");
    }
    for (name, arguments) in [("none", operation.arguments()), (name, json!({}))] {
        let error = failed(Act::Close, name, arguments).await;
        assert!(!error.may_have_succeeded(), "{error:?}");
    }
}

/// Arguments with a marker in each kind of place that can hold a secret.
fn secret_arguments() -> Value {
    json!({
        "auth_config_id": "ac_1",
        "user_id": "user-1",
        "connection_data": {
            "password": format!("{MARKER}-1"),
            "refresh_token": format!("{MARKER}-1-longer"),
            "authed_user": { "access_token": format!("{MARKER}\"\u{e9}\n") },
            "own_field": [{ "deep": format!("{MARKER}-3") }],
            "shop": "shown",
        },
        "further": format!("{MARKER}-4"),
    })
}

#[tokio::test]
async fn what_the_api_quotes_of_the_arguments_shows_no_secret() {
    let arguments = secret_arguments();
    let quote = format!("{arguments} {}-3 {MARKER}\"\u{e9}\n shown", MARKER);
    let body = json!({ "error": {
        "message": quote, "code": 1, "slug": format!("{MARKER}-1"), "status": 400,
        "errors": [format!("{MARKER}-4")], "request_id": format!("{MARKER}-1-longer"),
        "quoted": arguments, format!("{MARKER}-3"): 1,
    }});
    let server = answering(400, &body.to_string()).await;
    let clients = Clients::new(&server.uri());
    for operation in [
        Operation::V3ConnectedAccount,
        Operation::V3_1ConnectedAccount,
    ] {
        let error = clients.tool(operation, secret_arguments()).await;
        let error = error.expect_err("the API refuses it");
        let printed = format!("{error} {error:?} {error:#?}");
        let ToolError::Api(failure) = &error else {
            panic!("{error:?}");
        };
        let whole = format!("{printed} {} {:?}", failure.body(), failure.request_id());
        assert!(!whole.contains(MARKER), "{whole}");
        let message = failure.body()["error"]["message"].as_str().expect("a text");
        assert!(
            message.ends_with("[redacted] [redacted]\n shown"),
            "{message}"
        );
        assert_eq!(
            failure.body()["error"]["quoted"]["connection_data"]["shop"],
            "shown"
        );
    }
}

#[tokio::test]
async fn arguments_that_do_not_fit_are_not_quoted() {
    let clients = Clients::new("http://localhost:1");
    let marked = || json!([format!("{MARKER}-1")]);
    let mut arguments = secret_arguments();
    arguments["user_id"] = marked();
    for name in [
        "password",
        "refresh_token",
        "expires_in",
        "long_redirect_url",
        "authed_user",
    ] {
        arguments["connection_data"][name] = marked();
    }
    arguments["account_type"] = json!(format!("{MARKER}-5"));
    let error = clients
        .tool(Operation::V3_1ConnectedAccount, arguments)
        .await;
    let error = error.expect_err("it does not fit");
    let printed = format!("{error} {error:?}");
    assert!(printed.contains("/connection_data/password"), "{printed}");
    assert!(printed.contains("/account_type"), "{printed}");
    assert!(!printed.contains(MARKER), "{printed}");
}
