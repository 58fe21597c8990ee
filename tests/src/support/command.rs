//! The real commands.

use std::path::Path;

pub(crate) use super::binary::{Outcome, xtask};

/// `cargo xtask regen` from one folder into another.
pub(crate) fn regen(spec_dir: &Path, out_dir: &Path, more: &[&str]) -> Outcome {
    let spec_dir = spec_dir.to_str().expect("the path is Unicode");
    let out_dir = out_dir.to_str().expect("the path is Unicode");
    let mut arguments = vec!["regen", "--spec-dir", spec_dir, "--out-dir", out_dir];
    arguments.extend(more);
    xtask(&arguments)
}
