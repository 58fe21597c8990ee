//! What the client may cost those who depend on it.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use quote::ToTokens;
use serde_json::Value;

use crate::support::{Outcome, frozen, workspace};

/// What cargo prints of the workspace.
fn cargo(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    let output = command.args(arguments).current_dir(workspace()).output();
    let outcome: Outcome = output.expect("cargo can be started").into();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    outcome.stdout
}

/// The crates that the client with `features` needs to be compiled, itself left out, as
/// `name version`.
fn dependencies(features: &str) -> BTreeSet<String> {
    let tree = ["tree", "-p", "composio-link-client", "-e", "normal"];
    let form = [
        "--prefix",
        "none",
        "--format",
        "{p}",
        "--features",
        features,
    ];
    let text = cargo(&[&tree[..], &form].concat());
    let name = |line: &str| {
        let mut words = line.split_whitespace();
        Some(format!("{} {}", words.next()?, words.next()?))
    };
    let crates = text.lines().filter_map(name);
    crates
        .filter(|name| !name.starts_with("composio-link-client "))
        .collect()
}

#[test]
fn the_client_needs_at_most_100_crates() {
    let crates = dependencies("");
    let count = crates.len();
    assert!((50..=100).contains(&count), "{count} crates: {crates:#?}");
    for optional in ["jsonschema ", "rmcp ", "native-tls "] {
        let has_optional = crates.iter().any(|name| name.starts_with(optional));
        assert!(!has_optional, "{optional}is for those who ask for it");
    }
}

/// It serves with what sends.
#[test]
fn the_mock_needs_no_crate_more() {
    assert_eq!(dependencies("mock"), dependencies(""));
}

#[test]
fn the_tools_need_at_most_60_crates_more_and_no_protocol() {
    let (without, with) = (dependencies(""), dependencies("tools"));
    assert!(without.is_subset(&with));
    let more: Vec<&String> = with.difference(&without).collect();
    let count = more.len();
    assert!((1..=60).contains(&count), "{count} crates: {more:#?}");
    assert!(more.iter().any(|name| name.starts_with("jsonschema ")));
    assert!(!more.iter().any(|name| name.starts_with("rmcp ")));
}

/// Files and folders that a file of the client names as modules, but for those of a feature.
fn modules(file: &Path, found: &mut Vec<PathBuf>) {
    let code = fs::read_to_string(file).expect("the code can be read");
    let items = syn::parse_file(&code).expect("it is Rust").items;
    let name = file.file_stem().and_then(|name| name.to_str());
    let folder = match name {
        Some("lib" | "mod") => file.with_file_name(""),
        _ => file.with_extension(""),
    };
    for item in items {
        let syn::Item::Mod(module) = item else {
            continue;
        };
        let attribute = |name: &str| {
            let of_name = |attribute: &&syn::Attribute| attribute.path().is_ident(name);
            let attribute = module.attrs.iter().find(of_name)?;
            Some(attribute.meta.to_token_stream().to_string())
        };
        let cfg = attribute("cfg").unwrap_or_default();
        if module.content.is_some() || cfg.contains("tools") {
            continue;
        }
        let file = match attribute("path") {
            Some(path) => {
                let path = path.split('"').nth(1).expect("it names a file");
                file.with_file_name(path)
            }
            None => {
                let of = |end: &str| folder.join(format!("{}{end}", module.ident));
                let mut files = [of(".rs"), of("/mod.rs")].into_iter();
                let file = files.find(|file| file.is_file());
                file.expect("the module has a file")
            }
        };
        modules(&file, found);
    }
    found.push(file.to_owned());
}

#[test]
fn without_the_feature_no_line_of_the_tools_is_compiled() {
    let mut found = Vec::new();
    modules(&workspace().join("generated-client/src/lib.rs"), &mut found);
    let files = found.iter().map(|file| file.to_string_lossy());
    let named = |part: &str| files.clone().any(|file| file.contains(part));
    let has_others = named("src/generated/v3_1.rs") && named("src/mock/");
    assert!(has_others, "{found:?}");
    assert!(!named("src/tools/") && !named("_tools."), "{found:?}");
}

#[test]
fn each_direct_dependency_says_what_it_is_for() {
    // The frozen client has those of the client.
    for member in [
        "generated-client",
        "tests",
        "tests/client",
        "tests/live",
        "xtask",
    ] {
        let file = workspace().join(member).join("Cargo.toml");
        let manifest = fs::read_to_string(file).expect("the manifest can be read");
        let (mut section, mut before, mut found) = ("", "", 0);
        for line in manifest.lines() {
            if line.starts_with('[') {
                section = line;
            } else if section.ends_with("dependencies]") && line.contains(" = ") {
                assert!(
                    before.starts_with("# "),
                    "{member}: `{line}` has a comment above it"
                );
                found += 1;
            }
            before = line;
        }
        assert!(found >= 5, "{member}: found {found} dependencies");
    }
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
    let metadata = cargo(&["metadata", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&metadata).expect("the metadata is JSON");
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
            let found = id
                .zip(version)
                .map(|(id, version)| format!("{id} v{version}"));
            found.as_ref() == Some(&name)
        };
        let mut packages = packages.iter();
        let package = packages.find(of_name);
        let package = package.unwrap_or_else(|| panic!("{name} is a package"));
        let needed = rust_version(package);
        assert!(
            needed[..2.min(needed.len())] <= stated[..],
            "{name} needs {needed:?}"
        );
    }
}
