//! Git repositories in folders of their own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// A git repository that is removed when dropped.
pub(crate) struct Repository(TempDir);

impl Repository {
    /// A repository without a commit.
    pub(crate) fn new() -> Self {
        let repository = Self(tempfile::tempdir().expect("a folder can be made"));
        repository.git(&["init", "--quiet", "--initial-branch", "main"]);
        repository
    }

    /// A clone of the newest commit alone.
    pub(crate) fn shallow_clone(&self) -> Self {
        let clone = tempfile::tempdir().expect("a folder can be made");
        let source = format!("file://{}", self.path(".").display());
        git(
            clone.path(),
            &["clone", "--quiet", "--depth=1", &source, "."],
        );
        Self(clone)
    }

    /// The path of something in the repository.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// Writes a file, and the folders that it lies in.
    pub(crate) fn write(&self, path: &str, contents: impl AsRef<[u8]>) {
        let path = self.path(path);
        let folder = path.parent().expect("a file lies in a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(path, contents).expect("the file can be written");
    }

    /// Commits all there is, and returns the commit's id.
    pub(crate) fn commit(&self) -> String {
        self.git(&["add", "--all"]);
        self.git(&[
            "commit",
            "--quiet",
            "--allow-empty",
            "--message",
            "a commit",
        ]);
        self.git(&["rev-parse", "HEAD"]).trim().to_owned()
    }

    /// Runs git.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        git(self.0.path(), arguments)
    }
}

/// Runs git in a folder, without the settings of whoever runs the tests.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command
        .args([
            "-c",
            "user.name=Nobody",
            "-c",
            "user.email=nobody@localhost",
        ])
        .args([
            "-c",
            "commit.gpgsign=false",
            "-c",
            "protocol.file.allow=always",
        ])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", folder.join("no-such-file"))
        .env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().expect("git can be started");
    assert!(output.status.success(), "git {arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("git prints text")
}
