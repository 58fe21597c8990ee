//! What `cargo xtask surface --diff` says of a change, and how it judges it.

use xtask::surface::Surface;

use crate::surface::{files, of_v3, surface};

/// The heading of the report on two states of a module, and the rest.
pub(crate) fn report(old: &str, new: &str) -> (String, String) {
    let report = of_v3(new)
        .changes_since(&of_v3(old))
        .markdown(None, "`main`");
    let (heading, rest) = report.split_once('\n').expect("a report has a heading");
    (heading.to_owned(), rest.to_owned())
}

/// Each case: the code before and after, and the lines that report the change.
fn assert_reports(verdict: &str, cases: &[(&str, &str, &[&str])]) {
    for (old, new, expected) in cases {
        let (heading, rest) = report(old, new);
        let found: Vec<&str> = rest.lines().filter(|line| line.starts_with("- ")).collect();
        assert_eq!(found, *expected, "from {old} to {new}");
        assert_eq!(
            heading,
            format!("# Surface: {verdict}"),
            "from {old} to {new}"
        );
    }
}

#[test]
fn what_is_gone_or_different_is_major() {
    let gone = |line: &str, why: &str| format!("- `v3::{line}` – **breaking**: programs may {why}");
    for (old, new, line, why) in [
        ("pub struct A;", "", "A (unit struct)", "name it"),
        ("pub struct A;", "struct A;", "A (unit struct)", "name it"),
        ("pub type A = u8;", "", "A = u8 (type)", "name it"),
        ("pub const A: u8 = 1;", "", "A: u8 = 1 (const)", "name it"),
        ("pub fn f() {}", "", "f()", "call it"),
        (
            "pub struct A; impl A { pub fn f(&self) {} }",
            "pub struct A;",
            "A::f(&self)",
            "call it",
        ),
        (
            "#[derive(Copy)] pub struct A;",
            "pub struct A;",
            "A impl Copy",
            "rely on the implementation",
        ),
        (
            "pub struct A; impl std::str::FromStr for A {}",
            "pub struct A;",
            "A impl FromStr",
            "rely on the implementation",
        ),
        (
            "#[non_exhaustive] pub enum A { X, Y }",
            "#[non_exhaustive] pub enum A { X }",
            "A::Y",
            "make or match the variant",
        ),
        (
            "#[non_exhaustive] pub struct A { pub x: u8 }",
            "#[non_exhaustive] pub struct A {}",
            "A.x: u8",
            "read or set the field",
        ),
    ] {
        assert_reports("major", &[(old, new, &[&gone(line, why)])]);
    }
    assert_reports(
        "major",
        &[
            (
                "pub struct A { pub x: u8, pub y: u8 } impl Clone for A {}",
                "",
                &["- `v3::A (struct)` and its 3 members – **breaking**: programs may name it"],
            ),
            (
                "pub mod m { pub struct A; pub mod n { pub struct B; } }",
                "",
                &["- `v3::m (mod)` and its 3 members – **breaking**: programs may name it"],
            ),
            (
                "pub struct A { pub x: String }",
                "pub struct A { pub x: Option<String> }",
                &[
                    "- `v3::A.x: String` → `v3::A.x: Option<String>` – **breaking**: the type changed",
                ],
            ),
            (
                "pub fn f(x: String) {}",
                "pub fn f(x: impl Into<String>) {}",
                &[
                    "- `v3::f(x: String)` → `v3::f(x: impl Into<String>)` – **breaking**: the signature changed",
                ],
            ),
            (
                "pub fn f() {}",
                "pub async fn f() {}",
                &["- `v3::f()` → `v3::f() (async)` – **breaking**: it has to be awaited"],
            ),
            (
                "pub type A = u8;",
                "pub type A = u16;",
                &[
                    "- `v3::A = u8 (type)` → `v3::A = u16 (type)` – **breaking**: it stands for another type",
                ],
            ),
            (
                "pub enum A { X(u8) }",
                "pub enum A { X(u16) }",
                &[
                    "- `v3::A::X(u8)` → `v3::A::X(u16)` – **breaking**: what the variant holds changed",
                ],
            ),
            (
                "pub struct A;",
                "pub enum A {}",
                &[
                    "- `v3::A (unit struct)` → `v3::A (enum)` – **breaking**: it is another sort of item",
                ],
            ),
            (
                "pub fn f() {}",
                "#[cfg(feature = \"x\")] pub fn f() {}",
                &[
                    "- `v3::f()` → `v3::f() (cfg(feature = \"x\"))` – **breaking**: it is there under a condition only",
                ],
            ),
        ],
    );
}

#[test]
fn what_changes_the_json_alone_is_major_on_the_wire() {
    assert_reports(
        "major",
        &[
            (
                "pub struct A { pub x: u8 }",
                "pub struct A { #[serde(rename = \"X\")] pub x: u8 }",
                &[
                    "- `v3::A.x: u8` → `v3::A.x: u8 (in JSON \"X\")` – **breaking**: on the wire: the JSON is another one",
                ],
            ),
            (
                "#[derive(Serialize)] pub struct A { #[serde(skip_serializing_if = \"Option::is_none\")] pub x: Option<u8> }",
                "#[derive(Serialize)] pub struct A { pub x: Option<u8> }",
                &[
                    "- `v3::A.x: Option<u8>` → `v3::A.x: Option<u8> (null if none)` – **breaking**: on the wire: the JSON is another one",
                ],
            ),
            (
                "pub enum A { X } impl A { pub fn as_str(&self) -> &str { match self { Self::X => \"X\" } } }",
                "pub enum A { X } impl A { pub fn as_str(&self) -> &str { match self { Self::X => \"x\" } } }",
                &[
                    "- `v3::A::X = \"X\"` → `v3::A::X = \"x\"` – **breaking**: on the wire: the value is another one",
                ],
            ),
            (
                "#[serde(untagged)] pub enum A { X }",
                "pub enum A { X }",
                &[
                    "- `v3::A (enum, serde untagged)` → `v3::A (enum)` – **breaking**: on the wire: the JSON is another one",
                ],
            ),
        ],
    );
}

#[test]
fn what_is_added_is_major_only_where_programs_name_all_that_there_is() {
    let closed = "the type is not `non_exhaustive`, so programs name all that it has";
    assert_reports(
        "major",
        &[
            (
                "pub struct A { pub x: u8 }",
                "pub struct A { pub x: u8, pub y: u8 }",
                &[&format!("- `v3::A.y: u8` – **breaking**: {closed}")],
            ),
            (
                "pub enum A { X }",
                "pub enum A { X, Y }",
                &[&format!("- `v3::A::Y` – **breaking**: {closed}")],
            ),
            (
                "pub enum A { X }",
                "#[non_exhaustive] pub enum A { X, Y }",
                &[
                    "- `v3::A (enum)` → `v3::A (enum, non_exhaustive)` – **breaking**: programs can no longer name all that the type has",
                    &format!("- `v3::A::Y` – **breaking**: {closed}"),
                ],
            ),
            (
                "pub struct A { pub x: u8 }",
                "pub struct A { pub x: u8, y: u8 }",
                &[
                    "- `v3::A (struct)` → `v3::A (struct, private fields)` – **breaking**: programs can no longer name all that the type has",
                ],
            ),
            (
                "#[derive(bon::Builder)] #[non_exhaustive] pub struct A {}",
                "#[derive(bon::Builder)] #[non_exhaustive] pub struct A { pub x: u8 }",
                &[
                    "- `v3::A.x: u8 (required)` – **breaking**: the builder does not build without it",
                ],
            ),
        ],
    );
    assert_reports(
        "minor",
        &[
            (
                "",
                "pub struct A { pub x: u8 }",
                &["- `v3::A (struct)`", "- `v3::A.x: u8`"],
            ),
            (
                "pub struct A;",
                "pub struct A; impl A { pub fn f(&self) {} } impl Clone for A {}",
                &["- `v3::A impl Clone`", "- `v3::A::f(&self)`"],
            ),
            (
                "#[non_exhaustive] pub struct A {}",
                "#[non_exhaustive] pub struct A { pub x: u8 }",
                &["- `v3::A.x: u8`"],
            ),
            (
                "pub struct A { x: u8 }",
                "pub struct A { x: u8, pub y: u8 }",
                &["- `v3::A.y: u8`"],
            ),
            (
                "#[non_exhaustive] pub enum A {}",
                "#[non_exhaustive] pub enum A { X }",
                &["- `v3::A::X`"],
            ),
            (
                "#[derive(Builder)] #[non_exhaustive] pub struct A {}",
                "#[derive(Builder)] #[non_exhaustive] pub struct A { pub x: Option<u8>, #[builder(default)] pub y: u8 }",
                &["- `v3::A.x: Option<u8>`", "- `v3::A.y: u8`"],
            ),
            (
                "#[non_exhaustive] pub struct A;",
                "pub struct A;",
                &["- `v3::A (unit struct, non_exhaustive)` → `v3::A (unit struct)`"],
            ),
            (
                "pub fn f() {}",
                "#[deprecated] pub fn f() {}",
                &["- `v3::f()` → `v3::f() (deprecated)`"],
            ),
        ],
    );
}

#[test]
fn a_builder_that_asks_for_more_or_sets_less_is_major() {
    let optional = |setters: &str| {
        format!(
            "#[non_exhaustive] pub struct A {{ pub x: Option<Vec<u8>> }} optional_builder!(A, ABuilder); impl ABuilder {{ {setters} }}"
        )
    };
    let (list, plain) = (
        optional("optional_list_setter!(x, maybe_x, u8);"),
        optional("optional_setter!(x, maybe_x, Vec<u8>);"),
    );
    assert_reports(
        "major",
        &[
            (
                "#[derive(Builder)] #[non_exhaustive] pub struct A { #[builder(default)] pub x: u8 }",
                "#[derive(Builder)] #[non_exhaustive] pub struct A { pub x: u8 }",
                &[
                    "- `v3::A.x: u8` → `v3::A.x: u8 (required)` – **breaking**: the builder no longer builds without it",
                ],
            ),
            (
                &plain,
                &optional(""),
                &[
                    "- `v3::A.x: Option<Vec<u8>>` → `v3::A.x: Option<Vec<u8>> (no setter)` – **breaking**: the builder can no longer set it",
                ],
            ),
            (
                &list,
                &plain,
                &[
                    "- `v3::A.x: Option<Vec<u8>> (set from any list)` → `v3::A.x: Option<Vec<u8>>` – **breaking**: programs may rely on it",
                ],
            ),
            (
                "#[derive(Builder)] pub struct A;",
                "pub struct A;",
                &[
                    "- `v3::A::builder() -> ABuilder` – **breaking**: programs may call it",
                    "- `v3::ABuilder (builder of A)` – **breaking**: programs may name it",
                ],
            ),
        ],
    );
    assert_reports(
        "minor",
        &[(
            "#[derive(Builder)] #[non_exhaustive] pub struct A { pub x: u8 }",
            "#[derive(Builder)] #[non_exhaustive] pub struct A { #[builder(default)] pub x: u8 }",
            &["- `v3::A.x: u8 (required)` → `v3::A.x: u8`"],
        )],
    );
}

#[test]
fn what_no_program_notices_is_a_patch() {
    let none: &[&str] = &[];
    assert_reports(
        "patch, no change of the surface",
        &[
            ("pub struct A;", "/// Described.\npub struct A;", none),
            ("pub fn f() -> u8 { 1 }", "pub fn f() -> u8 { 2 }", none),
            (
                "",
                "use std::fmt; fn f() {} pub(crate) struct A; mod m { pub struct B; }",
                none,
            ),
            (
                "",
                "#[doc(hidden)] pub fn f() {} #[cfg(test)] pub mod tests {}",
                none,
            ),
            (
                "pub struct A { pub x: u8, pub y: u8 }",
                "pub struct A { pub y: u8,\n pub x: u8, }",
                none,
            ),
            (
                "use std::fmt; pub struct A; impl fmt::Display for A {}",
                "pub struct A; impl std::fmt::Display for A {}",
                none,
            ),
        ],
    );
    assert_reports(
        "patch, no change that a program notices",
        &[(
            "pub fn f(x: u8) {}",
            "pub fn f(y: u8) {}",
            &["- `v3::f(x: u8)` → `v3::f(y: u8)`"],
        )],
    );
}

#[test]
fn a_change_of_a_shared_type_is_said_once() {
    let versions = |shared: &str, v3: &str, v3_1: &str| {
        surface(&files([
            ("mod.rs", "pub mod v3; pub mod v3_1; mod shared;"),
            ("shared.rs", shared),
            ("v3.rs", v3),
            ("v3_1.rs", v3_1),
        ]))
    };
    let both = "pub use super::shared::A;";
    let (less, more) = ("pub struct A;", "pub struct A; impl Clone for A {}");
    let before = versions(less, both, both);
    let report = versions(more, both, both).changes_since(&before);
    assert_eq!(
        report.markdown(None, "`main`"),
        "# Surface: minor\n\nCompared with `main`.\n\n## Added\n\n- `{v3, v3_1}::A impl Clone`\n"
    );
    // The same of two types is said once, too.
    let report = versions("", more, more).changes_since(&versions("", less, less));
    let report = report.markdown(None, "`main`");
    assert!(
        report.ends_with("\n- `{v3, v3_1}::A impl Clone`\n"),
        "{report}"
    );

    let apart = versions("", less, less);
    assert_eq!(
        apart.changes_since(&before).markdown(None, "`main`"),
        "# Surface: minor\n\nCompared with `main`.\n\n## Changed\n\n\
         - `{v3, v3_1}::A` → `v3::A, v3_1::A` – one type becomes several, which programs that mix versions notice\n"
    );
    let report = before.changes_since(&apart).markdown(None, "`main`");
    assert!(
        report.starts_with("# Surface: minor\n")
            && report.ends_with("\n- `v3::A, v3_1::A` → `{v3, v3_1}::A`\n"),
        "{report}"
    );
    let of_v3 = |surface: &Surface| surface.clone().of_version("v3");
    let changes = of_v3(&apart).changes_since(&of_v3(&before));
    let report = changes.markdown(Some("v3"), "`main`");
    let unnoticed = report.starts_with("# Surface of v3: patch");
    assert!(unnoticed, "one version alone does not notice: {report}");
}
