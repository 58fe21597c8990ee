//! The command line.

use std::{path::PathBuf, process::ExitCode, time::Instant};

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask::output;

/// Generates the link client from the OpenAPI documents in `spec/`.
///
/// Exit status: 0 done, or nothing to do; 1 found something, such as stale files; 2 could not run.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes the client from the specs.
    Regen {
        /// Writes nothing, and says what is missing, stale or orphaned.
        #[arg(long)]
        check: bool,
        /// The folder of the documents and of overlay.yaml.
        #[arg(long, value_name = "DIR", default_value = "spec")]
        spec_dir: PathBuf,
        /// The folder of the generated code.
        #[arg(
            long,
            value_name = "DIR",
            default_value = "generated-client/src/generated"
        )]
        out_dir: PathBuf,
    },
}

fn main() -> ExitCode {
    let Cli { command } = Cli::parse();
    let result = match command {
        Command::Regen {
            check: true,
            spec_dir,
            out_dir,
        } => check(&spec_dir, &out_dir),
        Command::Regen {
            check: false,
            spec_dir,
            out_dir,
        } => regen(&spec_dir, &out_dir),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(2)
    })
}

fn regen(spec_dir: &std::path::Path, out_dir: &std::path::Path) -> Result<ExitCode> {
    let start = Instant::now();
    let files = xtask::regen(spec_dir)?;
    for (path, action) in output::write(out_dir, &files)? {
        println!("{action:>9}  {}", path.display());
    }
    println!("{} files in {:.2?}", files.len(), start.elapsed());
    Ok(ExitCode::SUCCESS)
}

fn check(spec_dir: &std::path::Path, out_dir: &std::path::Path) -> Result<ExitCode> {
    let findings = output::check(out_dir, &xtask::regen(spec_dir)?)?;
    if findings.is_empty() {
        println!("fresh: {}", out_dir.display());
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
