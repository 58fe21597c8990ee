//! The public items of the generated client, for reviewers: a regeneration that adds, removes or
//! changes one shows it here.

use std::fs;

use xtask::surface::Surface;

use crate::{
    review::copy::{Copy, ReviewIn},
    support::snapshot::{ACCEPT, assert_all_reviewed, assert_reviewed},
    support::workspace,
};

fn surface() -> Surface {
    let generated = workspace().join("generated-client/src/generated");
    Surface::read(&generated).expect("the generated code can be read")
}

#[test]
fn the_surface_of_each_version_is_as_reviewed() {
    let surface = surface();
    let surfaces = surface.versions().into_iter().map(|version| {
        let text = surface.clone().of_version(&version).to_string();
        (format!("surface_of_{version}"), text)
    });
    assert_all_reviewed(surfaces);
}

#[test]
fn the_surface_of_all_versions_is_as_reviewed() {
    assert_reviewed(
        "surface_of_all_versions",
        &surface().of_no_version().to_string(),
    );
}

#[test]
fn a_surface_that_nobody_reviewed_fails_with_the_difference_and_what_to_run() {
    for (review, pending) in [(ReviewIn::Ci, false), (ReviewIn::Terminal, true)] {
        let copy = Copy::new();
        let name = "tests/src/snapshots/surface_of_v3.snap";
        let line = "v3::AGone (struct)";
        copy.tamper(name, "v3::ApiError", &format!("{line}\nv3::ApiError"));
        let before = fs::read_to_string(copy.path(name)).expect("the snapshot can be read");

        let outcome = copy.review(review);
        let text = outcome.stdout + &outcome.stderr;
        assert_ne!(outcome.code, Some(0), "{text}");
        for part in [format!("-{line}"), format!("run `{ACCEPT}`")] {
            assert!(text.contains(&part), "expected `{part}` in: {text}");
        }
        let now = fs::read_to_string(copy.path(name)).expect("the snapshot can be read");
        assert_eq!(now, before, "nothing is accepted");
        assert_eq!(copy.path(&format!("{name}.new")).exists(), pending);
    }
}
