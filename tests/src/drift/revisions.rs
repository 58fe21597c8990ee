//! Documents of git revisions.

use std::{path::Path, process::Command};

use tempfile::TempDir;

use crate::{
    drift::change::parse,
    drift::command::{Folder, ONE, TWO, assert_error, document},
    support::command::xtask_binary,
};

/// Runs git in a folder, untouched by how the machine is set up.
fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command
        .current_dir(folder)
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"]);
    command.args([
        "-c",
        "commit.gpgsign=false",
        "-c",
        "init.defaultBranch=main",
        "-c",
        "protocol.file.allow=always",
    ]);
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command
        .args(arguments)
        .output()
        .expect("git can be started");
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn commit(folder: &Folder) {
    git(folder.0.path(), &["add", "--all"]);
    git(
        folder.0.path(),
        &["commit", "--quiet", "--message", "Change the documents"],
    );
}

/// A repository whose first commit has one document, and whose second one has both.
fn repository() -> Folder {
    let folder = Folder::new(&[("specs/v3.yaml", &document(TWO)), ("Cargo.toml", "")]);
    git(folder.0.path(), &["init", "--quiet"]);
    commit(&folder);
    git(folder.0.path(), &["tag", "first"]);
    folder.write("specs/v3.yaml", &document(ONE));
    folder.write("specs/v3.1.yaml", &document(ONE));
    commit(&folder);
    folder
}

#[test]
fn a_document_of_a_git_revision_is_compared() {
    let folder = repository();
    for (base, revision) in [
        ("HEAD~1:v3", "v3"),
        ("first:v3", "HEAD:v3"),
        ("first:specs/v3.yaml", "specs/v3.yaml"),
        ("first:v3", "v3.1"),
    ] {
        let outcome = folder.drift(&[base, revision, "--spec-dir", "specs", "--format", "json"]);
        assert_eq!(
            outcome.code,
            Some(1),
            "{base} {revision}: {}",
            outcome.stderr
        );
        assert_eq!(parse(&outcome.stdout)[0].id, "request-property-removed");
    }
    // What is in the folder but not committed counts without a revision only.
    folder.write("specs/v3.yaml", &document(TWO));
    let outcome = folder.drift(&["first:v3", "v3", "--spec-dir", "specs", "--fail-on", "any"]);
    assert_eq!(
        outcome.code,
        Some(0),
        "{}{}",
        outcome.stdout,
        outcome.stderr
    );
    let outcome = folder.drift(&["first:v3", "HEAD:v3", "--spec-dir", "specs"]);
    assert_eq!(outcome.code, Some(1), "{}", outcome.stderr);
}

#[test]
fn a_git_revision_that_is_not_there_is_an_error() {
    let folder = repository();
    assert_error(
        &folder.drift(&["nowhere:v3", "v3", "--spec-dir", "specs"]),
        &["nowhere"],
    );
    // The document came later.
    assert_error(
        &folder.drift(&["first:v3.1", "v3.1", "--spec-dir", "specs"]),
        &["first", "v3.1"],
    );
    assert_error(
        &folder.drift(&["first:specs/gone.yaml", "v3", "--spec-dir", "specs"]),
        &["first", "gone.yaml"],
    );
    // What could be taken for an option of git is none.
    assert_error(
        &folder.drift(&["--output=x:v3", "v3", "--spec-dir", "specs"]),
        &[],
    );
    assert_error(
        &folder.drift(&["--spec-dir", "specs", "--", "--output=x:v3", "v3"]),
        &["--output=x"],
    );
}

#[test]
fn a_revision_outside_a_repository_is_an_error() {
    let folder = Folder::new(&[("specs/v3.yaml", &document(ONE))]);
    assert_error(
        &folder.drift(&["HEAD:v3", "v3", "--spec-dir", "specs"]),
        &["HEAD"],
    );
}

#[test]
fn a_shallow_clone_is_named_as_the_cause() {
    let origin = repository();
    let folder = TempDir::new().expect("a folder");
    let url = format!("file://{}", origin.0.path().display());
    git(
        folder.path(),
        &["clone", "--quiet", "--depth", "1", &url, "clone"],
    );
    let clone = folder.path().join("clone");
    let mut command = Command::new(xtask_binary());
    command
        .args(["drift", "HEAD~1:v3", "v3", "--spec-dir", "specs"])
        .current_dir(clone);
    let outcome = command.output().expect("xtask can be started").into();
    assert_error(&outcome, &["HEAD~1", "shallow", "fetch"]);
}
