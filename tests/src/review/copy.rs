//! Copies of what the tests of what was reviewed read, of documents that do not change, to run them
//! again on.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use crate::{binary::Outcome, workspace};

/// A copy of what the tests read.
pub(crate) struct Copy(tempfile::TempDir);

/// Who runs the tests of what was reviewed.
#[derive(Clone, Copy)]
pub(crate) enum ReviewIn {
    /// Nothing is written.
    Ci,
    /// What is not as reviewed is written beside what is.
    Terminal,
    /// What is not as reviewed is accepted.
    Accepting,
}

impl Copy {
    /// A copy in which all is as reviewed.
    pub(crate) fn new() -> Self {
        static REVIEWED: OnceLock<Copy> = OnceLock::new();
        let reviewed = REVIEWED.get_or_init(|| {
            let copy = Self(tempfile::tempdir().expect("a folder can be made"));
            let frozen = workspace().join("tests/frozen");
            copy_folder(&frozen.join("spec"), &copy.path("spec"));
            let generated = copy.path("generated-client/src/generated");
            copy_folder(&frozen.join("src/generated"), &generated);
            // Where the snapshots lie is told from there.
            for folder in ["tests/src/support", "tests/src/snapshots"] {
                fs::create_dir_all(copy.path(folder)).expect("the folder can be made");
            }
            let outcome = copy.review(ReviewIn::Accepting);
            assert_eq!(outcome.code, Some(0), "{}", outcome.stdout);
            copy
        });
        let copy = Self(tempfile::tempdir().expect("a folder can be made"));
        copy_folder(&reviewed.path(""), &copy.path(""));
        copy
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Adds a folder of the workspace, without those in it that are called so.
    pub(crate) fn add(&self, folder: &str, without: &[&str]) {
        let from = workspace().join(folder);
        for entry in fs::read_dir(&from).expect("the folder can be listed") {
            let name = entry.expect("the folder can be listed").file_name();
            let name = name.to_str().expect("the name is Unicode");
            let (from, to) = (from.join(name), self.path(&format!("{folder}/{name}")));
            fs::create_dir_all(self.path(folder)).expect("the folder can be made");
            match from.is_dir() {
                _ if without.contains(&name) => {}
                true => copy_folder(&from, &to),
                false => drop(fs::copy(from, to).expect("the file can be copied")),
            }
        }
    }

    /// Replaces a text that the file is known to hold.
    pub(crate) fn tamper(&self, path: &str, old: &str, new: &str) {
        let file = self.path(path);
        let text = fs::read_to_string(&file).expect("the file can be read");
        assert!(text.contains(old), "{path} has no `{old}`");
        fs::write(&file, text.replacen(old, new, 1)).expect("the file can be written");
    }

    /// Runs the tests of what was reviewed.
    pub(crate) fn review(&self, by: ReviewIn) -> Outcome {
        let mut command = Command::new(env::current_exe().expect("a test has a binary"));
        command
            .args(["reviewed", "what_the_specs_give", "what_it_says"])
            .env("CARGO_MANIFEST_DIR", self.path("tests"))
            .env("INSTA_WORKSPACE_ROOT", self.path(""))
            .env("INSTA_UPDATE", "auto")
            .env_remove("CI")
            .env_remove("TF_BUILD");
        // Those that make copies would make copies of copies.
        command.args(["--skip", "tampering", "--skip", "nobody_reviewed"]);
        match by {
            ReviewIn::Ci => command.env("CI", "true"),
            ReviewIn::Terminal => &mut command,
            ReviewIn::Accepting => command.env("INSTA_UPDATE", "always"),
        };
        command.output().expect("the tests can be started").into()
    }

    /// Checks that the tests fail, and that they show all of `parts`.
    #[track_caller]
    pub(crate) fn assert_fails(&self, parts: &[&str]) {
        let outcome = self.review(ReviewIn::Ci);
        assert_ne!(outcome.code, Some(0), "{}", outcome.stdout);
        let text = outcome.stdout + &outcome.stderr;
        for part in parts {
            assert!(text.contains(part), "expected `{part}` in: {text}");
        }
    }
}

/// Copies a folder with all that it holds.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be listed") {
        let entry = entry.expect("the folder can be listed");
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy_folder(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).expect("the file can be copied")),
        }
    }
}
