//! `cargo xtask import`, from outside: from whole documents to specs that say the same of the link
//! operations, and from there to clients.

mod bad_documents;
mod bad_references;
mod documents;
mod fetch;
mod fetch_all;
mod folding;
pub(crate) mod history;
mod inexpressible;
mod kept;
mod left_out;
mod lossless;
mod markdown;
mod selection;
mod spelling;
mod steps;
mod victim;
mod words;
