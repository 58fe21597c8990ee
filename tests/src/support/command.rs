//! The real commands.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use super::workspace;

/// What a command did.
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs `cargo xtask` with `arguments` in the folder of the workspace.
pub(crate) fn xtask(arguments: &[&str]) -> Outcome {
    let mut command = Command::new(xtask_binary());
    command.args(arguments).current_dir(workspace());
    command.output().expect("xtask can be started").into()
}

/// `cargo xtask regen` from one folder into another.
pub(crate) fn regen(spec_dir: &Path, out_dir: &Path, more: &[&str]) -> Outcome {
    let spec_dir = spec_dir.to_str().expect("the path is Unicode");
    let out_dir = out_dir.to_str().expect("the path is Unicode");
    let mut arguments = vec!["regen", "--spec-dir", spec_dir, "--out-dir", out_dir];
    arguments.extend(more);
    xtask(&arguments)
}

/// The built binary of xtask.
pub(crate) fn xtask_binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let build = escargot::CargoBuild::new()
            .manifest_path(workspace().join("Cargo.toml"))
            .package("xtask")
            .bin("xtask")
            .current_release();
        build.run().expect("xtask can be built").path().to_owned()
    })
}

/// Where crates outside the workspace are built, so that they share what they depend on.
pub(crate) fn outside_target() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| workspace().join("target"), PathBuf::from);
    target.join("outside")
}
