//! `cargo xtask contract`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use xtask::{
    contract::facts,
    document::{named, on_large_stack},
};

use super::{folders, print};

#[derive(Args)]
pub(crate) struct Arguments {
    /// A version in the folder of the specs such as v3, a file, or either in a git revision such as
    /// HEAD:v3.
    document: String,
    #[command(flatten)]
    specs: folders::Specs,
}

impl Arguments {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let folder = self.specs.folder();
        let facts = on_large_stack(|| facts(&named::read(&self.document, &folder)?))?;
        print(&(facts.join("\n") + "\n"))?;
        Ok(ExitCode::SUCCESS)
    }
}
