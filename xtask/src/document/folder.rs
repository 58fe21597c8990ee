//! The folder of the specs: which documents it holds, and what is decided of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    fs,
    path::Path,
};

use anyhow::{Context, Result, bail};

use super::{
    Document, in_parallel,
    overlay::{Matched, Overlay},
    version::{self, is_version},
};

/// The file of the folder that holds the decisions.
pub(crate) const OVERLAY: &str = "overlay.yaml";

/// The documents that a client is generated from.
pub struct Specs<'a> {
    folder: &'a Path,
    /// What is to be written into the folder, by name, and counts as if it were.
    texts: BTreeMap<String, &'a str>,
}

/// The documents with the decisions applied.
pub(crate) struct Decided {
    /// Each with its version.
    pub(crate) documents: Vec<(String, Document)>,
    /// The decisions that match nothing in any of them.
    pub(crate) notes: Vec<String>,
}

impl<'a> Specs<'a> {
    /// Those in `folder`.
    pub fn of(folder: &'a Path) -> Self {
        Self::after(folder, [])
    }

    /// Those in `folder` once files of these names and texts are written into it.
    pub fn after(folder: &'a Path, texts: impl IntoIterator<Item = (String, &'a str)>) -> Self {
        Self {
            folder,
            texts: texts.into_iter().collect(),
        }
    }

    /// The documents as the decisions have them, sorted by version.
    pub(crate) fn decided(&self) -> Result<Decided> {
        let versions = self.versions()?;
        let overlay = Overlay::read(&self.folder.join(OVERLAY))?;
        let decided = in_parallel(versions, |version| {
            let mut document = self.read(&version)?;
            document.check_openapi()?;
            let matched = overlay.apply(&mut document)?;
            Ok(((version, document), matched))
        })?;
        let (documents, matched): (Vec<_>, Vec<Matched>) = decided.into_iter().unzip();
        Ok(Decided {
            documents,
            notes: overlay.without_object(&matched),
        })
    }

    /// The decisions that match nothing in any of the documents. None where nothing is decided.
    pub fn decisions_without_object(&self) -> Result<Vec<String>> {
        match self.folder.join(OVERLAY).exists() {
            true => self.decided().map(|decided| decided.notes),
            false => Ok(Vec::new()),
        }
    }

    fn read(&self, version: &str) -> Result<Document> {
        let name = version::file(version);
        let file = self.folder.join(&name);
        match self.texts.get(&name) {
            Some(text) => Document::parse(&file, text),
            None => Document::read(&file),
        }
    }

    /// The versions that there are documents of, such as `v3` and `v3.1`.
    pub fn versions(&self) -> Result<Vec<String>> {
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
        names.extend(self.texts.keys().map(OsString::from));
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
    fn version_of(&self, name: &str) -> Result<Option<String>> {
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
