//! The folder of the specs: which documents it holds.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{OVERLAY, document::Document, import::Import, is_version};

/// The documents that a client is generated from.
#[derive(Clone, Copy)]
pub(crate) struct Specs<'a> {
    folder: &'a Path,
    /// What is to be written into the folder, and counts as if it were.
    import: Option<&'a Import>,
}

impl<'a> Specs<'a> {
    /// Those in `folder`.
    pub(crate) fn of(folder: &'a Path) -> Self {
        Self {
            folder,
            import: None,
        }
    }

    /// Those in `folder` once `import` is written into it.
    pub(crate) fn after(folder: &'a Path, import: &'a Import) -> Self {
        Self {
            folder,
            import: Some(import),
        }
    }

    /// The file called `name`.
    pub(crate) fn file(self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn read(self, name: &str) -> Result<Document> {
        let file = self.file(name);
        let imported = self.import.filter(|import| import.file == file);
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
            names.insert(entry.with_context(list)?.file_name());
        }
        names.extend(
            self.import
                .and_then(|import| import.file.file_name())
                .map(OsStr::to_owned),
        );
        let mut versions = Vec::new();
        for name in names {
            let name = name.to_string_lossy();
            // Editors and systems leave hidden files behind.
            if name == OVERLAY || name.starts_with('.') {
                continue;
            }
            match name
                .strip_suffix(".yaml")
                .filter(|version| is_version(version))
            {
                Some(version) => versions.push(version.to_owned()),
                None => bail!(
                    "{folder}/{name}: expected a document named after its version, such as v3.1.yaml"
                ),
            }
        }
        if versions.is_empty() {
            bail!("{folder}: found no document, expected one such as v3.yaml");
        }
        versions.sort();
        Ok(versions)
    }
}
