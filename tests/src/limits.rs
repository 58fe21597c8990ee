//! What the client may cost those who depend on it.

use std::{collections::BTreeSet, fs, process::Command};

use serde_json::Value;

use crate::support::{frozen, outside::cargo, workspace};

/// The crates that the client with `features` needs to be compiled, itself left out, as
/// `name version`.
fn dependencies(features: &str) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "-p",
            "composio-link-client",
            "-e",
            "normal",
            "--prefix",
            "none",
        ])
        .args(["--format", "{p}", "--features", features])
        .current_dir(workspace())
        .output()
        .expect("cargo can be started");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).expect("cargo prints UTF-8");
    let name = |line: &str| {
        line.split_whitespace()
            .take(2)
            .collect::<Vec<_>>()
            .join(" v")
            .replace("vv", "v")
    };
    let crates: BTreeSet<String> = text
        .lines()
        .filter(|line| !line.is_empty())
        .map(name)
        .collect();
    crates
        .into_iter()
        .filter(|name| !name.starts_with("composio-link-client "))
        .collect()
}

#[test]
fn the_client_needs_at_most_100_crates() {
    let crates = dependencies("");
    assert!(
        (50..=100).contains(&crates.len()),
        "{} crates: {crates:#?}",
        crates.len()
    );
    for optional in ["jsonschema ", "rmcp ", "wiremock "] {
        let has_optional = crates.iter().any(|name| name.starts_with(optional));
        assert!(!has_optional, "{optional}is for those who ask for it");
    }
}

#[test]
fn the_tools_need_at_most_60_crates_more_and_no_protocol() {
    let (without, with) = (dependencies(""), dependencies("tools"));
    assert!(without.is_subset(&with));
    let more: Vec<&String> = with.difference(&without).collect();
    assert!(
        (1..=60).contains(&more.len()),
        "{} crates: {more:#?}",
        more.len()
    );
    assert!(more.iter().any(|name| name.starts_with("jsonschema ")));
    assert!(!more.iter().any(|name| name.starts_with("rmcp ")));
}

/// The compiler itself lists the files that it reads.
#[test]
fn without_the_feature_no_line_of_the_tools_is_compiled() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let read = |features: &[&str]| {
        let list = folder.path().join(format!("{}.d", features.len()));
        let emit = format!("--emit=dep-info={}", list.display());
        let rustc = ["rustc", "--quiet", "-p", "composio-link-client", "--lib"];
        let outcome = cargo(&workspace(), &[&rustc, features, &["--", &emit]].concat());
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        let text = fs::read_to_string(list).expect("the compiler has written it");
        assert!(text.contains("src/generated/v3_1.rs"), "{text}");
        // Not the folders that the workspace and the list itself lie in.
        ["src/tools/", "_tools."].map(|part| text.matches(part).count())
    };
    assert_eq!(read(&[]), [0, 0]);
    assert!(
        read(&["--features", "tools"])
            .iter()
            .all(|count| *count > 2)
    );
}

#[test]
fn each_direct_dependency_says_what_it_is_for() {
    let manifest = fs::read_to_string(workspace().join("generated-client/Cargo.toml"))
        .expect("the manifest can be read");
    let mut section = "";
    let mut before = "";
    let mut found = 0;
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section.contains("dependencies") && line.contains('=') {
            assert!(before.starts_with("# "), "`{line}` has a comment above it");
            found += 1;
        }
        before = line;
    }
    assert!(found >= 7, "found {found} dependencies");
}

#[test]
fn a_version_has_at_most_1500_generated_lines() {
    let folder = frozen().join("src/generated");
    let lines = |name: &str| {
        let code = fs::read_to_string(folder.join(name)).expect("the code can be read");
        code.lines().count()
    };
    let shared = lines("shared.rs") + lines("credential.rs") + lines("mod.rs");
    for version in ["v3", "v3_1"] {
        let own = ["", "_mock", "_tools"].map(|suffix| lines(&format!("{version}{suffix}.rs")));
        let own: usize = own.iter().sum();
        let lines = shared + own;
        assert!(
            lines <= 1500,
            "{version} with what it shares: {lines} lines"
        );
    }
}

/// The stated `rust-version` is at least that of every crate that the client is compiled from.
#[test]
fn no_dependency_needs_a_newer_rust_than_the_manifest_states() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1"])
        .current_dir(workspace())
        .output()
        .expect("cargo can be started");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("the metadata is JSON");
    let packages = metadata["packages"].as_array().expect("it lists packages");
    let rust_version = |package: &Value| -> Vec<u64> {
        let text = package["rust_version"].as_str().unwrap_or("1");
        text.split('.')
            .map(|part| part.parse().expect("a number"))
            .collect()
    };
    let client = packages
        .iter()
        .find(|package| package["name"] == "composio-link-client")
        .expect("the client is a package");
    let stated = rust_version(client);
    assert!(stated > vec![1], "the manifest states a version");
    for name in dependencies("tools") {
        let of_name = |package: &&Value| {
            let (id, version) = (package["name"].as_str(), package["version"].as_str());
            id.zip(version)
                .map(|(id, version)| format!("{id} v{version}"))
                .as_ref()
                == Some(&name)
        };
        let package = packages
            .iter()
            .find(of_name)
            .unwrap_or_else(|| panic!("{name} is a package"));
        let needed = rust_version(package);
        assert!(
            needed[..2.min(needed.len())] <= stated[..],
            "{name} needs {needed:?}"
        );
    }
}
