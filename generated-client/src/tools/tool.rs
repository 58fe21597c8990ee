//! What the tools are, and which arguments they take.

use std::fmt;

use jsonschema::{Validator, error::ValidationErrorKind};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    arguments::{Arguments, step},
    error::{InvalidArgument, ToolError},
};

/// An operation as a tool. Serialized, it is what the Model Context Protocol lists.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tool {
    name: String,
    description: String,
    input_schema: Value,
    output_schema: Value,
}

impl Tool {
    /// The name, such as `tool_router.session.link.create`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is for, in words for people and models.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The JSON Schema of its arguments.
    pub fn input_schema(&self) -> &Value {
        &self.input_schema
    }

    /// The JSON Schema of what it returns. It leaves room for what the API may add.
    pub fn output_schema(&self) -> &Value {
        &self.output_schema
    }
}

/// The tools of one version, ready to check arguments.
pub(crate) struct Toolbox {
    tools: Vec<Tool>,
    /// One for each tool.
    validators: Vec<Validator>,
}

/// The generated definitions.
#[derive(Deserialize)]
struct Definitions {
    tools: Vec<Definition>,
}

/// A tool as they have it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Definition {
    name: String,
    description: String,
    input_schema: Value,
    output_schema: Value,
}

impl Toolbox {
    /// Reads the generated definitions.
    pub(crate) fn parse(definitions: &str) -> Self {
        let definitions: Definitions =
            serde_json::from_str(definitions).expect("invariant: the generator writes definitions");
        let tools: Vec<Tool> = definitions
            .tools
            .into_iter()
            .map(|definition| Tool {
                name: definition.name,
                description: definition.description,
                input_schema: definition.input_schema,
                output_schema: definition.output_schema,
            })
            .collect();
        let validator = |tool: &Tool| {
            jsonschema::draft202012::new(&tool.input_schema)
                .expect("invariant: the generator has checked the schemas")
        };
        let validators = tools.iter().map(validator).collect();
        Self { tools, validators }
    }

    pub(crate) fn all(&self) -> &[Tool] {
        &self.tools
    }

    /// The arguments of the tool `name`, if they fit.
    pub(crate) fn check(&self, name: &str, arguments: Value) -> Result<Arguments, ToolError> {
        let mut tools = self.tools.iter().zip(&self.validators);
        let Some((_, validator)) = tools.find(|(tool, _)| tool.name == name) else {
            return Err(ToolError::unknown(name));
        };
        let errors = validator.iter_errors(&arguments);
        let invalid: Vec<InvalidArgument> = errors.map(|error| invalid(&error)).collect();
        match arguments {
            Value::Object(values) if invalid.is_empty() => Ok(Arguments::new(values)),
            _ => Err(ToolError::InvalidArguments(invalid)),
        }
    }
}

impl fmt::Debug for Toolbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tools.fmt(f)
    }
}

/// What the validator found, without the value that it found it at.
fn invalid(error: &jsonschema::ValidationError<'_>) -> InvalidArgument {
    let at = error.instance_path().as_str();
    match error.kind() {
        // The place where it should be says more than the object that lacks it.
        ValidationErrorKind::Required {
            property: Value::String(name),
        } => InvalidArgument::new(format!("{at}{}", step(name)), "is required".to_owned()),
        _ => {
            let message = error.masked_with("the value").to_string();
            InvalidArgument::new(at.to_owned(), message)
        }
    }
}
