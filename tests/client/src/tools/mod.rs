//! The operations as tools for agents.

mod calls;
mod definitions;
mod properties;

use composio_link_client::{
    tools::{Tool, ToolError},
    v3, v3_1,
};
use serde_json::{Value, json};

use crate::support::link::{OPERATIONS, Operation, v3_1_client, v3_client};

const SESSION: &str = "tool_router.session.link.create";
const CONNECTED_ACCOUNT: &str = "connected_accounts.link.create";

fn name(operation: Operation) -> &'static str {
    match operation {
        Operation::V3Session | Operation::V3_1Session => SESSION,
        Operation::V3ConnectedAccount | Operation::V3_1ConnectedAccount => CONNECTED_ACCOUNT,
    }
}

/// The tool that an operation is.
fn tool(operation: Operation) -> &'static Tool {
    let all = match operation.version() {
        "v3" => v3::tools::all(),
        _ => v3_1::tools::all(),
    };
    let mut tools = all.iter();
    let tool = tools.find(|tool| tool.name() == name(operation));
    tool.unwrap_or_else(|| panic!("{operation:?} is a tool"))
}

/// Few arguments that fit.
fn arguments(operation: Operation) -> Value {
    match name(operation) {
        SESSION => json!({ "session_id": "trs_1", "toolkit": "github" }),
        _ => json!({ "auth_config_id": "ac_1", "user_id": "user-1" }),
    }
}

/// The clients of both versions.
struct Callers {
    v3: v3::Client,
    v3_1: v3_1::Client,
}

impl Callers {
    fn new(base_url: &str) -> Self {
        Self {
            v3: v3_client(base_url),
            v3_1: v3_1_client(base_url),
        }
    }

    async fn call(&self, operation: Operation, arguments: Value) -> Result<Value, ToolError> {
        match operation.version() {
            "v3" => v3::tools::call(&self.v3, name(operation), arguments).await,
            _ => v3_1::tools::call(&self.v3_1, name(operation), arguments).await,
        }
    }
}

/// A validator of the schema, which knows nothing of the client.
fn validator(schema: &Value) -> jsonschema::Validator {
    jsonschema::draft202012::new(schema).expect("it is a JSON Schema")
}

/// What a tool says that an answer is.
fn output_validators() -> Vec<(Operation, jsonschema::Validator)> {
    let validators = OPERATIONS.map(|operation| {
        let schema = tool(operation).output_schema();
        (operation, validator(schema))
    });
    validators.into()
}
