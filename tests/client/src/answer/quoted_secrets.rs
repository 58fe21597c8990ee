//! Servers that quote, in an answer that is an error, what the request held.

use composio_link_client::{UnexpectedReason, v3_1};
use serde_json::{Value, json};

use super::{
    request_with,
    secrets::{MARKER, data, marked, print_error},
};
use crate::support::scripted::{Act, Scripted, http};

/// A secret with all that an encoding may change.
fn awkward(name: &str) -> String {
    format!("{MARKER}/{name}-\"ä😀\\\n{MARKER}")
}

/// The texts in `value` that hold a marker.
fn secrets(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) if text.contains(MARKER) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(secrets).collect(),
        Value::Object(properties) => properties.values().flat_map(secrets).collect(),
        _ => Vec::new(),
    }
}

fn client(base_url: &str) -> v3_1::Client {
    v3_1::Client::builder()
        .api_key(marked("key"))
        .secret_header("x-further", format!("Bearer {}", marked("header")))
        .base_url(base_url)
        .build()
        .expect("the client can be built")
}

async fn call(answer: String, data: &Value) -> Result<v3_1::ConnectedAccountLink, v3_1::Error> {
    let server = Scripted::always(Act::Answer(answer)).await;
    let request = request_with(data);
    let client = client(&server.uri());
    let link = client.create_connected_account_link(&request).await?;
    Ok(link.into_body())
}

/// All that can be printed of an error, what is read on purpose included.
fn shown(error: v3_1::Error) -> String {
    let mut shown = String::new();
    print_error(&mut shown, &error);
    shown += &format!("{:?} {:?}", error.request_id(), error.headers());
    match error {
        v3_1::Error::Api(answer) => {
            shown += &serde_json::to_string(answer.body()).expect("an error is JSON");
        }
        v3_1::Error::UnexpectedResponse(answer) => shown += &answer.body_start(),
        other => panic!("{other:?}"),
    }
    shown
}

/// The documented error with this text in each of its properties, in the names of properties too.
fn error_with(text: &str) -> Value {
    json!({ "error": {
        "message": format!("bad {text} here"), "code": 1, "slug": text, "status": 400,
        "request_id": text, "suggested_fix": text, "errors": ["kept", text],
        "further": { "deep": [text] }, text: 1,
    }, text: 1 })
}

/// JSON in which each character of its texts that may be escaped is.
fn escaped(json: &Value) -> String {
    let mut escaped = String::new();
    let mut units = [0; 2];
    for character in json.to_string().chars() {
        match character {
            '/' => escaped.push_str("\\/"),
            '-' | '\u{80}'.. | 'A'..='Z' => {
                for unit in character.encode_utf16(&mut units) {
                    escaped.push_str(&format!("\\u{unit:04X}"));
                }
            }
            _ => escaped.push(character),
        }
    }
    escaped
}

fn percent_encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

#[tokio::test]
async fn no_secret_of_the_request_is_shown_when_the_server_quotes_it() {
    let data = data(awkward);
    let mut quoted = secrets(&data);
    assert!(quoted.len() > 20, "{quoted:?}");
    quoted.extend([marked("key"), marked("header")]);
    let all = quoted.join(", ");
    let request = serde_json::to_string(&request_with(&data)).expect("a request is JSON");
    let in_json = Value::from(all.as_str()).to_string().replace('/', "\\/");
    let server = Scripted::always(Act::Close).await;
    let client = client(&server.uri());
    let shown = async |status, body: String| {
        server.then(Act::keep(status, body.as_bytes()));
        let outcome = client
            .create_connected_account_link(&request_with(&data))
            .await;
        shown(outcome.expect_err("an error"))
    };
    for text in [all.clone(), request, in_json, percent_encoded(&all)] {
        let other_form = json!({ "error": { "message": text, text.clone(): 1 } });
        for body in [
            error_with(&text),
            other_form,
            json!(text),
            json!([{ "deep": text }]),
        ] {
            for body in [body.to_string(), escaped(&body)] {
                for status in [400, 418, 201, 200] {
                    let shown = shown(status, body.clone()).await;
                    assert!(!shown.contains(MARKER), "{status}\n{body}\n{shown}");
                    assert!(shown.contains("[redacted]"), "{status}\n{body}\n{shown}");
                }
            }
        }
        let html = format!("<html><p>It was: {text} </p></html>");
        for status in [400, 502, 201] {
            let shown = shown(status, html.clone()).await;
            assert!(!shown.contains(MARKER), "{status}\n{html}\n{shown}");
            assert!(shown.contains("[redacted]"), "{status}\n{html}\n{shown}");
        }
    }
}

/// The secret as it stands in a text that went through this.
type Encoding = fn(&str) -> String;

/// Each way in which a server can write a text, one within another too.
const ENCODINGS: [(&str, Encoding); 9] = [
    ("lower case percent-encoding", |text| {
        percent_encoded(text)
            .to_lowercase()
            .replace("marker", MARKER)
    }),
    ("encodeURIComponent", |text| {
        let encoded = percent_encoded(text);
        [
            ("%27", "'"),
            ("%28", "("),
            ("%29", ")"),
            ("%2A", "*"),
            ("%21", "!"),
        ]
        .iter()
        .fold(encoded, |text, (from, to)| text.replace(from, to))
    }),
    ("a form", |text| percent_encoded(text).replace("%20", "+")),
    ("percent-encoding twice", |text| {
        percent_encoded(&percent_encoded(text))
    }),
    ("HTML with names", |text| {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
        escaped.replace('"', "&quot;").replace('\'', "&#39;")
    }),
    ("HTML with numbers", |text| {
        text.chars()
            .map(|c| format!("&#x{:x};", u32::from(c)))
            .collect()
    }),
    ("JSON with escapes", |text| in_json(text)),
    ("JSON within JSON", |text| in_json(&in_json(text))),
    ("JSON within JSON within JSON", |text| {
        in_json(&in_json(&in_json(text)))
    }),
];

/// The inside of a JSON text with each character escaped that is not a letter or a digit.
fn in_json(text: &str) -> String {
    let unit = |unit: u16| match char::from_u32(unit.into()) {
        Some(c) if c.is_ascii_alphanumeric() => c.to_string(),
        _ => format!("\\u{unit:04x}"),
    };
    text.encode_utf16().map(unit).collect()
}

#[tokio::test]
async fn no_encoding_hides_a_secret() {
    let password = format!("{MARKER} ä+&/<'(*!)\"😀\\{MARKER}");
    for (name, encode) in ENCODINGS {
        let quoted = encode(&password);
        assert_ne!(quoted, password, "{name}");
        let data = with_password(&password);
        let message = message(&format!("bad {quoted}, shown"));
        for body in [
            message.to_string(),
            format!("<html><p>shown {quoted} </p></html>"),
            format!("{{\"message\": \"shown {quoted}"),
        ] {
            for status in ["400 Bad Request", "502 Bad Gateway"] {
                let error = call(http(status, "", &body), &data).await;
                let text = shown(error.expect_err("an error"));
                assert!(!text.contains(MARKER), "{name}: {body}\n{text}");
                assert!(!text.contains("%c3%a4"), "{name}: {body}\n{text}");
                assert!(text.contains("shown"), "{name}: {body}\n{text}");
            }
        }
    }
}

/// What looks like an encoding and is none, and what is left of it.
#[tokio::test]
async fn what_is_no_secret_stays_as_it_is() {
    let sent = "100% of C:\\new\\u12 & &#xfffffff; &nosuch; %zz \\ud800 + %";
    let error = api_error(&message(sent), "abcdefgh").await;
    assert_eq!(error.error.message, sent);
    let quoting = "%41%62cdefgh! 100%";
    let error = api_error(&message(quoting), "Abcdefgh").await;
    assert_eq!(error.error.message, "[redacted]! 100%");
}

/// A header is a secret if the program says so, or if that is what it is for.
#[tokio::test]
async fn a_header_that_is_no_secret_is_shown() {
    let body = json!({ "error": {
        "message": "production of token-1234", "code": 1, "slug": "production_limit",
        "request_id": "req-production-1", "status": 400,
    } });
    let answer = http("400 Bad Request", "", &body.to_string());
    let server = Scripted::always(Act::Answer(answer)).await;
    let builder = || {
        v3_1::Client::builder()
            .api_key("key")
            .base_url(server.uri())
    };
    for (builder, message) in [
        (
            builder().header("x-environment", "production"),
            "production of token-1234",
        ),
        (
            builder().secret_header("x-environment", "production"),
            "[redacted] of token-1234",
        ),
        (
            builder().header("authorization", "Bearer token-1234"),
            "production of [redacted]",
        ),
        (
            builder().header("Cookie", "token-1234"),
            "production of [redacted]",
        ),
    ] {
        let client = builder.build().expect("a client");
        let error = client
            .create_connected_account_link(&request_with(&json!({})))
            .await;
        let error = error.expect_err("an error");
        let error = &error.api().expect("it is the API's").error;
        assert_eq!(error.message, message);
        // Programs tell errors apart by these.
        assert_eq!(error.slug, "production_limit");
        assert_eq!(error.request_id.as_deref(), Some("req-production-1"));
    }
}

#[tokio::test]
async fn no_header_of_an_error_shows_what_the_server_quotes() {
    let data = data(marked);
    let mut quoted = secrets(&data);
    quoted.extend([marked("key"), marked("header")]);
    for secret in quoted {
        let headers = format!(
            "x-request-id: req {secret}!\r\nx-other: {secret}\r\nx-bytes: \u{fc} {secret}\r\nlocation: https://{secret}.example.com/{secret}\r\n"
        );
        let body = error_with("kept").to_string();
        for status in ["400 Bad Request", "418 Other", "302 Found", "201 Created"] {
            let outcome = call(http(status, &headers, &body), &data).await;
            let shown = shown(outcome.expect_err("an error"));
            let lower = shown.to_lowercase();
            assert!(!lower.contains(&MARKER.to_lowercase()), "{status} {shown}");
            if !status.starts_with("400") {
                assert!(shown.contains("req [redacted]!"), "{status} {shown}");
            }
            if status.starts_with("302") {
                assert!(shown.contains("[redacted].example.com"), "{shown}");
            }
        }
    }
}

fn with_password(password: &str) -> Value {
    json!({ "password": password })
}

async fn api_error(body: &Value, password: &str) -> v3_1::ErrorResponse {
    let answer = http("400 Bad Request", "", &body.to_string());
    match call(answer, &with_password(password)).await {
        Err(v3_1::Error::Api(answer)) => answer.into_body(),
        other => panic!("{other:?}"),
    }
}

fn message(message: &str) -> Value {
    json!({ "error": { "message": message, "code": 1607, "slug": "Thing_Bad", "status": 400 } })
}

#[tokio::test]
async fn a_short_secret_is_replaced_where_it_stands_alone_and_a_shorter_one_not_at_all() {
    for (password, sent, shown) in [
        ("abc", "bad abc", "bad abc"),
        (
            "abcd",
            "bad 'abcd', xabcd abcdx _abcd",
            "bad '[redacted]', xabcd abcdx _abcd",
        ),
        ("päß1", "päß1 päß12", "[redacted] päß12"),
        (" abcd\n", "bad abcd.", "bad [redacted]."),
        ("abcdefg", "xabcdefg abcdefg", "xabcdefg [redacted]"),
        ("abcdefgh", "xabcdefghy", "x[redacted]y"),
        ("", "bad ", "bad "),
        ("redacted", "redacted", "[redacted]"),
    ] {
        let error = api_error(&message(sent), password).await;
        assert_eq!(error.error.message, shown, "{password}");
    }
}

/// A program tells errors apart by what is no text for people.
#[tokio::test]
async fn what_the_client_reads_of_an_error_survives_a_secret_that_is_a_common_word() {
    for password in [
        "error", "message", "code", "slug", "status", "1607", "Thing", "errors",
    ] {
        let error = api_error(&message("kept"), password).await;
        assert_eq!(error.error.message, "kept");
        assert_eq!(error.error.code, 1607);
        assert_eq!(error.error.slug, "Thing_Bad");
    }
}

#[tokio::test]
async fn an_error_that_quotes_nothing_stays_as_the_server_sent_it() {
    let body = "{\"b\": 1.0, \"a\": \"\\u0078\",  \"a\": 1e3}";
    let answer = http("418 Other", "", body);
    let error = call(answer, &with_password("abcdefgh")).await;
    let Err(v3_1::Error::UnexpectedResponse(answer)) = error else {
        panic!("{error:?}");
    };
    assert_eq!(answer.body_start(), body);
    let reason = answer.reason();
    assert!(matches!(reason, UnexpectedReason::UndocumentedStatus));
}

#[tokio::test]
async fn a_success_is_left_as_it_is() {
    let body = json!({
        "link_token": "abcdefgh", "redirect_url": "https://example.com/abcdefgh",
        "expires_at": "abcdefgh", "connected_account_id": "abcdefgh", "further": "abcdefgh",
    });
    let answer = http("201 Created", "", &body.to_string());
    let link = call(answer, &with_password("abcdefgh")).await;
    let link = link.expect("a link");
    assert_eq!(serde_json::to_value(&link).expect("a link is JSON"), body);
}
