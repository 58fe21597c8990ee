//! The real commands.

use std::path::{Path, PathBuf};

use super::workspace;

pub(crate) use super::binary::{Outcome, xtask};

/// `cargo xtask regen` from one folder into another.
pub(crate) fn regen(spec_dir: &Path, out_dir: &Path, more: &[&str]) -> Outcome {
    let spec_dir = spec_dir.to_str().expect("the path is Unicode");
    let out_dir = out_dir.to_str().expect("the path is Unicode");
    let mut arguments = vec!["regen", "--spec-dir", spec_dir, "--out-dir", out_dir];
    arguments.extend(more);
    xtask(&arguments)
}

/// Where crates outside the workspace are built, so that they share what they depend on.
pub(crate) fn outside_target() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| workspace().join("target"), PathBuf::from);
    target.join("outside")
}
