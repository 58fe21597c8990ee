//! The client with each choice of TLS, in crates outside the workspace.

use std::process::Command;

use crate::support::{
    command::Outcome,
    outside::{Crates, built},
};

/// Tries to build a client for the API, and one for loopback.
const PROGRAM: &str = r#"
use composio_link_client::v3_1::Client;

fn main() {
    if std::env::args().len() > 1 {
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        provider.install_default().expect("there is none yet");
    }
    let builder = || Client::builder().api_key("key");
    let outcomes = [
        builder().build(),
        builder().base_url("http://localhost:1").build(),
        builder().http_client(composio_link_client::reqwest::Client::new()).build(),
    ];
    for outcome in outcomes {
        println!("{}", outcome.err().map_or("built".to_owned(), |error| error.to_string()));
    }
}
"#;

pub(crate) fn lay_out(crates: &mut Crates) {
    for (name, features) in [
        ("no-tls", ""),
        ("no-provider", "\"rustls-no-provider\""),
        ("with-tls", "\"rustls\""),
    ] {
        crates.client_again(name, "frozen", features);
        let user = format!("{name}-user");
        let manifest = format!(
            "[package]\nname = \"{user}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\ncomposio-link-client = {{ package = \"{name}-client\", path = \"../{name}\" }}\nrustls = {{ version = \"0.23\", default-features = false, features = [\"aws_lc_rs\"] }}\n"
        );
        crates.write(&format!("{user}/Cargo.toml"), manifest);
        crates.write(&format!("{user}/src/main.rs"), PROGRAM);
    }
}

/// What the program of `name` prints: of a client for the API, of one for loopback, and of a ready-made one.
fn outcomes(name: &str, arguments: &[&str]) -> [String; 3] {
    let user = format!("{name}-user");
    built().assert_library(&format!("{name}-client"));
    let output = Command::new(built().program(&user, &user))
        .args(arguments)
        .output();
    let outcome = Outcome::from(output.expect("it can be started"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let lines: Vec<String> = outcome.stdout.lines().map(str::to_owned).collect();
    lines.try_into().expect("it prints three lines")
}

#[test]
fn a_client_that_needs_tls_and_has_none_says_so() {
    let [api, loopback, ready_made] = outcomes("no-tls", &[]);
    for part in ["without TLS", "`rustls`", "`native-tls`", "`http_client`"] {
        assert!(api.contains(part), "{api}");
    }
    assert_eq!([loopback, ready_made], ["built", "built"]);
}

#[test]
fn a_client_without_a_provider_of_cryptography_says_so() {
    let [api, loopback, ready_made] = outcomes("no-provider", &[]);
    for error in [api, loopback] {
        assert!(error.contains("`install_default`"), "{error}");
    }
    assert_eq!(ready_made, "built");
    assert_eq!(outcomes("no-provider", &["install"]), ["built"; 3]);
}

#[test]
fn a_client_with_tls_needs_nothing_else() {
    assert_eq!(outcomes("with-tls", &[]), ["built"; 3]);
}
