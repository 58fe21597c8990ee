//! `cargo xtask drift`, from outside: what each change means to a caller, by the table in `table.md`.

mod agreement;
mod change;
mod command;
mod document_pairs;
mod documents;
mod edits;
mod git;
pub(crate) mod nests;
mod odd;
mod oracle;
mod pairs;
pub(crate) mod random;
mod references;
mod revisions;
mod schema_pairs;
mod shared;
pub(crate) mod values;
