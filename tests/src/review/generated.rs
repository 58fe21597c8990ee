//! Whether the generated code is what the documents give.

use std::path::Path;

use xtask::{document::folder::Specs, generate, output};

use crate::support::workspace;

/// What differs between the code in `folder` and what `spec_dir` gives.
#[track_caller]
fn assert_fresh(spec_dir: &Path, folder: &Path, command: &str) {
    let generated = generate::regen(&Specs::of(spec_dir), false).expect("the specs generate");
    let findings = output::check(folder, &generated.files);
    let findings = findings.expect("the generated code can be read");
    let findings: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(
        findings.is_empty(),
        "{}\nrun `{command}` and commit the result",
        findings.join("\n")
    );
}

#[test]
fn the_generated_code_is_what_the_specs_give() {
    let folder = workspace().join("generated-client/src/generated");
    assert_fresh(&workspace().join("spec"), &folder, "cargo xtask regen");
}

/// The client that is tested for how it behaves is generated as the other is.
#[test]
fn the_frozen_client_is_what_its_documents_give() {
    let frozen = workspace().join("tests/frozen");
    let folders = "--spec-dir tests/frozen/spec --out-dir tests/frozen/src/generated";
    assert_fresh(
        &frozen.join("spec"),
        &frozen.join("src/generated"),
        &format!("cargo xtask regen {folders}"),
    );
}
