//! `cargo xtask regen`.

use std::{path::Path, process::ExitCode, time::Instant};

use anyhow::Result;
use clap::Args;
use xtask::{
    document::folder::Specs,
    generate,
    output::{self, Files},
};

use super::{action_lines, folders, print};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Writes nothing, and says what is missing, stale or orphaned.
    #[arg(long)]
    check: bool,
    /// Leaves out the operations that cannot be generated, and lists them on stderr, one a line. The
    /// exit status is 0 if any could.
    #[arg(long)]
    keep_going: bool,
    #[command(flatten)]
    specs: folders::Specs,
    #[command(flatten)]
    generated: folders::Generated,
}

impl Arguments {
    pub(super) fn run(&self) -> Result<ExitCode> {
        let start = Instant::now();
        let files = self.files()?;
        let folder = self.generated.folder();
        if self.check {
            return check(&folder, &files);
        }
        print(&action_lines(&output::write(&folder, &files)?))?;
        println!("{} files in {:.2?}", files.len(), start.elapsed());
        Ok(ExitCode::SUCCESS)
    }

    /// The generated files. What is left out of them is listed on stderr.
    fn files(&self) -> Result<Files> {
        let folder = self.specs.folder();
        let generated = generate::regen(&Specs::of(&folder), self.keep_going)?;
        for note in &generated.notes {
            eprintln!("note: {note}");
        }
        for operation in &generated.left_out {
            eprintln!("left out: {operation}");
        }
        Ok(generated.files)
    }
}

fn check(folder: &Path, files: &Files) -> Result<ExitCode> {
    let findings = output::check(folder, files)?;
    if findings.is_empty() {
        println!("fresh: {}", folder.display());
        return Ok(ExitCode::SUCCESS);
    }
    for finding in findings {
        println!("{finding}");
    }
    eprintln!(
        "error: the generated code is not what the specs give: run `cargo xtask regen` and commit the result"
    );
    Ok(ExitCode::FAILURE)
}
