//! Creates a link in a tool router session and prints the URL to open.
//!
//! Without an account: `cargo run -p composio-link-client --example create_link` talks to a small
//! server that it starts itself, which answers with the example of the API's documents.
//!
//! With `COMPOSIO_API_KEY` or `COMPOSIO_USER_API_KEY` set it talks to the API, and takes the session
//! and the toolkit as arguments: `… --example create_link -- trs_LX9uJKBinWWr github`.

use std::{
    env,
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
};

use composio_link_client::v3_1::{Client, SessionLinkRequest};

/// The answer that the v3.1 document prints.
const ANSWER: &str = r#"{
  "link_token": "lt_abc123xyz",
  "redirect_url": "https://app.composio.dev/link/lt_abc123xyz",
  "connected_account_id": "ca_abc123xyz",
  "account_type": "PRIVATE"
}"#;

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
    let client = if is_configured {
        let client = Client::from_env()?;
        if session.is_none() {
            return Err("expected the identifier of a session as an argument".into());
        }
        client
    } else {
        eprintln!("no key in the environment: talking to a server of this example");
        let server = serve()?;
        Client::builder()
            .api_key("none")
            .base_url(format!("http://{server}"))
            .build()?
    };

    let request = SessionLinkRequest::builder().toolkit(toolkit).build();
    let session = session.unwrap_or_else(|| "trs_LX9uJKBinWWr".to_owned());
    let link = client.create_session_link(session, &request).await?;
    println!("{}", link.redirect_url.expose_secret());
    Ok(())
}

/// Starts a server on loopback that answers every request with [`ANSWER`].
fn serve() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming() {
            if let Err(error) = stream.and_then(answer) {
                eprintln!("the server of this example failed: {error}");
            }
        }
    });
    Ok(address)
}

/// Reads a request to its end, answers it and closes the connection.
fn answer(mut stream: TcpStream) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut length = 0;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        line.clear();
    }
    io::copy(&mut reader.take(length), &mut io::sink())?;
    write!(
        stream,
        "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{ANSWER}",
        ANSWER.len()
    )
}
