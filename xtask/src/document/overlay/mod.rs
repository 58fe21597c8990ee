//! Applies the decisions of `spec/overlay.yaml`, an OpenAPI Overlay 1.0 document, to a spec.
//!
//! A decision is bound to what a thing is, so that it survives that the API moves the thing: a target
//! sees through references, and what lies within an example or another value is none of its matches.
//! An action that matches nothing changes nothing. Who applies the overlay names it.

mod view;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;
use serde_json_path::JsonPath;

use crate::document::{self, Document, pointer::Pointer};

/// A parsed overlay document.
pub(crate) struct Overlay {
    source: Document,
    actions: Vec<Action>,
    /// The line on which each action begins, where the document is written as such files are.
    lines: Vec<usize>,
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
}

/// A JSONPath (RFC 9535), as it is written and parsed.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Target {
    text: String,
    path: JsonPath,
    /// The names that it lists in one selection, such as `['api_key', 'token']`.
    names: Vec<String>,
}

impl TryFrom<String> for Target {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match JsonPath::parse(&text) {
            Ok(path) => {
                let names = listed_names(&text);
                Ok(Self { text, path, names })
            }
            Err(error) => Err(format!("`{text}` is no JSONPath (RFC 9535): {error}")),
        }
    }
}

/// The names in the selections of a JSONPath that list several.
fn listed_names(path: &str) -> Vec<String> {
    let mut names = Vec::new();
    for selection in path.split('[').skip(1) {
        let selection = selection.split(']').next().unwrap_or_default();
        let name = |part: &str| {
            let part = part.trim();
            let quote = part.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
            Some(part.strip_prefix(quote)?.strip_suffix(quote)?.to_owned())
        };
        let listed: Option<Vec<String>> = selection.split(',').map(name).collect();
        names.extend(listed.filter(|listed| listed.len() > 1).unwrap_or_default());
    }
    names
}

/// What one document has of the objects of decisions.
#[derive(Debug, Default)]
pub(crate) struct Matched {
    /// The actions that matched something, by their indices.
    actions: BTreeSet<usize>,
    /// The names in lists of names that lead to something, by the indices of their actions.
    names: BTreeSet<(usize, String)>,
}

impl Overlay {
    /// Reads the overlay in `file` and checks its form.
    pub(crate) fn read(file: &Path) -> Result<Self> {
        let text = document::text(file)?;
        let source = Document::parse(file, &text)?;
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
        for (index, action) in format.actions.iter().enumerate() {
            if action.update.is_some() == action.remove {
                return Err(source.error(
                    &at_action(index),
                    "expected either `update` or `remove: true`",
                ));
            }
        }
        Ok(Self {
            source,
            actions: format.actions,
            lines: lines_of_actions(&text),
        })
    }

    /// Applies all actions in their order.
    pub(crate) fn apply(&self, document: &mut Document) -> Result<Matched> {
        let mut matched = Matched::default();
        for (index, action) in self.actions.iter().enumerate() {
            let view = view::of(&document.root);
            let mut places = BTreeMap::new();
            for location in action.target.path.query_located(&view).locations() {
                let pointer = location.to_json_pointer();
                if view::is_within_data(&pointer) {
                    continue;
                }
                let place = view::place(&document.root, &pointer);
                let place = place.context("invariant: a view has what its document has")?;
                places.insert(steps(&place), place);
                matched.actions.insert(index);
                for name in action
                    .target
                    .names
                    .iter()
                    .filter(|name| leads_through(&pointer, name))
                {
                    matched.names.insert((index, name.clone()));
                }
            }
            match &action.update {
                Some(update) => {
                    for place in places.values() {
                        // What lay in another match may be replaced by now.
                        if let Some(target) = document.root.pointer_mut(place) {
                            merge(target, update);
                        }
                    }
                }
                // Backwards, so that removing an item moves none that is still to be removed.
                None => {
                    let backwards = places.values().rev();
                    backwards.for_each(|place| remove(&mut document.root, place));
                }
            }
        }
        Ok(matched)
    }

    /// The decisions that match nothing in any of the documents, for people.
    pub(crate) fn without_object(&self, matched: &[Matched]) -> Vec<String> {
        let mut notes = Vec::new();
        for (index, action) in self.actions.iter().enumerate() {
            let lost = |name: &&String| {
                !matched
                    .iter()
                    .any(|matched| matched.names.contains(&(index, (*name).clone())))
            };
            let names: Vec<String> = action
                .target
                .names
                .iter()
                .filter(lost)
                .map(|name| format!("`{name}`"))
                .collect();
            let what = match matched
                .iter()
                .any(|matched| matched.actions.contains(&index))
            {
                true if names.is_empty() => continue,
                true => format!(
                    "{} in the decision on `{}`",
                    names.join(", "),
                    action.target.text
                ),
                false => format!("the decision on `{}`", action.target.text),
            };
            notes.push(format!(
                "{}: {what} ({}) matches nothing: correct it or remove it",
                self.place(index),
                action.description.as_deref().unwrap_or("no description")
            ));
        }
        notes
    }

    fn place(&self, index: usize) -> String {
        let file = self.source.file.display();
        match self.lines.get(index) {
            Some(line) => format!("{file}: at line {line}"),
            None => format!("{file}: at {}", at_action(index)),
        }
    }
}

fn at_action(index: usize) -> Pointer {
    Pointer::root().child("actions").child(index)
}

/// The numbers of the lines on which the actions begin, if each begins on a line of its own.
fn lines_of_actions(text: &str) -> Vec<usize> {
    let lines = text
        .lines()
        .enumerate()
        .skip_while(|(_, line)| !line.starts_with("actions:"));
    let items = lines
        .skip(1)
        .filter(|(_, line)| line.trim_start().starts_with("- "));
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let mut first = None;
    items
        .filter(|(_, line)| *first.get_or_insert(indentation(line)) == indentation(line))
        .map(|(index, _)| index + 1)
        .collect()
}

/// Whether one of the steps of a pointer is `name`.
fn leads_through(pointer: &str, name: &str) -> bool {
    let step = name.replace('~', "~0").replace('/', "~1");
    pointer.split('/').skip(1).any(|key| key == step)
}

/// The steps of a pointer such that a list's items are in the order of their numbers.
fn steps(pointer: &str) -> Vec<(Option<usize>, String)> {
    let steps = pointer.split('/').skip(1);
    steps
        .map(|step| (step.parse().ok(), step.to_owned()))
        .collect()
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
