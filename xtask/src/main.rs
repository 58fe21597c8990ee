//! The command line: reads it, calls a room, prints what comes of it.

mod command;

use std::process::ExitCode;

use clap::Parser;

use command::Command;

/// Generates the link client from the OpenAPI documents in `spec/`.
///
/// Exit status: 0 done, or nothing to do; 1 found something, such as stale files; 2 could not run.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let Cli { command } = Cli::parse();
    command.run().unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(2)
    })
}
