//! `cargo xtask drift`.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};
use xtask::{
    document::{named, on_large_stack},
    drift::{self, Summary, report},
};

use super::{folders, print};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The document that programs were written against.
    #[arg(required_unless_present = "rules")]
    base: Option<String>,
    /// The document that they meet now.
    #[arg(required_unless_present = "rules")]
    revision: Option<String>,
    /// How to report.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Exit with 1 if there is a change of this class, or of a graver one.
    #[arg(long, value_enum, value_name = "CLASS", default_value_t)]
    fail_on: FailOn,
    #[command(flatten)]
    specs: folders::Specs,
    /// Lists the ids of all findings with their classes, and compares nothing.
    #[arg(long, conflicts_with_all = ["base", "revision"])]
    rules: bool,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Text,
    /// For a pull request.
    Markdown,
    /// For programs.
    Json,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum FailOn {
    #[default]
    Breaking,
    /// Breaking as well.
    Additive,
    /// Breaking, additive or docs.
    Any,
    Never,
}

impl FailOn {
    /// Whether there is something to fail on.
    fn is_met(self, summary: Summary) -> bool {
        match self {
            Self::Breaking => summary.breaking > 0,
            Self::Additive => summary.breaking + summary.additive > 0,
            Self::Any => summary != Summary::default(),
            Self::Never => false,
        }
    }
}

impl Arguments {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let (Some(base), Some(revision)) = (&self.base, &self.revision) else {
            print(&report::rules())?;
            return Ok(ExitCode::SUCCESS);
        };
        let (summary, text) = on_large_stack(|| self.compare(base, revision))?;
        print(&text)?;
        Ok(match self.fail_on.is_met(summary) {
            true => ExitCode::FAILURE,
            false => ExitCode::SUCCESS,
        })
    }

    fn compare(&self, base: &str, revision: &str) -> Result<(Summary, String)> {
        let folder = self.specs.folder();
        let old = named::read(base, &folder)?;
        let new = named::read(revision, &folder)?;
        let drift = drift::compare(&old, &new)?;
        let text = match self.format {
            Format::Text => report::text(&drift),
            Format::Markdown => report::markdown(&drift, base, revision),
            Format::Json => report::json(&drift)?,
        };
        Ok((drift.summary, text))
    }
}
