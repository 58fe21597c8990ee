//! What CONTRIBUTING.md says to do when upstream changes is done, word for word, on copies: one command, one
//! review, and no other edit.

use std::{fs, process::Command, sync::OnceLock};

use serde_json::{Value, json};

use crate::{
    review::copy::{Copy, ReviewIn},
    support::{
        command::{Outcome, xtask_binary},
        outside::{Crates, built},
        repository::git,
        spec, workspace,
    },
};

/// The commands of the section, each on a line of its own.
fn commands() -> [String; 2] {
    let document = fs::read_to_string(workspace().join("CONTRIBUTING.md")).expect("it can be read");
    let mut sections = document.split("\n## ");
    let section = sections.find(|section| section.starts_with("When upstream changes\n"));
    let blocks = section.expect("there is such a section").split("```");
    let shown = blocks
        .skip(1)
        .step_by(2)
        .filter_map(|block| block.strip_prefix("console\n"));
    let commands: Vec<String> = shown.flat_map(str::lines).map(str::to_owned).collect();
    commands
        .try_into()
        .unwrap_or_else(|commands| panic!("expected an import and what accepts it: {commands:?}"))
}

/// Runs a command of the document as if the copy were the workspace. Of all tests, those that read the specs.
fn run(copy: &Copy, command: &str) -> Outcome {
    let words: Vec<&str> = command.split(' ').collect();
    match &words[..] {
        ["cargo", "xtask", arguments @ ..] => {
            let mut command = Command::new(xtask_binary());
            command.args(arguments).args(["--spec-dir", "spec"]);
            if arguments.contains(&"--regen") {
                command.args(["--out-dir", "generated-client/src/generated"]);
            }
            let output = command.current_dir(copy.path("")).output();
            output.expect("xtask can be started").into()
        }
        [rest @ .., "cargo", "test", "--workspace"] => {
            let by = match rest {
                ["INSTA_UPDATE=always"] => ReviewIn::Accepting,
                [] => ReviewIn::Ci,
                _ => panic!("`{command}` sets what this test does not know"),
            };
            copy.review(by)
        }
        _ => panic!("`{command}` is no command that this test knows how to run on a copy"),
    }
}

/// A document from upstream, imported into a copy.
struct Change {
    name: &'static str,
    api: &'static str,
    copy: Copy,
    imported: Outcome,
}

/// The documents that go the whole way.
fn changes() -> &'static [Change] {
    static CHANGES: OnceLock<[Change; 3]> = OnceLock::new();
    CHANGES.get_or_init(|| {
        [
            Change::imported("added", "v3", &added()),
            Change::imported("older", "v3", &older()),
            Change::imported("demanding", "v3.1", &demanding()),
        ]
    })
}

/// The clients, and the tests that are derived from the documents.
pub(crate) fn lay_out(crates: &mut Crates) {
    for change in changes() {
        let generated = change.copy.path("generated-client/src/generated");
        crates.client_with(change.name, &generated, "");
        crates.live(change.name, &change.copy.path("spec"));
    }
}

impl Change {
    fn imported(name: &'static str, api: &'static str, document: &Value) -> Self {
        let copy = Copy::named(name);
        git(&copy.path(""), &["init", "--quiet"]);
        git(&copy.path(""), &["add", "--all"]);
        git(
            &copy.path(""),
            &["commit", "--quiet", "--message", "before"],
        );
        fs::write(copy.path("openapi.json"), document.to_string()).expect("it can be written");
        let imported = run(&copy, &import(api));
        assert_eq!(imported.code, Some(0), "{}", imported.stderr);
        Self {
            name,
            api,
            copy,
            imported,
        }
    }

    /// The rest of the way into a reviewed workspace, with no edit but those of the commands.
    #[track_caller]
    fn go_on(name: &str) -> &'static Self {
        let change = changes().iter().find(|change| change.name == name);
        let change = change.expect("there is such a change");
        let Self {
            api,
            copy,
            imported,
            ..
        } = change;
        // The drift that is committed is the drift that was shown.
        let committed = run(
            copy,
            &format!("cargo xtask drift HEAD:{api} {api} --fail-on never"),
        );
        assert_eq!(committed.code, Some(0), "{}", committed.stderr);
        let summary = |text: &str| {
            text.lines()
                .find(|line| line.contains(" breaking, "))
                .map(str::to_owned)
        };
        assert_eq!(
            summary(&imported.stdout),
            summary(&committed.stdout),
            "{}\n{}",
            imported.stdout,
            committed.stdout
        );

        let reviewed = run(copy, "cargo test --workspace");
        assert_ne!(
            reviewed.code,
            Some(0),
            "nobody has reviewed it: {}",
            reviewed.stdout
        );
        for command in [commands()[1].as_str(), "cargo test --workspace"] {
            let outcome = run(copy, command);
            assert_eq!(
                outcome.code,
                Some(0),
                "{command}: {}{}",
                outcome.stdout,
                outcome.stderr
            );
        }
        built().test(&format!("{name}-live"), "live");
        let again = run(copy, &import(api));
        assert_eq!(again.code, Some(0), "{}", again.stderr);
        assert!(!again.stdout.contains("  written"), "{}", again.stdout);
        change
    }
}

/// The command that imports a document of a version.
fn import(api: &str) -> String {
    commands()[0].replace("v3.1", api)
}

/// The frozen document of a version.
fn frozen(version: &str) -> Value {
    spec::document(version)
}

/// The operations of a document.
fn each_operation(document: &mut Value, mut edit: impl FnMut(&mut Value)) {
    let paths = document["paths"].as_object_mut().expect("it has paths");
    paths.values_mut().for_each(|item| edit(&mut item["post"]));
}

const REQUEST: &str = "/requestBody/content/application~1json/schema";
const ANSWER: &str = "/responses/201/content/application~1json/schema";

#[test]
fn what_the_api_could_publish_next() {
    let text = include_str!("upstream.yaml");
    let document: Value = serde_yaml::from_str(text).expect("it is YAML");
    // CI goes the whole way of this one.
    let copy = Copy::new();
    fs::write(copy.path("openapi.json"), document.to_string()).expect("it can be written");
    let imported = run(&copy, &commands()[0]);
    assert_eq!(imported.code, Some(0), "{}", imported.stderr);
    // What is to be looked at is a note, and what nobody has decided is a secret.
    for note in [
        "matches nothing",
        "the type is called `ConnectedAccountLinkExperimental`",
    ] {
        assert!(imported.stderr.contains(note), "{}", imported.stderr);
    }
    let code = fs::read_to_string(copy.path("generated-client/src/generated/v3_1.rs"))
        .expect("it was generated");
    for part in [
        "pub session_cookie: Option<Secret>",
        "pub signing_keys: Option<Vec<Secret>>",
        "pub extra_token_data: Option<AdditionalProperties>",
        "pub shop: Option<String>",
        "pub fn effective_account_type(&self) -> Option<&AccountType>",
    ] {
        assert!(code.contains(part), "{part}");
    }
}

fn added() -> Value {
    let mut document = frozen("v3");
    let organization = json!({ "type": "apiKey", "in": "header", "name": "x-org-api-key" });
    document["components"]["securitySchemes"]["OrgApiKeyAuth"] = organization;
    each_operation(&mut document, |operation| {
        operation["description"] = json!("Upstream's words.");
        operation["x-api-version"] = json!("3");
        operation["responses"]["429"] = operation["responses"]["400"].clone();
        operation["security"]
            .as_array_mut()
            .expect("a list")
            .push(json!({ "OrgApiKeyAuth": [] }));
        for body in [REQUEST, ANSWER] {
            let schema = operation.pointer_mut(body).expect("it has a body");
            schema["properties"]["alias"] = json!({ "type": "string", "description": "A name." });
        }
    });
    document
}

#[test]
fn a_document_that_adds_a_property_a_key_and_a_status() {
    let Change { copy, imported, .. } = Change::go_on("added");
    assert!(
        imported.stdout.contains("0 breaking, "),
        "{}",
        imported.stdout
    );
    let spec = fs::read_to_string(copy.path("spec/v3.yaml")).expect("it was written");
    assert!(!spec.contains("Upstream's words"), "ours are kept");
    let between = run(copy, "cargo xtask drift v3 v3.1");
    assert_eq!(
        between.code,
        Some(1),
        "v3.1 lacks a key: {}",
        between.stdout
    );
}

fn older() -> Value {
    let mut document = frozen("v3");
    let schemes = &mut document["components"]["securitySchemes"];
    schemes["CookieAuth"] = json!({ "type": "apiKey", "in": "cookie", "name": "session" });
    schemes
        .as_object_mut()
        .expect("it has schemes")
        .remove("UserApiKeyAuth");
    let error = &mut document["components"]["schemas"]["Error"];
    if let Some(error) = error.as_object_mut() {
        error.remove("example");
    }
    let fields = error
        .pointer_mut("/properties/error")
        .expect("it has an error");
    fields["properties"]
        .as_object_mut()
        .expect("it has fields")
        .remove("slug");
    fields["required"] = json!(["message", "code", "status"]);
    each_operation(&mut document, |operation| {
        operation["security"] = json!([{ "CookieAuth": [] }, { "ApiKeyAuth": [] }]);
        operation["requestBody"]
            .as_object_mut()
            .expect("it has a body")
            .remove("required");
        for body in ["/requestBody", "/responses/201"] {
            let media = operation.pointer_mut(&format!("{body}/content/application~1json"));
            media
                .and_then(Value::as_object_mut)
                .expect("it has a body")
                .remove("example");
        }
        let properties = operation.pointer_mut(REQUEST).expect("it has a body");
        if let Some(data) = properties["properties"].get_mut("connection_data") {
            let (one, mut other) = (data.clone(), data.clone());
            other["properties"] =
                json!({ "account_sid": { "type": "string" }, "shop": { "type": "string" } });
            *data = json!({ "anyOf": [one, other] });
        }
    });
    let paths = document["paths"].as_object_mut().expect("it has paths");
    let moved = std::mem::take(paths).into_iter();
    paths.extend(moved.map(|(path, item)| (path.replace("/api/v3", ""), item)));
    document
}

#[test]
fn an_older_document_with_a_union_a_cookie_and_other_paths() {
    let Change { copy, imported, .. } = Change::go_on("older");
    assert!(
        !imported.stdout.contains("0 breaking, "),
        "{}",
        imported.stdout
    );
    let code = fs::read_to_string(copy.path("generated-client/src/generated/v3.rs"))
        .expect("it was generated");
    assert!(
        code.contains("pub account_sid: Option<Secret>"),
        "nobody has decided on it"
    );
}

fn demanding() -> Value {
    let mut document = frozen("v3.1");
    let experimental = document["components"]["schemas"]["Experimental"].clone();
    each_operation(&mut document, |operation| {
        for body in [REQUEST, ANSWER] {
            let schema = operation.pointer_mut(body).expect("it has a body");
            schema["properties"]["experimental"] = experimental.clone();
        }
        let required =
            operation.pointer_mut(ANSWER).expect("it has a body")["required"].as_array_mut();
        required
            .expect("it demands something")
            .push(json!("account_type"));
    });
    document
}

#[test]
fn a_document_that_demands_what_was_optional_and_writes_in_place_what_was_a_component() {
    let Change { copy, imported, .. } = Change::go_on("demanding");
    assert_eq!(imported.stderr, "", "each decision has its object");
    assert!(
        imported.stdout.contains("0 breaking, 2 additive, "),
        "{}",
        imported.stdout
    );
    let code = fs::read_to_string(copy.path("generated-client/src/generated/v3_1.rs"))
        .expect("it was generated");
    assert!(
        code.contains("pub account_type: AccountType,"),
        "it is demanded"
    );
    assert_eq!(
        code.matches("pub struct Experimental ").count(),
        1,
        "in place, it is one type as before"
    );

    // And back: the specs are as an import writes them, so that a diff shows what changed and no more.
    fs::write(copy.path("openapi.json"), frozen("v3.1").to_string()).expect("it can be written");
    let outcome = run(copy, "cargo xtask import openapi.json --api v3.1");
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let read = |file: std::path::PathBuf| fs::read_to_string(file).expect("it can be read");
    let (found, expected) = (
        read(copy.path("spec/v3.1.yaml")),
        read(workspace().join("tests/frozen/spec/v3.1.yaml")),
    );
    assert!(found == expected, "the spec is written in another form");
}

/// The spec and the client are written together or not at all.
#[test]
fn a_document_that_the_client_cannot_be_generated_from_changes_nothing() {
    let copy = Copy::new();
    let files = ["spec/v3.1.yaml", "generated-client/src/generated/v3_1.rs"];
    let before = files.map(|file| fs::read(copy.path(file)).expect("it can be read"));
    let mut document = frozen("v3.1");
    each_operation(&mut document, |operation| {
        operation
            .as_object_mut()
            .expect("an operation")
            .remove("operationId");
    });
    fs::write(copy.path("openapi.json"), document.to_string()).expect("it can be written");
    for more in ["", " --dry-run"] {
        let command = format!("cargo xtask import openapi.json --api v3.1 --regen{more}");
        let outcome = run(&copy, &command);
        assert_eq!(outcome.code, Some(2), "{}", outcome.stdout);
        assert!(outcome.stderr.contains("operationId"), "{}", outcome.stderr);
        let after = files.map(|file| fs::read(copy.path(file)).expect("it can be read"));
        assert!(before == after, "{}", outcome.stdout);
    }
}
