//! What reviewers read: the contract of each version in `spec/`, one fact a line, how the versions differ,
//! the public items of the client, and the decisions that match nothing. Whoever changes one of them sees
//! it here, and cannot do it by accident.
//!
//! What is said of `spec/` is a snapshot. The tests that these tests fail where they should are run on copies of other documents.

mod code;
mod contract;
mod copy;
mod decisions;
mod generated;
mod surface;
mod tampering;
pub(crate) mod upstream_change;

use std::fs;

use crate::support::workspace;

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
