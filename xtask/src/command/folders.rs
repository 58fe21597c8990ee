//! The folders that a command works on, which are the workspace's unless it is told others.

use std::{
    env,
    path::{Path, PathBuf},
};

use clap::Args;

#[derive(Args)]
pub(super) struct Specs {
    /// The folder of the documents and of overlay.yaml. The default is the workspace's.
    #[arg(long, value_name = "DIR")]
    spec_dir: Option<PathBuf>,
}

impl Specs {
    pub(super) fn folder(&self) -> PathBuf {
        or_of_workspace(&self.spec_dir, "spec")
    }
}

#[derive(Args)]
pub(super) struct Generated {
    /// The folder of the generated code. The default is the workspace's.
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,
}

impl Generated {
    pub(super) fn folder(&self) -> PathBuf {
        or_of_workspace(&self.out_dir, "generated-client/src/generated")
    }
}

/// The folder that is given, or one of the workspace, from wherever in it the command was started.
fn or_of_workspace(given: &Option<PathBuf>, folder: &str) -> PathBuf {
    if let Some(given) = given {
        return given.clone();
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let here = env::current_dir().and_then(|here| here.canonicalize());
    match (here, root.canonicalize()) {
        (Ok(here), Ok(root)) if here == root => PathBuf::from(folder),
        (_, Ok(root)) => root.join(folder),
        _ => PathBuf::from(folder),
    }
}
