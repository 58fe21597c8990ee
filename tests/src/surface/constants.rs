//! When the value of a constant is part of what `cargo xtask surface --diff` compares.

use crate::{surface::diff::report};

#[test]
fn a_constant_counts_where_programs_can_name_it() {
    let of = |head: &str, value: u8| {
        format!("{head} pub struct A; impl T for A {{ const X: u8 = {value}; }}")
    };
    for head in [
        "use crate::mock::T;",
        "trait T { const X: u8; }",
        "mod own { pub trait T { const X: u8; } } use own::T;",
    ] {
        let (heading, _) = report(&of(head, 1), &of(head, 2));
        assert_eq!(
            heading, "# Surface: patch, no change of the surface",
            "{head}"
        );
    }
    for head in ["pub trait T { const X: u8; }", "use other::T;"] {
        let (heading, _) = report(&of(head, 1), &of(head, 2));
        assert_eq!(heading, "# Surface: major", "{head}");
    }
}

#[test]
fn a_slice_that_lists_more_is_minor_and_one_that_lists_less_or_others_is_major() {
    let of = |ty: &str, list: &str| format!("pub const A: {ty} = &[{list}];");
    for (ty, one, two, verdict) in [
        ("&[u8]", "1, 3", "1, 2, 3", "minor"),
        ("&[u8]", "1, 2, 3", "1, 3", "major"),
        ("&[u8]", "1, 3", "3, 1", "major"),
        ("&[u8; 2]", "1, 3", "1, 4", "major"),
    ] {
        let (heading, rest) = report(&of(ty, one), &of(ty, two));
        assert_eq!(heading, format!("# Surface: {verdict}"), "{rest}");
    }
}
