//! What is generated from the documents: the whole way, from the top to the bottom.
//!
//! A document is lowered to what progenitor can take and a plan with all that it is not told. What versions
//! have in common is shared, progenitor emits code, passes polish it, the rest of the client is written
//! beside it, and all of it is printed. Nothing here touches the disk.

mod docs;
mod imports;
mod lower;
mod names;
pub mod plan;
mod polish;
mod print;
pub mod progenitor;
mod share;
mod write;

use std::collections::BTreeMap;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::json;
use syn::Item;

use crate::document::{
    folder::{Decided, Specs},
    in_parallel, version,
};
use plan::{LeftOut, Plan, Types};
use polish::Scope;
use print::Code;
use write::File;

/// The client of some documents, and what is missing in it.
pub struct Generated {
    /// The texts of the files, by name.
    pub files: BTreeMap<String, String>,
    /// The operations that are left out, one a line: which, where in the document, and why.
    pub left_out: Vec<String>,
    /// What is generated in another way than the document has it, one a line.
    pub notes: Vec<String>,
}

/// Generates the client of the documents, in memory. What cannot be generated is an error, or where it is
/// to keep going, is left out.
pub fn regen(specs: &Specs<'_>, keep_going: bool) -> Result<Generated> {
    let (mut plans, mut notes) = plans(specs, keep_going)?;
    if keep_going {
        plans = in_parallel(plans, without_what_progenitor_cannot_take)?;
    }
    notes.extend(plans.iter().flat_map(|plan| plan.notes.clone()));
    let left_out = plans.iter().flat_map(|plan| &plan.left_out);
    let left_out = left_out.map(ToString::to_string).collect();
    let files = files(plans).map_err(|error| match keep_going {
        true => error,
        false => first_that_progenitor_cannot_take(specs).unwrap_or(error),
    })?;
    Ok(Generated {
        files,
        left_out,
        notes,
    })
}

/// The plans of the documents, sorted by version, and the decisions that have lost their object.
pub fn plans(specs: &Specs<'_>, keep_going: bool) -> Result<(Vec<Plan>, Vec<String>)> {
    let Decided { documents, notes } = specs.decided()?;
    let plans = in_parallel(documents, |(version, document)| {
        lower::lower(&version, &document, keep_going)
    })?;
    Ok((plans, notes))
}

/// The files that come of the plans.
fn files(mut plans: Vec<Plan>) -> Result<BTreeMap<String, String>> {
    let shared = share::share(&mut plans);
    let files = in_parallel(File::all(&plans), |file| {
        Ok((file.name(), text(&file, &plans, &shared)?))
    })?;
    Ok(files.into_iter().collect())
}

/// The text of one of the files.
fn text(file: &File<'_>, plans: &[Plan], shared: &Types) -> Result<String> {
    let origin = file.origin(plans);
    let code = match file {
        File::Shared => {
            let items = shared_items(shared);
            let items = items.context("cannot generate the types that the specs share")?;
            Code::of(
                "Types that several versions of the API have in common.",
                items,
            )
        }
        File::Version(plan) => {
            let items = version_items(plan, shared);
            let spec = version::file(&plan.version);
            let items = items.with_context(|| format!("cannot generate from spec/{spec}"))?;
            write::version(plan, items, shared)
        }
        File::Mock(plan) => write::mock(plan),
        File::Tools(plan) => write::tools(plan),
        File::ToolDefinitions(plan) => {
            return Ok(write::definitions(plan, &print::header(&origin)));
        }
        File::Credentials => write::credentials(plans)?,
        File::Modules => write::modules(plans),
    };
    Ok(print::print(&origin, code))
}

/// What is made of the types that versions share.
fn shared_items(shared: &Types) -> Result<Vec<Item>> {
    let nothing = Types::new();
    let scope = Scope {
        own: shared,
        elsewhere: &nothing,
    };
    let document = plan::document(json!({}), shared, &nothing);
    polish::types(progenitor::generate(document, &nothing)?, scope)
}

/// What is made of the operations of one version, and of the types that it does not share.
fn version_items(plan: &Plan, shared: &Types) -> Result<Vec<Item>> {
    let scope = Scope {
        own: &plan.types,
        elsewhere: shared,
    };
    let document = plan.document(shared);
    polish::version(progenitor::generate(document, shared)?, plan, scope)
}

/// The plan without the operations of which progenitor cannot generate a method.
fn without_what_progenitor_cannot_take(mut plan: Plan) -> Result<Plan> {
    for (name, left_out) in what_progenitor_cannot_take(&plan) {
        plan = plan.with_operations(|other| *other != name);
        if plan.operations.is_empty() {
            bail!("no operation can be generated, the last of which is {left_out}");
        }
        plan.left_out.push(left_out);
    }
    Ok(plan)
}

/// An error that names the first operation of which progenitor cannot generate a method.
fn first_that_progenitor_cannot_take(specs: &Specs<'_>) -> Option<anyhow::Error> {
    let (plans, _) = plans(specs, false).ok()?;
    let (_, left_out) = plans.iter().flat_map(what_progenitor_cannot_take).next()?;
    Some(anyhow!("cannot generate {left_out}"))
}

/// The operations of which progenitor cannot generate a method. It does not say which they are, so
/// where it fails, each is generated alone.
fn what_progenitor_cannot_take(plan: &Plan) -> Vec<(String, LeftOut)> {
    let nothing = Types::new();
    if version_items(plan, &nothing).is_ok() {
        return Vec::new();
    }
    let operations = plan.operations.iter();
    operations
        .filter_map(|(name, operation)| {
            let alone = plan.with_operations(|other| other == name);
            let error = version_items(&alone, &nothing).err()?;
            let left_out = LeftOut {
                operation: format!("{} {}", operation.http_method, operation.path),
                reason: format!("spec/{}: {error:#}", version::file(&plan.version)),
            };
            Some((name.clone(), left_out))
        })
        .collect()
}
