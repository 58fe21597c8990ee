//! What a document demands of callers and promises them, whichever way it is written.

pub(crate) mod bound;
mod facts;
pub(crate) mod fold;
mod groups;
mod line;
pub(crate) mod node;
pub(crate) mod null;
pub(crate) mod operation;
pub(crate) mod path;
pub(crate) mod reader;
pub(crate) mod schema;
pub(crate) mod types;

pub use facts::facts;
