//! The command line.

mod command {
    pub(crate) mod import;
}

use std::{
    env,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand, ValueEnum};
use xtask::{
    contract::facts::facts,
    document::{named, threads::on_large_stack},
    drift::{self, Summary, report},
    generate,
    output::{self, Action},
    surface,
};

use command::import;

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
        /// Leaves out the operations that cannot be generated, and lists them on stderr, one a line. The
        /// exit status is 0 if any could.
        #[arg(long)]
        keep_going: bool,
        /// The folder of the documents and of overlay.yaml. The default is the workspace's.
        #[arg(long, value_name = "DIR")]
        spec_dir: Option<PathBuf>,
        /// The folder of the generated code. The default is the workspace's.
        #[arg(long, value_name = "DIR")]
        out_dir: Option<PathBuf>,
    },
    /// Lists what an OpenAPI document demands and promises, one fact a line.
    Contract {
        /// A version in the folder of the specs such as v3, a file, or either in a git revision such as
        /// HEAD:v3.
        document: String,
        /// The folder of the documents. The default is the workspace's.
        #[arg(long, value_name = "DIR")]
        spec_dir: Option<PathBuf>,
    },
    /// Says what changed between two OpenAPI documents, for whom, and whether it breaks them.
    ///
    /// A document is a version in the folder of the specs such as v3, a file (YAML or JSON, OpenAPI 3.0
    /// or 3.1), or either in a git revision such as HEAD:v3.
    Drift {
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
        /// The folder of the documents. The default is the workspace's.
        #[arg(long, value_name = "DIR")]
        spec_dir: Option<PathBuf>,
        /// Lists the ids of all findings with their classes, and compares nothing.
        #[arg(long, conflicts_with_all = ["base", "revision"])]
        rules: bool,
    },
    /// Takes the link operations out of a whole upstream document into the folder of the specs.
    ///
    /// Prints how the spec that came differs from the one that was there, and what changed on disk.
    Import(import::Arguments),
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
            keep_going,
            spec_dir,
            out_dir,
        } => {
            let spec_dir = spec_dir.unwrap_or_else(|| of_workspace("spec"));
            let out_dir = out_dir.unwrap_or_else(|| of_workspace(GENERATED));
            match only_check {
                true => check(&spec_dir, &out_dir, keep_going),
                false => regen(&spec_dir, &out_dir, keep_going),
            }
        }
        Command::Contract { document, spec_dir } => {
            let spec_dir = spec_dir.unwrap_or_else(|| of_workspace("spec"));
            let facts = on_large_stack(|| facts(&named::read(&document, &spec_dir)?))?;
            print(&(facts.join("\n") + "\n"))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Drift {
            base: Some(base),
            revision: Some(revision),
            format,
            fail_on,
            spec_dir,
            ..
        } => {
            let spec_dir = spec_dir.unwrap_or_else(|| of_workspace("spec"));
            let (drift, text) = on_large_stack(|| drift(&base, &revision, &spec_dir, format))?;
            print(&text)?;
            Ok(match fail_on.is_met(drift) {
                true => ExitCode::FAILURE,
                false => ExitCode::SUCCESS,
            })
        }
        Command::Drift { .. } => {
            print(&report::rules())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Import(arguments) => {
            import::run(&arguments)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Surface {
            version,
            diff,
            out_dir,
        } => {
            let out_dir = out_dir.unwrap_or_else(|| of_workspace(GENERATED));
            let text = surface::run(&out_dir, version.as_deref(), diff.as_deref())?;
            print(&text)?;
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

fn drift(base: &str, revision: &str, spec_dir: &Path, format: Format) -> Result<(Summary, String)> {
    let (old, new) = (
        named::read(base, spec_dir)?,
        named::read(revision, spec_dir)?,
    );
    let drift = drift::compare(&old, &new)?;
    let text = match format {
        Format::Text => report::text(&drift),
        Format::Markdown => report::markdown(&drift, base, revision),
        Format::Json => report::json(&drift)?,
    };
    Ok((drift.summary, text))
}

/// Actions, one a line.
fn action_lines(actions: &[(PathBuf, Action)]) -> String {
    let line = |(path, action): &(PathBuf, Action)| format!("{action:>9}  {}\n", path.display());
    actions.iter().map(line).collect()
}

fn regen(spec_dir: &Path, out_dir: &Path, keep_going: bool) -> Result<ExitCode> {
    let start = Instant::now();
    let files = generated(spec_dir, keep_going)?;
    print(&action_lines(&output::write(out_dir, &files)?))?;
    println!("{} files in {:.2?}", files.len(), start.elapsed());
    Ok(ExitCode::SUCCESS)
}

/// The generated files. What is left out of them is listed on stderr.
fn generated(spec_dir: &Path, keep_going: bool) -> Result<output::Files> {
    let generated = match keep_going {
        true => generate::regen_keep_going(spec_dir)?,
        false => generate::regen(spec_dir)?,
    };
    for note in &generated.notes {
        eprintln!("note: {note}");
    }
    for operation in &generated.left_out {
        eprintln!("left out: {operation}");
    }
    Ok(generated.files)
}

fn check(spec_dir: &Path, out_dir: &Path, keep_going: bool) -> Result<ExitCode> {
    let findings = output::check(out_dir, &generated(spec_dir, keep_going)?)?;
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
