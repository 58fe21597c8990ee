//! What compiles, and what must not.

use std::fs;

use serde_json::{Value, json};

use crate::support::{
    frozen,
    outside::{cargo, client_of, write},
    workspace,
};

/// A document with everything that can be generated from, and names that get in the way of others.
const ODD: &str = r##"openapi: 3.0.3
info: { title: Odd, version: v1 }
servers:
  - url: https://example.com/
security:
  - Key: []
paths:
  /things/{thing_id}/{kind}/{count}/{ratio}/{otherId}:
    get:
      operationId: getThing
      description: "Has a ``` fence, <b>HTML</b>, a [link] and https://example.com."
      parameters:
        - { name: thing_id, in: path, required: true, schema: { type: string } }
        - { name: kind, in: path, required: true, schema: { $ref: "#/components/schemas/Kind" } }
        - { name: count, in: path, required: true, schema: { type: integer } }
        - { name: ratio, in: path, required: true, schema: { type: number } }
        - { name: otherId, in: path, required: true, schema: { type: string, format: thingId, x-rust-name: ThingId } }
      responses:
        "200": { $ref: "#/components/responses/Thing" }
        "202": { $ref: "#/components/responses/Thing" }
  /things:
    post:
      operationId: Make-thing2
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } }
      responses:
        "201": { $ref: "#/components/responses/Thing" }
        "400":
          description: Bad.
          content: { application/json: { schema: { $ref: "#/components/schemas/Problem" } } }
components:
  responses:
    Thing:
      description: The thing.
      content: { application/json: { schema: { $ref: "#/components/schemas/Thing" } } }
  securitySchemes:
    Key: { type: apiKey, in: header, name: X-Key }
  schemas:
    Kind: { type: string, enum: [a-b, c, "2", "", self, Unknown, HTTP-API, x1y] }
    Problem: { type: object, required: [code], properties: { code: { type: integer } } }
    Closed:
      type: object
      additionalProperties: false
      properties: { a: { type: boolean } }
    Thing:
      type: object
      required: [name, maybe, number, list, either, when, parts, anything]
      properties:
        name: { type: string, minLength: 1 }
        maybe: { type: string, nullable: true }
        number: { type: number }
        list: { type: array, items: { type: string, nullable: true } }
        either: { oneOf: [{ type: string }, { type: boolean, nullable: true }] }
        when: { type: integer, nullable: true }
        parts: { type: array, items: { $ref: "#/components/schemas/Thing" } }
        anything: {}
        parent: { $ref: "#/components/schemas/Thing" }
        closed: { $ref: "#/components/schemas/Closed" }
        kinds: { type: array, items: { $ref: "#/components/schemas/Kind" } }
        counts: { type: array, items: { type: integer } }
        whole: { type: number, nullable: true, x-rust-type: WholeNumber }
        wholes: { type: array, items: { type: number, x-rust-type: WholeNumber } }
        free: { type: object }
        map: { type: object, additionalProperties: { type: string, nullable: true } }
        things: { type: object, additionalProperties: { $ref: "#/components/schemas/Thing" } }
        typed:
          type: object
          properties: { a: { type: string } }
          additionalProperties: { type: integer }
        choice: { anyOf: [{ $ref: "#/components/schemas/Closed" }, { type: integer }, { type: array, items: { type: number } }] }
        secret: { type: string, format: password }
        secrets: { type: array, items: { type: string, format: password } }
        only: { allOf: [{ $ref: "#/components/schemas/Closed" }], nullable: true }
        inner: { type: object, properties: { deeper: { type: object, properties: { a: { type: string } } } } }
        type: { type: string }
        self: { type: string }
        Self: { type: string }
        extra: { type: string }
        build: { type: string }
        additional_properties: { type: string }
        "3d": { type: string }
        "": { type: string }
        aB: { type: string }
        a_b: { type: string }
        a-b: { type: string }
        request_id: { type: string }
        value: { type: string, default: x, example: "`y`" }
"##;

const OVERLAY: &str = "overlay: 1.0.0\ninfo: { title: None, version: 1.0.0 }\nactions: []\n";

#[test]
fn the_client_of_an_odd_document_compiles_without_a_warning() {
    // What differs between the versions is not shared.
    let document = |version| {
        ODD.replace(
            "a: { type: boolean }",
            &format!("{version}: {{ type: boolean }}"),
        )
    };
    let (v1, v2) = (document("v1"), document("v2"));
    let folder = client_of(&[
        ("v1.yaml", &v1),
        ("v2.yaml", &v2),
        ("overlay.yaml", OVERLAY),
    ]);
    let client = ["-p", "composio-link-client", "--quiet", "--lib"];
    for features in [&[][..], &["--features", "mock"], &["--features", "tools"]] {
        let clippy = [
            &["clippy"],
            &client[..],
            features,
            &["--", "-D", "warnings"],
        ];
        let outcome = cargo(folder.path(), &clippy.concat());
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    }
    let doc = ["doc", "--no-deps", "--features", "mock,tools"];
    let outcome = cargo(folder.path(), &[&doc, &client[..]].concat());
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    // The manual of the crate links to its own versions, which are not there.
    let generated: Vec<&str> = outcome
        .stderr
        .lines()
        .filter(|line| line.contains("src/generated"))
        .collect();
    assert!(generated.is_empty(), "{}", outcome.stderr);
}

/// A program that was written against the client as it is.
const USER: &str = r#"
use composio_link_client::{Error, Response, v3, v3_1::{self, *}};

pub async fn program(client: Client) -> Result<String, v3_1::Error> {
    let data = ConnectionData::builder().shop("s").expires_in(1).build();
    let same: v3::ConnectionData = data.clone();
    let ConnectionData { shop, callback_url_camel_case, .. } = same;
    let _ = (shop, callback_url_camel_case);
    let request = ConnectedAccountLinkRequest::builder()
        .auth_config_id("a").user_id("u").connection_data(data).account_type(AccountType::Private)
        .experimental(Experimental::default()).build();
    let mut request: ConnectedAccountLinkRequest = request;
    request.alias = Some("x".into());
    let link: Response<ConnectedAccountLink> = client.create_connected_account_link(&request).await?;
    let kind = match link.effective_account_type() {
        Some(AccountType::Private) => "private",
        Some(AccountType::Shared) => "shared",
        Some(other) => other.as_str(),
        None => "none",
    };
    let request = SessionLinkRequest::builder().toolkit("t").maybe_alias(Some("x")).build();
    match client.create_session_link("trs", &request).await {
        Ok(link) => Ok(format!("{kind} {}", link.connected_account_id)),
        Err(Error::Api(answer)) if answer.status().as_u16() == 404 => Ok(answer.error.slug.clone()),
        Err(error) => Err(error),
    }
}

pub fn fake() -> SessionLink {
    SessionLink::builder().link_token("l").redirect_url("r").connected_account_id("c").build()
}

pub fn decoded() -> ErrorResponse {
    serde_json::from_str("{}").unwrap_or_else(|_| {
        let error = ApiError::builder().message("m").code(1).slug("s").status(404).build();
        ErrorResponse::builder().error(error).build()
    })
}
"#;

/// Adds a value to each list of values that has another one.
fn add_value(document: &mut Value, known: &str, added: &str) {
    match document {
        Value::Array(items) if items.contains(&json!(known)) => items.push(json!(added)),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| add_value(item, known, added)),
        Value::Object(members) => members
            .values_mut()
            .for_each(|member| add_value(member, known, added)),
        _ => {}
    }
}

/// An optional property in requests and answers, a value, a status: a minor release.
#[test]
fn an_additive_change_of_the_specs_leaves_programs_alone() {
    let read = |name: &str| {
        fs::read_to_string(frozen().join("spec").join(name)).expect("the spec can be read")
    };
    let more = |text: String| {
        // In the requests, in `connection_data`, in the answers, and a status of both operations.
        let add = |text: String, before: &str, added: &str| {
            let before = format!("\n{before}:\n");
            assert!(text.contains(&before), "the spec holds {before}");
            text.replace(&before, &format!("\n{added}{before}"))
        };
        let property =
            |name: &str, indent: usize| format!("{:indent$}{name}: {{ type: string }}", "");
        let text = add(text, "                callback_url", &property("label", 16));
        let text = add(
            text,
            "                    subdomain",
            &property("sub_region", 20),
        );
        let text = add(
            text,
            "                  link_token",
            &property("poll_url", 18),
        );
        let text = add(text, "            slug", &property("docs_url", 12));
        let status = "        '409':\n          description: Taken.\n          content: { application/json: { schema: { $ref: \"#/components/schemas/Error\" } } }";
        add(text, "        '404'", status)
    };
    let v3 = more(read("v3.yaml"));
    let mut v3_1 = serde_yaml::from_str(&more(read("v3.1.yaml"))).expect("it is YAML");
    add_value(&mut v3_1, "SHARED", "TEAM");
    let v3_1 = v3_1.to_string();
    let overlay = read("overlay.yaml");
    let folder = client_of(&[
        ("v3.yaml", &v3),
        ("v3.1.yaml", &v3_1),
        ("overlay.yaml", &overlay),
    ]);
    let root = folder.path();

    let generated =
        |name: &str| fs::read_to_string(root.join("generated-client/src/generated").join(name));
    let module = generated("v3_1.rs").expect("it was generated");
    for added in [
        "pub label: Option<String>",
        "pub poll_url: Option<String>",
        "Team,",
        "404 | 409",
    ] {
        assert!(module.contains(added), "the client has gained `{added}`");
    }
    let shared = generated("shared.rs").expect("it was generated");
    assert!(shared.contains("pub sub_region: Option<Secret>") && shared.contains("pub docs_url"));

    write(&root.join("user/src/lib.rs"), USER);
    let outcome = cargo(root, &["check", "--quiet", "-p", "user"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(outcome.stderr, "", "without a warning");
}

/// The test of a program, against the client that is generated from another spec.
const TEST: &str = r#"
use composio_link_client::{mock::MockServer, v3_1::{self, mock::CreateSessionLinkFailure}};

#[tokio::test]
async fn the_mock_server_answers_as_the_spec_does() {
    let api = MockServer::start().await;
    let client = v3_1::Client::builder().api_key("test").base_url(api.base_url());
    let client = client.build().expect("the client can be built");
    let request = v3_1::SessionLinkRequest::builder().toolkit("github").build();
    let link = client.create_session_link("trs_1", &request).await.expect("a link");
    assert_eq!(link.link_token.expose_secret(), "lt_other");

    api.v3_1().create_session_link().fail(CreateSessionLinkFailure::Conflict);
    let error = client.create_session_link("trs_1", &request).await.expect_err("a failure");
    assert_eq!(error.status().expect("a status"), 409);
}
"#;

#[test]
fn another_example_and_another_status_in_a_spec_are_the_mock_servers() {
    let read = |name: &str| {
        fs::read_to_string(frozen().join("spec").join(name)).expect("the spec can be read")
    };
    let v3_1 = read("v3.1.yaml");
    let changed = v3_1
        .replace("link_token: lt_abc123xyz", "link_token: lt_other")
        .replace("        '403':", "        '409':");
    assert_ne!(changed, v3_1);
    let folder = client_of(&[
        ("v3.yaml", &read("v3.yaml")),
        ("v3.1.yaml", &changed),
        ("overlay.yaml", &read("overlay.yaml")),
    ]);
    let manifest = folder.path().join("user/Cargo.toml");
    let with_mock = fs::read_to_string(&manifest).expect("it was written")
        + "[dev-dependencies]\ncomposio-link-client = { workspace = true, features = [\"mock\"] }\ntokio = { workspace = true, features = [\"macros\", \"rt\"] }\n";
    write(&manifest, &with_mock);
    write(&folder.path().join("user/tests/link.rs"), TEST);
    let outcome = cargo(
        folder.path(),
        &["test", "--quiet", "-p", "user", "--test", "link"],
    );
    assert_eq!(
        outcome.code,
        Some(0),
        "{}{}",
        outcome.stdout,
        outcome.stderr
    );
    assert!(outcome.stdout.contains("1 passed"), "{}", outcome.stdout);
}

/// Programs, and the error that the compiler has to find in each; nothing where it is to compile.
const PROGRAMS: &[(&str, &str, Option<&str>)] = &[
    (
        "whole",
        r#"let data = ConnectionData::builder().shop(String::from("s")).scope(vec!["a"]).build();
        let _: ConnectionDataBuilder = ConnectionData::builder();
        let id = AuthConfigId::from("ac_1");
        let request = ConnectedAccountLinkRequest::builder()
            .user_id("u").auth_config_id(&id).maybe_callback_url(None::<&str>).connection_data(data).build();
        let _ = client.create_connected_account_link(&request);
        let session = ToolRouterSessionId::from(String::from("trs_1"));
        let request = SessionLinkRequest::builder().toolkit("t").build();
        let _ = client.create_session_link(&session, &request);
        let _ = client.create_session_link("trs_1", &request);"#,
        None,
    ),
    (
        "without_user",
        r#"ConnectedAccountLinkRequest::builder().auth_config_id("a").build();"#,
        Some("members::user_id>` was not set"),
    ),
    (
        "without_auth_config",
        r#"ConnectedAccountLinkRequest::builder().user_id("u").build();"#,
        Some("members::auth_config_id>` was not set"),
    ),
    (
        "without_toolkit",
        r#"SessionLinkRequest::builder().callback_url("u").build();"#,
        Some("members::toolkit>` was not set"),
    ),
    (
        "other_id_as_session",
        r#"let request = SessionLinkRequest::builder().toolkit("t").build();
        let _ = client.create_session_link(AuthConfigId::from("a"), &request);"#,
        Some("AuthConfigId>` is not implemented for `ToolRouterSessionId`"),
    ),
    (
        "other_id_as_auth_config",
        r#"ConnectedAccountLinkRequest::builder().auth_config_id(ConnectedAccountId::from("a"));"#,
        Some("ConnectedAccountId>` is not implemented for `AuthConfigId`"),
    ),
    (
        "id_as_text",
        r#"ConnectedAccountLinkRequest::builder().user_id(ConnectedAccountId::from("a"));"#,
        Some("ConnectedAccountId>` is not implemented for `String`"),
    ),
    (
        "failure",
        r#"let _ = mock::CreateSessionLinkFailure::NotFound;"#,
        None,
    ),
    (
        "undocumented_failure",
        r#"let _ = mock::CreateConnectedAccountLinkFailure::Forbidden;"#,
        Some("no variant or associated item named `Forbidden`"),
    ),
    (
        "open_struct",
        r#"let _ = AuthedUser { access_token: None, scope: None, additional_properties: Default::default() };"#,
        Some("E0639"),
    ),
];

/// The same programs, word for word, for both versions: moving is a change of the module's name.
#[test]
fn what_is_wrong_does_not_compile_and_what_is_right_does_for_both_versions() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let root = folder.path();
    let client = workspace().join("generated-client");
    let manifest = format!(
        "[package]\nname = \"programs\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\ncomposio-link-client = {{ path = {client:?}, features = [\"mock\"] }}\n"
    );
    write(&root.join("Cargo.toml"), &manifest);
    fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock")).expect("it can be copied");
    for version in ["v3", "v3_1"] {
        for (name, body, _) in PROGRAMS {
            let program = format!(
                "#![allow(unused)]\nuse composio_link_client::{version}::*;\nfn program(client: Client) {{\n{body}\n}}\nfn main() {{}}\n"
            );
            write(&root.join(format!("src/bin/{name}_{version}.rs")), &program);
        }
    }
    for version in ["v3", "v3_1"] {
        for (name, _, expected) in PROGRAMS {
            let name = format!("{name}_{version}");
            let outcome = cargo(root, &["check", "--quiet", "--bin", &name]);
            match expected {
                None => assert_eq!(outcome.code, Some(0), "{name}: {}", outcome.stderr),
                Some(expected) => {
                    assert_ne!(outcome.code, Some(0), "{name} compiles");
                    assert!(
                        outcome.stderr.contains(expected),
                        "{name}: {}",
                        outcome.stderr
                    );
                    let errors = outcome.stderr.matches("\nerror").count()
                        + usize::from(outcome.stderr.starts_with("error"));
                    assert!(errors <= 2, "{name} has no other error: {}", outcome.stderr);
                }
            }
        }
    }
}
