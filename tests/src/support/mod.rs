//! What the tests share.

pub(crate) mod binary;
pub(crate) mod cargo;
pub(crate) mod command;
pub(crate) mod documents;
pub(crate) mod link;
pub(crate) mod outside;
pub(crate) mod repository;
pub(crate) mod schema;
pub(crate) mod server;
pub(crate) mod spec;

use std::path::{Path, PathBuf};

/// The folder of the documents that do not change, and of the client that is generated from them.
pub(crate) fn frozen() -> PathBuf {
    workspace().join("tests/frozen")
}

/// The folder of the workspace.
pub(crate) fn workspace() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests
        .parent()
        .expect("the tests lie in the workspace")
        .to_owned()
}
