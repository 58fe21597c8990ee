//! Which of the credentials that a document offers a client can be given.

use std::fs;

use crate::support::command;

/// A document with two operations, of which the first states the security in braces.
fn document(security: &str) -> String {
    let operation = |path: &str, security: &str| {
        format!(
            "  /{path}:
    post:
      operationId: {path}
      security: {security}
      responses:
        \"200\":
          description: Done.
          content: {{ application/json: {{ schema: {{ type: object, properties: {{}} }} }} }}
"
        )
    };
    format!(
        "openapi: 3.0.3
info: {{ title: Small, version: v1 }}
servers: [{{ url: https://example.com }}]
paths:
{}{}components:
  securitySchemes:
    Key: {{ type: apiKey, in: header, name: X-Key }}
    UserKey: {{ type: apiKey, in: header, name: X-User-Key }}
    Cookie: {{ type: apiKey, in: cookie, name: session }}
    Query: {{ type: apiKey, in: query, name: key }}
    Bearer: {{ type: http, scheme: bearer }}
    OAuth: {{ type: oauth2, flows: {{}} }}
",
        operation("first", security),
        operation("second", "[{ Key: [] }]"),
    )
}

/// The client that is generated, or the error.
fn generated(security: &str) -> Result<String, String> {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text);
    write("v1.yaml", &document(security)).expect("it can be written");
    let overlay = "overlay: 1.0.0\ninfo: { title: None, version: 1.0.0 }\nactions: []\n";
    write("overlay.yaml", overlay).expect("it can be written");
    let out = folder.path().join("out");
    let outcome = command::regen(folder.path(), &out, &[]);
    match outcome.code {
        Some(0) => Ok(["v1.rs", "credential.rs", "v1_mock.rs"]
            .map(|name| fs::read_to_string(out.join(name)).expect("it was generated"))
            .concat()),
        _ => Err(outcome.stderr),
    }
}

#[test]
fn alternatives_that_a_client_cannot_send_are_left_out() {
    for security in [
        "[{ Key: [] }, { Cookie: [] }]",
        "[{ Cookie: [] }, { Key: [] }]",
        "[{ Bearer: [] }, { OAuth: [all] }, { Query: [] }, { Key: [] }]",
        "[{ UserKey: [], Cookie: [] }, { Key: [] }, { UserKey: [], Key: [] }, { Unknown: [] }]",
    ] {
        let code = generated(security).unwrap_or_else(|error| panic!("{security}: {error}"));
        assert_eq!(
            code.matches("in the header `x-key`.\n").count(),
            2,
            "{security}: {code}"
        );
        assert!(!code.contains("x-user-key"), "{security}");
    }
    let code = generated("[{ Key: [] }, { UserKey: [] }]").expect("both can be sent");
    assert!(
        code.contains("in the header `x-key` or `x-user-key`"),
        "{code}"
    );
    assert!(code.contains("pub fn user_key("), "{code}");
}

#[test]
fn an_operation_that_asks_for_no_key_is_generated() {
    for security in ["[]", "[{}]", "[{}, { Cookie: [] }]"] {
        let code = generated(security).unwrap_or_else(|error| panic!("{security}: {error}"));
        assert!(
            code.contains("The API asks for no key here."),
            "{security}: {code}"
        );
        assert!(code.contains("keys: &[],"), "{security}: {code}");
    }
}

#[test]
fn an_operation_of_which_no_alternative_can_be_sent_is_named_with_its_schemes() {
    for (security, expected) in [
        (
            "[{ Cookie: [] }, { Bearer: [] }]",
            &["`Cookie`", "/components/securitySchemes/Bearer"][..],
        ),
        ("[{ Key: [], UserKey: [] }]", &["`Key` and `UserKey`"]),
        ("[{ Unknown: [] }]", &["`Unknown` is not defined"]),
        ("[Key]", &["/security/0: expected a mapping"]),
        ("Key", &["expected a list"]),
    ] {
        let error = generated(security).expect_err("it is refused");
        assert!(
            error.contains("at /paths/~1first/post/security"),
            "{security}: {error}"
        );
        for part in expected {
            assert!(error.contains(part), "{security} says {part}: {error}");
        }
    }
}
