//! What the README, CONTRIBUTING.md and the page of the crate show works.

use std::fs;

use crate::generator::compiles::documents;
use crate::support::{
    command, frozen,
    outside::{Crates, built},
    workspace,
};

fn document(name: &str) -> String {
    fs::read_to_string(workspace().join(name)).expect("the document can be read")
}

/// The contents of a document's blocks of a language.
fn blocks_of(name: &str, language: &str) -> Vec<String> {
    let document = document(name);
    let blocks = document.split("```").skip(1).step_by(2);
    let of_language = |block: &str| {
        block
            .strip_prefix(language)?
            .strip_prefix('\n')
            .map(str::to_owned)
    };
    blocks.filter_map(of_language).collect()
}

/// Those of the README.
fn blocks(language: &str) -> Vec<String> {
    blocks_of("README.md", language)
}

/// The crates of the README's programs, and the client with the programs of its manual.
pub(crate) fn lay_out(crates: &mut Crates) {
    let all = "\"mock\", \"tools\", \"tracing\"";
    crates.client("frozen", &documents(), &[], all);
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

/// What it takes to test a retry is no reason to leave it untested.
#[test]
fn a_retry_is_tested_in_three_lines_more_than_the_first_program() {
    let [first, ..] = &blocks("rust")[..] else {
        panic!("the README shows a program");
    };
    let manual = document("generated-client/src/lib.rs");
    let (_, rest) = manual
        .split_once("A program that tests what its client does when the API is busy:")
        .expect("the manual shows it");
    let program = rest.lines().skip_while(|line| !line.starts_with("//! use"));
    let program = program.take_while(|line| *line != "//! ```");
    let lines = program.filter(|line| *line != "//!").count();
    let of_first = first.lines().filter(|line| !line.is_empty()).count();
    assert!((5..=of_first + 3).contains(&lines), "{lines}, {of_first}");
}

/// The registry shows the first program as well.
#[test]
fn the_program_of_the_crates_page_is_the_first_one() {
    let [program] = &blocks_of("generated-client/README.md", "rust")[..] else {
        panic!("the page shows one program");
    };
    let without_comments = |text: &str| -> String {
        let lines = text
            .lines()
            .map(|line| line.split(" // ").next().unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n")
    };
    assert_eq!(
        without_comments(program),
        without_comments(&blocks("rust")[0])
    );
}

#[test]
fn the_crates_page_names_each_feature_and_the_minimum_rust_version() {
    let page = document("generated-client/README.md");
    let manifest = document("generated-client/Cargo.toml");
    let (_, features) = manifest
        .split_once("[features]\n")
        .expect("it has features");
    let (features, _) = features.split_once("\n[").expect("the section ends");
    let names = features.lines().filter_map(|line| line.split_once(" = "));
    for (name, _) in names.filter(|(name, _)| *name != "default") {
        assert!(page.contains(&format!("| `{name}` |")), "{name}");
    }
    let workspace = document("Cargo.toml");
    let (_, version) = workspace
        .split_once("rust-version = \"")
        .expect("it states one");
    let (version, _) = version.split_once('"').expect("the text ends");
    for (name, text) in [("the page", page), ("the README", document("README.md"))] {
        assert!(
            text.contains(&format!("Rust {version}")),
            "{name}: {version}"
        );
    }
}

/// Whoever adds a command to a document adds it to what runs it as well.
#[test]
fn every_command_of_the_documents_is_run_by_ci() {
    let ci = document(".ci/run");
    let commands: Vec<String> = ["README.md", "CONTRIBUTING.md"]
        .iter()
        .flat_map(|name| blocks_of(name, "sh"))
        .flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(commands.len() >= 10, "{commands:?}");
    for command in commands {
        let runs = ci
            .lines()
            .any(|line| line.strip_prefix("run ") == Some(&command));
        assert!(runs, "`.ci/run` has no line `run {command}`");
    }
}

#[test]
fn every_folder_and_every_stage_of_the_documents_is_there() {
    let text = document("CONTRIBUTING.md");
    let folders: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("/` |"))
        .map(|(folder, _)| folder)
        .collect();
    assert!(folders.len() >= 13, "{folders:?}");
    for folder in folders {
        let exists = ["", "xtask/src"].map(|parent| workspace().join(parent).join(folder).is_dir());
        assert!(exists.contains(&true), "{folder}");
    }
    let [stages] = &blocks_of("CONTRIBUTING.md", "text")[..] else {
        panic!("the document shows the stages once");
    };
    for stage in stages.trim().split(" ─ ") {
        let source = workspace().join("xtask/src/generate");
        let exists = source.join(format!("{stage}.rs")).is_file() || source.join(stage).is_dir();
        assert!(exists, "{stage}");
    }
    // What stands in backquotes and looks like a path is one.
    for path in text.split('`').skip(1).step_by(2) {
        let is_path = path.contains('/')
            && [".rs", ".md", ".yml", ".yaml"]
                .iter()
                .any(|end| path.ends_with(end));
        assert!(!is_path || workspace().join(path).exists(), "{path}");
    }
}

#[test]
fn the_drift_that_is_shown_is_what_the_command_prints() {
    let [shown] = &blocks_of("CONTRIBUTING.md", "markdown")[..] else {
        panic!("the document shows one report");
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
