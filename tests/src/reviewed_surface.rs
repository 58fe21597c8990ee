//! The public items of the generated client, for reviewers: a regeneration that adds, removes or
//! changes one shows it here.

use std::{fs, process::Command};

use xtask::surface::Surface;

use crate::{
    snapshot::{ACCEPT, assert_reviewed},
    workspace,
};

fn surface() -> Surface {
    let generated = workspace().join("generated-client/src/generated");
    Surface::read(&generated).expect("the generated code can be read")
}

#[test]
fn the_surface_of_v3_is_as_reviewed() {
    assert_reviewed("surface_of_v3", &surface().of_version("v3").to_string());
}

#[test]
fn the_surface_of_v3_1_is_as_reviewed() {
    assert_reviewed("surface_of_v3.1", &surface().of_version("v3.1").to_string());
}

/// And there is no version of which nobody reviews the surface.
#[test]
fn the_surface_of_all_versions_is_as_reviewed() {
    let surface = surface();
    assert!(
        surface.versions().into_iter().eq(["v3", "v3.1"]),
        "another version needs a test like those above"
    );
    assert_reviewed(
        "surface_of_all_versions",
        &surface.of_no_version().to_string(),
    );
}

/// In a process of its own that takes its snapshots from another folder.
#[test]
fn a_surface_that_nobody_reviewed_fails_with_the_difference_and_what_to_run() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let snapshots = folder.path().join("tests/src/snapshots");
    for folder in [&snapshots, &folder.path().join("tests/src/support")] {
        fs::create_dir_all(folder).expect("the folder can be made");
    }
    let name = "surface_of_v3.snap";
    let line = "v3::AGone (struct)";
    let older = format!(
        "---\nsource: old\n---\n{line}\n{}",
        surface().of_version("v3")
    );
    fs::write(snapshots.join(name), &older).expect("the snapshot can be written");

    for (ci, pending) in [("true", false), ("", true)] {
        let mut command = Command::new(std::env::current_exe().expect("a test has a binary"));
        command
            .arg("the_surface_of_v3_is_as_reviewed")
            .env("INSTA_WORKSPACE_ROOT", folder.path())
            .env("INSTA_UPDATE", "auto")
            .env_remove("CI")
            .env_remove("TF_BUILD");
        if !ci.is_empty() {
            command.env("CI", ci);
        }
        let output = command.output().expect("the test can be started");
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(!output.status.success(), "{text}");
        for part in [format!("-{line}"), format!("run `{ACCEPT}`")] {
            assert!(text.contains(&part), "expected `{part}` in: {text}");
        }
        let now = fs::read_to_string(snapshots.join(name)).expect("the snapshot can be read");
        assert_eq!(now, older, "nothing is accepted");
        assert_eq!(snapshots.join(format!("{name}.new")).exists(), pending);
    }
}
