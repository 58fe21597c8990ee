//! The folder of the specs: which documents it holds.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    document::{Document, version::is_version},
    import::Import,
};

/// The file of a spec folder that holds the decisions.
pub(crate) const OVERLAY: &str = "overlay.yaml";

/// The documents that a client is generated from.
#[derive(Clone, Copy)]
pub(crate) struct Specs<'a> {
    folder: &'a Path,
    /// What is to be written into the folder, and counts as if it were.
    imports: &'a [Import],
}

impl<'a> Specs<'a> {
    /// Those in `folder`.
    pub(crate) fn of(folder: &'a Path) -> Self {
        Self::after(folder, &[])
    }

    /// Those in `folder` once `imports` are written into it.
    pub(crate) fn after(folder: &'a Path, imports: &'a [Import]) -> Self {
        Self { folder, imports }
    }

    /// The file called `name`.
    pub(crate) fn file(self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn read(self, name: &str) -> Result<Document> {
        let file = self.file(name);
        let imported = self.imports.iter().find(|import| import.file == file);
        match imported.and_then(|import| import.text.as_deref()) {
            Some(text) => Document::parse(&file, text),
            None => Document::read(&file),
        }
    }

    /// The versions that there are documents of, such as `v3` and `v3.1`.
    pub(crate) fn versions(self) -> Result<Vec<String>> {
        let folder = self.folder.display();
        let list = || format!("{folder}: cannot list the folder of the specs");
        let entries = fs::read_dir(self.folder).with_context(list)?;
        let mut names = BTreeSet::new();
        for entry in entries {
            let entry = entry.with_context(list)?;
            if !entry.path().is_dir() {
                names.insert(entry.file_name());
            }
        }
        let imported = self.imports.iter().map(|import| import.file.file_name());
        names.extend(imported.flatten().map(OsStr::to_owned));
        let mut versions = Vec::new();
        for name in names {
            versions.extend(self.version_of(&name.to_string_lossy())?);
        }
        if versions.is_empty() {
            bail!("{folder}: found no document, expected one such as v3.yaml");
        }
        versions.sort();
        Ok(versions)
    }

    /// The version that the file with this name is of, if it is a document.
    ///
    /// # Errors
    ///
    /// If it is YAML that goes by another name: a version that is misspelt would be left out unseen.
    fn version_of(self, name: &str) -> Result<Option<String>> {
        // Editors and systems leave hidden files behind.
        if name == OVERLAY || name.starts_with('.') {
            return Ok(None);
        }
        let Some((stem, extension)) = name.rsplit_once('.') else {
            return Ok(None);
        };
        if !["yaml", "yml"].contains(&extension.to_ascii_lowercase().as_str()) {
            return Ok(None);
        }
        let folder = self.folder.display();
        let wanted = format!("{}.yaml", stem.to_ascii_lowercase());
        match wanted.strip_suffix(".yaml").filter(|stem| is_version(stem)) {
            Some(version) if name == wanted => Ok(Some(version.to_owned())),
            Some(_) => bail!("{folder}/{name}: expected the name {wanted}: rename the file"),
            None if wanted == OVERLAY => {
                bail!("{folder}/{name}: expected the name {OVERLAY}: rename the file")
            }
            None => bail!(
                "{folder}/{name}: expected a document named after its version, such as v3.1.yaml: rename the file, or move it out of the folder"
            ),
        }
    }
}

/// The versions that `spec_dir` has documents of, such as `v3` and `v3.1`.
pub fn versions(spec_dir: &Path) -> Result<Vec<String>> {
    Specs::of(spec_dir).versions()
}
