//! Everything between a real document and what progenitor can take.
//!
//! The result is a [`Plan`], from which a small OpenAPI document can be made in which each type is a
//! component under its Rust name.

mod describe;
mod example;
mod object;
mod operation;
mod parameter;
mod response;
mod schema;
mod security;
mod tool;
mod types;
mod value;
mod variants;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use serde_json::Value;

use crate::{
    document::{Document, pointer::Pointer},
    generate::plan::{Doc, OperationPlan, Plan, Role, SchemePlan, Types},
};

/// Lowers the document of `version`. What cannot be lowered is an error, or where it is to keep going,
/// is left out and noted.
pub(super) fn lower(version: &str, document: &Document, keep_going: bool) -> Result<Plan> {
    let mut schemas = types::Schemas::new(document, keep_going);
    let mut left_out = Vec::new();
    let noted = keep_going.then_some(&mut left_out);
    let mut operations = operation::lower_operations(document, &mut schemas, noted)?;
    if let (true, Some(first)) = (operations.is_empty(), left_out.first()) {
        bail!("no operation can be generated, the first of which is {first}");
    }
    let noted = keep_going.then_some(&mut left_out);
    tool::distinguish(document, &mut operations, noted)?;
    let mut types = schemas.types;
    let mut schemes = BTreeMap::new();
    for LoweredOperation {
        name,
        plan,
        schemes: accepted,
    } in &mut operations
    {
        schemes.append(accepted);
        for (role, root) in &plan.roots {
            mark(
                &mut types,
                root,
                &format!("{} {}", plan.http_method, plan.path),
            );
            if let Some(root) = types.get_mut(root) {
                root.is_error_body |= *role == Role::Error;
                describe_body(&mut root.doc, *role, name);
            }
        }
    }
    // Forms of unions that could not be told apart are not used after all.
    types.retain(|_, plan| !plan.uses.is_empty());
    if schemes.is_empty() {
        return Err(document.error(
            &Pointer::root().child("paths"),
            "no operation asks for a key, expected at least one, as a client is made with one",
        ));
    }
    Ok(Plan {
        version: version.to_owned(),
        base_url: base_url(document)?,
        types,
        shared: BTreeSet::new(),
        schemes,
        operations: operations
            .into_iter()
            .map(|operation| (operation.name, operation.plan))
            .collect(),
        left_out,
        notes: schemas.notes,
    })
}

/// Bodies rarely have a description; what they are for says enough.
fn describe_body(doc: &mut Doc, role: Role, operation: &str) {
    if doc.prose.is_empty() {
        doc.prose = match role {
            Role::Parameter => String::new(),
            Role::Request => format!("What `{operation}` sends."),
            Role::Success => format!("What `{operation}` returns."),
            Role::Error => "What the API answers to a call that failed.".to_owned(),
        };
    }
}

/// One operation.
struct LoweredOperation {
    name: String,
    plan: OperationPlan,
    /// The security schemes by which a client can call it.
    schemes: BTreeMap<String, SchemePlan>,
}

/// Notes at a type and all that it refers to that an operation reaches them.
fn mark(types: &mut Types, name: &str, operation: &str) {
    let Some(plan) = types.get_mut(name) else {
        return;
    };
    if plan.uses.insert(operation.to_owned()) {
        for name in plan.refers_to.clone() {
            mark(types, &name, operation);
        }
    }
}

fn base_url(document: &Document) -> Result<String> {
    let at = Pointer::root().descend(["servers", "0", "url"]);
    let url = document.get(&at).and_then(Value::as_str);
    url.map(|url| url.trim_end_matches('/').to_owned())
        .ok_or_else(|| document.error(&at, "expected the URL of the server, as text"))
}
