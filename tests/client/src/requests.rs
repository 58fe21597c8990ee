//! What each operation sends.

use composio_link_client::{Nullable, Number, v3, v3_1};
use serde_json::{Value, json};
use wiremock::Request;

use crate::support::{
    documents::v3_connected_account_link_request,
    link::{Operation, v3_1_client, v3_client},
    schema::request_validator,
    server::{answering, only_request},
    spec::document,
};

/// Every request is a POST with exactly these headers, and a body that the spec's schema accepts.
fn assert_request(operation: Operation, request: &Request, path: &str, body: &Value) {
    assert_eq!(request.method.as_str(), "POST");
    assert_eq!(request.url.path(), path);
    assert_eq!(request.url.query(), None);

    let mut headers: Vec<(&str, &str)> = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().expect("headers are text")))
        .filter(|(name, _)| *name != "host")
        .collect();
    headers.sort_unstable();
    let length = request.body.len().to_string();
    let agent = concat!("composio-link-client/", env!("CARGO_PKG_VERSION"));
    assert_eq!(
        headers,
        [
            ("accept", "application/json"),
            ("content-length", length.as_str()),
            ("content-type", "application/json"),
            ("user-agent", agent),
            ("x-api-key", "YOUR_API_KEY"),
        ]
    );

    let sent: Value = serde_json::from_slice(&request.body).expect("the body is JSON");
    assert_eq!(sent, *body);
    assert_valid(operation, &sent);
}

fn assert_valid(operation: Operation, body: &Value) {
    let validator = request_validator(operation.version(), operation.path());
    let errors: Vec<String> = validator
        .iter_errors(body)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "the spec refuses {body}: {errors:?}");
}

/// The cURL example of the v3 document.
#[tokio::test]
async fn v3_creates_a_connected_account_link_as_documented() {
    let operation = Operation::V3ConnectedAccount;
    let server = answering(201, operation.answer()).await;
    let body = v3_connected_account_link_request();
    let request: v3::ConnectedAccountLinkRequest =
        serde_json::from_value(body.clone()).expect("the example is a request");

    let client = v3_client(&server.uri());
    client
        .create_connected_account_link(&request)
        .await
        .expect("a link");

    let sent = only_request(&server).await;
    assert_request(operation, &sent, "/api/v3/connected_accounts/link", &body);
}

/// The cURL example of the v3 document.
#[tokio::test]
async fn v3_creates_a_session_link_as_documented() {
    let operation = Operation::V3Session;
    let server = answering(201, operation.answer()).await;
    let request = v3::SessionLinkRequest::builder()
        .toolkit("string")
        .callback_url("https://example.com")
        .build();

    let client = v3_client(&server.uri());
    client
        .create_session_link("string", &request)
        .await
        .expect("a link");

    let sent = only_request(&server).await;
    let body = json!({ "toolkit": "string", "callback_url": "https://example.com" });
    assert_request(
        operation,
        &sent,
        "/api/v3/tool_router/session/string/link",
        &body,
    );
}

/// The cURL example of the v3.1 document.
#[tokio::test]
async fn v3_1_creates_a_connected_account_link_as_documented() {
    let operation = Operation::V3_1ConnectedAccount;
    let server = answering(201, operation.answer()).await;
    let request = v3_1::ConnectedAccountLinkRequest::builder()
        .auth_config_id("string")
        .user_id("string")
        .build();

    let client = v3_1_client(&server.uri());
    client
        .create_connected_account_link(&request)
        .await
        .expect("a link");

    let sent = only_request(&server).await;
    let body = json!({ "auth_config_id": "string", "user_id": "string" });
    assert_request(operation, &sent, "/api/v3.1/connected_accounts/link", &body);
}

/// The cURL example of the v3.1 document.
#[tokio::test]
async fn v3_1_creates_a_session_link_as_documented() {
    let operation = Operation::V3_1Session;
    let server = answering(201, operation.answer()).await;
    let request = v3_1::SessionLinkRequest::builder()
        .toolkit("github")
        .build();

    let client = v3_1_client(&server.uri());
    client
        .create_session_link("trs_LX9uJKBinWWr", &request)
        .await
        .expect("a link");

    let sent = only_request(&server).await;
    let path = "/api/v3.1/tool_router/session/trs_LX9uJKBinWWr/link";
    assert_request(operation, &sent, path, &json!({ "toolkit": "github" }));
}

/// Every field of `connection_data` with a value of its own, through the setters.
fn full_connection_data() -> v3::ConnectionData {
    v3::ConnectionData::builder()
        .access_token("access_token")
        .account_id("account_id")
        .account_url("account_url")
        .api_key("api_key")
        .api_url("api_url")
        .application_id("application_id")
        .auth_uri("authUri")
        .authed_user(
            v3::AuthedUser::builder()
                .access_token("authed_user.access_token")
                .scope("authed_user.scope")
                .additional_properties([("id", json!("U1"))])
                .build(),
        )
        .base_url("base_url")
        .basic_encoded("basic_encoded")
        .bearer_token("bearer_token")
        .borneo_dashboard_url("borneo_dashboard_url")
        .callback_url("callback_url")
        .callback_url_camel_case("callbackUrl")
        .client_id("client_id")
        .client_id_issued_at(1)
        .client_secret("client_secret")
        .client_secret_expires_at(Number::from_f64(1.5).expect("1.5 is finite"))
        .code_verifier("code_verifier")
        .company_domain("COMPANYDOMAIN")
        .composio_link_redirect_url("composio_link_redirect_url")
        .consumer_key("consumer_key")
        .credentials_json("credentials_json")
        .dc("dc")
        .dev_key("devKey")
        .domain("domain")
        .error("error")
        .error_description("error_description")
        .expired_at("expired_at")
        .expires_at("expires_at")
        .expires_in(3600)
        .extension("extension")
        .final_redirect_uri("finalRedirectUri")
        .form_api_base_url("form_api_base_url")
        .generic_api_key("generic_api_key")
        .id_token("id_token")
        .installation_id("installation_id")
        .instance_endpoint("instanceEndpoint")
        .instance_name("instanceName")
        .long_redirect_url(true)
        .oauth_token("oauth_token")
        .oauth_token_secret("oauth_token_secret")
        .oauth_verifier("oauth_verifier")
        .password("password")
        .private_key("private_key")
        .proxy_password("proxy_password")
        .proxy_username("proxy_username")
        .redirect_url("redirectUrl")
        .refresh_token(Nullable::Null)
        .region("region")
        .scope(["scope"])
        .server_location("server_location")
        .session_id("sessionId")
        .shop("shop")
        .site_name("site_name")
        .state_prefix("state_prefix")
        .subdomain("subdomain")
        .token("token")
        .token_type("token_type")
        .username("username")
        .version("version")
        .webhook_signature("webhook_signature")
        .your_domain("your-domain")
        .your_server("your_server")
        .additional_properties([("further", json!({ "any": ["json", 1, null] }))])
        .build()
}

fn full_experimental() -> v3_1::Experimental {
    v3_1::Experimental::builder()
        .account_type(v3_1::AccountType::Shared)
        .acl_config_for_shared(
            v3_1::SharedAccountAcl::builder()
                .allow_all_users(false)
                .allowed_user_ids(["user-1", "user-2"])
                .not_allowed_user_ids(Vec::<String>::new())
                .build(),
        )
        .build()
}

/// The body that the server got, after the spec's schema accepted it.
async fn sent_body(operation: Operation, server: &wiremock::MockServer) -> Value {
    let sent = only_request(server).await;
    let body = serde_json::from_slice(&sent.body).expect("the body is JSON");
    assert_valid(operation, &body);
    let document = document(operation.version());
    let schema = &document["paths"][operation.path()]["post"]["requestBody"]["content"]["application/json"]
        ["schema"];
    assert_complete(&document, schema, &body);
    body
}

/// If the spec gains a property, these tests are to send it.
fn assert_complete(document: &Value, schema: &Value, body: &Value) {
    let schema = match schema["$ref"].as_str() {
        Some(reference) => document
            .pointer(&reference[1..])
            .expect("the reference leads somewhere"),
        None => schema,
    };
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let value = body
            .get(name)
            .unwrap_or_else(|| panic!("`{name}` is not sent: {body}"));
        assert_complete(document, property, value);
    }
}

#[tokio::test]
async fn v3_sends_every_field_of_a_connected_account_link() {
    let operation = Operation::V3ConnectedAccount;
    let server = answering(201, operation.answer()).await;
    let request = v3::ConnectedAccountLinkRequest::builder()
        .auth_config_id("ac_1")
        .user_id("user-1")
        .callback_url("https://example.com/callback")
        .connection_data(full_connection_data())
        .build();

    let client = v3_client(&server.uri());
    client
        .create_connected_account_link(&request)
        .await
        .expect("a link");

    insta::assert_json_snapshot!(sent_body(operation, &server).await);
}

#[tokio::test]
async fn v3_sends_every_field_of_a_session_link() {
    let operation = Operation::V3Session;
    let server = answering(201, operation.answer()).await;
    let request = v3::SessionLinkRequest::builder()
        .toolkit("github")
        .callback_url("https://example.com/callback")
        .build();

    let client = v3_client(&server.uri());
    client
        .create_session_link("trs_1", &request)
        .await
        .expect("a link");

    insta::assert_json_snapshot!(sent_body(operation, &server).await);
}

#[tokio::test]
async fn v3_1_sends_every_field_of_a_connected_account_link() {
    let operation = Operation::V3_1ConnectedAccount;
    let server = answering(201, operation.answer()).await;
    let request = v3_1::ConnectedAccountLinkRequest::builder()
        .auth_config_id("ac_1")
        .user_id("user-1")
        .alias("work")
        .callback_url("https://example.com/callback")
        .connection_data(full_connection_data())
        .account_type("PRIVATE")
        .experimental(full_experimental())
        .build();

    let client = v3_1_client(&server.uri());
    client
        .create_connected_account_link(&request)
        .await
        .expect("a link");

    insta::assert_json_snapshot!(sent_body(operation, &server).await);
}

#[tokio::test]
async fn v3_1_sends_every_field_of_a_session_link() {
    let operation = Operation::V3_1Session;
    let server = answering(201, operation.answer()).await;
    let request = v3_1::SessionLinkRequest::builder()
        .toolkit("github")
        .alias("work")
        .callback_url("https://example.com/callback")
        .account_type(v3_1::AccountType::Private)
        .experimental(full_experimental())
        .build();

    let client = v3_1_client(&server.uri());
    client
        .create_session_link("trs_1", &request)
        .await
        .expect("a link");

    insta::assert_json_snapshot!(sent_body(operation, &server).await);
}

/// What the schema is there to catch: a body that breaks a bound.
#[test]
fn the_validator_refuses_what_the_documents_forbid() {
    let long = "x".repeat(41);
    let user = "x".repeat(257);
    let refused = [
        (
            Operation::V3ConnectedAccount,
            json!({ "auth_config_id": "ac_1" }),
        ),
        (
            Operation::V3ConnectedAccount,
            json!({ "auth_config_id": "ac_1", "user_id": "" }),
        ),
        (
            Operation::V3ConnectedAccount,
            json!({ "auth_config_id": "a", "user_id": "u", "connection_data": { "state_prefix": long } }),
        ),
        (
            Operation::V3ConnectedAccount,
            json!({ "auth_config_id": "a", "user_id": "u", "connection_data": { "shop": null } }),
        ),
        (Operation::V3Session, json!({ "toolkit": "" })),
        (
            Operation::V3Session,
            json!({ "toolkit": "github", "callback_url": "not a uri" }),
        ),
        (
            Operation::V3_1Session,
            json!({ "toolkit": "github", "account_type": "OTHER" }),
        ),
        (
            Operation::V3_1Session,
            json!({
                "toolkit": "github",
                "experimental": { "acl_config_for_shared": { "allowed_user_ids": [user] } },
            }),
        ),
        (
            Operation::V3_1Session,
            json!({
                "toolkit": "github",
                "experimental": { "acl_config_for_shared": { "not_allowed_user_ids": vec!["x"; 1001] } },
            }),
        ),
    ];
    for (operation, body) in refused {
        let validator = request_validator(operation.version(), operation.path());
        assert!(!validator.is_valid(&body), "{operation:?} accepts {body}");
    }
}
