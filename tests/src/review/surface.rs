//! The public items of the generated client, for reviewers: a regeneration that adds, removes or
//! changes one shows it here.

use std::{collections::BTreeMap, fs};

use xtask::surface::Surface;

use crate::{
    review::copy::{Copy, ReviewIn},
    support::folder,
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

/// What stands beside the generated code is public as well.
#[test]
fn the_surface_of_what_is_written_by_hand_is_as_reviewed() {
    let client = workspace().join("generated-client/src");
    let mut files = BTreeMap::new();
    for file in folder::files(&client) {
        let name = file.strip_prefix(&client).expect("it lies in the folder");
        let is_generated = name.starts_with("generated");
        if !is_generated && name.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&file).expect("the code can be read");
            files.insert(name.to_string_lossy().into_owned(), text);
        }
    }
    let root = files.remove("lib.rs").expect("the crate has a root");
    for line in ["mod generated;\n", "pub use generated::*;\n"] {
        assert!(root.contains(line), "{root}");
    }
    let root = root
        .replace("mod generated;\n", "mod _generated {}\n")
        .replace("pub use generated::*;\n", "");
    files.insert("mod.rs".to_owned(), root);
    let surface = Surface::of(&files).expect("the code can be read");
    let lines = surface.to_string();
    // Macros of other crates, in which nothing is public.
    let lines = lines.lines().filter(|line| !line.contains("_local! {"));
    let lines: String = lines.map(|line| format!("{line}\n")).collect();
    assert_reviewed("surface_of_what_is_written_by_hand", &lines);
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
