//! Cargo outside the workspace.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::{binary::Outcome, workspace};

/// Where crates outside the workspace are built, so that they share what they depend on.
pub(crate) fn outside_target() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| workspace().join("target"), PathBuf::from);
    target.join("outside")
}

/// `cargo` in a folder.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Outcome {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(arguments)
        .env("CARGO_TARGET_DIR", outside_target())
        .current_dir(folder);
    command.output().expect("cargo can be started").into()
}
