//! What the README shows works.

use std::{fs, process::Command};

use crate::support::{
    command::{self, Outcome, outside_target},
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

/// In a crate outside the workspace, as a user has it.
#[test]
fn the_first_program_compiles_and_the_test_passes_in_a_crate_of_its_own() {
    let [program, test] = &blocks("rust")[..] else {
        panic!("the README shows a program and a test");
    };
    let lines = program.lines().filter(|line| !line.is_empty()).count();
    assert!(lines <= 10, "the program has {lines} lines");
    let [dependencies, dev_dependencies] = &blocks("toml")[..] else {
        panic!("the README shows what each needs");
    };
    let client = workspace().join("generated-client");
    let shown = "\"../composio-link-client/generated-client\"";
    let with_path = |dependencies: &str| {
        assert!(dependencies.contains(shown), "{dependencies}");
        dependencies.replace(shown, &format!("{client:?}"))
    };

    let folder = tempfile::tempdir().expect("a folder can be made");
    let manifest = format!(
        "[package]\nname = \"first-program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n{}\n{}",
        with_path(dependencies),
        with_path(dev_dependencies),
    );
    fs::write(folder.path().join("Cargo.toml"), manifest).expect("it can be written");
    fs::create_dir(folder.path().join("src")).expect("it can be made");
    fs::write(folder.path().join("src/main.rs"), program).expect("it can be written");
    fs::create_dir(folder.path().join("tests")).expect("it can be made");
    fs::write(folder.path().join("tests/link.rs"), test).expect("it can be written");
    // The versions that the workspace was tested with; what the program does not need is left out.
    fs::copy(
        workspace().join("Cargo.lock"),
        folder.path().join("Cargo.lock"),
    )
    .expect("it can be copied");

    let cargo = |command: &str| -> Outcome {
        Command::new(env!("CARGO"))
            .args([command, "--quiet", "--target-dir"])
            .arg(outside_target())
            .current_dir(folder.path())
            .output()
            .expect("cargo can be started")
            .into()
    };
    for command in ["check", "test"] {
        let outcome = cargo(command);
        assert_eq!(
            outcome.code,
            Some(0),
            "{}{}",
            outcome.stdout,
            outcome.stderr
        );
        assert_eq!(outcome.stderr, "", "without a warning");
    }
    assert!(cargo("test").stdout.contains("1 passed"), "the test runs");
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
    for folder in ["spec", "xtask", "generated-client", "tests"] {
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
    let outcome = command::xtask(&["drift", "v3", "v3.1", "--format", "markdown"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(
        outcome.stdout.starts_with(shown.trim_end()),
        "{}",
        outcome.stdout
    );
}
