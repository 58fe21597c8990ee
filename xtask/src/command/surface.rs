//! `cargo xtask surface`.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use xtask::surface;

use super::{folders, print};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The version of the API, such as v3.1. The default is all of them.
    version: Option<String>,
    /// The git revision to compare with, such as main. The report is Markdown.
    #[arg(long, value_name = "REV")]
    diff: Option<String>,
    #[command(flatten)]
    generated: folders::Generated,
}

impl Arguments {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let folder = self.generated.folder();
        let text = surface::run(&folder, self.version.as_deref(), self.diff.as_deref())?;
        print(&text)?;
        Ok(ExitCode::SUCCESS)
    }
}
