//! Names tools: after their paths, or as the overlay says.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::{Map, Value};

use crate::{
    document::{Document, pointer::Pointer, version::is_version},
    generate::{lower::LoweredOperation, plan::LeftOut},
};

/// The overlay's name for the tool that an operation becomes.
const NAME: &str = "x-tool-name";

/// Tells tools apart of which the names are the same without the parameters of their paths. An operation
/// whose tool has another's name all the same is an error, or with `left_out` is noted there.
pub(in crate::generate::lower) fn distinguish(
    document: &Document,
    operations: &mut Vec<LoweredOperation>,
    mut left_out: Option<&mut Vec<LeftOut>>,
) -> Result<()> {
    let mut seen = BTreeSet::new();
    let mut twice = BTreeSet::new();
    for LoweredOperation { plan, .. } in operations.iter() {
        if !seen.insert(plan.tool.name.clone()) {
            twice.insert(plan.tool.name.clone());
        }
    }
    let mut names = BTreeSet::new();
    let mut outcome = Ok(());
    operations.retain_mut(|LoweredOperation { plan, .. }| {
        let method = plan.http_method.to_lowercase();
        let is_derived = plan.tool.name == derived(&plan.path, &method, false);
        if is_derived && twice.contains(&plan.tool.name) {
            plan.tool.name = derived(&plan.path, &method, true);
        }
        if names.insert(plan.tool.name.clone()) {
            return true;
        }
        let error = document.error(
            &Pointer::root().descend(["paths", &plan.path, &method]),
            format!(
                "another tool is also called `{}`: give the operation an `{NAME}` in the overlay",
                plan.tool.name
            ),
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
    // What the Model Context Protocol allows.
    let is_name = |name: &&str| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        (1..=128).contains(&name.len()) && name.chars().all(is_part)
    };
    let valid = name.as_str().filter(is_name);
    valid.map(str::to_owned).ok_or_else(|| {
        document.error(
            &at.child(NAME),
            format!("found {name}, expected the name of a tool: at most 128 letters, digits, `_`, `-` and `.`"),
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
