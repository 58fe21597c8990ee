//! What the API's documents print, word for word: these texts are the measure, not the specs.

use serde_json::{Value, json};

/// The answer that the v3 document prints for `connected_accounts/link`.
pub(crate) const V3_CONNECTED_ACCOUNT_LINK: &str = r#"{
  "link_token": "string",
  "redirect_url": "string",
  "expires_at": "string",
  "connected_account_id": "string"
}"#;

/// The answer that the v3 document prints for the session's link.
pub(crate) const V3_SESSION_LINK: &str = r#"{
  "link_token": "string",
  "redirect_url": "https://example.com",
  "connected_account_id": "string"
}"#;

/// The answer that the v3.1 document prints for `connected_accounts/link`.
pub(crate) const V3_1_CONNECTED_ACCOUNT_LINK: &str = r#"{
"link_token": "string",
"redirect_url": "string",
"expires_at": "string",
"connected_account_id": "string",
"account_type": "PRIVATE"
}"#;

/// The answer that the v3.1 document prints for the session's link.
pub(crate) const V3_1_SESSION_LINK: &str = r#"{
"link_token": "lt_abc123xyz",
"redirect_url": "https://app.composio.dev/link/lt_abc123xyz",
"connected_account_id": "ca_abc123xyz",
"account_type": "PRIVATE"
}"#;

/// The error that the v3.1 documents print.
pub(crate) const ERROR: &str = r#"{
"error": {
"message": "string",
"code": 0,
"slug": "string",
"status": 0,
"request_id": "string",
"suggested_fix": "string",
"errors": [
"string"
]
}
}"#;

/// The properties of `connection_data` in the order of the v3 document.
pub(crate) const CONNECTION_DATA: [&str; 64] = [
    "subdomain",
    "your-domain",
    "region",
    "shop",
    "account_url",
    "COMPANYDOMAIN",
    "extension",
    "form_api_base_url",
    "instanceEndpoint",
    "api_url",
    "borneo_dashboard_url",
    "proxy_username",
    "proxy_password",
    "domain",
    "version",
    "dc",
    "site_name",
    "instanceName",
    "account_id",
    "your_server",
    "server_location",
    "base_url",
    "oauth_token",
    "authUri",
    "oauth_token_secret",
    "redirectUrl",
    "callbackUrl",
    "oauth_verifier",
    "consumer_key",
    "callback_url",
    "error",
    "error_description",
    "expired_at",
    "state_prefix",
    "long_redirect_url",
    "code_verifier",
    "finalRedirectUri",
    "webhook_signature",
    "access_token",
    "id_token",
    "token_type",
    "refresh_token",
    "expires_in",
    "scope",
    "authed_user",
    "generic_api_key",
    "api_key",
    "bearer_token",
    "basic_encoded",
    "username",
    "password",
    "token",
    "composio_link_redirect_url",
    "credentials_json",
    "sessionId",
    "devKey",
    "application_id",
    "installation_id",
    "private_key",
    "client_id",
    "client_secret",
    "client_id_issued_at",
    "client_secret_expires_at",
    "expires_at",
];

/// The request that the v3 document sends to `connected_accounts/link` with cURL.
pub(crate) fn v3_connected_account_link_request() -> Value {
    let property = |name: &str| match name {
        "long_redirect_url" => json!(true),
        "refresh_token" | "expires_in" | "scope" => Value::Null,
        "client_id_issued_at" | "client_secret_expires_at" => json!(1),
        "authed_user" => json!({ "access_token": "string", "scope": "string" }),
        _ => json!("string"),
    };
    let data: serde_json::Map<String, Value> = CONNECTION_DATA
        .iter()
        .map(|name| ((*name).to_owned(), property(name)))
        .collect();
    json!({
        "auth_config_id": "string",
        "user_id": "string",
        "callback_url": "string",
        "connection_data": data,
    })
}
