//! Whoever tampers with a spec, with the generated code or with a snapshot makes these tests fail: they
//! are run again on copies.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use crate::workspace;

/// A copy of what the tests read.
struct Copy(tempfile::TempDir);

impl Copy {
    fn new() -> Self {
        let copy = Self(tempfile::tempdir().expect("a folder can be made"));
        for folder in [
            "spec",
            "generated-client/src/generated",
            "tests/src/snapshots",
        ] {
            copy_folder(&workspace().join(folder), &copy.path(folder));
        }
        // Where the snapshots lie is told from there.
        fs::create_dir_all(copy.path("tests/src/support")).expect("the folder can be made");
        copy
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Replaces a text that the file is known to hold.
    fn tamper(&self, path: &str, old: &str, new: &str) {
        let file = self.path(path);
        let text = fs::read_to_string(&file).expect("the file can be read");
        assert!(text.contains(old), "{path} has no `{old}`");
        fs::write(&file, text.replacen(old, new, 1)).expect("the file can be written");
    }

    /// Runs the tests of what was reviewed, as CI does.
    fn test(&self) -> Output {
        let mut command = Command::new(env::current_exe().expect("a test has a binary"));
        command
            .args(["as_reviewed", "what_the_specs_give"])
            .env("CARGO_MANIFEST_DIR", self.path("tests"))
            .env("INSTA_WORKSPACE_ROOT", self.0.path())
            .env("INSTA_UPDATE", "auto")
            .env("CI", "true");
        command.output().expect("the tests can be started")
    }

    /// Checks that the tests fail, and that they show all of `parts`.
    fn assert_fails(&self, parts: &[&str]) {
        let output = self.test();
        let text = text(&output);
        assert!(!output.status.success(), "{text}");
        for part in parts {
            assert!(text.contains(part), "expected `{part}` in: {text}");
        }
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be listed") {
        let entry = entry.expect("the folder can be listed");
        fs::copy(entry.path(), to.join(entry.file_name())).expect("the file can be copied");
    }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
}

const REGEN: &str = "run `cargo xtask regen`";
const ACCEPT: &str = "run `INSTA_UPDATE=always cargo test -p tests --test contract`";

#[test]
fn a_copy_that_nobody_tampered_with_passes() {
    let output = Copy::new().test();
    let text = text(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("7 passed"), "{text}");
}

#[test]
fn a_spec_that_nobody_regenerated_from_fails() {
    let copy = Copy::new();
    copy.tamper("spec/v3.1.yaml", "maxLength: 40", "maxLength: 41");
    let contract = [
        "-POST /connected_accounts/link request application/json connection_data.state_prefix: string, maxLength 40",
        "maxLength 41",
        ACCEPT,
    ];
    copy.assert_fails(&contract);
    copy.assert_fails(&["shared.rs", REGEN]);
}

#[test]
fn a_difference_between_the_versions_that_nobody_expected_fails() {
    let copy = Copy::new();
    copy.tamper("spec/v3.yaml", "minLength: 1", "minLength: 2");
    copy.assert_fails(&[
        "request-min-length-loosened",
        "drift_from_v3_to_v3.1",
        ACCEPT,
    ]);
}

#[test]
fn generated_code_that_somebody_edited_fails() {
    let copy = Copy::new();
    let file = "generated-client/src/generated/v3.rs";
    copy.tamper(
        file,
        "/api/v3/connected_accounts/link",
        "/api/v3/connected_account/link",
    );
    copy.assert_fails(&["stale", "v3.rs", REGEN]);
}

#[test]
fn a_regeneration_that_nobody_reviewed_fails() {
    let copy = Copy::new();
    let file = "generated-client/src/generated/v3.rs";
    copy.tamper(
        file,
        "pub async fn create_session_link",
        "pub async fn make_session_link",
    );
    copy.assert_fails(&["+v3::Client::make_session_link", "surface_of_v3", ACCEPT]);
}

#[test]
fn every_snapshot_that_somebody_edited_fails() {
    let snapshots = [
        ("contract_of_v3", "required"),
        ("contract_of_v3.1", "required"),
        ("drift_from_v3_to_v3.1", "additive"),
        ("surface_of_all_versions", "Credential"),
        ("surface_of_v3", "String"),
        ("surface_of_v3.1", "String"),
    ];
    for (snapshot, word) in snapshots {
        let copy = Copy::new();
        copy.tamper(
            &format!("tests/src/snapshots/{snapshot}.snap"),
            word,
            "tampered",
        );
        copy.assert_fails(&[
            "tampered",
            &format!("`{snapshot}` is not as reviewed"),
            ACCEPT,
        ]);
    }
}
