//! `cargo xtask drift`, from outside: what each change means to a caller, by the table in `table.md`.
//!
//! A test binary of its own, which compiles whatever the client has become.

mod agreement;
mod change;
mod command;
mod document_pairs;
mod documents;
mod edits;
mod nests;
mod odd;
mod oracle;
mod pairs;
mod random;
mod references;
mod revisions;
mod schema_pairs;
mod shared;
mod values;

#[path = "../support/binary.rs"]
mod binary;

#[path = "../support/spec.rs"]
mod spec;

use std::path::{Path, PathBuf};

/// The folder of the workspace.
fn workspace() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests
        .parent()
        .expect("the tests lie in the workspace")
        .to_owned()
}
