//! Names tools: after their paths, or as the overlay says.

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use anyhow::Result;
use serde_json::{Map, Value};

use crate::{
    document::{Document, pointer::Pointer, version::is_version},
    generate::{lower::LoweredOperation, plan::LeftOut},
};

/// The overlay's name for the tool that an operation becomes.
const NAME: &str = "x-tool-name";

/// How long the interfaces of models let a name be.
const LONGEST: usize = 64;

/// Tells tools apart of which models would see the same name without the parameters of their paths. An
/// operation whose tool has another's name all the same, or one that is too long, is an error, or with
/// `left_out` is noted there.
pub(in crate::generate::lower) fn distinguish(
    document: &Document,
    operations: &mut Vec<LoweredOperation>,
    mut left_out: Option<&mut Vec<LeftOut>>,
) -> Result<()> {
    let mut seen = BTreeSet::new();
    let mut twice = BTreeSet::new();
    for LoweredOperation { plan, .. } in operations.iter() {
        let name = plan.tool.safe_name();
        if !seen.insert(name.clone()) {
            twice.insert(name);
        }
    }
    let mut names = BTreeMap::new();
    let mut outcome = Ok(());
    operations.retain_mut(|LoweredOperation { plan, .. }| {
        let method = plan.http_method.to_lowercase();
        let is_derived = plan.tool.name == derived(&plan.path, &method, false);
        if is_derived && twice.contains(&plan.tool.safe_name()) {
            plan.tool.name = derived(&plan.path, &method, true);
        }
        let name = &plan.tool.name;
        let problem = match names.entry(plan.tool.safe_name()) {
            _ if name.len() > LONGEST => format!(
                "the name of its tool, `{name}`, has {} characters, and models take {LONGEST}",
                name.len()
            ),
            Entry::Vacant(free) => {
                free.insert(name.clone());
                return true;
            }
            Entry::Occupied(other) if other.get() == name => {
                format!("another tool is also called `{name}`")
            }
            Entry::Occupied(other) => format!(
                "models would see its tool `{name}` and another, `{}`, both as `{}`",
                other.get(),
                other.key()
            ),
        };
        let error = document.error(
            &Pointer::root().descend(["paths", &plan.path, &method]),
            format!("{problem}: give the operation an `{NAME}` in the overlay"),
        );
        match &mut left_out {
            Some(left_out) => left_out.push(LeftOut {
                operation: format!("{} {}", plan.http_method, plan.path),
                reason: format!("{error:#}"),
            }),
            None if outcome.is_ok() => outcome = Err(error),
            None => {}
        }
        false
    });
    outcome
}

/// The name of the tool that the operation at `at` becomes.
pub(super) fn name(
    document: &Document,
    at: &Pointer,
    path: &str,
    method: &str,
    operation: &Map<String, Value>,
) -> Result<String> {
    let Some(name) = operation.get(NAME) else {
        return Ok(derived(path, method, false));
    };
    // What the Model Context Protocol allows, and no longer than models take it.
    let is_name = |name: &&str| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        (1..=LONGEST).contains(&name.len()) && name.chars().all(is_part)
    };
    let valid = name.as_str().filter(is_name);
    valid.map(str::to_owned).ok_or_else(|| {
        document.error(
            &at.child(NAME),
            format!("found {name}, expected the name of a tool: at most {LONGEST} letters, digits, `_`, `-` and `.`"),
        )
    })
}

/// `tool_router.session.link.create` for `POST /api/v3/tool_router/session/{session_id}/link`.
fn derived(path: &str, method: &str, with_parameters: bool) -> String {
    let mut segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if let Some(version) = segments.iter().position(|part| is_version(part)) {
        segments.drain(..=version);
    }
    let mut parts: Vec<String> = segments
        .into_iter()
        .filter(|part| with_parameters || !part.starts_with('{'))
        .map(|part| {
            let plain = part.trim_matches(['{', '}']).chars();
            plain
                .map(
                    |c| match c.is_ascii_alphanumeric() || matches!(c, '_' | '-') {
                        true => c,
                        false => '_',
                    },
                )
                .collect()
        })
        .collect();
    let action = match method {
        "post" => "create",
        "put" => "replace",
        "patch" => "update",
        other => other,
    };
    parts.push(action.to_owned());
    parts.join(".")
}
