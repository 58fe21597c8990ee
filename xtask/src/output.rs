//! The one place that touches the disk: writes a map of files, or compares it with what is there.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use similar::TextDiff;
use tempfile::TempPath;

/// The files of a folder, by name.
pub type Files = BTreeMap<String, String>;

/// The most lines of a diff that [`check`] shows of one file.
const DIFF_LINES: usize = 40;

/// How the name of a file starts that is still being written.
const UNFINISHED: &str = ".unfinished-";

/// What [`write()`] did with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The file is new or has other contents now.
    Written,
    /// The file had the same contents and was left alone.
    Unchanged,
    /// The file is no longer generated.
    Removed,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Written => "written",
            Self::Unchanged => "unchanged",
            Self::Removed => "removed",
        })
    }
}

/// Makes `folder` hold exactly `files`, or leaves it as it was.
pub fn write(folder: &Path, files: &Files) -> Result<Vec<(PathBuf, Action)>> {
    let mut staged = Staged::default();
    staged.folder(folder, files)?;
    staged.commit()
}

/// What is to be written together. It lies beside what it replaces already, so that what can fail, such
/// as a full disk or a folder that must not be written to, fails before anything is replaced.
#[derive(Default)]
pub struct Staged {
    ready: Vec<(TempPath, PathBuf)>,
    actions: Vec<(PathBuf, Action)>,
}

impl Staged {
    /// Adds one file of a folder, with its contents if they are other ones now.
    pub fn file(&mut self, file: &Path, contents: Option<&str>) -> Result<()> {
        if let Some(contents) = contents {
            let folder = match file.parent() {
                Some(folder) if folder != Path::new("") => folder,
                _ => Path::new("."),
            };
            create_folder(folder)?;
            self.stage(folder, file, contents)?;
        }
        let action = match contents {
            Some(_) => Action::Written,
            None => Action::Unchanged,
        };
        self.actions.push((file.to_owned(), action));
        Ok(())
    }

    /// Adds a folder that is to hold exactly `files`.
    pub fn folder(&mut self, folder: &Path, files: &Files) -> Result<()> {
        create_folder(folder)?;
        // What lies there unfinished from before is removed, and what comes next is not.
        let actions = plan(folder, files)?;
        for ((path, action), contents) in actions.iter().zip(files.values()) {
            if *action == Action::Written {
                self.stage(folder, path, contents)?;
            }
        }
        self.actions.extend(actions);
        Ok(())
    }

    fn stage(&mut self, folder: &Path, path: &Path, contents: &str) -> Result<()> {
        let ready = unfinished(folder, path, contents)
            .with_context(|| format!("{}: cannot write the file", path.display()))?;
        self.ready.push((ready, path.to_owned()));
        Ok(())
    }

    /// Puts everything in its place, and says what that was.
    pub fn commit(self) -> Result<Vec<(PathBuf, Action)>> {
        for (ready, path) in self.ready {
            // A rename within one folder is atomic: a reader sees the old contents or the new ones.
            ready
                .persist(&path)
                .with_context(|| format!("{}: cannot write the file", path.display()))?;
        }
        for (path, action) in &self.actions {
            if *action == Action::Removed {
                fs::remove_file(path)
                    .with_context(|| format!("{}: cannot remove the file", path.display()))?;
            }
        }
        Ok(self.actions)
    }
}

fn create_folder(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("{}: cannot create the folder", folder.display()))
}

/// What [`write()`] would do, for each of the files in their order, and then for those that are no
/// longer generated.
pub fn plan(folder: &Path, files: &Files) -> Result<Vec<(PathBuf, Action)>> {
    let mut actions = Vec::new();
    for (name, contents) in files {
        let path = folder.join(name);
        let is_same = read(&path)?.as_deref() == Some(contents.as_bytes());
        let action = match is_same {
            true => Action::Unchanged,
            false => Action::Written,
        };
        actions.push((path, action));
    }
    let orphans = orphans(folder, files)?;
    actions.extend(orphans.into_iter().map(|path| (path, Action::Removed)));
    Ok(actions)
}

/// Compares `folder` with `files` and returns what differs, for people to read.
pub fn check(folder: &Path, files: &Files) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for (name, contents) in files {
        let path = folder.join(name);
        match read(&path)? {
            None => findings.push(format!("missing: {}", path.display())),
            Some(there) if there == contents.as_bytes() => {}
            Some(there) => {
                let there = String::from_utf8_lossy(&there);
                let diff = diff(&there, contents);
                findings.push(format!("stale: {}\n{diff}", path.display()));
            }
        }
    }
    for path in orphans(folder, files)? {
        findings.push(format!("orphaned, no longer generated: {}", path.display()));
    }
    Ok(findings)
}

fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(contents) => Ok(Some(contents)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(error).with_context(|| format!("{}: cannot read the file", path.display()))
        }
    }
}

/// A file in `folder` that has what `path` is to hold.
fn unfinished(folder: &Path, path: &Path, contents: &str) -> io::Result<TempPath> {
    let mut file = tempfile::Builder::new()
        .prefix(UNFINISHED)
        .tempfile_in(folder)?;
    file.write_all(contents.as_bytes())?;
    file.as_file().sync_all()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_or(0o644, |there| there.permissions().mode());
        file.as_file()
            .set_permissions(fs::Permissions::from_mode(mode))?;
    }
    Ok(file.into_temp_path())
}

/// The files of `folder` that are not among `files`, what a killed process left behind included.
fn orphans(folder: &Path, files: &Files) -> Result<BTreeSet<PathBuf>> {
    let mut orphans = BTreeSet::new();
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(orphans),
        Err(error) => {
            return Err(error)
                .with_context(|| format!("{}: cannot list the folder", folder.display()));
        }
    };
    for entry in entries {
        let entry = entry.with_context(|| format!("{}: cannot list", folder.display()))?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let generated = name.ends_with(".rs") || name.ends_with(".json");
        let ours = generated || name.starts_with(UNFINISHED);
        if ours && !files.contains_key(name.as_ref()) && entry.path().is_file() {
            orphans.insert(entry.path());
        }
    }
    Ok(orphans)
}

fn diff(old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let text = diff.unified_diff().context_radius(1).to_string();
    let lines: Vec<&str> = text.lines().collect();
    let mut shown = lines[..lines.len().min(DIFF_LINES)].join("\n");
    if lines.len() > DIFF_LINES {
        shown.push_str(&format!("\n… {} more lines", lines.len() - DIFF_LINES));
    }
    shown
}
