//! What the tests share.

pub(crate) mod operation;
#[path = "../../../src/support/outcome.rs"]
mod outcome;
pub(crate) mod scripted;
#[path = "../../../src/support/server.rs"]
pub(crate) mod server;
#[path = "../../../src/support/spec.rs"]
pub(crate) mod spec;

pub(crate) use outcome::Outcome;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// A program that reads the environment, which has these of its variables and no others.
pub(crate) fn program(path: &str, environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(path);
    for name in [
        "COMPOSIO_API_KEY",
        "COMPOSIO_USER_API_KEY",
        "COMPOSIO_BASE_URL",
    ] {
        command.env_remove(name);
    }
    command.envs(environment.iter().copied());
    command
}

/// The folder of the documents that do not change, and of the client that is generated from them.
pub(crate) fn frozen() -> PathBuf {
    workspace().join("tests/frozen")
}

/// The folder of the workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// How many requests a server got.
pub(crate) async fn requests(server: &wiremock::MockServer) -> usize {
    let requests = server.received_requests().await;
    requests.expect("they are recorded").len()
}
