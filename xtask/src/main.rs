//! The command line.

use std::{
    env,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::Result;
use clap::{Parser, Subcommand};
use xtask::{output, surface};

/// The folder of the generated code.
const GENERATED: &str = "generated-client/src/generated";

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
        /// The folder of the documents and of overlay.yaml. The default is the workspace's.
        #[arg(long, value_name = "DIR")]
        spec_dir: Option<PathBuf>,
        /// The folder of the generated code. The default is the workspace's.
        #[arg(long, value_name = "DIR")]
        out_dir: Option<PathBuf>,
    },
    /// Lists the public items of the generated client, or how they differ from a git revision's.
    Surface {
        /// The version of the API, such as v3.1. The default is all of them.
        version: Option<String>,
        /// The git revision to compare with, such as main. The report is Markdown.
        #[arg(long, value_name = "REV")]
        diff: Option<String>,
        /// The folder of the generated code. The default is the workspace's.
        #[arg(long, value_name = "DIR")]
        out_dir: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    let Cli { command } = Cli::parse();
    run(command).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(2)
    })
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Regen {
            check: only_check,
            spec_dir,
            out_dir,
        } => {
            let spec_dir = spec_dir.unwrap_or_else(|| of_workspace("spec"));
            let out_dir = out_dir.unwrap_or_else(|| of_workspace(GENERATED));
            match only_check {
                true => check(&spec_dir, &out_dir),
                false => regen(&spec_dir, &out_dir),
            }
        }
        Command::Surface {
            version,
            diff,
            out_dir,
        } => {
            let out_dir = out_dir.unwrap_or_else(|| of_workspace(GENERATED));
            let text = surface::run(&out_dir, version.as_deref(), diff.as_deref())?;
            // A reader such as `head` may have enough before the end.
            let _ = io::stdout().write_all(text.as_bytes());
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// A folder of the workspace, from wherever in it the command was started.
fn of_workspace(folder: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let here = env::current_dir().and_then(|here| here.canonicalize());
    match (here, root.canonicalize()) {
        (Ok(here), Ok(root)) if here == root => PathBuf::from(folder),
        (_, Ok(root)) => root.join(folder),
        _ => PathBuf::from(folder),
    }
}

fn regen(spec_dir: &Path, out_dir: &Path) -> Result<ExitCode> {
    let start = Instant::now();
    let files = xtask::regen(spec_dir)?;
    for (path, action) in output::write(out_dir, &files)? {
        println!("{action:>9}  {}", path.display());
    }
    println!("{} files in {:.2?}", files.len(), start.elapsed());
    Ok(ExitCode::SUCCESS)
}

fn check(spec_dir: &Path, out_dir: &Path) -> Result<ExitCode> {
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
