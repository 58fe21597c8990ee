//! A folder with a spec that bad documents are imported into, within limits, and what has to hold of each.

use std::{path::Path, process::Command};

use crate::{
    import::documents::{Folder, oldest},
    support::command::{Outcome, xtask_binary},
};

/// Kilobytes of address space, a gigabyte of which is for the stack, and seconds of processor time.
const LIMITS: &str = "ulimit -v 1800000; ulimit -t 20; ulimit -c 0; exec \"$@\"";

/// A folder with a spec, and how many documents it met.
pub(crate) struct Victim {
    pub(crate) folder: Folder,
    specs: std::collections::BTreeMap<String, Vec<u8>>,
    pub(crate) refused: usize,
    pub(crate) harmless: usize,
}

impl Victim {
    pub(crate) fn new() -> Self {
        let folder = Folder::with_spec_of(&oldest());
        let specs = folder.specs();
        Self {
            folder,
            specs,
            refused: 0,
            harmless: 0,
        }
    }

    /// Imports a file within limits, and checks that it is refused in the way that is asked for.
    pub(crate) fn import(&mut self, file: &Path) -> Outcome {
        let mut command = Command::new("sh");
        command.args(["-c", LIMITS, "sh"]).arg(xtask_binary());
        command
            .arg("import")
            .arg(file)
            .args(["--api", "v3", "--spec-dir"]);
        let output = command.arg(self.folder.spec_dir()).output();
        let outcome: Outcome = output.expect("xtask can be started").into();
        let (specs, name) = (
            self.folder.specs(),
            file.file_name().expect("it has one").to_string_lossy(),
        );
        match outcome.code {
            Some(0) => {
                self.harmless += 1;
                // So that the next one meets the same.
                let before = self.specs.get("v3.yaml").expect("there is a spec");
                self.folder.write("spec/v3.yaml", before);
            }
            Some(2) => {
                self.refused += 1;
                assert_eq!(specs, self.specs, "{name}: nothing is written");
                assert_eq!(outcome.stdout, "", "{name}");
                let start = format!("error: {}: ", file.display());
                assert!(
                    outcome.stderr.starts_with(&start),
                    "{name}: {}",
                    outcome.stderr
                );
                let is_located = [
                    "at /",
                    "line ",
                    "at the document's root",
                    "too large",
                    "more than one document",
                ];
                assert!(
                    is_located.iter().any(|at| outcome.stderr.contains(at)),
                    "{name}: {}",
                    outcome.stderr
                );
                assert!(outcome.stderr.len() < 4_000, "{name}: {}", outcome.stderr);
            }
            code => panic!("{name}: exit {code:?}: {}", outcome.stderr),
        }
        assert!(
            !outcome.stderr.contains("panicked"),
            "{name}: {}",
            outcome.stderr
        );
        outcome
    }

    pub(crate) fn import_text(&mut self, name: &str, text: impl AsRef<[u8]>) -> Outcome {
        let file = self.folder.write(name, text);
        self.import(&file)
    }

    #[track_caller]
    pub(crate) fn assert_refused(&mut self, name: &str, text: impl AsRef<[u8]>, expected: &[&str]) {
        let outcome = self.import_text(name, text);
        assert_eq!(outcome.code, Some(2), "{name}: {}", outcome.stdout);
        for part in expected {
            assert!(
                outcome.stderr.contains(part),
                "{name}: `{part}` in {}",
                outcome.stderr
            );
        }
    }
}
