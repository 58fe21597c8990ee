//! Whole documents, and folders of specs that they are imported into.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use tempfile::TempDir;
use xtask::{document::Document, import::Wanted};

use crate::support::command::{Outcome, xtask};

/// The paths of the link operations in [`oldest`].
pub(crate) const CONNECTED_ACCOUNT: &str = "/connected_accounts/link";
pub(crate) const SESSION: &str = "/tool_router/session/{session_id}/link";

/// The decisions that hold for it and for all documents made of it.
pub(crate) const OVERLAY: &str = include_str!("overlay.yaml");

/// A document of the shape that the API publishes.
pub(crate) fn oldest() -> Value {
    serde_yaml::from_str(include_str!("upstream.yaml")).expect("it is YAML")
}

/// The part of a document at a path of keys.
#[track_caller]
pub(crate) fn part<'a>(document: &'a mut Value, keys: &[&str]) -> &'a mut Value {
    keys.iter().fold(document, |value, key| {
        match key.parse::<usize>() {
            Ok(index) if value.is_array() => value.get_mut(index),
            _ => value.get_mut(*key),
        }
        .unwrap_or_else(|| panic!("the document has no {key} of {keys:?}"))
    })
}

/// The body of a link operation's request.
#[track_caller]
pub(crate) fn request<'a>(document: &'a mut Value, path: &str) -> &'a mut Value {
    let keys = [
        "paths",
        path,
        "post",
        "requestBody",
        "content",
        "application/json",
        "schema",
    ];
    part(document, &keys)
}

/// [`oldest`] in OpenAPI 3.1, with a property `odd` in the session's request.
pub(crate) fn with_property(schema: &Value) -> Value {
    let mut document = oldest();
    document["openapi"] = json!("3.1.0");
    request(&mut document, SESSION)["properties"]["odd"] = schema.clone();
    document
}

/// The body of a link operation's answer.
#[track_caller]
pub(crate) fn answer<'a>(document: &'a mut Value, path: &str) -> &'a mut Value {
    let keys = [
        "paths",
        path,
        "post",
        "responses",
        "201",
        "content",
        "application/json",
        "schema",
    ];
    part(document, &keys)
}

/// A folder with `spec/` in it, and the documents that are imported.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// Without a spec, but with the overlay.
    pub(crate) fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder can be made"));
        fs::create_dir(folder.spec_dir()).expect("a folder can be made");
        folder.write("spec/overlay.yaml", OVERLAY);
        folder
    }

    /// With the spec that comes of the document.
    pub(crate) fn with_spec_of(document: &Value) -> Self {
        let folder = Self::new();
        folder.import_value(document);
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn spec_dir(&self) -> PathBuf {
        self.path().join("spec")
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let file = self.path().join(name);
        fs::write(&file, contents).expect("a file can be written");
        file
    }

    /// The files in `spec/` and what they hold.
    pub(crate) fn specs(&self) -> BTreeMap<String, Vec<u8>> {
        let files = fs::read_dir(self.spec_dir()).expect("the folder can be listed");
        files
            .map(|file| {
                let file = file.expect("the folder can be listed");
                let name = file.file_name().to_string_lossy().into_owned();
                (name, fs::read(file.path()).expect("it can be read"))
            })
            .collect()
    }

    /// The spec of v3.
    pub(crate) fn v3(&self) -> String {
        fs::read_to_string(self.spec_dir().join("v3.yaml")).expect("the spec can be read")
    }

    /// `cargo xtask import` of a file with these contents, as v3.
    pub(crate) fn import(&self, name: &str, contents: &str, more: &[&str]) -> Outcome {
        self.import_as("v3", name, contents, more)
    }

    pub(crate) fn import_as(
        &self,
        version: &str,
        name: &str,
        contents: &str,
        more: &[&str],
    ) -> Outcome {
        let file = self.write(name, contents);
        let (file, spec_dir) = (file.display().to_string(), self.spec_dir());
        let spec_dir = spec_dir.to_str().expect("the path is Unicode");
        let arguments = ["import", &file, "--api", version, "--spec-dir", spec_dir];
        xtask(&[&arguments, more].concat())
    }

    /// The same of a value that is imported without an error.
    #[track_caller]
    pub(crate) fn import_value(&self, document: &Value) -> Outcome {
        let outcome = self.import("upstream.json", &document.to_string(), &[]);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        outcome
    }
}

/// What comes of a text, in a folder without a spec, or the error.
pub(crate) fn imported_text(name: &str, text: &str, wanted: Wanted) -> Result<String, String> {
    let import = || {
        let document = Document::parse_deep(Path::new(name), text)?;
        xtask::import::import(&document, "v3", wanted, Path::new("/there/is/nothing"))
    };
    match xtask::document::on_large_stack(import) {
        Ok(import) => Ok(import.text.expect("there was no spec")),
        Err(error) => Err(format!("{error:#}")),
    }
}

/// The same of the link operations of a value.
pub(crate) fn imported(document: &Value) -> Result<Value, String> {
    let text = imported_text("upstream.json", &document.to_string(), Wanted::Link)?;
    Ok(serde_yaml::from_str(&text).expect("it is YAML"))
}
