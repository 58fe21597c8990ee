//! The example MCP server, by the official client over the standard input and output of the child.

use std::{fs, path::Path, process::Stdio, time::Duration};

use composio_link_client::{
    mock::MockServer,
    tools::Tool,
    v3_1::{self, mock::CreateSessionLinkFailure},
};
use rmcp::{
    RoleClient, ServiceExt,
    model::{
        CallToolRequest, CallToolRequestParams, CallToolResult, ClientRequest, CustomRequest,
        ErrorCode,
    },
    service::{PeerRequestOptions, RunningService, ServiceError},
    transport::TokioChildProcess,
};
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, process::Command};

use super::validator;
use crate::support::{
    operation::{CONNECTED_ACCOUNT, ERROR, Operation, SESSION},
    program,
    scripted::{Act, Scripted, http},
    workspace,
};

type Client = RunningService<RoleClient, ()>;

/// The server that is built of the example, with these keys and no others.
fn command(environment: &[(&str, &str)], arguments: &[&str]) -> Command {
    let mut command = program(env!("CARGO_BIN_EXE_frozen-mcp-server"), environment);
    command.args(arguments);
    command.into()
}

async fn started(command: Command) -> Client {
    let child = TokioChildProcess::new(command);
    let child = child.expect("the server can be started");
    ().serve(child).await.expect("it speaks the protocol")
}

/// A server that talks to an API at this URL.
async fn start(base_url: &str) -> Client {
    let environment = [
        ("COMPOSIO_API_KEY", "key-12345"),
        ("COMPOSIO_BASE_URL", base_url),
    ];
    started(command(&environment, &[])).await
}

/// A server that talks to one of its own.
async fn start_mock() -> Client {
    started(command(&[], &["--mock"])).await
}

async fn call(client: &Client, name: &str, arguments: Value) -> CallToolResult {
    let arguments = arguments.as_object().expect("it is an object").clone();
    let request = CallToolRequestParams::new(name.to_owned()).with_arguments(arguments);
    client.call_tool(request).await.expect("it is a result")
}

/// The same of a session's link, with arguments that fit.
async fn call_session(client: &Client) -> CallToolResult {
    call(client, SESSION, Operation::V3_1Session.arguments()).await
}

/// The text that a model is shown.
fn text(result: &CallToolResult) -> &str {
    let [content] = &result.content[..] else {
        panic!("expected one text: {result:?}");
    };
    &content.as_text().expect("it is a text").text
}

#[tokio::test(flavor = "multi_thread")]
async fn it_lists_the_tools_as_hosts_pass_them_on_and_each_returns_a_link() {
    let client = start_mock().await;
    let listed = client.list_all_tools().await.expect("it lists the tools");
    let listed = serde_json::to_value(&listed).expect("they can be encoded");
    let expected: Vec<Value> = v3_1::tools::all().iter().map(Tool::to_mcp).collect();
    assert_eq!(listed, json!(expected));

    for operation in [Operation::V3_1Session, Operation::V3_1ConnectedAccount] {
        // A host may know the tool from the API's documents.
        for name in [operation.tool().safe_name(), operation.tool_name()] {
            let result = call(&client, name, operation.arguments()).await;
            assert_eq!(result.is_error, Some(false));
            let shown: Value = serde_json::from_str(text(&result)).expect("the text is JSON");
            let link = result.structured_content.expect("it is structured");
            assert!(link["redirect_url"].is_string(), "{link}");
            assert_eq!(shown, link, "for clients that take text alone");
            let output = validator(operation.tool().output_schema());
            assert!(output.is_valid(&link), "{link}");
        }
    }
    client.cancel().await.expect("it stops");
}

#[tokio::test(flavor = "multi_thread")]
async fn links_that_are_made_up_are_said_to_be_and_others_are_not() {
    let made_up = "made up";
    let client = start_mock().await;
    let server = client.peer_info().expect("it has told");
    let instructions = server.instructions.as_deref().expect("there are some");
    assert!(instructions.contains(made_up), "{instructions}");
    let link = call_session(&client).await;
    let structured = link.structured_content.as_ref().expect("it is structured");
    assert!(structured.to_string().contains(made_up), "{link:?}");
    assert!(text(&link).contains(made_up), "{link:?}");
    let refused = call(&client, SESSION, json!({})).await;
    assert!(text(&refused).contains(made_up), "{refused:?}");
    client.cancel().await.expect("it stops");

    let api = MockServer::start().await;
    let client = start(&api.base_url()).await;
    let server = client.peer_info().expect("it has told");
    let shown = format!("{server:?} {:?}", call_session(&client).await);
    assert!(!shown.contains(made_up), "{shown}");
    client.cancel().await.expect("it stops");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_is_cancelled_is_dropped() {
    let api = Scripted::always(Act::Hang).await;
    let client = start(&api.uri()).await;
    let arguments = Operation::V3_1Session.arguments();
    let arguments = arguments.as_object().expect("it is an object").clone();
    let request = CallToolRequestParams::new(SESSION).with_arguments(arguments);
    let request = ClientRequest::CallToolRequest(CallToolRequest::new(request));
    let call = client.send_cancellable_request(request, PeerRequestOptions::no_options());
    let call = call.await.expect("it is sent");
    api.arrived().await;
    call.cancel(None).await.expect("it is told");
    // A call that goes on holds its connection for its 30 seconds.
    let patience = Duration::from_secs(15);
    let hung_up = tokio::time::timeout(patience, api.hung_up()).await;
    hung_up.expect("the connection ends with the call");
    assert_eq!(api.requests(), 1);

    // The server is still there for others.
    api.then(Act::keep(201, Operation::V3_1Session.answer().as_bytes()));
    assert_eq!(call_session(&client).await.is_error, Some(false));
    client.cancel().await.expect("it stops");
}

/// A model can mend them, so they are results, which it is shown.
#[tokio::test(flavor = "multi_thread")]
async fn arguments_that_do_not_fit_are_results_that_say_where() {
    let client = start_mock().await;
    for (name, arguments, shown) in [
        (
            SESSION,
            json!({ "toolkit": "" }),
            ["`/session_id`: is required", "`/toolkit`:"],
        ),
        (
            CONNECTED_ACCOUNT,
            json!({ "user_id": 1 }),
            ["`/auth_config_id`: is required", "`/user_id`:"],
        ),
        (
            SESSION,
            json!({ "session_id": "..", "toolkit": "github" }),
            ["`/session_id`", "identifier"],
        ),
    ] {
        let result = call(&client, name, arguments).await;
        assert_eq!(result.is_error, Some(true));
        let is_shown = shown.iter().all(|part| text(&result).contains(part));
        assert!(is_shown, "{result:?}");
        assert_eq!(result.structured_content, None);
    }
    // No arguments at all are an empty object.
    let request = CallToolRequestParams::new(SESSION);
    let result = client.call_tool(request).await.expect("it is a result");
    assert!(text(&result).contains("`/toolkit`: is required"));
    client.cancel().await.expect("it stops");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_tool_is_an_error_of_the_protocol() {
    let client = start_mock().await;
    let error = client
        .call_tool(CallToolRequestParams::new("link.delete"))
        .await;
    let Err(ServiceError::McpError(error)) = error else {
        panic!("{error:?}");
    };
    assert_eq!(error.code, ErrorCode::INVALID_PARAMS);
    assert_eq!(error.message, "there is no tool `link.delete`");
    client.cancel().await.expect("it stops");
}

/// The protocol has arguments that are an object, and a call that names its tool.
#[tokio::test(flavor = "multi_thread")]
async fn a_call_of_another_form_is_an_error_of_the_protocol_that_says_so() {
    let client = start_mock().await;
    let send = async |params: Value| {
        let request = CustomRequest::new("tools/call", Some(params));
        let answer = client.send_request(ClientRequest::CustomRequest(request));
        match answer.await {
            Err(ServiceError::McpError(error)) => error,
            other => panic!("{other:?}"),
        }
    };
    for params in [
        json!({ "name": SESSION, "arguments": ["MARKER"] }),
        json!({ "name": SESSION, "arguments": "MARKER" }),
        json!({ "arguments": {} }),
    ] {
        let error = send(params).await;
        assert_eq!(error.code, ErrorCode::INVALID_PARAMS);
        assert!(error.message.contains("expected"), "{error}");
        assert!(!format!("{error:?}").contains("MARKER"), "{error}");
    }
    client.cancel().await.expect("it stops");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_it_has_not_is_not_found() {
    let client = start_mock().await;
    for (method, params) in [
        ("links/delete", json!({})),
        ("prompts/list", json!({})),
        ("prompts/get", json!({ "name": "x" })),
        ("resources/list", json!({})),
        ("resources/read", json!({ "uri": "x:y" })),
        ("resources/templates/list", json!({})),
        ("resources/subscribe", json!({ "uri": "x:y" })),
        ("resources/unsubscribe", json!({ "uri": "x:y" })),
        ("logging/setLevel", json!({ "level": "info" })),
        ("tasks/get", json!({ "taskId": "x" })),
        (
            "completion/complete",
            json!({ "ref": { "type": "ref/prompt", "name": "x" }, "argument": { "name": "x", "value": "y" } }),
        ),
    ] {
        let request = CustomRequest::new(method, Some(params));
        let answer = client.send_request(ClientRequest::CustomRequest(request));
        let Err(ServiceError::McpError(error)) = answer.await else {
            panic!("{method} is answered");
        };
        assert_eq!(error.code, ErrorCode::METHOD_NOT_FOUND, "{method}: {error}");
    }
    client.cancel().await.expect("it stops");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_the_api_is_a_result_with_the_apis_words() {
    let api = MockServer::start().await;
    let client = start(&api.base_url()).await;
    let session = api.v3_1().create_session_link();

    session.fail(CreateSessionLinkFailure::NotFound);
    let result = call_session(&client).await;
    assert_eq!(result.is_error, Some(true));
    assert_eq!(result.structured_content, None);
    let shown = text(&result);
    let start = "the API answered 404 Not Found";
    assert!(shown.starts_with(start), "{shown}");
    assert!(shown.contains(r#""suggested_fix":"string""#), "{shown}");

    session.reset();
    let result = call_session(&client).await;
    assert_eq!(result.is_error, Some(false));
    assert_eq!(session.requests()[0].headers()["x-api-key"], "key-12345");
    assert_eq!(session.requests()[0].session_id.as_str(), "trs_1");
    client.cancel().await.expect("it stops");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_told_whether_calling_again_can_create_a_second_link() {
    let created = "calling again can create a second one";
    let not = "calling again cannot create a second one";
    let api = Scripted::always(Act::Close).await;
    let client = start(&api.uri()).await;
    for (act, said) in [
        (Act::Close, created),
        (Act::Answer(http("500 Broken", "", &ERROR)), created),
        (Act::Answer(http("404 Not Found", "", &ERROR)), not),
        (Act::Answer(http("404 Not Found", "", "<html>")), not),
    ] {
        api.then(act);
        let result = call_session(&client).await;
        assert_eq!(result.is_error, Some(true));
        assert!(text(&result).contains(said), "{result:?}");
    }
    let result = call(&client, SESSION, json!({})).await;
    assert!(text(&result).contains(not), "{result:?}");
    client.cancel().await.expect("it stops");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_users_key_is_one_too() {
    let api = MockServer::start().await;
    let url = api.base_url();
    let environment = [
        ("COMPOSIO_API_KEY", ""),
        ("COMPOSIO_USER_API_KEY", "user-12345"),
        ("COMPOSIO_BASE_URL", url.as_str()),
    ];
    let client = started(command(&environment, &[])).await;
    assert_eq!(call_session(&client).await.is_error, Some(false));
    let requests = api.v3_1().create_session_link().requests();
    assert_eq!(requests[0].headers()["x-user-api-key"], "user-12345");
    client.cancel().await.expect("it stops");
}

/// The official client overlooks what is not of the protocol; others do not.
#[tokio::test(flavor = "multi_thread")]
async fn it_writes_nothing_but_the_protocol_and_ends_with_its_input() {
    let mut command = command(&[], &["--mock"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut server = command.spawn().expect("the server can be started");
    let mut input = server.stdin.take().expect("it is a pipe");
    let client = json!({ "name": "raw", "version": "1" });
    let parameters =
        json!({ "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client });
    let session = json!({ "name": SESSION, "arguments": Operation::V3_1Session.arguments() });
    for message in [
        json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": parameters }),
        json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }),
        json!({ "jsonrpc": "2.0", "id": 2, "method": "tools/list" }),
        json!({ "jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": session }),
    ] {
        let line = format!("{message}\n");
        input.write_all(line.as_bytes()).await.expect("it reads");
    }
    drop(input);
    let output = server.wait_with_output().await.expect("it ends");
    assert!(output.status.success(), "{output:?}");
    let written = String::from_utf8(output.stdout).expect("it is text");
    let mut ids: Vec<i64> = written
        .lines()
        .map(|line| {
            let message: Value = serde_json::from_str(line).expect("each line is JSON");
            assert_eq!(message["jsonrpc"], "2.0", "{line}");
            message["id"].as_i64().expect("it answers a request")
        })
        .collect();
    ids.sort();
    assert_eq!(ids, [1, 2, 3]);
}

/// Made-up links must not be what comes of a key that was forgotten.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_it_does_not_start_and_says_what_to_set() {
    let base_url = ("COMPOSIO_BASE_URL", "http://localhost:1");
    let empty = ("COMPOSIO_API_KEY", "");
    for (environment, arguments) in [
        (&[][..], &[][..]),
        (&[empty], &[]),
        (&[base_url], &[]),
        (&[("COMPOSIO_API_KEY", "key-12345")], &["--mok"]),
    ] {
        let mut command = command(environment, arguments);
        let output = command.output().await.expect("the server can be started");
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
        let errors = String::from_utf8_lossy(&output.stderr);
        let names: &[&str] = match arguments {
            [] => &["COMPOSIO_API_KEY", "COMPOSIO_USER_API_KEY", "`--mock`"],
            _ => &["`--mock`"],
        };
        assert!(names.iter().all(|name| errors.contains(name)), "{errors}");
        assert!(!errors.contains("key-12345"), "{errors}");
    }
}

/// The README's block, with the path that a reader writes there.
#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_of_the_readme_names_what_is_built() {
    let readme = fs::read_to_string(workspace().join("README.md")).expect("it can be read");
    let block = readme
        .split("```json\n")
        .nth(1)
        .expect("it shows a configuration");
    let block = block.split("```").next().expect("the block ends");
    let configuration: Value = serde_json::from_str(block).expect("it is JSON");
    let server = &configuration["mcpServers"]["composio-link"];
    let command = server["command"].as_str().expect("it names a command");
    let below_target = Path::new("target/debug/examples/mcp_server");
    assert!(Path::new(command).ends_with(below_target), "{command}");
    let environment = server["env"].as_object().expect("an object");
    let names: Vec<&String> = environment.keys().collect();
    assert_eq!(names, ["COMPOSIO_API_KEY"]);
}
