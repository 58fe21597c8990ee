//! `cargo xtask import`, from outside: from whole documents to specs that say the same of the link
//! operations, and from there to clients.
//!
//! A test binary of its own, which compiles whatever the client has become.

mod bad_documents;
mod documents;
mod folding;
mod history;
mod inexpressible;
mod kept;
mod left_out;
mod lossless;
mod selection;
mod spelling;
mod steps;
mod words;

#[path = "../support/binary.rs"]
mod binary;

#[path = "../support/cargo.rs"]
mod cargo;

#[path = "../support/command.rs"]
mod command;

#[path = "../drift/nests.rs"]
#[expect(dead_code, reason = "the tests of drift use more of it")]
mod nests;

#[path = "../support/outside.rs"]
mod outside;

#[path = "../drift/random.rs"]
#[expect(dead_code, reason = "the tests of drift use more of it")]
mod random;

#[path = "../support/snapshot.rs"]
mod snapshot;

#[path = "../support/spec.rs"]
#[expect(dead_code, reason = "other tests use more of it")]
mod spec;

#[path = "../drift/values.rs"]
mod values;

use std::path::{Path, PathBuf};

/// The folder of the workspace.
fn workspace() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests
        .parent()
        .expect("the tests lie in the workspace")
        .to_owned()
}
