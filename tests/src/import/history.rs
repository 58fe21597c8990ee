//! Half a year of the API: each step imports, its drift is as reviewed, and the client of the step
//! before goes on working wherever the rules say so.

use std::{path::Path, process::Command, sync::OnceLock};

use serde_json::{Value, json};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers};

use crate::{
    drift::nests::to_3_1,
    import::documents::{CONNECTED_ACCOUNT, Folder, OVERLAY, SESSION},
    import::steps::{Step, steps},
    support::command::regen,
    support::outside::{Crates, built},
    support::snapshot::assert_reviewed,
};

/// The specs in the order of the steps, each imported over the one before, and what was printed.
fn imports() -> &'static [(Step, String, String)] {
    static IMPORTS: OnceLock<Vec<(Step, String, String)>> = OnceLock::new();
    IMPORTS.get_or_init(import_all)
}

fn import_all() -> Vec<(Step, String, String)> {
    let folder = Folder::new();
    let import = |step: Step| {
        let outcome = folder.import_value(&step.document);
        assert_eq!(
            outcome.stderr, "",
            "{}: each decision has its object",
            step.name
        );
        let place = folder.path().display().to_string();
        (step, folder.v3(), outcome.stdout.replace(&place, ""))
    };
    steps().into_iter().map(import).collect()
}

#[test]
fn the_drift_of_each_step_is_as_reviewed() {
    for (index, (step, _, printed)) in imports().iter().enumerate() {
        assert_reviewed(&format!("history_{index}_{}", step.name), printed);
        let is_breaking = printed.contains("breaking") && !printed.contains("0 breaking");
        assert_eq!(is_breaking, step.is_breaking, "{}: {printed}", step.name);
    }
}

#[test]
fn each_step_regenerates() {
    for (step, spec, _) in imports() {
        let folder = Folder::new();
        folder.write("spec/v3.yaml", spec);
        let outcome = regen(&folder.spec_dir(), &folder.path().join("out"), &[]);
        assert_eq!(outcome.code, Some(0), "{}: {}", step.name, outcome.stderr);
    }
}

/// A program that calls both operations of the client that it is told the number of.
fn program(count: usize) -> String {
    let calls: String = (0..count)
        .map(|number| {
            format!(
                r#""{number}" => {{
                    use composio_link_client::v3_{number}::*;
                    let client = Client::builder().api_key("key").base_url(base_url).build()?;
                    let data = ConnectionData::builder().subdomain("s").access_token("t").callback_url("c").build();
                    let request = ConnectedAccountLinkRequest::builder().auth_config_id("ac_1").user_id("u").connection_data(data).build();
                    let link = client.create_connected_account_link(&request).await?;
                    println!("{{}}", serde_json::to_string(&*link)?);
                    let request = SessionLinkRequest::builder().toolkit("github").build();
                    let link = client.create_session_link("trs_1", &request).await?;
                    println!("{{}}", serde_json::to_string(&*link)?);
                }}
                "#
            )
        })
        .collect();
    format!(
        r#"#[tokio::main(flavor = "current_thread")]
        async fn main() -> Result<(), Box<dyn std::error::Error>> {{
            let mut arguments = std::env::args().skip(1);
            let number = arguments.next().ok_or("a number is missing")?;
            let base_url = arguments.next().ok_or("a URL is missing")?;
            match number.as_str() {{
                {calls}
                other => return Err(format!("there is no client {{other}}").into()),
            }}
            Ok(())
        }}"#
    )
}

/// What a server of the step answers at a path.
fn answer(step: &Step, path: &str) -> Value {
    let mut answer = json!({
        "link_token": "lt_1",
        "redirect_url": "https://app.composio.dev/link/lt_1",
        "connected_account_id": "ca_1",
    });
    if path == CONNECTED_ACCOUNT {
        answer["expires_at"] = json!("2026-01-01T00:00:00Z");
    }
    let body = &operation(step, path)["responses"]["201"]["content"]["application/json"]["schema"];
    if body["properties"].get("account_type").is_some() {
        answer["account_type"] = json!("PRIVATE");
    }
    if body["properties"].get("experimental").is_some() {
        answer["experimental"] = json!({ "account_type": "PRIVATE" });
    }
    let schema = jsonschema::validator_for(&to_3_1(body)).expect("it is a schema");
    assert!(schema.is_valid(&answer), "{}: {answer}", step.name);
    answer
}

fn operation<'a>(step: &'a Step, path: &str) -> &'a Value {
    let paths = step.document["paths"].as_object().expect("it has paths");
    let item = paths.iter().find(|(name, _)| name.ends_with(path));
    &item.expect("it is there").1["post"]
}

/// A server that behaves as the document of the step says, and refuses what that does not allow.
async fn server(step: &Step) -> MockServer {
    let server = MockServer::start().await;
    let prefix = if step.document["paths"].get(SESSION).is_some() {
        ""
    } else {
        "/api/v3"
    };
    for path in [CONNECTED_ACCOUNT, SESSION] {
        let body = &operation(step, path)["requestBody"]["content"]["application/json"]["schema"];
        let schema = jsonschema::validator_for(&to_3_1(body)).expect("it is a schema");
        let is_allowed = move |request: &Request| {
            request
                .headers
                .get("x-api-key")
                .is_some_and(|key| key == "key")
                && request
                    .body_json()
                    .is_ok_and(|body: Value| schema.is_valid(&body))
        };
        let template = ResponseTemplate::new(201).set_body_json(answer(step, path));
        Mock::given(matchers::method("POST"))
            .and(matchers::path(format!(
                "{prefix}{}",
                path.replace("{session_id}", "trs_1")
            )))
            .and(is_allowed)
            .respond_with(template)
            .mount(&server)
            .await;
    }
    server
}

fn call(program: &Path, number: usize, server: &MockServer) -> Result<Vec<Value>, String> {
    let mut command = Command::new(program);
    let output = command
        .arg(number.to_string())
        .arg(server.uri())
        .output()
        .expect("it can be started");
    match output.status.success() {
        true => {
            let lines = String::from_utf8_lossy(&output.stdout).into_owned();
            Ok(lines
                .lines()
                .map(|line| serde_json::from_str(line).expect("it is JSON"))
                .collect())
        }
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// All clients are modules of one crate, which is compiled once.
pub(crate) fn lay_out(crates: &mut Crates) {
    let imports = imports();
    let names = (0..imports.len()).map(|number| format!("v3.{number}.yaml"));
    let specs = names.zip(imports.iter().map(|(_, spec, _)| spec.as_str()));
    let mut specs: Vec<(String, &str)> = specs.collect();
    specs.push(("overlay.yaml".to_owned(), OVERLAY));
    crates.client("history", &specs, &[], "");
    crates.user(
        "history-user",
        "history",
        "serde_json.workspace = true\ntokio = { workspace = true, features = [\"macros\", \"rt\"] }\n",
    );
    crates.write("history-user/src/main.rs", program(imports.len()));
}

#[tokio::test]
async fn the_client_of_a_step_works_with_the_server_of_the_next_wherever_that_breaks_nothing() {
    let imports = imports();
    let program = built().program("history-user", "history-user");

    for (number, (step, _, _)) in imports.iter().enumerate() {
        let server = server(step).await;
        let expected = [CONNECTED_ACCOUNT, SESSION].map(|path| answer(step, path));
        let own = call(program, number, &server);
        assert_eq!(
            own.as_deref(),
            Ok(&expected[..]),
            "{} with its own server",
            step.name
        );
        let Some(before) = number.checked_sub(1).filter(|_| !step.is_breaking) else {
            continue;
        };
        let old = call(program, before, &server);
        assert_eq!(
            old.as_deref(),
            Ok(&expected[..]),
            "the client before {}",
            step.name
        );
    }
    // A call that the rules do call breaking.
    let versioned = imports
        .iter()
        .position(|(step, _, _)| step.name == "version_segment_added");
    let versioned = versioned.expect("there is such a step");
    let error = call(program, versioned - 1, &server(&imports[versioned].0).await);
    assert!(error.expect_err("the path is another one").contains("404"));
}
