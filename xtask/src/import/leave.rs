//! What of an upstream document an import leaves out with a note, as the client that comes of the spec
//! sends and reads the same without it.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    fmt,
};

use serde_json::{Map, Value};

use super::{
    form::KEYWORDS,
    keyword::{INEXPRESSIBLE, KEPT},
    schema::DROPPED,
};
use crate::{
    contract::{reader::Raw, schema::PROSE},
    document::{Document, pointer::Pointer},
};

/// Keywords that OpenAPI 3.0 does not have and that only forbid some of the values which the rest of
/// their schema allows.
const NARROWING: &[&str] = &[
    "contains",
    "dependentRequired",
    "maxContains",
    "minContains",
    "propertyNames",
];

/// Keywords that are understood without a form of their own.
const UNDERSTOOD: &[&str] = &["$defs", "const", "default", "definitions"];

/// Whether a member is there for people only.
pub(super) fn is_told(name: &str) -> bool {
    PROSE.contains(&name) || ["deprecated", "summary", "tags"].contains(&name)
}

/// Why a keyword of a schema is left out, if it is.
pub(super) fn reason(keyword: &str, schema: &Value) -> Option<&'static str> {
    let has_format = schema.get("format").is_some();
    let text = schema[keyword].as_str();
    match keyword {
        // The formats `byte` and `binary` of OpenAPI 3.0 say the same.
        "contentEncoding" if text == Some("base64") && !has_format => None,
        "contentMediaType" if text == Some("application/octet-stream") && !has_format => None,
        "contentEncoding" | "contentMediaType" | "contentSchema" => {
            Some("says what a text holds, and OpenAPI 3.0 cannot say it")
        }
        _ if NARROWING.contains(&keyword) => {
            Some("forbids values, and OpenAPI 3.0 cannot say which: callers have to know")
        }
        _ => {
            let is_known = keyword.starts_with("x-")
                || KEYWORDS.iter().any(|(known, _)| *known == keyword)
                || [PROSE, UNDERSTOOD, KEPT, DROPPED, INEXPRESSIBLE]
                    .iter()
                    .any(|list| list.contains(&keyword));
            let reason = "is one of neither OpenAPI nor JSON Schema, and so demands nothing";
            (!is_known).then_some(reason)
        }
    }
}

/// What a part is that is left out, and why.
type Kind = (String, String);

/// The first place of each kind, and how many there are.
type Kinds = BTreeMap<Kind, (Pointer, usize)>;

/// Parts of a document that are left out.
#[derive(Default)]
pub(super) struct LeftOut<'a>(HashMap<Raw<'a>, Kind>);

impl<'a> LeftOut<'a> {
    pub(super) fn add(&mut self, part: &'a Value, what: &str, why: impl fmt::Display) {
        self.0
            .entry(Raw(part))
            .or_insert_with(|| (what.to_owned(), why.to_string()));
    }

    /// The document without these parts, and a note on each kind of them; nothing if there are none.
    pub(super) fn apply(&self, document: &'a Document) -> Option<(Document, Vec<String>)> {
        if self.0.is_empty() {
            return None;
        }
        let mut kinds = BTreeMap::new();
        let without = Document {
            file: document.file.clone(),
            root: self.without(&document.root, &mut Vec::new(), &mut kinds),
        };
        let notes = kinds.into_iter().map(|((what, why), (first, count))| {
            let more = match count {
                1 => String::new(),
                2 => ", as at 1 other place".to_owned(),
                count => format!(", as at {} other places", count - 1),
            };
            let file = document.file.display();
            format!("{file}: at {first}: {what} is left out{more}: {why}")
        });
        Some((without, notes.collect()))
    }

    /// A value without these parts. It is one walk, however many there are.
    fn without(&self, value: &'a Value, at: &mut Vec<Cow<'a, str>>, kinds: &mut Kinds) -> Value {
        match value {
            Value::Object(members) => {
                let mut left = Map::new();
                for (name, member) in members {
                    at.push(Cow::from(name));
                    match self.0.get(&Raw(member)) {
                        Some(kind) => {
                            let place = || at.iter().fold(Pointer::root(), |at, key| at.child(key));
                            kinds.entry(kind.clone()).or_insert_with(|| (place(), 0)).1 += 1;
                        }
                        None => {
                            left.insert(name.clone(), self.without(member, at, kinds));
                        }
                    }
                    at.pop();
                }
                Value::Object(left)
            }
            Value::Array(items) => {
                let items = items.iter().enumerate().map(|(index, item)| {
                    at.push(Cow::from(index.to_string()));
                    let item = self.without(item, at, kinds);
                    at.pop();
                    item
                });
                Value::Array(items.collect())
            }
            other => other.clone(),
        }
    }
}
