//! Snapshots that a person has reviewed.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What accepts the snapshots of the test binary.
pub(crate) const ACCEPT: &str = concat!(
    "INSTA_UPDATE=always cargo test -p tests --test ",
    env!("CARGO_CRATE_NAME")
);

/// Checks that `text` is what stands in `tests/src/snapshots/` under `name`, and otherwise fails
/// with the difference and with what to run. Under CI it writes nothing.
pub(crate) fn assert_reviewed(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let outcome = settings.bind(|| {
        catch_unwind(AssertUnwindSafe(|| {
            insta::assert_snapshot!(name.to_owned(), text);
        }))
    });
    assert!(
        outcome.is_ok(),
        "`{name}` is not as reviewed. Read the difference above; if it is what was meant, run `{ACCEPT}` and commit the snapshot"
    );
}
