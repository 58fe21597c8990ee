//! The generated files, and what each is made of.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use quote::format_ident;
use serde_json::json;
use syn::{Ident, Item, parse_quote};

use crate::{
    OVERLAY, credential, generate, mock,
    plan::{self, Kind, LeftOut, Plan, Types},
    polish::{self, Scope},
    print, tools,
};

/// What a generated file holds.
pub(crate) enum Source<'a> {
    /// The types that several versions have in common.
    Shared,
    /// The client of one version, and the types that only it has.
    Version(&'a Plan),
    /// What the mock server has to know of one version.
    Mock(&'a Plan),
    /// How the tools of one version are called.
    Tools(&'a Plan),
    /// What the tools of one version are, in JSON.
    ToolDefinitions(&'a Plan),
    /// The credentials that a client can have.
    Credentials,
    /// The declarations of the other files.
    Modules,
}

impl Source<'_> {
    /// The name of the file.
    pub(crate) fn file_name(&self) -> String {
        match self {
            Self::Shared => "shared.rs".to_owned(),
            Self::Version(plan) => format!("{}.rs", module_name(plan)),
            Self::Mock(plan) => mock_file(plan),
            Self::Tools(plan) => tools_file(plan, "rs"),
            Self::ToolDefinitions(plan) => tools_file(plan, "json"),
            Self::Credentials => "credential.rs".to_owned(),
            Self::Modules => "mod.rs".to_owned(),
        }
    }

    /// The contents of the file.
    pub(crate) fn generate(&self, plans: &[Plan], shared: &Types) -> Result<String> {
        let nothing = Types::new();
        let mut reexports = Vec::new();
        let (doc, items) = match self {
            Self::Shared => {
                let document = plan::document(json!({}), shared, &nothing);
                let scope = Scope {
                    own: shared,
                    elsewhere: &nothing,
                };
                let items = generate::generate(document, &nothing)
                    .and_then(|file| polish::types(file, scope))
                    .context("cannot generate the types that the specs share")?;
                (
                    "Types that several versions of the API have in common.".to_owned(),
                    items,
                )
            }
            Self::Version(plan) => {
                let version = &plan.version;
                let scope = Scope {
                    own: &plan.types,
                    elsewhere: shared,
                };
                let items = generate::generate(plan.document(shared), shared)
                    .and_then(|file| polish::module(file, plan, scope))
                    .with_context(|| format!("cannot generate from spec/{version}.yaml"))?;
                reexports = print::reexport("super::shared", &names_of(&plan.shared, shared));
                let mock = mock_file(plan);
                reexports.push(parse_quote! {
                    #[cfg(feature = "mock")]
                    #[path = #mock]
                    pub mod mock;
                });
                let tools = tools_file(plan, "rs");
                reexports.push(parse_quote! {
                    #[cfg(feature = "tools")]
                    #[path = #tools]
                    pub mod tools;
                });
                let doc = format!(
                    "The link operations of API {version}: a [`Client`], and the types that it takes and returns."
                );
                (doc, items)
            }
            Self::Mock(plan) => {
                let module = module_name(plan);
                let doc = format!(
                    "The operations of API {} at a [`MockServer`]: what they were called with, and how they can fail. Needs the feature `mock`.",
                    plan.version
                );
                (doc, mock::mock(plan, &module))
            }
            Self::Tools(plan) => {
                let doc = format!(
                    "The operations of API {} as tools for agents, see [`crate::tools`]. Needs the feature `tools`.",
                    plan.version
                );
                (doc, tools::tools(plan, &tools_file(plan, "json")))
            }
            Self::ToolDefinitions(plan) => {
                let header = print::header(&origin(std::slice::from_ref(*plan)));
                return Ok(tools::definitions(plan, &header));
            }
            Self::Credentials => {
                let items = credential::credentials(plans)?;
                ("The credentials that a client can have.".to_owned(), items)
            }
            Self::Modules => (
                "What is generated from the API's documents.".to_owned(),
                modules(plans),
            ),
        };
        let origin = match self {
            Self::Version(plan) | Self::Mock(plan) | Self::Tools(plan) => {
                origin(std::slice::from_ref(*plan))
            }
            _ => origin(plans),
        };
        Ok(print::print(&origin, &doc, reexports, items))
    }
}

/// The plan without the operations of which progenitor cannot generate a method.
pub(crate) fn without_what_progenitor_cannot_take(mut plan: Plan) -> Result<Plan> {
    for (name, left_out) in cannot_take(&plan) {
        plan = plan.with_operations(|other| *other != name);
        if plan.operations.is_empty() {
            bail!("no operation can be generated, the last of which is {left_out}");
        }
        plan.left_out.push(left_out);
    }
    Ok(plan)
}

/// The operations of which progenitor cannot generate a method. It does not say which they are, so
/// where it fails, each is generated alone.
pub(crate) fn cannot_take(plan: &Plan) -> Vec<(String, LeftOut)> {
    let nothing = Types::new();
    let error_of = |plan: &Plan| {
        let scope = Scope {
            own: &plan.types,
            elsewhere: &nothing,
        };
        let file = generate::generate(plan.document(&nothing), &nothing);
        file.and_then(|file| polish::module(file, plan, scope))
            .err()
    };
    if error_of(plan).is_none() {
        return Vec::new();
    }
    let operations = plan.operations.iter();
    operations
        .filter_map(|(name, operation)| {
            let error = error_of(&plan.with_operations(|other| other == name))?;
            let left_out = LeftOut {
                operation: format!("{} {}", operation.http_method, operation.path),
                reason: format!("spec/{}.yaml: {error:#}", plan.version),
            };
            Some((name.clone(), left_out))
        })
        .collect()
}

/// The public names of types: each object has a builder beside it.
fn names_of(names: &BTreeSet<String>, types: &Types) -> BTreeSet<String> {
    let is_object = |name: &&String| matches!(types[*name].kind, Kind::Struct { .. });
    let builders = names
        .iter()
        .filter(is_object)
        .map(|name| format!("{name}Builder"));
    builders.chain(names.iter().cloned()).collect()
}

fn module_name(plan: &Plan) -> Ident {
    format_ident!("{}", plan.version.replace(['.', '-'], "_"))
}

fn mock_file(plan: &Plan) -> String {
    format!("{}_mock.rs", module_name(plan))
}

fn tools_file(plan: &Plan, extension: &str) -> String {
    format!("{}_tools.{extension}", module_name(plan))
}

/// The files that something is generated from.
fn origin(plans: &[Plan]) -> String {
    let mut files: Vec<String> = plans
        .iter()
        .map(|plan| format!("spec/{}.yaml", plan.version))
        .collect();
    files.push(format!("spec/{OVERLAY}"));
    files.join(", ")
}

fn modules(plans: &[Plan]) -> Vec<Item> {
    let names: Vec<Ident> = plans.iter().map(module_name).collect();
    let own: [Item; 2] = [
        parse_quote!(
            mod credential;
        ),
        parse_quote!(
            mod shared;
        ),
    ];
    let versions = names.iter().map(|name| parse_quote!(pub mod #name;));
    let others: [Item; 2] = [
        parse_quote!(
            pub use credential::Credential;
        ),
        parse_quote! {
            /// What the mock server has to know of each version.
            #[cfg(feature = "mock")]
            pub(crate) const CONTRACTS: &[&[&crate::mock::Contract]] = &[#(#names::mock::CONTRACTS),*];
        },
    ];
    own.into_iter().chain(versions).chain(others).collect()
}
