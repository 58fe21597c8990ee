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

/// A crate outside the workspace, as a user has it.
struct Crate(tempfile::TempDir);

impl Crate {
    /// With the dependencies that the README shows.
    fn new(dependencies: &[&str]) -> Self {
        let client = workspace().join("generated-client");
        let shown = "\"../composio-link-client/generated-client\"";
        let mut manifest =
            "[package]\nname = \"first-program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n"
                .to_owned();
        for dependencies in dependencies {
            assert!(dependencies.contains(shown), "{dependencies}");
            manifest += &dependencies.replace(shown, &format!("{client:?}"));
        }
        let folder = Self(tempfile::tempdir().expect("a folder can be made"));
        folder.write("Cargo.toml", &manifest);
        // The versions that the workspace was tested with; what the program does not need is left out.
        let lock = fs::read_to_string(workspace().join("Cargo.lock")).expect("it can be read");
        folder.write("Cargo.lock", &lock);
        folder
    }

    fn write(&self, name: &str, text: &str) {
        let file = self.0.path().join(name);
        fs::create_dir_all(file.parent().expect("it lies in the crate")).expect("it can be made");
        fs::write(file, text).expect("it can be written");
    }

    /// Runs cargo, without a warning.
    #[track_caller]
    fn cargo(&self, command: &str) -> String {
        let outcome: Outcome = Command::new(env!("CARGO"))
            .args([command, "--quiet", "--target-dir"])
            .arg(outside_target())
            .current_dir(self.0.path())
            .output()
            .expect("cargo can be started")
            .into();
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
    let first = Crate::new(&[dependencies, dev_dependencies]);
    first.write("src/main.rs", program);
    first.write("tests/link.rs", test);
    first.cargo("check");
    assert!(first.cargo("test").contains("1 passed"), "the test runs");

    let with_tools = Crate::new(&[of_tools]);
    with_tools.write("src/main.rs", tools);
    with_tools.cargo("check");
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
