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
use serde_json::Value;
use syn::{Item, parse_quote};

use crate::{document::Document, output::Files, overlay::Overlay, plan::Plan, polish::Module};

/// The file of a spec folder that holds the decisions.
const OVERLAY: &str = "overlay.yaml";

/// Generates the client of all documents in `spec_dir`, in memory.
pub fn regen(spec_dir: &Path) -> Result<Files> {
    let modules = load(spec_dir)?
        .into_iter()
        .map(|(lowered, plan)| {
            let version = plan.version.clone();
            generate::generate(&lowered)
                .and_then(|file| polish::polish(file, plan))
                .with_context(|| format!("cannot generate from spec/{version}.yaml"))
        })
        .collect::<Result<Vec<_>>>()?;
    assemble(modules)
}

/// Reads the documents of `spec_dir`, applies the decisions and lowers each, sorted by version.
pub fn load(spec_dir: &Path) -> Result<Vec<(Value, Plan)>> {
    let overlay = Overlay::read(&spec_dir.join(OVERLAY))?;
    let versions = versions(spec_dir)?;
    let known: Vec<&str> = versions.iter().map(String::as_str).collect();
    overlay.check_versions(&known)?;
    versions
        .iter()
        .map(|version| {
            let file = spec_dir.join(format!("{version}.yaml"));
            let mut document = Document::read_openapi(&file)?;
            overlay.apply(version, &mut document)?;
            lower::lower(version, &document)
        })
        .collect()
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

/// Puts the polished modules, and what they share, into files.
fn assemble(mut modules: Vec<Module>) -> Result<Files> {
    let shared = share::share(&mut modules);
    let credentials = credential::credentials(modules.iter().map(|module| &module.plan))?;
    let sources: Vec<String> = modules
        .iter()
        .map(|module| format!("spec/{}.yaml", module.plan.version))
        .chain([format!("spec/{OVERLAY}")])
        .collect();
    let all_sources = sources.join(", ");

    let mut files = Files::new();
    let mut declarations: Vec<Item> = Vec::new();
    for module in modules {
        let Module {
            plan,
            types,
            client,
        } = module;
        let name = format_ident!("{}", plan.version.replace(['.', '-'], "_"));
        let source = format!("spec/{}.yaml and spec/{OVERLAY}", plan.version);
        let doc = format!(
            "The link operations of API {}: a [`Client`], and the types that it takes and returns.",
            plan.version
        );
        let used = shared.keys().filter(|name| plan.types.contains_key(*name));
        let reexports = print::reexport("super::shared", used);
        let items = client
            .into_iter()
            .chain(types.into_values().flatten())
            .collect();
        files.insert(
            format!("{name}.rs"),
            print::print(&source, &doc, reexports, items),
        );
        declarations.push(parse_quote!(pub mod #name;));
    }
    let doc = "Types that several versions of the API have in common.";
    let items = shared.into_values().flatten().collect();
    files.insert(
        "shared.rs".to_owned(),
        print::print(&all_sources, doc, vec![], items),
    );
    let doc = "The credentials that a client can have.";
    files.insert(
        "credential.rs".to_owned(),
        print::print(&all_sources, doc, vec![], credentials),
    );
    declarations.extend::<[Item; 3]>([
        parse_quote!(
            mod credential;
        ),
        parse_quote!(
            mod shared;
        ),
        parse_quote!(
            pub use credential::Credential;
        ),
    ]);
    let doc = "What is generated from the API's documents.";
    files.insert(
        "mod.rs".to_owned(),
        print::print(&all_sources, doc, vec![], declarations),
    );
    Ok(files)
}
