//! What an OpenAPI document demands of callers and promises them.

pub mod bound;
pub mod facts;
pub mod fold;
pub mod groups;
pub mod line;
pub mod node;
pub mod null;
pub mod operation;
pub mod path;
pub mod reader;
pub mod schema;
pub mod types;
