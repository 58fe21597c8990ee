//! What users of the client see: its public items, one a line, and what a branch changes of them. It is
//! what a reviewer reads instead of the generated code.

mod attributes;
mod builder;
mod collect;
mod diff;
mod item;
mod modules;
mod opaque;
mod report;
mod text;
mod types;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use anyhow::{Context, Result, bail};

use crate::document::{git::Revision, version};
use item::Item;
use modules::Modules;

pub use report::Report;

/// The texts of the files of the generated code, by name.
type Files = BTreeMap<String, String>;

/// The public items of the generated code.
#[derive(Clone, Debug)]
pub struct Surface {
    items: Vec<Item>,
}

impl Surface {
    /// The surface of `files`, of which `mod.rs` is the root.
    pub fn of(files: &Files) -> Result<Self> {
        let modules = Modules::parse(files)?;
        // prettyplease panics on Rust that syn does not know.
        let items = catch_unwind(AssertUnwindSafe(|| collect::items(&modules)));
        match items {
            Ok(items) => Ok(Self { items }),
            Err(_) => {
                bail!("found Rust that cannot be printed, expected what `cargo xtask regen` writes")
            }
        }
    }

    /// The surface of the files in `folder`.
    pub fn read(folder: &Path) -> Result<Self> {
        let mut files = Files::new();
        read_folder(folder, "", &mut files)?;
        Self::of(&files).with_context(|| folder.display().to_string())
    }

    /// The surface that `revision` has in the folder from which it reads.
    fn read_revision(revision: &Revision) -> Result<Self> {
        let mut files = Files::new();
        for name in revision.list(".")? {
            if name.ends_with(".rs") {
                let text = revision.read(&name)?;
                files.insert(name, text);
            }
        }
        Self::of(&files).with_context(|| format!("at {}", revision.describe()))
    }

    /// The versions of the API that have a module, such as `v3.1`.
    pub fn versions(&self) -> BTreeSet<String> {
        let modules = self.items.iter().flat_map(|item| &item.modules);
        modules
            .filter_map(|name| version::of_module(name))
            .collect()
    }

    /// What is in the module of `version`, such as `v3.1`, and nowhere else.
    pub fn of_version(mut self, version: &str) -> Self {
        let name = version::module(version);
        let below = format!("{name}::");
        for item in &mut self.items {
            item.modules
                .retain(|module| *module == name || module.starts_with(&below));
        }
        self.items.retain(|item| !item.modules.is_empty());
        self.items.sort_by_key(Item::to_string);
        self
    }

    /// What is in the module of no version, and so belongs to all of them.
    pub fn of_no_version(mut self) -> Self {
        let versions = self.versions();
        self.items.retain(|item| {
            let mut modules = item.modules.iter();
            !modules.any(|module| {
                let root = module.split("::").next().unwrap_or_default();
                version::of_module(root).is_some_and(|version| versions.contains(&version))
            })
        });
        self
    }

    /// What `self` is to a program that was written for `old`.
    pub fn changes_since(&self, old: &Self) -> Report {
        Report::new(diff::diff(&old.items, &self.items))
    }
}

impl fmt::Display for Surface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.items.iter().try_for_each(|item| writeln!(f, "{item}"))
    }
}

/// What `cargo xtask surface` prints.
pub fn run(folder: &Path, version: Option<&str>, diff: Option<&str>) -> Result<String> {
    let mut surface = Surface::read(folder)?;
    let mut known = surface.versions();
    let mut old = None;
    if let Some(name) = diff {
        let revision = Revision::find(folder, name)?;
        let surface = Surface::read_revision(&revision)?;
        known.extend(surface.versions());
        old = Some((revision, surface));
    }
    if let Some(version) = version {
        if !known.contains(version) {
            let known: Vec<String> = known.into_iter().collect();
            bail!(
                "the generated code has no version `{version}`: expected one of {}",
                known.join(", ")
            );
        }
        surface = surface.of_version(version);
        old = old.map(|(revision, old)| (revision, old.of_version(version)));
    }
    Ok(match old {
        None => surface.to_string(),
        Some((revision, old)) => surface
            .changes_since(&old)
            .markdown(version, &revision.describe()),
    })
}

/// Adds the Rust files of `folder`, which are named from `prefix`.
fn read_folder(folder: &Path, prefix: &str, files: &mut Files) -> Result<()> {
    let shown = folder.display();
    let list = || format!("{shown}: cannot list the folder of the generated code");
    for entry in fs::read_dir(folder).with_context(list)? {
        let path = entry.with_context(list)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            read_folder(&path, &format!("{prefix}{name}/"), files)?;
        } else if name.ends_with(".rs") {
            let text = fs::read_to_string(&path)
                .with_context(|| format!("{}: cannot read the file", path.display()))?;
            files.insert(format!("{prefix}{name}"), text);
        }
    }
    Ok(())
}
