//! The operations of a document, and how those of two documents are paired.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::reader::{Object, Reader, items, members, object};
use crate::document::version::{self, numbers};

/// The HTTP methods that a path item can have.
pub(crate) const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// An operation of a document.
#[derive(Clone, Debug)]
pub(crate) struct Operation<'a> {
    /// The HTTP method, in lower case.
    pub(crate) method: &'a str,
    /// The path with its parameters in braces.
    pub(crate) path: &'a str,
    /// What it is in: nothing for a path, or the webhook or the callback.
    pub(crate) within: String,
    /// Whether the API is the one that calls.
    pub(crate) is_callback: bool,
    /// What the document says for all operations of the path.
    pub(crate) item: &'a Object,
    /// What the document says of the operation.
    pub(crate) value: &'a Object,
}

impl<'a> Operation<'a> {
    /// The name in reports, with the whole path.
    pub(crate) fn full_name(&self) -> String {
        format!(
            "{}{} {}",
            self.within,
            self.method.to_uppercase(),
            self.path
        )
    }

    /// The name in reports, with the path after its version.
    pub(crate) fn short_name(&self) -> String {
        let path = self.after_version();
        format!("{}{} {path}", self.within, self.method.to_uppercase())
    }

    /// The path after its version, with the names of its parameters left out.
    pub(crate) fn rest(&self) -> String {
        positions(self.after_version())
    }

    fn after_version(&self) -> &'a str {
        match around_version(self.path) {
            Some((_, _, rest)) if !rest.is_empty() => rest,
            _ => self.path,
        }
    }

    /// The version in the path.
    pub(crate) fn version(&self) -> Option<&'a str> {
        around_version(self.path).map(|(_, segment, _)| segment.trim_matches('/'))
    }

    /// The parameters of the path, and then its own, which stand in the stead of those of the same name.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &'a Value> + use<'a> {
        let holders = [self.item, self.value].into_iter();
        holders.flat_map(|holder| items(holder.get("parameters")))
    }

    /// Its own security, or that of the document.
    pub(crate) fn security(&self, reader: Reader<'a>) -> Option<&'a Value> {
        self.value.get("security").or(reader.root.get("security"))
    }

    /// The names of the path's parameters in their order.
    pub(crate) fn path_parameters(&self) -> Vec<&'a str> {
        let rests = self.path.split('{').skip(1);
        let ends = rests.filter_map(|rest| rest.split_once('}'));
        ends.map(|(name, _)| name).collect()
    }

    /// What pairs it with an operation whose path's parameters have other names.
    fn by_position(&self) -> String {
        format!("{}{} {}", self.within, self.method, positions(self.path))
    }

    /// What pairs it with an operation of another version.
    fn without_version(&self) -> String {
        let path = match around_version(self.path) {
            Some((before, _, after)) => format!("{before}{after}"),
            None => self.path.to_owned(),
        };
        format!("{}{} {}", self.within, self.method, positions(&path))
    }

    /// What pairs it with an operation before whose path something was put that all paths have: `/api`,
    /// the version, or both.
    fn without_prefix(&self) -> String {
        let rest = self.rest();
        let of_api = rest.strip_prefix("/api");
        let rest = of_api.filter(|rest| rest.starts_with('/')).unwrap_or(&rest);
        format!("{}{} {rest}", self.within, self.method)
    }

    /// Whether the paths differ in nothing but their versions, and in how parameters are called.
    pub(crate) fn differs_in_version_only(&self, other: &Operation<'_>) -> bool {
        self.without_version() == other.without_version()
    }
}

/// All operations of a document: those of its paths, their callbacks, and the webhooks.
pub(crate) fn operations<'a>(reader: Reader<'a>) -> Vec<Operation<'a>> {
    let mut found = Vec::new();
    for (kind, is_callback) in [("paths", false), ("webhooks", true)] {
        for (path, item) in members(reader.root.get(kind)) {
            // A webhook can be called anything, a path begins with a slash.
            if !is_callback && path.starts_with("x-") {
                continue;
            }
            let within = if is_callback { "webhook " } else { "" };
            let within = within.to_owned();
            of_item(reader, path, item, within, is_callback, &mut found);
        }
    }
    // A callback can have callbacks, and those of a component again the same.
    let mut next = 0;
    while next < found.len() && found.len() < 100_000 {
        let operation = &found[next];
        next += 1;
        if operation.within.matches("callback ").count() > 2 {
            continue;
        }
        let (outer, value) = (operation.full_name(), operation.value);
        for (name, callback) in members(value.get("callbacks")) {
            let items = members(Some(reader.resolve(callback)));
            for (path, item) in items.filter(|(path, _)| !path.starts_with("x-")) {
                let within = format!("callback {name} of {outer}: ");
                of_item(reader, path, item, within, true, &mut found);
            }
        }
    }
    found
}

fn of_item<'a>(
    reader: Reader<'a>,
    path: &'a str,
    item: &'a Value,
    within: String,
    is_callback: bool,
    found: &mut Vec<Operation<'a>>,
) {
    let item = object(reader.resolve(item));
    for method in METHODS {
        if let Some(Value::Object(value)) = item.get(*method) {
            found.push(Operation {
                method,
                path,
                within: within.clone(),
                is_callback,
                item,
                value,
            });
        }
    }
}

/// Whether a key of a path item is the method of an operation.
pub(crate) fn is_method(key: &str) -> bool {
    METHODS.contains(&key)
}

/// The names of operations in reports: with the path after its version, or with all of it where that
/// is not enough.
pub(crate) fn names(operations: &[Operation<'_>]) -> Vec<String> {
    let ambiguous = ambiguous(operations);
    let name = |operation| name(operation, &ambiguous);
    operations.iter().map(name).collect()
}

/// The short names that more than one operation has.
fn ambiguous(operations: &[Operation<'_>]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let short_names = operations.iter().map(Operation::short_name);
    short_names.filter_map(|name| seen.replace(name)).collect()
}

fn name(operation: &Operation<'_>, ambiguous: &BTreeSet<String>) -> String {
    let short = operation.short_name();
    match ambiguous.contains(&short) {
        true => operation.full_name(),
        false => short,
    }
}

/// The operations of two documents.
pub(crate) struct Pairs<'a> {
    /// Those that both have.
    pub(crate) both: Vec<(Operation<'a>, Operation<'a>)>,
    /// Those that the base only has.
    pub(crate) removed: Vec<Operation<'a>>,
    /// Those that the revision only has.
    pub(crate) added: Vec<Operation<'a>>,
    /// The short names that more than one operation of a document has.
    ambiguous: BTreeSet<String>,
}

impl Pairs<'_> {
    /// The name of an operation in reports.
    pub(crate) fn name(&self, operation: &Operation<'_>) -> String {
        name(operation, &self.ambiguous)
    }
}

/// Pairs operations by method and path, then by the position of the path's parameters, then by what is
/// left of the path without its version, and then without all that stands before it.
pub(crate) fn pair<'a>(base: Vec<Operation<'a>>, revision: Vec<Operation<'a>>) -> Pairs<'a> {
    let mut ambiguous = ambiguous(&base);
    ambiguous.extend(self::ambiguous(&revision));
    let mut pairs = Pairs {
        both: Vec::new(),
        removed: base,
        added: revision,
        ambiguous,
    };
    let keys: [fn(&Operation<'a>) -> String; 4] = [
        Operation::full_name,
        Operation::by_position,
        Operation::without_version,
        Operation::without_prefix,
    ];
    for key in keys {
        pairs.pair_by(key);
    }
    pairs
}

impl<'a> Pairs<'a> {
    /// Pairs of what is left those with the same key. Of several, the newest are a pair.
    fn pair_by(&mut self, key: fn(&Operation<'a>) -> String) {
        let by_key = |operations: &mut Vec<Operation<'a>>| {
            let mut found: BTreeMap<String, Vec<Operation<'a>>> = BTreeMap::new();
            for operation in std::mem::take(operations) {
                found.entry(key(&operation)).or_default().push(operation);
            }
            found
        };
        let (removed, mut added) = (by_key(&mut self.removed), by_key(&mut self.added));
        for (key, mut olds) in removed {
            let mut news = added.remove(&key).unwrap_or_default();
            for operations in [&mut olds, &mut news] {
                operations.sort_by_key(|operation| numbers(operation.version()));
            }
            while !olds.is_empty() && !news.is_empty() {
                self.both.extend(olds.pop().zip(news.pop()));
            }
            self.removed.append(&mut olds);
            self.added.append(&mut news);
        }
        self.added.extend(added.into_values().flatten());
    }
}

/// What stands before the version in a path, the version as a segment, and what stands behind it.
fn around_version(path: &str) -> Option<(&str, &str, &str)> {
    let (start, length) = version::segment(path)?;
    let (before, rest) = path.split_at(start);
    let (segment, after) = rest.split_at(length);
    Some((before, segment, after))
}

/// The path with the names of its parameters left out.
fn positions(path: &str) -> String {
    let mut parts = path.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str("{}");
        text.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    text
}
