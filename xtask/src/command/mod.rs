//! The commands, and what several of them do.

mod contract;
mod drift;
mod folders;
mod import;
mod regen;
mod surface;

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use anyhow::{Context, Result};
use clap::Subcommand;
use xtask::output::Action;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Writes the client from the specs.
    Regen(regen::Arguments),
    /// Lists what an OpenAPI document demands and promises, one fact a line.
    Contract(contract::Arguments),
    /// Says what changed between two OpenAPI documents, for whom, and whether it breaks them.
    ///
    /// A document is a version in the folder of the specs such as v3, a file (YAML or JSON, OpenAPI 3.0
    /// or 3.1), or either in a git revision such as HEAD:v3.
    Drift(drift::Arguments),
    /// Takes the link operations out of a whole upstream document into the folder of the specs.
    ///
    /// Prints how the spec that came differs from the one that was there, and what changed on disk.
    Import(import::Arguments),
    /// Lists the public items of the generated client, or how they differ from a git revision's.
    Surface(surface::Arguments),
}

impl Command {
    pub(crate) fn run(self) -> Result<ExitCode> {
        match self {
            Self::Regen(arguments) => arguments.run(),
            Self::Contract(arguments) => arguments.run(),
            Self::Drift(arguments) => arguments.run(),
            Self::Import(arguments) => arguments.run(),
            Self::Surface(arguments) => arguments.run(),
        }
    }
}

/// Prints to a terminal or a file, without colours where they do not belong.
fn print(text: &str) -> Result<()> {
    match anstream::stdout().write_all(text.as_bytes()) {
        // A reader such as `head` may have enough before the end.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(error).context("the report cannot be printed")
        }
        _ => Ok(()),
    }
}

/// Actions, one a line.
fn action_lines(actions: &[(PathBuf, Action)]) -> String {
    let line = |(path, action): &(PathBuf, Action)| format!("{action:>9}  {}\n", path.display());
    actions.iter().map(line).collect()
}
