//! Calls each operation at the server that the environment names, with a small request and with the documents'
//! whole example, for peers that judge what comes (`tests/peers/prism.mjs`). The argument is the version.

use std::env;

use composio_link_client::{v3, v3_1};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let version = env::args().nth(1).unwrap_or_default();
    macro_rules! call_each {
        ($version:ident, $document:literal) => {{
            let document: Value = serde_yaml::from_str(include_str!($document))?;
            let shown = |path: &str| {
                let path = format!("/api/{version}{path}");
                let body = &document["paths"][path]["post"]["requestBody"];
                body["content"]["application/json"]["example"].clone()
            };
            let client = $version::Client::from_env()?;
            let small = $version::ConnectedAccountLinkRequest::builder();
            let small = small.auth_config_id("ac_1234").user_id("user-1").build();
            let whole = serde_json::from_value(shown("/connected_accounts/link"))?;
            for request in [small, whole] {
                let link = client.create_connected_account_link(&request).await?;
                println!("{version} {}", link.status());
            }
            let small = $version::SessionLinkRequest::builder()
                .toolkit("github")
                .build();
            let whole = serde_json::from_value(shown("/tool_router/session/{session_id}/link"))?;
            for request in [small, whole] {
                let link = client.create_session_link("trs_1234", &request).await?;
                println!("{version} {}", link.status());
            }
        }};
    }
    match version.as_str() {
        "v3" => call_each!(v3, "../../frozen/spec/v3.yaml"),
        "v3.1" => call_each!(v3_1, "../../frozen/spec/v3.1.yaml"),
        other => return Err(format!("expected `v3` or `v3.1`, found `{other}`").into()),
    }
    Ok(())
}
