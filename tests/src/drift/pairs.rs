//! The files of minimal pairs: how they are grouped, and that they leave out no row and no rule.

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde::Deserialize;

use crate::{
    drift::change::Change, drift::document_pairs, drift::schema_pairs, support::workspace,
};

/// The pairs that show one row of the table, or something that no row names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group<P> {
    pub(crate) row: Option<String>,
    beyond: Option<String>,
    pub(crate) pairs: Vec<P>,
}

impl<P> Group<P> {
    pub(crate) fn title(&self) -> &str {
        let title = self.row.as_deref().or(self.beyond.as_deref());
        title.expect("a group has a row, or says what it shows")
    }
}

pub(crate) fn read<T: serde::de::DeserializeOwned>(file: &str) -> T {
    let file: PathBuf = workspace().join("tests/src/drift").join(file);
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{file:?}: {error}"))
}

/// Whether each finding meets its own expectation, and none is left of either.
pub(crate) fn is_matching<E>(
    found: &[Change],
    expected: &[E],
    is_met: impl Fn(&Change, &E) -> bool,
) -> bool {
    let mut open: Vec<&E> = expected.iter().collect();
    let met = found.iter().all(|change| {
        let at = open.iter().position(|expected| is_met(change, expected));
        at.map(|at| open.swap_remove(at)).is_some()
    });
    met && open.is_empty()
}

/// Fails with all that is wrong rather than with the first of it.
pub(crate) fn report(failures: &[String], compared: usize) {
    let shown: Vec<&str> = failures.iter().take(20).map(String::as_str).collect();
    assert!(
        failures.is_empty(),
        "{} of {compared} comparisons failed:\n\n{}",
        failures.len(),
        shown.join("\n\n")
    );
}

/// The first cell of each row of the table.
fn rows() -> BTreeSet<String> {
    let file = workspace().join("tests/src/drift/table.md");
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
    let cell = |line: &str| line.split('|').nth(1).map(|cell| cell.trim().to_owned());
    text.lines().skip(2).filter_map(cell).collect()
}

#[test]
fn every_row_of_the_table_has_pairs_and_every_pair_is_of_a_row() {
    let of_schemas = schema_pairs::all()
        .into_iter()
        .map(|group| (group.row, group.pairs.len()));
    let of_documents = document_pairs::all()
        .into_iter()
        .map(|group| (group.row, group.pairs.len()));
    let shown: BTreeSet<String> = of_schemas
        .chain(of_documents)
        .filter(|(_, pairs)| *pairs > 0)
        .filter_map(|(row, _)| row)
        .collect();
    assert_eq!(shown, rows());
}

#[test]
fn every_rule_is_shown_by_a_pair() {
    let mut shown = schema_pairs::ids();
    shown.extend(document_pairs::ids());
    let listed = crate::drift::command::rules();
    let missing: Vec<&String> = listed.iter().filter(|id| !shown.contains(*id)).collect();
    assert!(missing.is_empty(), "no pair shows {missing:?}");
    let unknown: Vec<&String> = shown
        .iter()
        .filter(|id| !id.ends_with('*') && !listed.contains(*id))
        .collect();
    assert!(
        unknown.is_empty(),
        "`drift --rules` does not list {unknown:?}"
    );
}
