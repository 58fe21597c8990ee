//! `cargo xtask surface`: what it lists, and what it refuses.

use std::{path::Path, process::Command};

use xtask::{output::Files, surface::Surface};

use crate::support::{command::Outcome, command::xtask_binary, frozen, repository::Repository};

pub(crate) fn files<const N: usize>(files: [(&str, &str); N]) -> Files {
    let files = files.into_iter();
    files
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}

pub(crate) fn surface(files: &Files) -> Surface {
    Surface::of(files).unwrap_or_else(|error| panic!("{error:#}"))
}

/// The surface of a module `v3`.
pub(crate) fn of_v3(code: &str) -> Surface {
    surface(&files([("mod.rs", "pub mod v3;"), ("v3.rs", code)]))
}

fn lines(surface: &Surface) -> Vec<String> {
    surface.to_string().lines().map(str::to_owned).collect()
}

#[test]
fn items_stand_one_a_line_sorted_with_what_matters_of_each() {
    let code = r#"
        use std::fmt;
        use bon::Builder;
        use serde_json::Number;
        use crate::Secret;
        use crate::deep::Core;
        use other::Thing as Renamed;

        #[derive(Clone, Builder)]
        #[builder(on(_, into))]
        #[non_exhaustive]
        pub struct Object {
            #[serde(rename = "in-json", skip_serializing_if = "Option::is_none")]
            pub optional: Option<Vec<Secret>>,
            pub required: Number,
            #[serde(flatten)]
            #[builder(default)]
            pub rest: fmt::Arguments<'static>,
            private: u8,
        }
        impl Object {
            pub const LIMIT: usize = 3;
            pub async fn send<T: Into<String>>(&self, a: T, b: impl Into<Renamed>) -> Result<Self, Core> where T: Clone { todo!() }
            pub(crate) fn internal(&self) {}
            fn private(&self) {}
        }
        impl fmt::Display for Object {}
        impl From<Object> for String {}
        impl From<Hidden> for Object {}
        struct Hidden;
        impl Clone for Hidden {}
        #[serde(rename_all = "kebab-case")]
        pub enum Choice { One, #[serde(rename = "zwei")] Two(String), Three { a: u8 } }
        pub struct Id(String);
        pub struct Pair<T>(pub T, pub u8);
        pub type Alias = Result<Object, Choice>;
        #[deprecated]
        pub fn free(x: [u8; 2]) -> &'static str { "" }
        #[cfg(feature = "mock")]
        pub const MOCK: &str = "a\"b";
        #[doc(hidden)]
        pub fn hidden() {}
        #[cfg(test)]
        mod tests {}
        pub use reqwest::StatusCode as Code;
    "#;
    assert_eq!(
        lines(&of_v3(code).of_version("v3")),
        [
            "v3::Alias = Result<Object, Choice> (type)",
            "v3::Choice (enum, serde rename_all = \"kebab-case\")",
            "v3::Choice::One",
            "v3::Choice::Three { a: u8 }",
            "v3::Choice::Two(String) = \"zwei\"",
            "v3::Code = reqwest::StatusCode (use)",
            "v3::Id (struct, private fields)",
            "v3::MOCK: &str = \"a\\\"b\" (const, cfg(feature = \"mock\"))",
            "v3::Object (struct, non_exhaustive, private fields)",
            "v3::Object impl Clone",
            "v3::Object impl Display",
            "v3::Object impl From<Object> for String",
            "v3::Object.optional: Option<Vec<Secret>> (in JSON \"in-json\")",
            "v3::Object.required: serde_json::Number (required)",
            "v3::Object.rest: std::fmt::Arguments<'static> (serde flatten)",
            "v3::Object::LIMIT: usize = 3",
            "v3::Object::builder() -> ObjectBuilder (setters take impl Into)",
            "v3::Object::send<T: Into<String>>(&self, a: T, b: impl Into<other::Thing>) -> Result<Self, crate::deep::Core> where T: Clone (async)",
            "v3::ObjectBuilder (builder of Object)",
            "v3::Pair (tuple struct<T>)",
            "v3::Pair.0: T",
            "v3::Pair.1: u8",
            "v3::free(x: [u8; 2]) -> &'static str (deprecated)",
        ]
    );
}

#[test]
fn a_shared_type_is_part_of_each_module_that_re_exports_it_and_of_no_other() {
    let files = files([
        (
            "mod.rs",
            "pub mod v3; pub mod v3_1; mod shared; mod one; pub use one::*; use shared::Unused;",
        ),
        ("v3.rs", "pub use super::shared::{A, ABuilder, Old as New};"),
        (
            "v3_1.rs",
            "pub use super::shared::*; pub mod inner { pub struct B; }",
        ),
        (
            "shared.rs",
            "optional_builder!(A, ABuilder); pub struct A { pub x: Option<u8>, pub y: Option<u8> }
             impl ABuilder { optional_setter!(x, maybe_x, u8); } pub struct Old; struct Unused;",
        ),
        (
            "one/mod.rs",
            "mod two; pub use self::two::Root; pub use super::v3::*;",
        ),
        ("one/two.rs", "pub enum Root { X }"),
    ]);
    let all = surface(&files);
    assert_eq!(
        lines(&all),
        [
            "Root (enum)",
            "Root::X",
            "v3 (mod)",
            "v3_1 (mod)",
            "v3_1::Old (unit struct)",
            "v3_1::inner (mod)",
            "v3_1::inner::B (unit struct)",
            "{self, v3, v3_1}::A (struct)",
            "{self, v3, v3_1}::A.x: Option<u8>",
            "{self, v3, v3_1}::A.y: Option<u8> (no setter)",
            "{self, v3, v3_1}::A::builder() -> ABuilder (setters take impl Into)",
            "{self, v3, v3_1}::ABuilder (builder of A)",
            "{self, v3}::New (unit struct)",
        ]
    );
    assert_eq!(
        lines(&all.clone().of_version("v3")),
        [
            "v3::A (struct)",
            "v3::A.x: Option<u8>",
            "v3::A.y: Option<u8> (no setter)",
            "v3::A::builder() -> ABuilder (setters take impl Into)",
            "v3::ABuilder (builder of A)",
            "v3::New (unit struct)",
        ]
    );
    assert_eq!(
        lines(&all.of_no_version()),
        ["Root (enum)", "Root::X", "v3 (mod)", "v3_1 (mod)"]
    );
}

fn run(folder: &Path, arguments: &[&str]) -> Outcome {
    let mut command = Command::new(xtask_binary());
    command.arg("surface").args(arguments).current_dir(folder);
    command.output().expect("xtask can be started").into()
}

/// A repository whose folder `generated` has two versions.
fn repository() -> Repository {
    let repository = Repository::new();
    repository.write("README.md", "before there was code");
    repository.commit();
    repository.git(&["tag", "empty"]);
    repository.write("generated/mod.rs", "pub mod v3; pub mod v3_1;");
    repository.write("generated/v3.rs", "pub struct Old;");
    repository.write("generated/v3_1.rs", "pub struct Same;");
    repository.commit();
    repository
}

#[test]
fn the_command_compares_the_work_tree_with_a_revision() {
    let repository = repository();
    let commit = repository.git(&["rev-parse", "HEAD"]);
    repository.write("generated/v3.rs", "pub struct New;");
    repository.write("generated/notes.txt", "not Rust");
    let expected = format!(
        "# Surface: major\n\nCompared with `HEAD` (commit {}): 1 change is breaking.\n\n\
         ## Removed\n\n- `v3::Old (unit struct)` – **breaking**: programs may name it\n\n\
         ## Added\n\n- `v3::New (unit struct)`\n",
        &commit[..12]
    );
    // From wherever the command is started, and the same each time.
    let elsewhere = tempfile::tempdir().expect("a folder can be made");
    let absolute = repository.path("generated").display().to_string();
    for (folder, out_dir) in [
        (repository.path("."), "generated"),
        (repository.path("generated"), "."),
        (elsewhere.path().to_owned(), &absolute),
    ] {
        let outcome = run(&folder, &["--diff", "HEAD", "--out-dir", out_dir]);
        assert_eq!(outcome.stderr, "");
        assert_eq!(outcome.stdout, expected);
        assert_eq!(outcome.code, Some(0));
    }
    let outcome = run(
        &repository.path("."),
        &["v3.1", "--diff", "HEAD", "--out-dir", "generated"],
    );
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(
        outcome
            .stdout
            .starts_with("# Surface of v3.1: patch, no change of the surface\n"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn the_command_lists_the_client_or_one_version_of_it_sorted() {
    let outcome = run(&frozen(), &["--out-dir", "src/generated"]);
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let all: Vec<&str> = outcome.stdout.lines().collect();
    assert!(all.is_sorted(), "{all:?}");
    assert!(
        all.contains(&"v3_1::AccountType::Private = \"PRIVATE\""),
        "{all:?}"
    );
    assert!(
        all.contains(&"{v3, v3_1}::ConnectionData.shop: Option<String>"),
        "{all:?}"
    );
    for (version, module) in [("v3", "v3::"), ("v3.1", "v3_1::")] {
        let outcome = run(&frozen(), &[version, "--out-dir", "src/generated"]);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        assert!(outcome.stdout.lines().is_sorted());
        assert!(outcome.stdout.lines().count() > 100);
        assert!(outcome.stdout.lines().all(|line| line.starts_with(module)));
    }
}

#[test]
fn what_cannot_be_compared_is_an_error_that_says_why() {
    let repository = repository();
    let outside = tempfile::tempdir().expect("a folder can be made");
    let copy = Repository::new();
    copy.write("mod.rs", "pub mod v3;");
    copy.write("v3.rs", "pub struct A;\npub struct {}");
    let shallow = repository.shallow_clone();
    for name in ["mod.rs", "v3.rs", "v3_1.rs"] {
        let text = std::fs::read(repository.path("generated").join(name));
        let text = text.expect("the file can be read");
        std::fs::write(outside.path().join(name), text).expect("the file can be written");
    }
    let here = |arguments: &[&str]| {
        let arguments = [arguments, &["--out-dir", "generated"]].concat();
        run(&repository.path("."), &arguments)
    };
    let no_git = Command::new(xtask_binary())
        .args(["surface", "--diff", "HEAD", "--out-dir", "generated"])
        .current_dir(repository.path("."))
        .env("PATH", outside.path())
        .output()
        .expect("xtask can be started");
    for (outcome, expected) in [
        (no_git.into(), "error: git was not found: install it"),
        (here(&["v9"]), "no version `v9`: expected one of v3, v3.1\n"),
        (
            here(&["--diff", "nowhere"]),
            "error: unknown revision `nowhere`",
        ),
        (here(&["--diff=--all"]), "error: unknown revision `--all`"),
        (
            here(&["--diff", "empty"]),
            "error: the folder generated did not exist at `empty` (commit ",
        ),
        (
            run(
                &shallow.path("generated"),
                &["--diff", "HEAD~1", "--out-dir", "."],
            ),
            "this clone is shallow: run `git fetch --unshallow`",
        ),
        (
            run(outside.path(), &["--diff", "HEAD", "--out-dir", "."]),
            "a revision can be read in a git work tree only",
        ),
        (
            run(&copy.path("."), &["--out-dir", "."]),
            "error: .: v3.rs, line 2, column 12: not Rust: expected identifier",
        ),
        (
            run(outside.path(), &["--out-dir", "missing"]),
            "error: missing: cannot list the folder of the generated code",
        ),
    ] {
        assert_eq!(outcome.code, Some(2), "{expected}: {}", outcome.stdout);
        assert!(outcome.stderr.contains(expected), "{}", outcome.stderr);
        assert_eq!(outcome.stdout, "");
    }
}

#[test]
fn odd_code_is_an_error_and_no_panic() {
    for (files, expected) in [
        (files([]), "found no mod.rs"),
        (files([("v3.rs", "")]), "found no mod.rs"),
        (
            files([("mod.rs", "pub mod v3;")]),
            "mod.rs declares a module, but found no v3.rs and no v3/mod.rs",
        ),
        (
            files([("mod.rs", "pub mod v3;"), ("v3.rs", "fn f( {}")]),
            "v3.rs, line 1, column",
        ),
        (
            files([("mod.rs", "<<<<<<< HEAD\npub mod v3;")]),
            "mod.rs, line 1, column 1: not Rust",
        ),
    ] {
        let error = Surface::of(&files).expect_err("it should fail");
        assert!(format!("{error:#}").contains(expected), "{error:#}");
    }
    // Circles, and what syn or nobody can read.
    for code in [
        "",
        "pub use self::a::*; pub mod a { pub use super::b::*; } pub mod b { pub use super::a::*; pub use super::*; }",
        "pub use self::A as B; pub use self::B as A;",
        "pub use super::super::super::X; pub use {}; pub use a::{self, b::{self as c}};",
        "use a::a; pub fn f(x: a) {} use f::f;",
        "pub trait A = Clone; extern \"C\" { pub fn f(); } pub unsafe extern \"C\" fn g(...) {}",
        "pub struct r#type { pub r#fn: r#type }",
        "pub union U { x: u8 } pub static S: u8 = 1; macro_rules! m { () => {} } m!();",
        "pub fn f(x: impl for<'a> Fn(&'a u8) -> (u8, [u8; { 1 + 2 }])) -> <u8 as Into<u8>>::X {}",
        "impl<T> From<T> for &'static [T] where T: Clone {} impl ! {} impl dyn A + Send { pub fn f() {} }",
        "pub struct A; impl A { m!(x); pub type X = u8; } impl !Send for A {}",
        "#[serde(rename)] #[derive] #[cfg] #[doc = 1] #[builder(1 + 1)] pub struct A { #[serde = \"x\"] pub x: u8 }",
    ] {
        let surface = of_v3(code);
        assert!(surface.to_string().contains("v3 (mod)\n"), "{surface}");
        assert_eq!(surface.to_string(), of_v3(code).to_string());
    }
}

/// A macro that the command does not know may make anything, so its call is a line of its own.
#[test]
fn a_macro_that_nobody_can_read_shows_as_it_stands() {
    let surface = of_v3("make_things!(A, B); pub struct A; impl A { setters!(x); }");
    for expected in [
        "make_things!(A, B); (not read)",
        "A::setters!(x); (not read)",
    ] {
        assert!(surface.to_string().contains(expected), "{surface}");
    }
}
