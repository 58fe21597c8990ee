//! What the tests share.

pub(crate) mod command;
pub(crate) mod folder;
mod outcome;
pub(crate) mod outside;
pub(crate) mod repository;
pub(crate) mod server;
pub(crate) mod snapshot;
pub(crate) mod spec;

use std::{
    env,
    path::{Path, PathBuf},
};

/// The folder of the documents that do not change, and of the client that is generated from them.
pub(crate) fn frozen() -> PathBuf {
    workspace().join("tests/frozen")
}

/// The folder of the workspace, or of a copy that a test has tampered with.
pub(crate) fn workspace() -> PathBuf {
    let tests = env::var_os("CARGO_MANIFEST_DIR").unwrap_or(env!("CARGO_MANIFEST_DIR").into());
    let workspace = Path::new(&tests).parent();
    workspace
        .expect("the tests lie in the workspace")
        .to_owned()
}
