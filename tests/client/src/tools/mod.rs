//! The operations as tools for agents, and the server of the protocol that offers them.

mod calls;
mod definitions;
mod forms;
mod mcp;
mod properties;
mod spelling;

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::Value;

use crate::support::operation::OPERATIONS;

/// A validator of the schema, which knows nothing of the client.
fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::new(schema).expect("it is a JSON Schema")
}

/// What the tool of each operation takes.
static INPUTS: LazyLock<[Validator; 4]> =
    LazyLock::new(|| OPERATIONS.map(|operation| validator(operation.tool().input_schema())));

/// What the tool of each operation says that an answer is.
static OUTPUTS: LazyLock<[Validator; 4]> =
    LazyLock::new(|| OPERATIONS.map(|operation| validator(operation.tool().output_schema())));
