//! Copies of what the tests of what was reviewed read, of documents that do not change, to run them
//! again on.

use std::{env, fs, path::PathBuf, process::Command, sync::OnceLock};

use crate::support::{command::Outcome, folder, outside::target, workspace};

/// A copy of what the tests read.
pub(crate) struct Copy {
    root: PathBuf,
    /// What removes the copy when it is dropped.
    _folder: Option<tempfile::TempDir>,
}

/// The tests of what was reviewed. The others make copies, which would be copies of copies.
pub(crate) const REVIEWED: [&str; 7] = [
    "contract::the_contract_of_each_version_is_as_reviewed",
    "contract::the_drift_from_each_version_to_the_next_is_as_reviewed",
    "decisions::each_decision_does_in_the_generated_code_what_it_says",
    "decisions::the_decisions_that_match_nothing_are_as_reviewed",
    "generated::the_generated_code_is_what_the_specs_give",
    "surface::the_surface_of_all_versions_is_as_reviewed",
    "surface::the_surface_of_each_version_is_as_reviewed",
];

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
        let folder = tempfile::tempdir().expect("a folder can be made");
        let copy = Self {
            root: folder.path().to_owned(),
            _folder: Some(folder),
        };
        folder::copy(&reviewed().root, &copy.root);
        copy
    }

    /// The same in the folder `name` below `target`, which stays until the next run.
    pub(crate) fn named(name: &str) -> Self {
        let copy = Self::empty(name);
        folder::copy(&reviewed().root, &copy.root);
        copy
    }

    fn empty(name: &str) -> Self {
        let root = target().join("copies").join(name);
        if root.exists() {
            fs::remove_dir_all(&root).expect("the folder can be removed");
        }
        fs::create_dir_all(&root).expect("the folder can be made");
        Self {
            root,
            _folder: None,
        }
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
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
            .arg("--exact")
            .args(REVIEWED.map(|name| format!("review::{name}")))
            .env("CARGO_MANIFEST_DIR", self.path("tests"))
            .env("INSTA_WORKSPACE_ROOT", self.path(""))
            .env("INSTA_UPDATE", "auto")
            .env_remove("CI")
            .env_remove("TF_BUILD");
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

/// What all copies are made of.
fn reviewed() -> &'static Copy {
    static REVIEWED: OnceLock<Copy> = OnceLock::new();
    REVIEWED.get_or_init(|| {
        let copy = Copy::empty("reviewed");
        let frozen = workspace().join("tests/frozen");
        folder::copy(&frozen.join("spec"), &copy.path("spec"));
        let generated = copy.path("generated-client/src/generated");
        folder::copy(&frozen.join("src/generated"), &generated);
        // Where the snapshots lie is told from there, so that the folder has to be there.
        folder::write(&copy.path("tests/src/support/.keep"), "");
        let outcome = copy.review(ReviewIn::Accepting);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stdout);
        copy
    })
}
