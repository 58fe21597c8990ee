//! Snapshots that a person has reviewed.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What accepts all snapshots.
pub(crate) const ACCEPT: &str = "INSTA_UPDATE=always cargo test --workspace";

/// Checks that `text` is what stands in `tests/src/snapshots/` under `name`, and otherwise fails
/// with the difference and with what to run. Under CI it writes nothing.
pub(crate) fn assert_reviewed(name: &str, text: &str) {
    assert_all_reviewed([(name.to_owned(), text.to_owned())]);
}

/// The same for several, of which all differences are shown.
pub(crate) fn assert_all_reviewed(texts: impl IntoIterator<Item = (String, String)>) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let is_reviewed = |name: &str, text: &str| {
        settings.bind(|| {
            let assert = || insta::assert_snapshot!(name.to_owned(), text);
            catch_unwind(AssertUnwindSafe(assert)).is_ok()
        })
    };
    let texts = texts
        .into_iter()
        .filter(|(name, text)| !is_reviewed(name, text));
    let names: Vec<String> = texts.map(|(name, _)| format!("`{name}`")).collect();
    assert!(
        names.is_empty(),
        "{} not as reviewed. Read the difference above; if it is what was meant, run `{ACCEPT}` and commit the snapshots",
        match &names[..] {
            [name] => format!("{name} is"),
            names => format!("{} are", names.join(", ")),
        }
    );
}
