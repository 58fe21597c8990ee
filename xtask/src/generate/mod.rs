//! What is generated from the documents.

mod docs;
pub(crate) mod lower;
mod names;
pub mod plan;
mod polish;
mod print;
pub mod progenitor;
mod share;
mod write;

use std::path::Path;

use anyhow::{Result, anyhow};

use crate::{
    document::{
        Document,
        folder::{OVERLAY, Specs},
        overlay::{Matched, Overlay},
        threads::in_parallel,
    },
    import::Import,
    output::Files,
};
use plan::Plan;
pub(crate) use polish::type_argument;
use write::Source;

/// The client of some documents, and what is missing in it.
pub struct Generated {
    /// The files, by name.
    pub files: Files,
    /// The operations that are left out, one a line: which, where in the document, and why.
    pub left_out: Vec<String>,
    /// What is generated in another way than the document has it, one a line.
    pub notes: Vec<String>,
}

/// Generates the client of all documents in `spec_dir`, in memory.
pub fn regen(spec_dir: &Path) -> Result<Generated> {
    regen_of(Specs::of(spec_dir))
}

/// Generates the client as it is once `imports` are written into `spec_dir`, in memory.
pub fn regen_after(spec_dir: &Path, imports: &[Import]) -> Result<Generated> {
    regen_of(Specs::after(spec_dir, imports))
}

fn regen_of(specs: Specs<'_>) -> Result<Generated> {
    let (plans, mut notes) = load_plans(specs, false)?;
    notes.extend(plans.iter().flat_map(|plan| plan.notes.clone()));
    let files = generate_plans(plans).map_err(|error| {
        let (plans, _) = load_plans(specs, false).unwrap_or_default();
        let operation = plans.iter().flat_map(write::cannot_take).next();
        match operation {
            Some((_, left_out)) => anyhow!("cannot generate {left_out}"),
            None => error,
        }
    })?;
    Ok(Generated {
        files,
        left_out: Vec::new(),
        notes,
    })
}

/// The same as [`regen`], but leaves out the operations that cannot be generated.
pub fn regen_keep_going(spec_dir: &Path) -> Result<Generated> {
    let (mut plans, mut notes) = load_plans(Specs::of(spec_dir), true)?;
    plans = in_parallel(plans, write::without_what_progenitor_cannot_take)?;
    let left_out = plans.iter().flat_map(|plan| &plan.left_out);
    let left_out = left_out.map(ToString::to_string).collect();
    notes.extend(plans.iter().flat_map(|plan| plan.notes.clone()));
    Ok(Generated {
        files: generate_plans(plans)?,
        left_out,
        notes,
    })
}

fn generate_plans(mut plans: Vec<Plan>) -> Result<Files> {
    let shared = share::share(&mut plans);
    // What takes longest comes first.
    let mut sources = vec![Source::Shared];
    sources.extend(plans.iter().map(Source::Version));
    sources.extend(plans.iter().map(Source::Mock));
    sources.extend(plans.iter().map(Source::Tools));
    sources.extend(plans.iter().map(Source::ToolDefinitions));
    sources.extend([Source::Credentials, Source::Modules]);
    let files = in_parallel(sources, |source| {
        Ok((source.file_name(), source.generate(&plans, &shared)?))
    })?;
    Ok(files.into_iter().collect())
}

/// Reads the documents of `spec_dir`, applies the decisions and lowers each, sorted by version.
pub fn load(spec_dir: &Path) -> Result<Vec<Plan>> {
    load_plans(Specs::of(spec_dir), false).map(|(plans, _)| plans)
}

/// The documents of the specs with the decisions applied.
struct Decided {
    /// Each with its version.
    documents: Vec<(String, Document)>,
    /// The decisions that match nothing in any of them.
    notes: Vec<String>,
}

/// The plans, and the decisions that have lost their object.
fn load_plans(specs: Specs<'_>, keep_going: bool) -> Result<(Vec<Plan>, Vec<String>)> {
    let Decided { documents, notes } = decide(specs)?;
    let plans = in_parallel(documents, |(version, document): (String, Document)| {
        lower::lower(&version, &document, keep_going)
    })?;
    Ok((plans, notes))
}

fn decide(specs: Specs<'_>) -> Result<Decided> {
    let versions = specs.versions()?;
    let overlay = Overlay::read(&specs.file(OVERLAY))?;
    let decided = in_parallel(versions, |version| {
        let mut document = specs.read(&format!("{version}.yaml"))?;
        document.check_openapi()?;
        let matched = overlay.apply(&mut document)?;
        Ok(((version, document), matched))
    })?;
    let (documents, matched): (Vec<(String, Document)>, Vec<Matched>) = decided.into_iter().unzip();
    Ok(Decided {
        documents,
        notes: overlay.without_object(&matched),
    })
}

/// The decisions in `spec_dir` that match nothing in any of its documents once `imports` are written into
/// it. None where nothing is decided.
pub fn decisions_without_object(spec_dir: &Path, imports: &[Import]) -> Result<Vec<String>> {
    match spec_dir.join(OVERLAY).exists() {
        true => decide(Specs::after(spec_dir, imports)).map(|decided| decided.notes),
        false => Ok(Vec::new()),
    }
}
