//! Finds the documents that a command line names: by version, by path, or in a git revision.

use std::path::Path;

use anyhow::{Context, Result, bail};

use super::{
    Document,
    folder::Specs,
    git::Revision,
    version::{self, is_version},
};

/// Reads what `name` names: a version such as `v3.1` in `spec_dir`, a file, or either of them in a git
/// revision, such as `HEAD:v3.1`.
pub fn read(name: &str, spec_dir: &Path) -> Result<Document> {
    if is_version(name) {
        let file = spec_dir.join(version::file(name));
        if !file.exists() {
            let known = Specs::of(spec_dir).versions()?.join(" and ");
            bail!(
                "{}: found no document of {name}, only of {known}",
                spec_dir.display()
            );
        }
        return Document::read_deep(&file);
    }
    if Path::new(name).exists() {
        return Document::read_deep(Path::new(name));
    }
    match name.split_once(':') {
        Some((revision, file)) if !file.is_empty() => {
            read_committed(name, revision, file, spec_dir)
        }
        _ => bail!(
            "{name}: found no such file, expected one, a version such as v3.1, or either of them in a git revision, such as HEAD:v3.1"
        ),
    }
}

/// Reads a document as it was committed.
fn read_committed(name: &str, revision: &str, file: &str, spec_dir: &Path) -> Result<Document> {
    let (folder, file) = if is_version(file) {
        (spec_dir, version::file(file))
    } else {
        (Path::new("."), file.to_owned())
    };
    let folder = match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    };
    let read = || Revision::find(folder, revision)?.read(&file);
    let text = read().with_context(|| format!("cannot read {name}"))?;
    Document::parse_deep(Path::new(name), &text)
}
