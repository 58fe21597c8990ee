//! Extensions, the keywords that begin with `x-`: nothing on the wire depends on them, wherever they stand.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    rules::{self, Rule},
    walk::Walk,
};
use crate::contract::reader::Object;

/// The keywords that hold objects of the specification which are not walked, but compared as a whole.
const OBJECTS: &[&str] = &[
    "discriminator",
    "encoding",
    "examples",
    "externalDocs",
    "flows",
    "info",
    "links",
    "servers",
    "tags",
    "xml",
];

/// The keywords whose members are called as the document likes, so that `x-a` is a name like any other.
const NAMES: &[&str] = &[
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "examples",
    "headers",
    "links",
    "mapping",
    "patternProperties",
    "properties",
    "scopes",
    "variables",
];

/// The keywords that hold what is sent, in which `x-a` is a property.
const DATA: &[&str] = &[
    "const",
    "default",
    "enum",
    "example",
    "requestBody",
    "value",
];

/// Whether a keyword is an extension.
pub(super) fn is_extension(keyword: &str) -> bool {
    keyword.starts_with("x-")
}

impl Walk<'_> {
    /// Notes a keyword that differs by `rule`, apart from the extensions that it is or holds.
    pub(super) fn keyword(
        &mut self,
        rule: &'static Rule,
        keyword: &str,
        base: Option<&Value>,
        revision: Option<&Value>,
    ) {
        if base == revision {
            return;
        }
        if is_extension(keyword) {
            return self.extension(keyword, base, revision);
        }
        let (base, revision) = match (base, revision) {
            (Some(base), Some(revision)) if OBJECTS.contains(&keyword) => {
                let (base, revision) = self.without_extensions(keyword, keyword, base, revision);
                (Some(base), Some(revision))
            }
            (base, revision) => (base.cloned(), revision.cloned()),
        };
        if base != revision {
            self.note_keyword(rule, keyword, json!(base), json!(revision));
        }
    }

    /// Compares the extensions of two objects, and nothing else of them.
    pub(super) fn extensions(&mut self, base: &Object, revision: &Object) {
        for key in keys(base, revision).filter(|key| is_extension(key)) {
            self.extension(key, base.get(key), revision.get(key));
        }
    }

    /// Compares an extension, of which `name` says where it stands as well.
    fn extension(&mut self, name: &str, base: Option<&Value>, revision: Option<&Value>) {
        let rule = match (base, revision) {
            (one, two) if one == two => return,
            (None, _) => &rules::EXTENSION_ADDED,
            (_, None) => &rules::EXTENSION_REMOVED,
            _ => &rules::EXTENSION_CHANGED,
        };
        self.note_keyword(rule, name, json!(base), json!(revision));
    }

    /// What two values say without the extensions in what they have in common, which are compared.
    /// `keyword` holds the values, and `at` says where that is.
    pub(super) fn without_extensions(
        &mut self,
        keyword: &str,
        at: &str,
        base: &Value,
        revision: &Value,
    ) -> (Value, Value) {
        match (base, revision) {
            _ if base == revision || DATA.contains(&keyword) => (base.clone(), revision.clone()),
            (Value::Object(one), Value::Object(two)) => {
                let has_names = NAMES.contains(&keyword);
                let (mut base, mut revision) = (one.clone(), two.clone());
                for key in keys(one, two) {
                    let within = format!("{at}.{key}");
                    if is_extension(key) && !has_names {
                        self.extension(&within, one.get(key), two.get(key));
                        base.remove(key);
                        revision.remove(key);
                    } else if let (Some(one), Some(two)) = (one.get(key), two.get(key)) {
                        // A name is no keyword, and what it stands for is an object.
                        let keyword = if has_names { "" } else { key };
                        let (one, two) = self.without_extensions(keyword, &within, one, two);
                        base.insert(key.clone(), one);
                        revision.insert(key.clone(), two);
                    }
                }
                (base.into(), revision.into())
            }
            // The examples of a schema are a list of data.
            (Value::Array(one), Value::Array(two))
                if one.len() == two.len() && keyword != "examples" =>
            {
                let (mut base, mut revision) = (Vec::new(), Vec::new());
                for (index, (one, two)) in one.iter().zip(two).enumerate() {
                    let name = ["name", "url"]
                        .iter()
                        .find_map(|key| two.get(key)?.as_str());
                    let name = name.map_or_else(|| index.to_string(), str::to_owned);
                    let within = format!("{at}.{name}");
                    let (one, two) = self.without_extensions("", &within, one, two);
                    base.push(one);
                    revision.push(two);
                }
                (base.into(), revision.into())
            }
            _ => (base.clone(), revision.clone()),
        }
    }
}

/// The names of the members of both objects, in order.
pub(super) fn keys<'m>(base: &'m Object, revision: &'m Object) -> impl Iterator<Item = &'m String> {
    let keys: BTreeSet<&String> = base.keys().chain(revision.keys()).collect();
    keys.into_iter()
}
