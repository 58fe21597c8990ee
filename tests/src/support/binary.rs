//! The built binary of xtask, and what it does.

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
