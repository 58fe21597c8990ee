//! What compiles of programs that use the client, and what must not.

use std::fs;

use serde_json::{Value, json};

use crate::support::{
    frozen,
    outside::{Crates, built},
};

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
        Some("user_id>` was not set"),
    ),
    (
        "without_auth_config",
        r#"ConnectedAccountLinkRequest::builder().user_id("u").build();"#,
        Some("auth_config_id>` was not set"),
    ),
    (
        "without_toolkit",
        r#"SessionLinkRequest::builder().callback_url("u").build();"#,
        Some("toolkit>` was not set"),
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

/// The documents that do not change, by the names of their files.
pub(crate) fn documents() -> Vec<(String, String)> {
    let read = |name: &str| {
        let text = fs::read_to_string(frozen().join("spec").join(name));
        (name.to_owned(), text.expect("the document can be read"))
    };
    ["v3.yaml", "v3.1.yaml", "overlay.yaml"].map(read).into()
}

/// An optional property in requests and answers, a value, a status, another example: a minor release.
fn with_more(name: &str, text: &str) -> String {
    let add = |text: &str, before: &str, added: &str| {
        let before = format!("\n{before}:\n");
        assert!(text.contains(&before), "the spec holds {before}");
        text.replace(&before, &format!("\n{added}{before}"))
    };
    let property = |name: &str, indent: usize| format!("{:indent$}{name}: {{ type: string }}", "");
    let text = add(text, "                callback_url", &property("label", 16));
    let text = add(
        &text,
        "                    subdomain",
        &property("sub_region", 20),
    );
    let text = add(
        &text,
        "                  link_token",
        &property("poll_url", 18),
    );
    let text = add(&text, "            slug", &property("docs_url", 12));
    let status = "        '409':\n          description: Taken.\n          content: { application/json: { schema: { $ref: \"#/components/schemas/Error\" } } }";
    let text = add(&text, "        '404'", status);
    if name == "v3.yaml" {
        return text;
    }
    assert!(text.contains("link_token: lt_abc123xyz"));
    let text = text.replace("link_token: lt_abc123xyz", "link_token: lt_other");
    let mut document = serde_yaml::from_str(&text).expect("it is YAML");
    add_value(&mut document, "SHARED", "TEAM");
    document.to_string()
}

pub(crate) fn lay_out(crates: &mut Crates) {
    let documents: Vec<(String, String)> = documents()
        .into_iter()
        .map(|(name, text)| match name.as_str() {
            "overlay.yaml" => (name, text),
            _ => (name.clone(), with_more(&name, &text)),
        })
        .collect();
    crates.client("more", &documents, &[], "\"mock\"");
    crates.user(
        "more-user",
        "more",
        "serde_json.workspace = true\ntokio = { workspace = true, features = [\"macros\", \"rt\"] }\n",
    );
    crates.write("more-user/src/lib.rs", USER);
    crates.write("more-user/tests/link.rs", TEST);

    crates.user("programs", "frozen", "");
    crates.write("programs/src/lib.rs", "");
    for version in ["v3", "v3_1"] {
        for wrong in [false, true] {
            let name = if wrong { "wrong" } else { "right" };
            crates.write(
                &format!("programs/src/bin/{name}_{version}.rs"),
                program(version, wrong),
            );
        }
    }
}

/// The programs that are to compile, or those that are not, each a function on a line of its own.
fn program(version: &str, wrong: bool) -> String {
    let functions = PROGRAMS
        .iter()
        .filter(|(_, _, expected)| expected.is_some() == wrong)
        .map(|(name, body, _)| {
            format!(
                "fn {name}(client: Client) {{ {} }}\n",
                body.replace('\n', " ")
            )
        });
    format!(
        "#![allow(unused, clippy::all, reason = \"each shows one error and does nothing\")]\nuse composio_link_client::{version}::*;\n{}fn main() {{}}\n",
        functions.collect::<String>()
    )
}

#[test]
fn an_additive_change_of_the_specs_leaves_programs_alone() {
    built().assert_library("more-user");
    let generated =
        |name: &str| built().read(&format!("more/generated-client/src/generated/{name}"));
    let module = generated("v3_1.rs");
    for added in [
        "pub label: Option<String>",
        "pub poll_url: Option<String>",
        "Team,",
        "404 | 409",
    ] {
        assert!(module.contains(added), "the client has gained `{added}`");
    }
    let shared = generated("shared.rs");
    assert!(shared.contains("pub sub_region: Option<Secret>") && shared.contains("pub docs_url"));
}

#[test]
fn another_example_and_another_status_in_a_spec_are_the_mock_servers() {
    let tested = built().test("more-user", "link");
    assert!(tested.contains("1 passed"), "{tested}");
}

/// The same programs, word for word, for both versions: moving is a change of the module's name.
#[test]
fn what_is_wrong_does_not_compile_and_what_is_right_does_for_both_versions() {
    for version in ["v3", "v3_1"] {
        built().program("programs", &format!("right_{version}"));
        let errors = built().errors("programs", &format!("wrong_{version}"));
        let text = program(version, true);
        for (name, _, expected) in PROGRAMS {
            let Some(expected) = expected else { continue };
            let line = text
                .lines()
                .position(|line| line.starts_with(&format!("fn {name}(")))
                .expect("it is there");
            let of_program: Vec<&str> = errors
                .iter()
                .filter(|(at, _)| *at == line + 1)
                .map(|(_, error)| error.as_str())
                .collect();
            let [error] = &of_program[..] else {
                panic!("{name}, {version}: expected one error: {of_program:#?}");
            };
            // Where a name could be another's, the compiler adds its path.
            let paths = [
                "frozen_client::v3_1::",
                "frozen_client::v3::",
                "std::string::",
            ];
            let error = paths
                .iter()
                .fold((*error).to_owned(), |error, path| error.replace(path, ""));
            assert!(error.contains(expected), "{name}, {version}: {error}");
        }
    }
}
