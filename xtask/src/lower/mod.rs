//! Everything between a real document and what progenitor can take.
//!
//! The result is a small OpenAPI document in which each type is a component under its Rust name, and
//! a [`Plan`] with what that document cannot say.

mod describe;
mod names;
mod operation;
mod schema;

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::{Value, json};

use crate::{
    document::Document,
    plan::{OperationPlan, Plan, Role, SchemePlan, TypePlan, Use},
    pointer::Pointer,
};

pub(crate) use describe::sentence;
pub(crate) use names::EXTRA;

/// Lowers the document of `version`.
pub fn lower(version: &str, document: &Document) -> Result<(Value, Plan)> {
    let mut schemas = schema::Schemas::new(document);
    let mut operations = operation::lower_operations(document, &mut schemas)?;

    let mut plans = schemas.plans;
    for operation in &operations {
        for (role, name) in &operation.plan.roots {
            let found = Use {
                operation: format!("{} {}", operation.plan.http_method, operation.plan.path),
                role: *role,
            };
            mark(&mut plans, name, &found);
            if let Some(plan) = plans.get_mut(name).filter(|plan| plan.doc.prose.is_empty()) {
                plan.doc.prose = match role {
                    Role::Parameter => String::new(),
                    Role::Request => format!("What `{}` sends.", operation.name),
                    Role::Success => format!("What `{}` returns.", operation.name),
                    Role::Error => "What the API answers to a call that failed.".to_owned(),
                };
            }
        }
    }
    let components = schemas.lowered;

    let mut paths: BTreeMap<&str, BTreeMap<String, &Value>> = BTreeMap::new();
    for operation in &operations {
        let method = operation.plan.http_method.to_lowercase();
        let path = paths.entry(operation.plan.path.as_str()).or_default();
        path.insert(method, &operation.lowered);
    }
    let lowered = json!({
        "openapi": "3.0.3",
        "info": { "title": "lowered", "version": version },
        "paths": paths,
        "components": { "schemas": components },
    });
    let schemes = schemes(document, &operations)?;
    for operation in &mut operations {
        let keys = operation
            .schemes
            .iter()
            .map(|(_, name)| schemes[name].header.clone());
        operation.plan.keys = keys.collect();
    }
    let plan = Plan {
        version: version.to_owned(),
        base_url: base_url(document)?,
        types: plans,
        schemes,
        operations: operations
            .into_iter()
            .map(|operation| (operation.name, operation.plan))
            .collect(),
    };
    Ok((lowered, plan))
}

/// One operation, as progenitor takes it and as the plan has it.
struct LoweredOperation {
    name: String,
    lowered: Value,
    plan: OperationPlan,
    /// The security schemes that it names, and where.
    schemes: Vec<(Pointer, String)>,
}

/// Notes at a type and all that it refers to that an operation reaches them.
fn mark(plans: &mut BTreeMap<String, TypePlan>, name: &str, found: &Use) {
    let Some(plan) = plans.get_mut(name) else {
        return;
    };
    if plan.uses.insert(found.clone()) {
        for name in plan.refers_to.clone() {
            mark(plans, &name, found);
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
