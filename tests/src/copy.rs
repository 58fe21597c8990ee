//! Copies of what the tests of what was reviewed read, to run them again on.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{binary::Outcome, workspace};

/// A copy of what the tests read.
pub(crate) struct Copy(tempfile::TempDir);

impl Copy {
    pub(crate) fn new() -> Self {
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

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Replaces a text that the file is known to hold.
    pub(crate) fn tamper(&self, path: &str, old: &str, new: &str) {
        let file = self.path(path);
        let text = fs::read_to_string(&file).expect("the file can be read");
        assert!(text.contains(old), "{path} has no `{old}`");
        fs::write(&file, text.replacen(old, new, 1)).expect("the file can be written");
    }

    /// Runs the tests of what was reviewed, as CI does.
    pub(crate) fn test(&self) -> Outcome {
        self.test_with("CI", "true")
    }

    /// The same, with this variable and value in the place of CI's.
    pub(crate) fn test_with(&self, variable: &str, value: &str) -> Outcome {
        let mut command = Command::new(env::current_exe().expect("a test has a binary"));
        command
            .args(["as_reviewed", "what_the_specs_give"])
            .env("CARGO_MANIFEST_DIR", self.path("tests"))
            .env("INSTA_WORKSPACE_ROOT", self.path(""))
            .env("INSTA_UPDATE", "auto")
            .env_remove("CI")
            .env(variable, value);
        command.output().expect("the tests can be started").into()
    }

    /// Checks that the tests fail, and that they show all of `parts`.
    pub(crate) fn assert_fails(&self, parts: &[&str]) {
        let outcome = self.test();
        assert_ne!(outcome.code, Some(0), "{}", outcome.stdout);
        let text = outcome.stdout + &outcome.stderr;
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
