//! `cargo xtask regen`: what it takes, what it refuses, and what it makes.

mod bad_specs;
pub(crate) mod compiles;
mod examples_of_answers;
mod mutations;
pub(crate) mod odd;
mod regen;
mod security_alternatives;
mod tool_schemas;
mod tools;
pub(crate) mod whole_api;
