//! The operations as tools for agents, and the server of the protocol that offers them.

mod calls;
mod definitions;
mod mcp;
mod properties;

use serde_json::Value;

use crate::support::operation::{OPERATIONS, Operation};

/// A validator of the schema, which knows nothing of the client.
fn validator(schema: &Value) -> jsonschema::Validator {
    jsonschema::draft202012::new(schema).expect("it is a JSON Schema")
}

/// What a tool says that an answer is.
fn output_validators() -> Vec<(Operation, jsonschema::Validator)> {
    let validators = OPERATIONS.map(|operation| {
        let schema = operation.tool().output_schema();
        (operation, validator(schema))
    });
    validators.into()
}
