//! A marker in every secret, every path that can print, and no marker in what is printed.

use std::{
    error::Error as _,
    fmt::{Debug, Write as _},
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use composio_link_client::{Credential, RetryPolicy, v3, v3_1};
use serde_json::{Value, json};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use super::request_with;
use crate::support::{
    operation::CONNECTION_DATA,
    scripted::{Act, Scripted, http},
    server::refusing,
};

pub(super) const MARKER: &str = "MARKER";

/// What was logged, by anything in this process.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .expect("no writer panics")
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// The properties of `connection_data` that are not secret, each of them decided.
const PUBLIC: &str = "
    COMPANYDOMAIN account_id account_url api_url application_id authed_user base_url
    borneo_dashboard_url callbackUrl callback_url client_id client_id_issued_at
    client_secret_expires_at dc domain error error_description expired_at expires_at expires_in
    extension finalRedirectUri form_api_base_url installation_id instanceEndpoint instanceName
    long_redirect_url proxy_username region scope server_location shop site_name state_prefix
    subdomain token_type username version your-domain your_server
";

/// Whether a property of `connection_data` is not secret.
pub(crate) fn is_public(name: &str) -> bool {
    PUBLIC.split_whitespace().any(|public| public == name)
}

/// `connection_data` with what `secret` makes of its name in every secret, and another word in all
/// else.
pub(super) fn data(secret: impl Fn(&str) -> String) -> Value {
    let properties = CONNECTION_DATA.iter().map(|name| {
        let value = match name.as_str() {
            "authed_user" => json!({ "access_token": secret("authed"), "scope": "shown" }),
            "long_redirect_url" => json!(true),
            "client_id_issued_at" | "client_secret_expires_at" => json!(1),
            name if is_public(name) => json!("shown"),
            name => json!(secret(name)),
        };
        (name.clone(), value)
    });
    let further = ("custom".to_owned(), json!({ "deep": [secret("custom")] }));
    Value::Object(properties.chain([further]).collect())
}

pub(super) fn marked(name: &str) -> String {
    format!("{MARKER}-{name}")
}

fn request() -> v3_1::ConnectedAccountLinkRequest {
    request_with(&data(marked))
}

fn print<T: Debug>(printed: &mut String, value: &T) {
    writeln!(printed, "{value:?} {value:#?}").expect("a string takes all");
}

pub(super) fn print_error(printed: &mut String, error: &v3_1::Error) {
    print(printed, error);
    let mut source: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = source {
        writeln!(printed, "{error} {error:?}").expect("a string takes all");
        source = error.source();
    }
}

/// The whole answer in which every text is a marker.
fn marked_link() -> String {
    json!({
        "link_token": marked("link_token"),
        "redirect_url": format!("https://example.com/{MARKER}-redirect_url"),
        "expires_at": "soon",
        "connected_account_id": "ca_1",
        "further": marked("further"),
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_printed_shows_a_secret() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new("trace"))
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).expect("no other test sets one");
    tracing_log::LogTracer::init().expect("no other test sets one");

    let mut printed = String::new();
    let key = marked("key");
    print(&mut printed, &request());
    print(&mut printed, &Credential::ApiKey(key.as_str().into()));
    print(&mut printed, &Credential::UserApiKey(key.as_str().into()));

    let link = marked_link();
    let wrong_type = link.replace("\"soon\"", &format!("[\"{MARKER}-type\"]"));
    let quoting = json!({ "error": {
        "message": format!("bad key {key}"), "code": 1, "slug": "s", "status": 400,
        "further": format!("{MARKER}-further"),
    }});
    // All of the request comes back: as text, and with each character in an escape of JSON.
    let echo = serde_json::to_string(&request()).expect("a request is JSON");
    let echoing = json!({ "error": { "message": &echo, "code": 1, "slug": "s", "status": 400 } });
    let escaped: String = key
        .chars()
        .map(|c| format!("\\u{:04x}", u32::from(c)))
        .collect();
    let escaping = quoting.to_string().replace(&key, &escaped);
    let naming = json!({ "error": { &key: 1, "code": 1, "slug": "s" } }).to_string();
    let id = format!("x-request-id: {key}\r\n");
    let host = format!("location: https://{key}.example.com/\r\n");
    let redirect = format!(
        "location: https://user:{MARKER}-user@example.com/{MARKER}?{MARKER}#{MARKER}\r\nset-cookie: {MARKER}\r\n"
    );
    for act in [
        Act::Answer(http("201 Created", "set-cookie: MARKER-cookie\r\n", &link)),
        Act::Answer(http("200 OK", "", &link)),
        Act::Answer(http("201 Created", "", &wrong_type)),
        Act::Answer(http("201 Created", "", &link[..link.len() - 10])),
        Act::Answer(http("201 Created", "", &format!("{link}{MARKER}"))),
        Act::Answer(http("400 Bad Request", "", &quoting.to_string())),
        Act::Answer(http("400 Bad Request", "", &echoing.to_string())),
        Act::Answer(http("400 Bad Request", "", &escaping)),
        Act::Answer(http("400 Bad Request", "", &naming)),
        Act::Answer(http("418 Other", &id, &echo)),
        Act::Answer(http("302 Found", &host, &echo)),
        Act::Answer(http("404 Not Found", "", &link)),
        Act::Answer(http("502 Bad Gateway", "", MARKER)),
        Act::Answer(http("307 Temporary Redirect", &redirect, MARKER)),
        Act::Answer(format!(
            "HTTP/1.1 201 Created\r\ncontent-length: 9999\r\n\r\n{link}"
        )),
        Act::Answer(format!("HTTP/1.1 {MARKER}\r\n\r\n")),
        Act::Flood(format!("HTTP/1.1 201 Created\r\n\r\n{MARKER}"), 2_000_000),
        Act::Close,
        Act::Reset,
        Act::Hang,
    ] {
        let server = Scripted::always(act).await;
        let builder = v3_1::Client::builder()
            .api_key(key.as_str())
            .secret_header("x-further", format!("{MARKER}-header"))
            .base_url(server.uri())
            .timeout(Duration::from_millis(500));
        print(&mut printed, &builder);
        let client = builder.build().expect("the client can be built");
        print(&mut printed, &client);
        match client.create_connected_account_link(&request()).await {
            Ok(link) => {
                assert_eq!(link.link_token.expose_secret(), marked("link_token"));
                print(&mut printed, &link);
                print(&mut printed, &link.into_body());
            }
            Err(error) => print_error(&mut printed, &error),
        }
        assert_eq!(server.requests(), 1);
    }
    let client = v3_1::Client::builder()
        .api_key(key.as_str())
        .base_url(format!("http://{}", refusing().await))
        .retry(RetryPolicy::never())
        .build()
        .expect("the client can be built");
    let error = client.create_connected_account_link(&request()).await;
    let error = error.expect_err("an error");
    print_error(&mut printed, &error);
    assert!(error.source().is_some(), "the chain of causes is there");
    let url = format!("https://user:{MARKER}@example.com/{MARKER}");
    let builder = v3::Client::builder;
    for builder in [
        builder().api_key(format!("{key}\n")),
        builder().api_key(key.as_str()).base_url(url),
    ] {
        print(&mut printed, &builder.build().expect_err("an error"));
    }

    assert!(printed.contains("shown"), "what is not secret is printed");
    assert!(!printed.contains(MARKER), "{printed}");

    let logged = String::from_utf8(log.0.lock().expect("no writer panics").clone());
    let logged = logged.expect("logs are text");
    for origin in ["hyper_util", "reqwest", "composio_link"] {
        assert!(logged.contains(origin), "{origin} has logged");
    }
    let line = logged.lines().find(|line| line.contains(MARKER));
    assert_eq!(line, None, "no line of the log shows a secret");
    for field in [
        "create_connected_account_link",
        "version=\"v3.1\"",
        "status=201",
        "attempts=1",
        "duration_ms=",
    ] {
        assert!(logged.contains(field), "the spans say {field}");
    }
}

/// What it sends by itself can be a secret as well, and it shows its headers.
#[test]
fn a_ready_made_client_is_not_shown() {
    let token = format!("Bearer {MARKER}").parse().expect("a header");
    let headers = [(reqwest::header::AUTHORIZATION, token)];
    let http = reqwest::Client::builder().default_headers(headers.into_iter().collect());
    let http = http.build().expect("it can be built");
    assert!(format!("{http:?}").contains(MARKER), "it shows its headers");
    let builder = v3::Client::builder().api_key("key").http_client(http);
    let mut printed = String::new();
    print(&mut printed, &builder);
    print(&mut printed, &builder.build().expect("it can be built"));
    assert!(!printed.contains(MARKER), "{printed}");
}

#[test]
fn no_secret_of_the_connection_data_is_shown() {
    let data: v3::ConnectionData = serde_json::from_value(data(marked)).expect("it is one");
    let shown = format!("{data:?}");
    assert!(!shown.contains(MARKER), "{shown}");
    assert!(
        shown.contains("shown") && shown.contains("custom"),
        "{shown}"
    );
}

/// The wiped memory itself cannot be looked at without `unsafe`; that the type wipes can be told.
#[test]
fn secrets_are_wiped_when_dropped() {
    fn assert_wipes<T: zeroize::ZeroizeOnDrop>() {}
    assert_wipes::<composio_link_client::Secret>();
}
