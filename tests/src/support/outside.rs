//! Crates outside the workspace, as users have them.

use std::{fs, path::Path};

use tempfile::TempDir;

use super::{
    command::{self, Outcome},
    workspace,
};

pub(crate) use super::cargo::cargo;

/// A copy of the workspace that holds the client alone, generated from the specs in its `spec`.
pub(crate) fn client_of(specs: &[(&str, &str)]) -> TempDir {
    client_of_with(specs, &[]).0
}

/// The same with further arguments, and what the generator printed.
pub(crate) fn client_of_with(specs: &[(&str, &str)], arguments: &[&str]) -> (TempDir, Outcome) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let root = folder.path();
    for (name, text) in specs {
        write(&root.join("spec").join(name), text);
    }
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).expect("it can be read");
    let members =
        r#"members = ["generated-client", "tests", "tests/frozen", "tests/live", "xtask"]"#;
    assert!(manifest.contains(members), "the manifest lists the members");
    let manifest = manifest.replace(members, r#"members = ["generated-client", "user"]"#);
    write(&root.join("Cargo.toml"), &manifest);
    fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock")).expect("it can be copied");
    copy(
        &workspace().join("generated-client/src"),
        &root.join("generated-client/src"),
    );
    copy(
        &workspace().join("generated-client/examples"),
        &root.join("generated-client/examples"),
    );
    let client = workspace().join("generated-client/Cargo.toml");
    fs::copy(client, root.join("generated-client/Cargo.toml")).expect("it can be copied");
    write(
        &root.join("user/Cargo.toml"),
        "[package]\nname = \"user\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\ncomposio-link-client.workspace = true\nserde_json.workspace = true\n",
    );
    write(&root.join("user/src/lib.rs"), "");

    let out = root.join("generated-client/src/generated");
    let outcome = command::regen(&root.join("spec"), &out, arguments);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    (folder, outcome)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("it can be made");
    for entry in fs::read_dir(from).expect("it can be listed") {
        let entry = entry.expect("it can be listed");
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).expect("it can be copied")),
        }
    }
}

/// Writes a file, and the folders that it lies in.
pub(crate) fn write(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().expect("a file lies in a folder")).expect("it can be made");
    fs::write(file, text).expect("it can be written");
}
