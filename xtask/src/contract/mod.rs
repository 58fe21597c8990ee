//! What an OpenAPI document demands of callers and promises them.

pub mod bound;
pub mod operation;
pub mod reader;
pub mod schema;
pub mod types;
