//! What reviewers read: the contract of each version in `spec/`, one fact a line, how the versions differ,
//! the public items of the client, and the decisions that match nothing. Whoever changes one of them sees
//! it here, and cannot do it by accident.
//!
//! A test binary of its own, which compiles whatever the client has become. What is said of `spec/` is a
//! snapshot. The tests that these tests fail where they should are run on copies of other documents.

mod code;
mod contract;
mod copy;
mod decisions;
mod generated;
mod surface;
mod tampering;
mod upstream_change;

#[path = "../support/binary.rs"]
#[expect(dead_code, reason = "other tests use more of it")]
mod binary;
#[path = "../support/cargo.rs"]
mod cargo;
#[path = "../support/snapshot.rs"]
mod snapshot;
#[path = "../support/spec.rs"]
mod spec;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// The folder of the workspace, or of a copy that a test has tampered with.
fn workspace() -> PathBuf {
    let tests = env::var_os("CARGO_MANIFEST_DIR").unwrap_or(env!("CARGO_MANIFEST_DIR").into());
    let workspace = Path::new(&tests).parent();
    workspace
        .expect("the tests lie in the workspace")
        .to_owned()
}

/// The versions in the folder of the specs, sorted.
fn versions() -> Vec<String> {
    let entries = fs::read_dir(workspace().join("spec")).expect("the folder can be listed");
    let mut versions: Vec<String> = entries
        .filter_map(|entry| {
            let name = entry.expect("the folder can be listed").file_name();
            let version = name.to_str()?.strip_suffix(".yaml")?;
            (version != "overlay").then(|| version.to_owned())
        })
        .collect();
    versions.sort();
    versions
}
