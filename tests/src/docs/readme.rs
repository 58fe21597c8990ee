//! What the README shows works.

use std::fs;

use crate::generator::compiles::documents;
use crate::support::{
    command, frozen,
    outside::{Crates, built},
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

/// The crates of the README's programs, and the client with the programs of its manual.
pub(crate) fn lay_out(crates: &mut Crates) {
    let documents = documents();
    let documents: Vec<(&str, &str)> = documents
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    crates.client(
        "frozen",
        &documents,
        &[],
        "\"mock\", \"tools\", \"tracing\"",
    );
    crates.manual("manual", "frozen");
    let [program, test, tools] = &blocks("rust")[..] else {
        panic!("the README shows a program, a test, and a program with tools");
    };
    let [of_program, of_test, of_tools] = &blocks("toml")[..] else {
        panic!("the README shows what each needs");
    };
    for (name, file, text, dependencies) in [
        ("readme-program", "src/main.rs", program, vec![of_program]),
        (
            "readme-test",
            "tests/link.rs",
            test,
            vec![of_program, of_test],
        ),
        ("readme-tools", "src/main.rs", tools, vec![of_tools]),
    ] {
        let mut manifest =
            format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n");
        for dependencies in dependencies {
            assert!(dependencies.contains(SHOWN), "{dependencies}");
            manifest += &dependencies.replace(
                SHOWN,
                "package = \"frozen-client\", path = \"../frozen/generated-client\"",
            );
        }
        crates.write(&format!("{name}/Cargo.toml"), manifest);
        crates.write(&format!("{name}/src/lib.rs"), "");
        crates.write(&format!("{name}/{file}"), text.as_str());
    }
}

/// What the README shows of where the client is.
const SHOWN: &str = "path = \"../composio-link-client/generated-client\"";

#[test]
fn the_programs_compile_and_the_test_passes_in_crates_of_their_own() {
    let [program, test, tools] = &blocks("rust")[..] else {
        panic!("the README shows a program, a test, and a program with tools");
    };
    let lines = program.lines().filter(|line| !line.is_empty()).count();
    assert!(lines <= 10, "the program has {lines} lines");
    built().program("readme-program", "readme-program");
    built().program("readme-tools", "readme-tools");
    let tested = built().test("readme-test", "link");
    assert!(tested.contains("1 passed"), "the test runs: {tested}");

    // They are built together, so that the features of one are those of all.
    let [of_program, of_test, of_tools] = &blocks("toml")[..] else {
        panic!("the README shows what each needs");
    };
    for (text, dependencies) in [(program, of_program), (test, of_test), (tools, of_tools)] {
        for feature in ["mock", "tools", "tracing"] {
            let uses =
                text.contains(&format!("{feature}::")) || text.contains(&format!("{feature}}}"));
            let has = dependencies.contains(&format!("\"{feature}\""));
            assert_eq!(uses, has, "{feature}: {dependencies}{text}");
        }
    }
}

/// They name what the API's documents have today.
#[test]
fn the_programs_of_the_manual_work() {
    let outcome = built().cargo(&["test", "--quiet", "--doc"], "manual-client");
    let tested = outcome.stdout + &outcome.stderr;
    assert_eq!(outcome.code, Some(0), "{tested}");
    let passed: u32 = tested
        .split(" passed")
        .filter_map(|text| text.rsplit(' ').next()?.parse::<u32>().ok())
        .sum();
    assert!(passed >= 9, "{tested}");
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
