//! What the README shows works.

use std::{fs, path::Path};

use crate::support::{
    command, frozen,
    outside::{cargo, client_of, write},
    workspace,
};

fn readme() -> String {
    fs::read_to_string(workspace().join("README.md")).expect("the README can be read")
}

/// The contents of the blocks of a language.
fn blocks(language: &str) -> Vec<String> {
    let readme = readme();
    let blocks = readme.split("```").skip(1).step_by(2);
    let of_language = |block: &str| {
        block
            .strip_prefix(language)?
            .strip_prefix('\n')
            .map(str::to_owned)
    };
    blocks.filter_map(of_language).collect()
}

/// A client of documents that do not change, with a crate `user` beside it.
fn client() -> tempfile::TempDir {
    let read = |name: &str| {
        let file = frozen().join("spec").join(name);
        fs::read_to_string(file).expect("the document can be read")
    };
    client_of(&[
        ("v3.yaml", &read("v3.yaml")),
        ("v3.1.yaml", &read("v3.1.yaml")),
        ("overlay.yaml", &read("overlay.yaml")),
    ])
}

/// Writes a crate with the dependencies that the README shows.
fn write_crate(root: &Path, dependencies: &[&str]) {
    let shown = "\"../composio-link-client/generated-client\"";
    let mut manifest =
        "[package]\nname = \"user\"\nversion = \"0.0.0\"\nedition = \"2024\"\n".to_owned();
    for dependencies in dependencies {
        assert!(dependencies.contains(shown), "{dependencies}");
        manifest += &dependencies.replace(shown, "\"../generated-client\"");
    }
    write(&root.join("user/Cargo.toml"), &manifest);
}

/// Runs cargo, without a warning.
#[track_caller]
fn quietly(root: &Path, arguments: &[&str]) -> String {
    let outcome = cargo(
        root,
        &[&arguments[..1], &["--quiet"], &arguments[1..]].concat(),
    );
    assert_eq!(
        outcome.code,
        Some(0),
        "{}{}",
        outcome.stdout,
        outcome.stderr
    );
    assert_eq!(outcome.stderr, "", "without a warning");
    outcome.stdout
}

#[test]
fn the_programs_compile_and_the_test_passes_in_crates_of_their_own() {
    let [program, test, tools] = &blocks("rust")[..] else {
        panic!("the README shows a program, a test, and a program with tools");
    };
    let lines = program.lines().filter(|line| !line.is_empty()).count();
    assert!(lines <= 10, "the program has {lines} lines");
    let [dependencies, dev_dependencies, of_tools] = &blocks("toml")[..] else {
        panic!("the README shows what each needs");
    };
    let folder = client();
    let root = folder.path();
    fs::remove_file(root.join("user/src/lib.rs")).expect("it was written");
    write_crate(root, &[dependencies, dev_dependencies]);
    write(&root.join("user/src/main.rs"), program);
    write(&root.join("user/tests/link.rs"), test);
    quietly(root, &["check", "-p", "user"]);
    let tested = quietly(root, &["test", "-p", "user"]);
    assert!(tested.contains("1 passed"), "the test runs: {tested}");

    fs::remove_file(root.join("user/tests/link.rs")).expect("it was written");
    write_crate(root, &[of_tools]);
    write(&root.join("user/src/main.rs"), tools);
    quietly(root, &["check", "-p", "user"]);
}

/// They name what the API's documents have today.
#[test]
fn the_programs_of_the_manual_work() {
    let folder = client();
    let manifest = folder.path().join("generated-client/Cargo.toml");
    let text = fs::read_to_string(&manifest).expect("it can be read");
    assert!(text.contains("doctest = false"), "{text}");
    write(
        &manifest,
        &text.replace("doctest = false", "doctest = true"),
    );
    let tested = quietly(
        folder.path(),
        &[
            "test",
            "-p",
            "composio-link-client",
            "--doc",
            "--all-features",
        ],
    );
    let passed = tested
        .split(" passed")
        .next()
        .and_then(|text| text.rsplit(' ').next());
    let passed: Option<u32> = passed.and_then(|count| count.parse().ok());
    assert!(passed.is_some_and(|count| count >= 9), "{tested}");
}

/// Whoever adds a command to the README adds it to what runs it as well.
#[test]
fn every_command_of_the_readme_is_run_by_ci() {
    let ci = fs::read_to_string(workspace().join(".ci/run")).expect("CI can be read");
    let commands: Vec<String> = blocks("sh")
        .iter()
        .flat_map(|block| block.lines())
        .map(str::to_owned)
        .collect();
    assert!(commands.len() >= 4, "{commands:?}");
    for command in commands {
        let runs = ci
            .lines()
            .any(|line| line.strip_prefix("run ") == Some(&command));
        assert!(runs, "`.ci/run` has no line `run {command}`");
    }
}

#[test]
fn every_folder_of_the_readme_is_there() {
    for folder in [
        "spec",
        "xtask",
        "generated-client",
        "tests",
        "tests/live",
        "tests/frozen",
    ] {
        assert!(readme().contains(&format!("| `{folder}/` |")), "{folder}");
        assert!(workspace().join(folder).is_dir(), "{folder}");
    }
    let [stages] = &blocks("text")[..] else {
        panic!("the README shows the stages once");
    };
    for stage in stages.trim().split(" ─ ") {
        let source = workspace().join("xtask/src");
        let exists = source.join(format!("{stage}.rs")).is_file() || source.join(stage).is_dir();
        assert!(exists, "{stage}");
    }
}

#[test]
fn the_drift_that_is_shown_is_what_the_command_prints() {
    let [shown] = &blocks("markdown")[..] else {
        panic!("the README shows one report");
    };
    let spec_dir = frozen().join("spec");
    let spec_dir = spec_dir.to_str().expect("the path is Unicode");
    let outcome = command::xtask(&[
        "drift",
        "v3",
        "v3.1",
        "--format",
        "markdown",
        "--spec-dir",
        spec_dir,
    ]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(
        outcome.stdout.starts_with(shown.trim_end()),
        "{}",
        outcome.stdout
    );
}
