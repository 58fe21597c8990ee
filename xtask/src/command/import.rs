//! `cargo xtask import`: from the command line to the specs and the client.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anstyle::Style;
use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use xtask::{
    document::{Document, folder::Specs, on_large_stack},
    drift::report,
    generate,
    import::{self, Client, Import, Wanted},
    output::{self, Action, Files, Staged},
    surface::Surface,
};

use super::{action_lines, folders, print};

/// Which document to import, and how.
#[derive(Args)]
// Without `--regen` nothing is written there.
#[command(mut_arg("out_dir", |out_dir| out_dir.requires("regen")))]
pub(crate) struct Arguments {
    /// The document, OpenAPI 3.0 or 3.1, YAML or JSON.
    #[arg(required_unless_present = "fetch", conflicts_with = "fetch")]
    file: Option<PathBuf>,
    /// Downloads the document that the API publishes.
    #[arg(long)]
    fetch: bool,
    /// The server to download from.
    #[arg(long, value_name = "URL", requires = "fetch", default_value = import::BASE_URL)]
    base_url: String,
    /// The version of the API that it is of, such as v3.1. With --fetch, the default is every version
    /// that has a spec.
    #[arg(long, value_name = "VERSION", required_unless_present = "fetch")]
    api: Option<String>,
    /// Writes the client as well, as `regen` does. If it cannot be generated, nothing is written.
    #[arg(long)]
    regen: bool,
    /// Prints the same and writes nothing.
    #[arg(long)]
    dry_run: bool,
    /// How to report.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Which operations to take.
    #[arg(long, value_enum, default_value_t)]
    operations: Operations,
    #[command(flatten)]
    specs: folders::Specs,
    #[command(flatten)]
    generated: folders::Generated,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Text,
    /// For a pull request, with the notes, and with what changes of the client's surface.
    Markdown,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Operations {
    /// Those that create a link session.
    #[default]
    Link,
    /// All of the version.
    All,
}

/// Runs the same command line with a program that is built with what downloads. The tests build this source in
/// a package of their own, so that the manifest is named from the workspace.
fn built_with_fetch() -> Result<ExitCode> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../xtask/Cargo.toml");
    let mut command = Command::new(cargo);
    command.args([
        "run",
        "--quiet",
        "--features",
        "fetch",
        "--manifest-path",
        manifest,
        "--",
    ]);
    let status = command.args(env::args_os().skip(1)).status();
    let status = status.context("cargo cannot be started, which builds what downloads")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::from(2), ExitCode::from))
}

/// What was done, or would be without `--dry-run`.
struct Done {
    /// With the spec of each import, in their order.
    specs: Vec<(PathBuf, Action)>,
    /// With the files of the client, if it is generated.
    client: Option<Vec<(PathBuf, Action)>>,
    /// What becomes of the client, for the report.
    change: Client,
    /// What a person should look at of all specs together, and of the client.
    notes: Vec<String>,
}

impl Arguments {
    pub(super) fn run(&self) -> Result<ExitCode> {
        match import::FETCH {
            None if self.fetch => built_with_fetch(),
            _ => on_large_stack(|| self.import()).map(|()| ExitCode::SUCCESS),
        }
    }

    fn import(&self) -> Result<()> {
        let spec_dir = self.specs.folder();
        let imports = self.imports(&spec_dir)?;
        let done = self.finish(&imports, &spec_dir);
        match self.format {
            Format::Text => {
                print_text(&imports, done.as_ref().ok(), self.dry_run)?;
                done.map(drop)
            }
            Format::Markdown => {
                let done = done?;
                print(&import::markdown(&imports, &done.notes, &done.change))?;
                let actions = [done.specs, done.client.unwrap_or_default()].concat();
                eprint!("{}{}", condition(self.dry_run), action_lines(&actions));
                Ok(())
            }
        }
    }

    fn imports(&self, spec_dir: &Path) -> Result<Vec<Import>> {
        let wanted = match self.operations {
            Operations::Link => Wanted::Link,
            Operations::All => Wanted::All,
        };
        let import =
            |document: Document, api: &str| import::import(&document, api, wanted, spec_dir);
        let fetched = |api: &str| {
            let fetch = import::FETCH
                .context("this program downloads nothing: build it with the feature `fetch`")?;
            import(fetch(&self.base_url, api)?, api)
        };
        match (&self.file, &self.api) {
            (Some(file), Some(api)) => Ok(vec![import(Document::read_deep(file)?, api)?]),
            (None, Some(api)) => Ok(vec![fetched(api)?]),
            // A file without its version does not get here.
            (_, None) => Specs::of(spec_dir)
                .versions()
                .context("cannot tell which versions to fetch: name one with --api")?
                .iter()
                .map(|api| fetched(api).with_context(|| format!("cannot import {api}")))
                .collect(),
        }
    }

    /// Writes what the imports come to, and the client if it is asked for, all of it or nothing.
    fn finish(&self, imports: &[Import], spec_dir: &Path) -> Result<Done> {
        let specs = Specs::after(spec_dir, imports.iter().filter_map(Import::written));
        let generated = match self.regen {
            true => Some((self.generated.folder(), generate::regen(&specs, false)?)),
            false => None,
        };
        let change = match (&generated, self.format) {
            (Some((out_dir, generated)), Format::Markdown) => change(out_dir, &generated.files)?,
            _ => Client::NotAsked,
        };
        let notes = match &generated {
            Some((_, generated)) => generated.notes.clone(),
            None => specs.decisions_without_object()?,
        };
        let mut staged = Staged::default();
        let mut client = None;
        let specs = if self.dry_run {
            if let Some((out_dir, generated)) = &generated {
                client = Some(output::plan(out_dir, &generated.files)?);
            }
            imports.iter().map(action).collect()
        } else {
            for import in imports {
                staged.file(&import.file, import.text.as_deref())?;
            }
            if let Some((out_dir, generated)) = &generated {
                staged.folder(out_dir, &generated.files)?;
            }
            let mut specs = staged.commit()?;
            let rest = specs.split_off(imports.len());
            client = generated.map(|_| rest);
            specs
        };
        Ok(Done {
            specs,
            client,
            change,
            notes,
        })
    }
}

/// What becomes of the file of the spec.
fn action(import: &Import) -> (PathBuf, Action) {
    let action = match import.text {
        Some(_) => Action::Written,
        None => Action::Unchanged,
    };
    (import.file.clone(), action)
}

/// What becomes of the client in `out_dir` with `files`.
fn change(out_dir: &Path, files: &Files) -> Result<Client> {
    if !out_dir.join("mod.rs").exists() {
        let reason = "There was no generated code to compare with.".to_owned();
        return Ok(Client::Incomparable(reason));
    }
    let is_same = |(_, action): &(PathBuf, Action)| *action == Action::Unchanged;
    if output::plan(out_dir, files)?.iter().all(is_same) {
        return Ok(Client::Same);
    }
    Ok(match Surface::read(out_dir) {
        Ok(before) => {
            let report = Surface::of(files)?.changes_since(&before);
            Client::Changed(report.section("the generated code that was there"))
        }
        // It is about to be replaced by what can be read.
        Err(error) => Client::Incomparable(format!(
            "The generated code that was there cannot be read, so there is nothing to compare with: {error:#}"
        )),
    })
}

fn print_text(imports: &[Import], done: Option<&Done>, is_dry: bool) -> Result<()> {
    let are_several = imports.len() > 1;
    let print_heading = |is_first: bool, heading: &str| {
        let (bold, gap) = (Style::new().bold(), if is_first { "" } else { "\n" });
        print(&format!("{gap}{bold}{heading}{bold:#}\n"))
    };
    let print_actions = |actions: &[(PathBuf, Action)]| {
        print(&format!("{}{}", condition(is_dry), action_lines(actions)))
    };
    for (index, import) in imports.iter().enumerate() {
        if are_several {
            print_heading(index == 0, &import.version)?;
        }
        match &import.drift {
            Some(drift) => print(&report::text(drift))?,
            None => print("there was no spec to compare with\n")?,
        }
        for note in &import.notes {
            // Where standard error is read alone, no heading stands above it.
            match are_several {
                true => eprintln!("note: {}: {note}", import.version),
                false => eprintln!("note: {note}"),
            }
        }
        if let Some(done) = done.filter(|_| are_several) {
            print("\n")?;
            print_actions(&done.specs[index..=index])?;
        }
    }
    let Some(done) = done else {
        return Ok(());
    };
    for note in &done.notes {
        eprintln!("note: {note}");
    }
    let client = done.client.as_deref();
    if are_several {
        if let Some(client) = client {
            print_heading(false, "client")?;
            print_actions(client)?;
        }
    } else {
        print("\n")?;
        print_actions(&[&done.specs, client.unwrap_or_default()].concat())?;
    }
    let is_written = |(_, action): &(PathBuf, Action)| *action == Action::Written;
    let is_written = done.specs.iter().any(is_written);
    if client.is_none() && !is_dry && is_written {
        print("next: `cargo xtask regen`\n")?;
    }
    Ok(())
}

/// What to say before actions that are not taken.
fn condition(is_dry: bool) -> &'static str {
    match is_dry {
        true => "nothing is written; without --dry-run:\n",
        false => "",
    }
}
