//! Reading committed files, from real repositories.

use std::fs;

use xtask::document::git::Revision;

use crate::support::repository::Repository;

/// A repository with two commits, and a third state in the work tree. Returns the first commit.
fn repository() -> (Repository, String) {
    let repository = Repository::new();
    repository.write("inner/spec/v3.yaml", "first");
    repository.write("inner/spec/größe.yaml", "umlaut");
    repository.write("inner/spec/deep/er.yaml", "deeper");
    repository.write("inner/binary", [0xff, 0xfe]);
    let first = repository.commit();
    repository.git(&["tag", "--annotate", "--message", "a tag", "tagged"]);
    repository.write("inner/spec/v3.yaml", "second");
    repository.write("inner/spec/v3.1.yaml", "new");
    repository.commit();
    repository.write("inner/spec/v3.yaml", "not committed");
    (repository, first)
}

fn error<T>(result: Result<T, impl std::fmt::Display>) -> String {
    match result {
        Ok(_) => panic!("it should fail"),
        Err(error) => format!("{error:#}"),
    }
}

fn assert_says(error: &str, parts: &[&str]) {
    for part in parts {
        assert!(error.contains(part), "expected `{part}` in: {error}");
    }
}

#[test]
fn a_file_is_read_as_it_was_committed() {
    let (repository, first) = repository();
    for (name, expected) in [
        (first.as_str(), "first"),
        (&first[..8], "first"),
        ("tagged", "first"),
        ("HEAD~1", "first"),
        ("HEAD", "second"),
        ("main", "second"),
    ] {
        for (folder, path) in [
            (".", "inner/spec/v3.yaml"),
            ("inner", "spec/v3.yaml"),
            ("inner/spec", "v3.yaml"),
            ("inner/spec", "deep/../v3.yaml"),
        ] {
            let revision = Revision::find(&repository.path(folder), name).expect("it is known");
            assert_eq!(revision.read(path).expect("it is there"), expected);
        }
    }
}

#[test]
fn a_folder_is_listed_as_it_was_committed() {
    let (repository, _) = repository();
    // What a user may have set, and what must not show.
    for (key, value) in [("core.quotePath", "true"), ("color.ui", "always")] {
        repository.git(&["config", key, value]);
    }
    repository.git(&["config", "core.pager", "false"]);
    let expected = ["deep/er.yaml", "größe.yaml", "v3.yaml"];
    for (folder, path) in [(".", "inner/spec"), ("inner", "spec"), ("inner/spec", ".")] {
        let revision = Revision::find(&repository.path(folder), "tagged").expect("it is known");
        assert_eq!(revision.list(path).expect("it is there"), expected);
    }
    let revision = Revision::find(&repository.path("inner"), "tagged").expect("it is known");
    assert_eq!(
        revision.read("spec/größe.yaml").expect("it is there"),
        "umlaut"
    );
}

#[test]
fn an_error_names_the_file_the_revision_and_what_was_there_instead() {
    let (repository, first) = repository();
    let revision = Revision::find(&repository.path("inner"), "tagged").expect("it is known");
    let short = &first[..12];
    assert_says(
        &error(revision.read("spec/v3.1.yaml")),
        &[
            "inner/spec/v3.1.yaml did not exist at `tagged`",
            short,
            "its folder had deep/er.yaml, größe.yaml, v3.yaml;",
            "git log --follow -- ",
        ],
    );
    assert_says(
        &error(revision.read("old/v3.yaml")),
        &["its folder did not exist either"],
    );
    assert_says(
        &error(revision.list("old")),
        &["the folder inner/old did not exist at `tagged`", short],
    );
    assert_says(
        &error(revision.read("spec")),
        &["inner/spec", "expected a file"],
    );
    assert_says(
        &error(revision.list("spec/v3.yaml")),
        &["inner/spec/v3.yaml", "expected a folder"],
    );
    assert_says(
        &error(revision.read("binary")),
        &["inner/binary", "expected UTF-8"],
    );
}

#[test]
fn what_names_no_commit_is_an_unknown_revision() {
    let (repository, first) = repository();
    for name in [
        "no-such-branch",
        "",
        " ",
        "-",
        "--all",
        "--git-dir",
        "--output=stolen",
        "^main",
        "main..tagged",
        "main^{tree}",
        "main:inner",
        "main@{nonsense}",
        "main\nmain",
        &first[..3],
    ] {
        let error = error(Revision::find(&repository.path("."), name));
        assert_says(
            &error,
            &[&format!("unknown revision `{name}`"), "git fetch"],
        );
    }
    assert!(!repository.path("stolen").exists());
}

#[test]
fn a_shallow_clone_says_how_to_get_the_rest() {
    let (repository, first) = repository();
    let clone = repository.shallow_clone();
    let head = Revision::find(&clone.path("."), "HEAD").expect("it is there");
    assert_eq!(
        head.read("inner/spec/v3.yaml").expect("it is there"),
        "second"
    );
    for name in ["HEAD~1", &first, "tagged"] {
        assert_says(
            &error(Revision::find(&clone.path("."), name)),
            &[name, "this clone is shallow: run `git fetch --unshallow`"],
        );
    }
}

#[test]
fn a_folder_outside_a_work_tree_is_an_error_that_says_so() {
    let outside = tempfile::tempdir().expect("a folder can be made");
    let folder = outside.path().display().to_string();
    assert_says(
        &error(Revision::find(outside.path(), "HEAD")),
        &[
            &folder,
            "git work tree",
            "git says: fatal: not a git repository",
        ],
    );
    let missing = outside.path().join("missing");
    assert_says(
        &error(Revision::find(&missing, "HEAD")),
        &["missing: expected a folder"],
    );

    let empty = Repository::new();
    assert_says(
        &error(Revision::find(&empty.path("."), "HEAD")),
        &["unknown revision `HEAD`"],
    );
    assert_says(
        &error(Revision::find(&empty.path(".git"), "HEAD")),
        &["found git's own folder"],
    );
    fs::remove_file(empty.path(".git/HEAD")).expect("it can be removed");
    assert_says(
        &error(Revision::find(&empty.path("."), "HEAD")),
        &["git work tree"],
    );
}
