//! What of an upstream document becomes a spec: the operations that are wanted, written in one way.

mod check;
mod document;
#[cfg(feature = "fetch")]
mod fetch;
mod form;
mod keyword;
mod leave;
mod markdown;
mod meaning;
mod node;
mod null;
mod schema;
mod select;
mod union;
mod words;
mod yaml;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::{
    document::{Document, pointer::Pointer, version},
    drift::{self, Drift},
};

use document::Written;

pub use markdown::{Client, markdown};
pub use select::Wanted;

/// Where the API is, unless the command line says otherwise.
pub const BASE_URL: &str = "https://backend.composio.dev";

/// What downloads the document of a version from the server at a base URL, if the program is built with the
/// feature `fetch`. No other command needs it, and the first of them would wait until TLS is built.
pub const FETCH: Option<fn(&str, &str) -> Result<Document>> = {
    #[cfg(feature = "fetch")]
    {
        Some(fetch::fetch)
    }
    #[cfg(not(feature = "fetch"))]
    {
        None
    }
};

/// What an import comes to.
pub struct Import {
    /// The version of the API.
    pub version: String,
    /// What the upstream document came from: a file or a URL.
    pub upstream: PathBuf,
    /// The file of the spec.
    pub file: PathBuf,
    /// What the file is to hold; nothing if it says the same already.
    pub text: Option<String>,
    /// How the spec that came differs from the one that was there, if there was one.
    pub drift: Option<Drift>,
    /// What a person should look at.
    pub notes: Vec<String>,
}

/// Reads what `upstream` says of the wanted operations of `version`, for the spec in `spec_dir`.
///
/// # Errors
///
/// If the document lacks an operation, or says of one what cannot be expressed.
pub fn import(
    upstream: &Document,
    version: &str,
    wanted: Wanted,
    spec_dir: &Path,
) -> Result<Import> {
    if !version::is_version(version) {
        bail!("found the version `{version}`, expected one such as v3 or v3.1");
    }
    upstream.check_any_openapi()?;
    let Written {
        mut root,
        unknown,
        left_out,
    } = document::write(upstream, version, wanted)?;
    check_depth(upstream, &root)?;
    let looks_like = "looks like a link operation, and is not among those that are imported";
    let unknown = unknown
        .iter()
        .map(|operation| format!("{operation} {looks_like}"));
    let mut notes: Vec<String> = unknown.collect();
    notes.extend(left_out);

    let file = spec_dir.join(version::file(version));
    let old_text = read_if_there(&file)?;
    let (mut drift, mut is_same) = (None, false);
    if let Some(old_text) = &old_text {
        let old = Document::parse(&file, old_text)?;
        let moved = words::moved(&old, &root);
        words::keep(&mut root, &moved);
        let mut old_root = document::write(&old, version, Wanted::All)?.root;
        words::keep(&mut old_root, &old.root);
        is_same = old_root == root;
        // Both written in the same way, so that what is only written differently does not show.
        let document = |file: &Path, root: &Value| Document {
            file: file.to_owned(),
            root: root.clone(),
        };
        let (old, new) = (document(&file, &old_root), document(&upstream.file, &root));
        drift = Some(drift::compare(&old, &new)?);
    }
    let text = match is_same {
        true => None,
        false => Some(yaml::write(&root, old_text.as_deref())?),
    };
    Ok(Import {
        version: version.to_owned(),
        upstream: upstream.file.clone(),
        file,
        text,
        drift,
        notes,
    })
}

impl Import {
    /// The name of the spec's file, and what it is to hold if it is something else than it holds.
    pub fn written(&self) -> Option<(String, &str)> {
        Some((version::file(&self.version), self.text.as_deref()?))
    }

    /// Whether the spec says the same already.
    fn changes_nothing(&self) -> bool {
        let is_same = |drift: &Drift| drift.changes.is_empty();
        self.text.is_none() && self.drift.as_ref().is_some_and(is_same)
    }
}

/// How deep a spec may be nested, so that it can be read.
const MAX_DEPTH: usize = 120;

/// Examples and extensions can be as deep as they like upstream.
fn check_depth(upstream: &Document, root: &Value) -> Result<()> {
    fn too_deep(value: &Value, at: Pointer, depth: usize) -> Option<Pointer> {
        if depth > MAX_DEPTH {
            return Some(at);
        }
        match value {
            Value::Object(members) => members
                .iter()
                .find_map(|(name, member)| too_deep(member, at.child(name), depth + 1)),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .find_map(|(index, item)| too_deep(item, at.child(index), depth + 1)),
            _ => None,
        }
    }
    let message = format!("nested more than {MAX_DEPTH} deep, which a spec cannot be");
    match too_deep(root, Pointer::root(), 0) {
        Some(at) => Err(upstream.error(&at, message)),
        None => Ok(()),
    }
}

fn read_if_there(file: &Path) -> Result<Option<String>> {
    match fs::read_to_string(file) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(error).with_context(|| format!("{}: cannot read the file", file.display()))
        }
    }
}
