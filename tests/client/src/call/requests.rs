//! What each operation sends.

use composio_link_client::{Nullable, Number, v3, v3_1};
use serde_json::{Value, json};
use wiremock::Request;

use crate::support::{
    operation::{Clients, OPERATIONS, Operation},
    server::{answering, only_request},
};

/// A validator of the operation's body, which knows nothing of the client.
fn validator(operation: Operation) -> jsonschema::Validator {
    let mut schema = operation.body_schema().clone();
    assert!(schema.is_object(), "{operation:?} has a body");
    schema["components"] = operation.document()["components"].clone();
    to_json_schema(&mut schema);
    jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the spec's schema is a JSON Schema")
}

/// OpenAPI 3.0 says `nullable: true` where JSON Schema says `type: [string, "null"]`.
fn to_json_schema(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.remove("nullable") == Some(Value::Bool(true))
                && let Some(ty) = members.get_mut("type")
            {
                *ty = json!([ty.clone(), "null"]);
            }
            members.values_mut().for_each(to_json_schema);
        }
        Value::Array(items) => items.iter_mut().for_each(to_json_schema),
        _ => {}
    }
}

/// The body that was sent, after the spec's schema accepted it.
fn sent_body(operation: Operation, request: &Request) -> Value {
    let body = serde_json::from_slice(&request.body).expect("the body is JSON");
    let validator = validator(operation);
    let errors: Vec<String> = validator
        .iter_errors(&body)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "the spec refuses {body}: {errors:?}");
    body
}

/// The examples for cURL: a POST with exactly these headers, and a body that the spec's schema accepts.
#[tokio::test]
async fn each_operation_sends_what_its_document_shows() {
    for operation in OPERATIONS {
        let server = answering(201, &operation.answer()).await;
        let shown = operation.shown_body();
        let id = "trs_LX9uJKBinWWr";
        let clients = Clients::new(&server.uri());
        let link = clients.send(operation, id, shown.clone());
        link.await.expect("a link");

        let request = only_request(&server).await;
        assert_eq!(request.method.as_str(), "POST");
        assert_eq!(request.url.path(), operation.path_of(id));
        assert_eq!(request.url.query(), None);
        let headers = request.headers.iter();
        let mut headers: Vec<(&str, &str)> = headers
            .map(|(name, value)| (name.as_str(), value.to_str().expect("headers are text")))
            .filter(|(name, _)| *name != "host")
            .collect();
        headers.sort_unstable();
        let length = request.body.len().to_string();
        let agent = concat!("composio-link-client/", env!("CARGO_PKG_VERSION"));
        let expected = [
            ("accept", "application/json"),
            ("content-length", length.as_str()),
            ("content-type", "application/json"),
            ("user-agent", agent),
            ("x-api-key", "YOUR_API_KEY"),
        ];
        assert_eq!(headers, expected);
        assert_eq!(sent_body(operation, &request), shown);
    }
}

/// Calls setters with the names that they have themselves.
macro_rules! set {
    ($builder:expr, $($setter:ident)*) => { $builder$(.$setter(stringify!($setter)))* };
}

/// Every field of `connection_data` with a value of its own, through the setters.
fn full_connection_data() -> v3::ConnectionData {
    let user = v3::AuthedUser::builder()
        .access_token("authed_user.access_token")
        .scope("authed_user.scope")
        .additional_properties([("id", json!("U1"))]);
    let data = set! {
        v3::ConnectionData::builder(),
        access_token account_id account_url api_key api_url application_id base_url basic_encoded
        bearer_token borneo_dashboard_url callback_url client_id client_secret code_verifier
        composio_link_redirect_url consumer_key credentials_json dc domain error error_description
        expired_at expires_at extension form_api_base_url generic_api_key id_token installation_id
        oauth_token oauth_token_secret oauth_verifier password private_key proxy_password
        proxy_username region server_location shop site_name state_prefix subdomain token token_type
        username version webhook_signature your_server
    };
    data.auth_uri("authUri")
        .callback_url_camel_case("callbackUrl")
        .company_domain("COMPANYDOMAIN")
        .dev_key("devKey")
        .final_redirect_uri("finalRedirectUri")
        .instance_endpoint("instanceEndpoint")
        .instance_name("instanceName")
        .redirect_url("redirectUrl")
        .session_id("sessionId")
        .your_domain("your-domain")
        .authed_user(user.build())
        .client_id_issued_at(1)
        .client_secret_expires_at(Number::from_f64(1.5).expect("1.5 is finite"))
        .expires_in(3600)
        .long_redirect_url(true)
        .refresh_token(Nullable::Null)
        .scope(["scope"])
        .additional_properties([("further", json!({ "any": ["json", 1, null] }))])
        .build()
}

fn full_experimental() -> v3_1::Experimental {
    let acl = v3_1::SharedAccountAcl::builder()
        .allow_all_users(false)
        .allowed_user_ids(["user-1", "user-2"])
        .not_allowed_user_ids(Vec::<String>::new());
    v3_1::Experimental::builder()
        .account_type(v3_1::AccountType::Shared)
        .acl_config_for_shared(acl.build())
        .build()
}

/// If the spec gains a property, this test is to send it.
fn assert_complete(document: &Value, schema: &Value, body: &Value) {
    let reference = schema["$ref"].as_str();
    let schema = reference.map_or(schema, |reference| {
        let target = document.pointer(&reference[1..]);
        target.expect("the reference leads somewhere")
    });
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let value = body.get(name);
        let value = value.unwrap_or_else(|| panic!("`{name}` is not sent: {body}"));
        assert_complete(document, property, value);
    }
}

#[tokio::test]
async fn each_operation_sends_every_field() {
    const URL: &str = "https://example.com/callback";
    // This answer has all that the others have.
    let server = answering(201, &Operation::V3_1ConnectedAccount.answer()).await;
    let clients = Clients::new(&server.uri());
    let (v3, v3_1) = (clients.v3(), clients.v3_1());
    let account = v3::ConnectedAccountLinkRequest::builder()
        .auth_config_id("ac_1")
        .user_id("user-1")
        .callback_url(URL)
        .connection_data(full_connection_data());
    let sent = v3.create_connected_account_link(&account.build()).await;
    sent.expect("a link");
    let session = v3::SessionLinkRequest::builder()
        .toolkit("github")
        .callback_url(URL);
    let sent = v3.create_session_link("trs_1", &session.build()).await;
    sent.expect("a link");
    let account = v3_1::ConnectedAccountLinkRequest::builder()
        .auth_config_id("ac_1")
        .user_id("user-1")
        .alias("work")
        .callback_url(URL)
        .connection_data(full_connection_data())
        .account_type("PRIVATE")
        .experimental(full_experimental());
    let sent = v3_1.create_connected_account_link(&account.build()).await;
    sent.expect("a link");
    let session = v3_1::SessionLinkRequest::builder()
        .toolkit("github")
        .alias("work")
        .callback_url(URL)
        .account_type(v3_1::AccountType::Private)
        .experimental(full_experimental());
    let sent = v3_1.create_session_link("trs_1", &session.build()).await;
    sent.expect("a link");

    let requests = server.received_requests().await.expect("they are recorded");
    assert_eq!(requests.len(), OPERATIONS.len());
    for (operation, request) in OPERATIONS.into_iter().zip(requests) {
        assert_eq!(request.url.path(), operation.path_of("trs_1"));
        let body = sent_body(operation, &request);
        assert_complete(operation.document(), operation.body_schema(), &body);
        insta::assert_json_snapshot!(format!("every_field_of_{operation:?}"), body);
    }
}

/// What the schema is there to catch: a body that breaks a bound.
#[test]
fn the_validator_refuses_what_the_documents_forbid() {
    let with_data =
        |data: Value| json!({ "auth_config_id": "a", "user_id": "u", "connection_data": data });
    let with_acl = |acl: Value| json!({ "toolkit": "github", "experimental": { "acl_config_for_shared": acl } });
    for (operation, body) in [
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
            with_data(json!({ "state_prefix": "x".repeat(41) })),
        ),
        (
            Operation::V3ConnectedAccount,
            with_data(json!({ "shop": null })),
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
            with_acl(json!({ "allowed_user_ids": ["x".repeat(257)] })),
        ),
        (
            Operation::V3_1Session,
            with_acl(json!({ "not_allowed_user_ids": vec!["x"; 1001] })),
        ),
    ] {
        let is_valid = validator(operation).is_valid(&body);
        assert!(!is_valid, "{operation:?} accepts {body}");
    }
}
