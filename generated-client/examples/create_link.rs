//! Creates a link in a tool router session and prints the URL to open.
//!
//! Without an account: `cargo run -p composio-link-client --features mock --example create_link` talks to
//! a mock server that it starts itself, which answers with the example of the API's documents.
//!
//! With `COMPOSIO_API_KEY` or `COMPOSIO_USER_API_KEY` set it talks to the API, and takes the session
//! and the toolkit as arguments: `… --example create_link -- trs_LX9uJKBinWWr github`.

use std::env;

use composio_link_client::{
    mock::MockServer,
    v3_1::{Client, SessionLinkRequest},
};

/// What says that there is an account to use.
const VARIABLES: [&str; 3] = [
    "COMPOSIO_API_KEY",
    "COMPOSIO_USER_API_KEY",
    "COMPOSIO_BASE_URL",
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let session = arguments.next();
    let toolkit = arguments.next().unwrap_or_else(|| "github".to_owned());

    let is_set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_configured = VARIABLES.iter().any(is_set);
    let (client, _mock) = if is_configured {
        let client = Client::from_env()?;
        if session.is_none() {
            return Err("expected the identifier of a session as an argument".into());
        }
        (client, None)
    } else {
        eprintln!("no key in the environment: talking to a server of this example");
        let mock = MockServer::start().await;
        let builder = Client::builder().api_key("none");
        (builder.base_url(mock.base_url()).build()?, Some(mock))
    };

    let request = SessionLinkRequest::builder().toolkit(toolkit).build();
    let session = session.unwrap_or_else(|| "trs_LX9uJKBinWWr".to_owned());
    let link = client.create_session_link(session, &request).await?;
    println!("{}", link.redirect_url.expose_secret());
    Ok(())
}
