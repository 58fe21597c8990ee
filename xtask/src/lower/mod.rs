//! Everything between a real document and what progenitor can take.
//!
//! The result is a [`Plan`], from which a small OpenAPI document can be made in which each type is a
//! component under its Rust name.

mod describe;
mod example;
mod names;
mod object;
mod operation;
mod schema;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_json::Value;

use crate::{
    credential,
    document::Document,
    plan::{Doc, OperationPlan, Plan, Role, SchemePlan, Types, Use},
    pointer::Pointer,
};

pub(crate) use describe::sentence;
pub(crate) use names::{EXTRA, is_identifier, type_name};

/// Lowers the document of `version`.
pub fn lower(version: &str, document: &Document) -> Result<Plan> {
    let mut schemas = schema::Schemas::new(document);
    let mut operations = operation::lower_operations(document, &mut schemas)?;
    let mut types = schemas.types;
    let schemes = schemes(document, &operations)?;
    for LoweredOperation {
        name,
        plan,
        schemes: accepted,
    } in &mut operations
    {
        let keys = accepted
            .iter()
            .map(|(_, name)| schemes[name].header.clone());
        plan.keys = keys.collect();
        for (role, root) in &plan.roots {
            mark(
                &mut types,
                root,
                &Use {
                    operation: format!("{} {}", plan.http_method, plan.path),
                    role: *role,
                },
            );
            if let Some(root) = types.get_mut(root) {
                root.is_error_body |= *role == Role::Error;
                describe_body(&mut root.doc, *role, name);
            }
        }
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
    /// The security schemes that it names, and where.
    schemes: Vec<(Pointer, String)>,
}

/// Notes at a type and all that it refers to that an operation reaches them.
fn mark(types: &mut Types, name: &str, found: &Use) {
    let Some(plan) = types.get_mut(name) else {
        return;
    };
    if plan.uses.insert(found.clone()) {
        for name in plan.refers_to.clone() {
            mark(types, &name, found);
        }
    }
}

fn base_url(document: &Document) -> Result<String> {
    let at = Pointer::root().descend(["servers", "0", "url"]);
    let url = document.get(&at).and_then(Value::as_str);
    url.map(|url| url.trim_end_matches('/').to_owned())
        .ok_or_else(|| document.error(&at, "expected the URL of the server, as text"))
}

/// The schemes that the operations name. A client sends a key in a header, so others are an error.
fn schemes(
    document: &Document,
    operations: &[LoweredOperation],
) -> Result<BTreeMap<String, SchemePlan>> {
    let mut schemes = BTreeMap::new();
    for (at, name) in operations.iter().flat_map(|operation| &operation.schemes) {
        let at_scheme = Pointer::root()
            .descend(["components", "securitySchemes"])
            .child(name);
        let Some(scheme) = document.get(&at_scheme) else {
            return Err(document.error(
                at,
                format!("the scheme `{name}` is not defined: add {at_scheme}"),
            ));
        };
        let text = |key: &str| scheme.get(key).and_then(Value::as_str);
        let (Some("apiKey"), Some("header"), Some(header)) =
            (text("type"), text("in"), text("name"))
        else {
            return Err(document.error(
                &at_scheme,
                "expected `type: apiKey`, `in: header` and the header's `name`",
            ));
        };
        if !credential::is_scheme_name(name) {
            return Err(document.error(
                &at_scheme,
                format!(
                    "`{name}` cannot be the name of a credential: expected one such as ApiKeyAuth"
                ),
            ));
        }
        // A token as RFC 9110 has it.
        let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
        if header.is_empty() || !header.chars().all(is_token) {
            return Err(document.error(
                &at_scheme.child("name"),
                format!("found `{header}`, expected the name of a header"),
            ));
        }
        schemes.insert(
            name.clone(),
            SchemePlan {
                header: header.to_lowercase(),
                doc: sentence(text("description").unwrap_or_default()),
            },
        );
    }
    Ok(schemes)
}
