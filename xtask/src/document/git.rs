//! Reads committed files, through the command `git`. Nothing here writes.

use std::{
    io,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anyhow::{Context, Result, anyhow, bail};

/// The most files that an error lists.
const LISTED: usize = 10;

/// A commit, and a folder of the work tree from which paths into it are named.
#[derive(Clone, Debug)]
pub struct Revision {
    folder: PathBuf,
    /// The folder as the repository names it, empty or with a slash at its end.
    prefix: String,
    name: String,
    commit: String,
}

impl Revision {
    /// Finds the commit that `name`, such as `main` or `HEAD~1`, stands for. Paths that are then read
    /// are relative to `folder`, which lies anywhere in a git work tree.
    pub fn find(folder: &Path, name: &str) -> Result<Self> {
        let prefix = prefix(folder)?;
        // git would show an exclusion such as `^main` as well, which is not a commit.
        let commit = match name {
            "" => None,
            name => resolve(folder, &format!("{name}^{{commit}}"))?
                .filter(|id| id.chars().all(|c| c.is_ascii_hexdigit())),
        };
        if let Some(commit) = commit {
            return Ok(Self {
                folder: folder.to_owned(),
                prefix,
                name: name.to_owned(),
                commit,
            });
        }
        if success(folder, &["rev-parse", "--is-shallow-repository"])? == "true" {
            bail!(
                "the revision `{name}` is not here, and this clone is shallow: run `git fetch --unshallow`"
            );
        }
        bail!(
            "unknown revision `{name}`: expected a branch, a tag or a commit of this clone, which `git log --oneline --all` lists; one that only a remote has is fetched with `git fetch`"
        );
    }

    /// The name of the revision and its commit, for people: ``` `main` (commit 55e935aa0b1d)```.
    pub fn describe(&self) -> String {
        let short = self.commit.get(..12).unwrap_or(&self.commit);
        format!("`{}` (commit {short})", self.name)
    }

    /// The text of the file at `path`, as it was committed.
    pub fn read(&self, path: &str) -> Result<String> {
        let Some(id) = self.object(path)? else {
            return Err(self.no_such_file(path));
        };
        let at = || format!("{} at {}", self.in_repository(path), self.describe());
        let output = git(&self.folder, &["cat-file", "blob", &id])?;
        if !output.status.success() {
            bail!("{}: expected a file: {}", at(), complaint(&output));
        }
        String::from_utf8(output.stdout).with_context(|| format!("{}: expected UTF-8", at()))
    }

    /// The files in `folder` and below it, as paths from there, sorted.
    pub fn list(&self, folder: &str) -> Result<Vec<String>> {
        let Some(id) = self.object(folder)? else {
            bail!(
                "the folder {} did not exist at {}: name a revision that has it, which `git log --oneline -- {}` lists",
                self.in_repository(folder),
                self.describe(),
                self.folder.join(folder).display(),
            );
        };
        // Without `--full-tree`, only what lies below the current folder's name would be listed.
        let arguments = ["ls-tree", "--full-tree", "-r", "-z", "--name-only", &id];
        let output = git(&self.folder, &arguments)?;
        if !output.status.success() {
            let (folder, revision) = (self.in_repository(folder), self.describe());
            bail!(
                "{folder} at {revision}: expected a folder: {}",
                complaint(&output)
            );
        }
        let text = String::from_utf8_lossy(&output.stdout);
        let names = text.split_terminator('\0').map(str::to_owned);
        let mut names: Vec<String> = names.collect();
        names.sort();
        Ok(names)
    }

    /// The object at `path`, a file or a folder, if it was there.
    fn object(&self, path: &str) -> Result<Option<String>> {
        resolve(&self.folder, &format!("{}:./{path}", self.commit))
    }

    fn in_repository(&self, path: &str) -> String {
        match (self.prefix.as_str(), path) {
            ("", path) => path.to_owned(),
            (prefix, "" | ".") => prefix.trim_end_matches('/').to_owned(),
            (prefix, path) => format!("{prefix}{path}"),
        }
    }

    fn no_such_file(&self, path: &str) -> anyhow::Error {
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        let hint = match self.list(parent) {
            Ok(names) => {
                let shown = names[..names.len().min(LISTED)].join(", ");
                let more = match names.len().saturating_sub(LISTED) {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                format!("its folder had {shown}{more}")
            }
            Err(_) => "its folder did not exist either".to_owned(),
        };
        anyhow!(
            "the file {} did not exist at {}: {hint}; `git log --follow -- {}` shows when it came and what it was called",
            self.in_repository(path),
            self.describe(),
            self.folder.join(path).display(),
        )
    }
}

/// Where `folder` lies in its repository.
fn prefix(folder: &Path) -> Result<String> {
    let shown = folder.display();
    // Without it, git could not be started, which would look as if there were no git.
    if !folder.is_dir() {
        bail!("{shown}: expected a folder, in a git work tree");
    }
    let output = git(folder, &["rev-parse", "--is-inside-work-tree"])?;
    if !output.status.success() {
        bail!(
            "{shown}: a revision can be read in a git work tree only, such as a clone: {}",
            complaint(&output)
        );
    }
    if output.stdout.trim_ascii() != b"true" {
        bail!("{shown}: found git's own folder, expected one of the work tree");
    }
    success(folder, &["rev-parse", "--show-prefix"])
}

/// The id of the object that `expression` stands for, if there is one.
fn resolve(folder: &Path, expression: &str) -> Result<Option<String>> {
    // An expression that starts with `-` is none of git's options.
    let arguments = ["--verify", "--quiet", "--end-of-options", expression];
    let output = git(folder, &[&["rev-parse"], &arguments[..]].concat())?;
    let id = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok(Some(id).filter(|id| output.status.success() && !id.is_empty()))
}

/// What git prints if it succeeds, without the newline at its end.
fn success(folder: &Path, arguments: &[&str]) -> Result<String> {
    let output = git(folder, arguments)?;
    if !output.status.success() {
        let command = arguments.join(" ");
        bail!("`git {command}` failed: {}", complaint(&output));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// Runs git so that the user's settings change nothing in what it prints.
fn git(folder: &Path, arguments: &[&str]) -> Result<Output> {
    let mut command = Command::new("git");
    command
        .args(["--no-pager", "-c", "core.quotepath=off"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C");
    command.output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            anyhow!("git was not found: install it, or add its folder to PATH")
        }
        _ => anyhow!(error).context("git could not be started"),
    })
}

/// What git says about a failure.
fn complaint(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    match text.trim() {
        "" => format!("git ended with {}", output.status),
        text => format!("git says: {text}"),
    }
}
