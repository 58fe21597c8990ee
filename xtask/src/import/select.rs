//! Selects the operations that are wanted out of a whole document.

use anyhow::{Result, bail};
use serde_json::Value;

use crate::{
    contract::{
        operation::{Operation, operations},
        reader::{Reader, items, members},
    },
    document::Document,
};

/// The operations that create a link session: method, and path after the version.
const LINKS: [(&str, &str); 2] = [
    ("post", "/connected_accounts/link"),
    ("post", "/tool_router/session/{}/link"),
];

/// Which operations of a document are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// Those that create a link session.
    #[default]
    Link,
    /// All.
    All,
}

/// The wanted operations, and those that look as if they should be.
pub(super) struct Selected<'a> {
    pub(super) operations: Vec<Operation<'a>>,
    /// Link operations that are not known.
    pub(super) unknown: Vec<String>,
}

/// Selects the operations of an API version.
pub(super) fn select<'a>(
    document: &'a Document,
    version: &str,
    wanted: Wanted,
) -> Result<Selected<'a>> {
    let reader = Reader {
        root: &document.root,
    };
    let of_paths: Vec<Operation<'a>> = operations(reader)
        .into_iter()
        .filter(|operation| !operation.is_callback)
        .collect();
    let of_version: Vec<&Operation<'a>> = of_paths
        .iter()
        .filter(|operation| operation.version().is_none_or(|found| found == version))
        .collect();
    if wanted == Wanted::All {
        if of_version.is_empty() {
            bail!(
                "{}: found no operation of {version}, only {}",
                document.file.display(),
                listed(&of_paths.iter().collect::<Vec<_>>())
            );
        }
        return Ok(Selected {
            operations: of_version.into_iter().cloned().collect(),
            unknown: Vec::new(),
        });
    }
    let mut found = Vec::new();
    for (method, path) in LINKS {
        let is_it = |operation: &&&Operation<'a>| is_link(operation, method, path);
        match of_version.iter().find(is_it) {
            Some(operation) => found.push((*operation).clone()),
            None => return Err(missing(document, version, method, path, &of_paths)),
        }
    }
    let unknown = of_version
        .iter()
        .filter(|operation| operation.path.ends_with("/link"))
        .map(|operation| operation.full_name())
        .filter(|name| !found.iter().any(|known| known.full_name() == *name))
        .collect();
    Ok(Selected {
        operations: found,
        unknown,
    })
}

fn is_link(operation: &Operation<'_>, method: &str, path: &str) -> bool {
    operation.method == method && is_at(operation, path)
}

fn is_at(operation: &Operation<'_>, path: &str) -> bool {
    let rest = operation.rest();
    rest == path || rest.strip_prefix("/api") == Some(path)
}

/// Why an operation was not found, and what was found instead.
fn missing(
    document: &Document,
    version: &str,
    method: &str,
    path: &str,
    all: &[Operation<'_>],
) -> anyhow::Error {
    let wanted =
        format!("{} /api/{version}{path}", method.to_uppercase()).replace("{}", "{session_id}");
    let instead: Vec<&Operation<'_>> = all.iter().filter(|other| is_at(other, path)).collect();
    let file = document.file.display();
    if !instead.is_empty() {
        return anyhow::anyhow!(
            "{file}: at /paths: expected the operation {wanted}, found {} instead",
            listed(&instead)
        );
    }
    let mut closest: Vec<&Operation<'_>> = all.iter().collect();
    closest.sort_by(|one, two| {
        let likeness =
            |operation: &Operation<'_>| strsim::jaro_winkler(&operation.full_name(), &wanted);
        likeness(two).total_cmp(&likeness(one))
    });
    closest.truncate(3);
    let closest = match closest.as_slice() {
        [] => "the document has no operation".to_owned(),
        closest => format!("the closest are {}", listed(closest)),
    };
    anyhow::anyhow!(
        "{file}: at /paths: expected the operation {wanted}, which is not there; {closest}"
    )
}

fn listed(operations: &[&Operation<'_>]) -> String {
    let names = operations.iter().map(|operation| operation.full_name());
    let names: Vec<String> = names.take(5).collect();
    match operations.len() {
        0 => "none".to_owned(),
        count if count > names.len() => {
            format!("{} and {} more", names.join(", "), count - names.len())
        }
        _ => names.join(", "),
    }
}

/// The keys of security alternatives that operations use.
pub(super) fn scheme_names(security: Option<&Value>) -> impl Iterator<Item = &str> {
    let keys = items(security).iter();
    let keys = keys.flat_map(|alternative| members(Some(alternative)));
    keys.map(|(name, _)| name.as_str())
}
