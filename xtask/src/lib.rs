//! The stages from the documents in `spec/` to the client in `generated-client/`.

mod credential;
pub mod document;
pub mod generate;
pub mod lower;
pub mod output;
pub mod overlay;
pub mod plan;
pub mod pointer;
pub mod polish;
mod print;
pub mod share;

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};
use quote::format_ident;
use serde_json::json;
use syn::{Item, parse_quote};

use crate::{
    document::Document,
    output::Files,
    overlay::Overlay,
    plan::{Plan, Types},
    polish::Scope,
};

/// The file of a spec folder that holds the decisions.
const OVERLAY: &str = "overlay.yaml";

/// Generates the client of all documents in `spec_dir`, in memory.
pub fn regen(spec_dir: &Path) -> Result<Files> {
    let mut plans = load(spec_dir)?;
    let credentials = credential::credentials(&plans)?;
    let shared = share::share(&mut plans);
    let mut names: Vec<String> = plans
        .iter()
        .map(|plan| format!("spec/{}.yaml", plan.version))
        .collect();
    names.push(format!("spec/{OVERLAY}"));
    let sources = names.join(", ");

    let mut files = Files::new();
    let mut declarations: Vec<Item> = Vec::new();
    for plan in &plans {
        let name = plan.version.replace(['.', '-'], "_");
        let module = format_ident!("{name}");
        declarations.push(parse_quote!(pub mod #module;));
        files.insert(format!("{name}.rs"), module_file(plan, &shared)?);
    }
    files.insert("shared.rs".to_owned(), shared_file(&shared, &sources)?);
    let doc = "The credentials that a client can have.";
    files.insert(
        "credential.rs".to_owned(),
        print::print(&sources, doc, vec![], credentials),
    );
    declarations.push(parse_quote!(
        mod credential;
    ));
    declarations.push(parse_quote!(
        mod shared;
    ));
    declarations.push(parse_quote!(
        pub use credential::Credential;
    ));
    let doc = "What is generated from the API's documents.";
    files.insert(
        "mod.rs".to_owned(),
        print::print(&sources, doc, vec![], declarations),
    );
    Ok(files)
}

/// Reads the documents of `spec_dir`, applies the decisions and lowers each, sorted by version.
pub fn load(spec_dir: &Path) -> Result<Vec<Plan>> {
    let overlay = Overlay::read(&spec_dir.join(OVERLAY))?;
    let versions = versions(spec_dir)?;
    let known: Vec<&str> = versions.iter().map(String::as_str).collect();
    overlay.check_versions(&known)?;
    let load = |version: &String| {
        let mut document = Document::read_openapi(&spec_dir.join(format!("{version}.yaml")))?;
        overlay.apply(version, &mut document)?;
        lower::lower(version, &document)
    };
    versions.iter().map(load).collect()
}

/// The versions that `spec_dir` has documents of, such as `v3` and `v3.1`.
fn versions(spec_dir: &Path) -> Result<Vec<String>> {
    let list = || {
        format!(
            "{}: cannot list the folder of the specs",
            spec_dir.display()
        )
    };
    let mut versions = Vec::new();
    for entry in fs::read_dir(spec_dir).with_context(list)? {
        let name = entry.with_context(list)?.file_name();
        let name = name.to_string_lossy();
        match name.strip_suffix(".yaml") {
            Some(version) if name != OVERLAY => versions.push(version.to_owned()),
            _ => {}
        }
    }
    if versions.is_empty() {
        bail!(
            "{}: found no document, expected one such as v3.yaml",
            spec_dir.display()
        );
    }
    versions.sort();
    Ok(versions)
}

/// The file of one version: its client and the types that only it has.
fn module_file(plan: &Plan, shared: &Types) -> Result<String> {
    let version = &plan.version;
    let scope = Scope {
        own: &plan.types,
        elsewhere: shared,
    };
    let items = generate::generate(plan.document(shared), shared)
        .and_then(|file| polish::module(file, plan, scope))
        .with_context(|| format!("cannot generate from spec/{version}.yaml"))?;
    let doc = format!(
        "The link operations of API {version}: a [`Client`], and the types that it takes and returns."
    );
    let reexports = print::reexport("super::shared", plan.shared.iter());
    let source = format!("spec/{version}.yaml and spec/{OVERLAY}");
    Ok(print::print(&source, &doc, reexports, items))
}

/// The file of the types that several versions have.
fn shared_file(shared: &Types, sources: &str) -> Result<String> {
    let nothing = Types::new();
    let scope = Scope {
        own: shared,
        elsewhere: &nothing,
    };
    let document = plan::document(json!({}), shared, &nothing);
    let items = generate::generate(document, &nothing)
        .and_then(|file| polish::types(file, scope))
        .context("cannot generate the types that the specs share")?;
    let doc = "Types that several versions of the API have in common.";
    Ok(print::print(sources, doc, vec![], items))
}
