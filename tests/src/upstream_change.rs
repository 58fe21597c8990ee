//! What the README says to do when upstream changes is done, word for word, on a copy: one command, and
//! one review.

use std::{fs, process::Command};

use serde_json::{Value, json};

use crate::{
    binary::{Outcome, xtask_binary},
    copy::Copy,
    spec, workspace,
};

/// The commands of the section, each on a line of its own.
fn commands() -> Vec<String> {
    let readme = fs::read_to_string(workspace().join("README.md")).expect("it can be read");
    let mut sections = readme.split("\n## ");
    let section = sections.find(|section| section.starts_with("When upstream changes\n"));
    let blocks = section.expect("there is such a section").split("```");
    let blocks = blocks.skip(1).step_by(2);
    let lines = blocks.flat_map(|block| block.lines().skip(1).map(str::to_owned));
    lines.collect()
}

/// The version's document with a property more in each request and in each answer, with other
/// operations, and in upstream's words.
fn upstream() -> Value {
    let mut document = spec("v3.1").root;
    let paths = document["paths"].as_object_mut().expect("it has paths");
    for item in paths.values_mut() {
        let operation = &mut item["post"];
        operation["description"] = json!("Upstream's words.");
        for body in ["/requestBody", "/responses/201"] {
            let schema = format!("{body}/content/application~1json/schema/properties");
            let properties = operation.pointer_mut(&schema);
            properties.expect("the body has properties")["note"] =
                json!({ "type": "string", "description": "A note." });
        }
    }
    let other = json!({ "get": { "responses": { "200": { "description": "Others." } } } });
    paths.insert("/api/v3.1/others".to_owned(), other);
    document
}

/// Runs a command of the README as if the copy were the workspace.
fn run(copy: &Copy, command: &str) -> Outcome {
    let words: Vec<&str> = command.split(' ').collect();
    match &words[..] {
        ["cargo", "xtask", arguments @ ..] => {
            let folders = [
                "--spec-dir",
                "spec",
                "--out-dir",
                "generated-client/src/generated",
            ];
            let mut command = Command::new(xtask_binary());
            command
                .args(arguments)
                .args(folders)
                .current_dir(copy.path(""));
            command.output().expect("xtask can be started").into()
        }
        [
            variable,
            "cargo",
            "test",
            "-p",
            "tests",
            "--test",
            "contract",
        ] => {
            let (variable, value) = variable.split_once('=').expect("it sets a variable");
            copy.test_with(variable, value)
        }
        _ => panic!("`{command}` is no command that this test knows how to run on a copy"),
    }
}

#[test]
fn one_command_brings_a_change_from_upstream_to_the_client_and_one_review_accepts_it() {
    let commands = commands();
    let [import, accept] = &commands[..] else {
        panic!("expected one command and one that accepts what was reviewed: {commands:?}");
    };
    let copy = Copy::new();
    let read = |file: &str| fs::read_to_string(copy.path(file)).expect("it can be read");
    let untouched = ["spec/v3.yaml", "spec/overlay.yaml"].map(|file| (file, read(file)));
    fs::write(copy.path("openapi.json"), upstream().to_string()).expect("it can be written");

    let outcome = run(&copy, import);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(outcome.stderr, "", "each decision has its object");
    let report = outcome.stdout;
    let found = report.matches("note: optional property added: now string");
    assert_eq!(found.count(), 4, "{report}");
    assert!(
        report.contains("0 breaking, 4 additive, 0 docs"),
        "{report}"
    );
    for file in ["spec/v3.1.yaml", "generated-client/src/generated/v3_1.rs"] {
        assert!(report.contains(&format!("  written  {file}")), "{report}");
    }
    let spec = read("spec/v3.1.yaml");
    assert_eq!(spec.matches("note:").count(), 4, "{spec}");
    assert!(!spec.contains("Upstream's words") && !spec.contains("others"));
    for (file, before) in untouched {
        assert_eq!(read(file), before, "{file}");
    }

    // The review: what changed stands in the tests' output, until somebody accepts it.
    copy.assert_fails(&[
        "+POST /connected_accounts/link request application/json note: string",
        "+v3_1::",
        "request-optional-property-added",
        accept,
    ]);
    let accepted = run(&copy, accept);
    assert_eq!(accepted.code, Some(0), "{}", accepted.stdout);
    let outcome = copy.test();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stdout);

    // The same document once more, as it can be fetched every day.
    let outcome = run(&copy, import);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(!outcome.stdout.contains("written"), "{}", outcome.stdout);

    // And back: the specs are as an import writes them, so that a diff shows what changed and no more.
    let ours = fs::read_to_string(workspace().join("spec/v3.1.yaml")).expect("it can be read");
    let document: Value = serde_yaml::from_str(&ours).expect("it is YAML");
    fs::write(copy.path("openapi.json"), document.to_string()).expect("it can be written");
    let outcome = run(&copy, import);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(
        read("spec/v3.1.yaml") == ours,
        "the spec is written in another form"
    );
}

/// The spec and the client are written together or not at all.
#[test]
fn a_document_that_the_client_cannot_be_generated_from_changes_nothing() {
    let copy = Copy::new();
    let files = ["spec/v3.1.yaml", "generated-client/src/generated/v3_1.rs"];
    let before = files.map(|file| fs::read(copy.path(file)).expect("it can be read"));
    let mut document = upstream();
    // The overlay decides on its properties, of which the version has none then.
    for item in document["paths"]
        .as_object_mut()
        .expect("it has paths")
        .values_mut()
    {
        let properties = "/post/requestBody/content/application~1json/schema/properties";
        if let Some(properties) = item.pointer_mut(properties).and_then(Value::as_object_mut) {
            properties.remove("connection_data");
        }
    }
    fs::write(copy.path("openapi.json"), document.to_string()).expect("it can be written");
    for more in ["", " --dry-run"] {
        let command = format!("cargo xtask import openapi.json --api v3.1 --regen{more}");
        let outcome = run(&copy, &command);
        assert_eq!(outcome.code, Some(2), "{}", outcome.stdout);
        for part in ["overlay.yaml", "connection_data"] {
            assert!(outcome.stderr.contains(part), "{}", outcome.stderr);
        }
        let after = files.map(|file| fs::read(copy.path(file)).expect("it can be read"));
        assert!(before == after, "{}", outcome.stdout);
    }
}
