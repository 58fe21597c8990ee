//! Applies the decisions of `spec/overlay.yaml`, an OpenAPI Overlay 1.0 document, to a spec.
//!
//! The one extension: an action with `x-versions` concerns only the named specs. An action that
//! matches nothing in a spec that it concerns is an error, so that no decision outlives its object.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;
use serde_json_path::JsonPath;

use crate::{document::Document, pointer::Pointer};

/// A parsed overlay document.
pub struct Overlay {
    source: Document,
    actions: Vec<Action>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Format {
    overlay: String,
    #[serde(rename = "info")]
    _info: Value,
    actions: Vec<Action>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Action {
    target: Target,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    update: Option<Value>,
    #[serde(default)]
    remove: bool,
    #[serde(default, rename = "x-versions")]
    versions: Option<Vec<String>>,
}

impl Action {
    /// What the decision is for.
    fn purpose(&self) -> &str {
        self.description.as_deref().unwrap_or("no description")
    }
}

/// A JSONPath (RFC 9535), as it is written and parsed.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Target {
    text: String,
    path: JsonPath,
}

impl TryFrom<String> for Target {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match JsonPath::parse(&text) {
            Ok(path) => Ok(Self { text, path }),
            Err(error) => Err(format!("`{text}` is no JSONPath (RFC 9535): {error}")),
        }
    }
}

impl Overlay {
    /// Checks the form of the overlay that `source` is.
    pub fn parse(source: Document) -> Result<Self> {
        let format: Format = serde_path_to_error::deserialize(&source.root).map_err(|error| {
            source.error(
                &Pointer::root(),
                format!("expected an OpenAPI Overlay 1.0 document: {error}"),
            )
        })?;
        if !format.overlay.starts_with("1.") {
            return Err(source.error(
                &Pointer::root().child("overlay"),
                format!("found Overlay {}, expected 1.0.0", format.overlay),
            ));
        }
        Ok(Self {
            source,
            actions: format.actions,
        })
    }

    /// Checks that every `x-versions` names specs that exist.
    pub fn check_versions(&self, known: &[&str]) -> Result<()> {
        for (index, action) in self.actions.iter().enumerate() {
            for version in action.versions.iter().flatten() {
                if !known.contains(&version.as_str()) {
                    return Err(self.source.error(
                        &Self::at(index).child("x-versions"),
                        format!(
                            "found `{version}`, expected one of the specs: {}",
                            known.join(", ")
                        ),
                    ));
                }
            }
        }
        Ok(())
    }

    /// Applies all actions that concern `version`, in their order.
    pub fn apply(&self, version: &str, document: &mut Document) -> Result<()> {
        for (index, action) in self.actions.iter().enumerate() {
            let concerns = |versions: &Vec<String>| versions.iter().any(|v| v == version);
            if action.versions.as_ref().is_none_or(concerns) {
                self.apply_action(&Self::at(index), action, document)?;
            }
        }
        Ok(())
    }

    /// The decisions that concern `version` and match nothing in `document`, for people.
    pub fn without_object(&self, version: &str, document: &Value) -> Vec<String> {
        let file = self.source.file.display();
        let concerned = self.actions.iter().enumerate().filter(|(_, action)| {
            let versions = action.versions.as_ref();
            versions.is_none_or(|versions| versions.iter().any(|named| named == version))
        });
        concerned
            .filter(|(_, action)| action.target.path.query(document).is_empty())
            .map(|(index, action)| {
                format!(
                    "{file}: at {}: the decision on `{}` ({}) has lost its object: limit it with `x-versions`, correct it or remove it",
                    Self::at(index),
                    action.target.text,
                    action.purpose(),
                )
            })
            .collect()
    }

    fn apply_action(&self, at: &Pointer, action: &Action, document: &mut Document) -> Result<()> {
        let mut found: Vec<String> = action
            .target
            .path
            .query_located(&document.root)
            .locations()
            .map(|location| location.to_json_pointer())
            .collect();
        if found.is_empty() {
            return Err(self.source.error(
                at,
                format!(
                    "the target `{}` ({}) matches nothing in {}: correct it, limit the action with `x-versions` to the documents that have it, or remove it",
                    action.target.text,
                    action.purpose(),
                    document.file.display()
                ),
            ));
        }
        match (&action.update, action.remove) {
            (Some(update), false) => {
                for pointer in &found {
                    let target = document
                        .root
                        .pointer_mut(pointer)
                        .context("invariant: an update moves no node that the query found")?;
                    merge(target, update);
                }
                Ok(())
            }
            (None, true) => {
                // Backwards, so that removing an item moves none that is still to be removed.
                found.reverse();
                found.iter().for_each(|at| remove(&mut document.root, at));
                Ok(())
            }
            _ => Err(self
                .source
                .error(at, "expected either `update` or `remove: true`")),
        }
    }

    fn at(index: usize) -> Pointer {
        Pointer::root().child("actions").child(index)
    }
}

/// Overlay's rule: objects merge member by member, lists are appended to, all else is replaced.
fn merge(target: &mut Value, update: &Value) {
    match (target, update) {
        (Value::Object(target), Value::Object(update)) => {
            for (key, value) in update {
                match target.get_mut(key) {
                    Some(there) => merge(there, value),
                    None => {
                        target.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        (Value::Array(target), Value::Array(update)) => target.extend(update.iter().cloned()),
        (target, update) => *target = update.clone(),
    }
}

fn remove(root: &mut Value, pointer: &str) {
    let Some((parent, key)) = pointer.rsplit_once('/') else {
        return;
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    match root.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.remove(&key);
        }
        Some(Value::Array(items)) => {
            if let Some(index) = key.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}
