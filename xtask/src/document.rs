//! Reads a document, YAML or JSON, into one tree and checks that it is OpenAPI 3.0.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use crate::pointer::Pointer;

/// A document and the file that it came from, which its errors name.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file as the caller named it.
    pub file: PathBuf,
    /// What the file says.
    pub root: Value,
}

impl Document {
    /// Reads any YAML or JSON file. A key that a mapping states twice is an error.
    pub fn read(file: &Path) -> Result<Self> {
        let text = fs::read_to_string(file)
            .with_context(|| format!("{}: cannot read the file", file.display()))?;
        // The detour over serde_yaml's own tree is what finds duplicate keys. JSON is YAML as well.
        let yaml: serde_yaml::Value = serde_yaml::from_str(&text)
            .with_context(|| format!("{}: expected YAML or JSON", file.display()))?;
        let root = serde_json::to_value(yaml)
            .with_context(|| format!("{}: expected only what JSON can hold", file.display()))?;
        Ok(Self {
            file: file.to_owned(),
            root,
        })
    }

    /// Reads an OpenAPI 3.0 document.
    pub fn read_openapi(file: &Path) -> Result<Self> {
        let document = Self::read(file)?;
        let root = Pointer::root();
        let Some(fields) = document.root.as_object() else {
            return Err(document.error(
                &root,
                "expected an OpenAPI document, a mapping with `openapi`, `info` and `paths`",
            ));
        };
        let version = fields
            .get("openapi")
            .and_then(Value::as_str)
            .ok_or_else(|| {
                document.error(
                    &root,
                    "not an OpenAPI document: expected the text `openapi: 3.0.3` at the top",
                )
            })?;
        if !version.starts_with("3.0.") {
            return Err(document.error(
                &root.child("openapi"),
                format!("found OpenAPI {version}, expected 3.0.x, such as 3.0.3"),
            ));
        }
        Ok(document)
    }

    /// An error that names this file and the place in it.
    pub fn error(&self, at: &Pointer, message: impl std::fmt::Display) -> anyhow::Error {
        anyhow!("{}: at {at}: {message}", self.file.display())
    }

    /// What `at` points to.
    pub fn get(&self, at: &Pointer) -> Option<&Value> {
        self.root.pointer(at.as_str())
    }

    /// What a local `$ref` points to, and where that is.
    pub fn resolve(&self, at: &Pointer, reference: &str) -> Result<(Pointer, &Value)> {
        let target = Pointer::from_reference(reference).ok_or_else(|| {
            self.error(
                at,
                format!("found the reference `{reference}`, expected one into this document, such as `#/components/schemas/Error`"),
            )
        })?;
        let value = self.get(&target).ok_or_else(|| {
            self.error(
                at,
                format!("the reference `{reference}` points to nothing: add {target} or correct the reference"),
            )
        })?;
        Ok((target, value))
    }
}
