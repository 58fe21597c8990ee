//! The real command.

use std::{path::Path, process::Command};

use super::workspace;

pub(crate) use super::outcome::Outcome;

/// Runs `cargo xtask` with `arguments` in the folder of the workspace.
pub(crate) fn xtask(arguments: &[&str]) -> Outcome {
    let mut command = Command::new(xtask_binary());
    command.args(arguments).current_dir(workspace());
    command.output().expect("xtask can be started").into()
}

/// The command as it is built for the tests.
pub(crate) fn xtask_binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_xtask-under-test"))
}

/// `cargo xtask regen` from one folder into another.
pub(crate) fn regen(spec_dir: &Path, out_dir: &Path, more: &[&str]) -> Outcome {
    let spec_dir = spec_dir.to_str().expect("the path is Unicode");
    let out_dir = out_dir.to_str().expect("the path is Unicode");
    let mut arguments = vec!["regen", "--spec-dir", spec_dir, "--out-dir", out_dir];
    arguments.extend(more);
    xtask(&arguments)
}
