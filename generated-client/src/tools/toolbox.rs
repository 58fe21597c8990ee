//! The tools of one version, ready to check arguments.

use std::fmt;

use jsonschema::{ValidationError, Validator, error::ValidationErrorKind};
use serde::Deserialize;
use serde_json::Value;

use super::{
    arguments::{Arguments, step},
    error::{InvalidArgument, ToolError},
    spelling,
    tool::{Tool, ToolAnnotations},
};

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
    safe_name: String,
    title: Option<String>,
    description: String,
    annotations: ToolAnnotations,
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
                safe_name: definition.safe_name,
                title: definition.title,
                description: definition.description,
                annotations: definition.annotations,
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

    /// The arguments of the tool with this name, in either spelling, with all that the schema has against
    /// them. The types that read them can add to it.
    pub(crate) fn open(
        &'static self,
        name: &str,
        arguments: Value,
    ) -> Result<Arguments, ToolError> {
        let mut tools = self.tools.iter().zip(&self.validators);
        let has_name = |tool: &Tool| tool.name == name || tool.safe_name == name;
        let Some((tool, validator)) = tools.find(|(tool, _)| has_name(tool)) else {
            return Err(ToolError::unknown(name));
        };
        let mut invalid = spelling::misspelt(&tool.input_schema, &arguments);
        for error in validator.iter_errors(&arguments) {
            note(&error, &mut invalid);
        }
        match arguments {
            Value::Object(values) => Ok(Arguments::new(&tool.name, values, invalid)),
            _ => Err(ToolError::InvalidArguments(invalid)),
        }
    }
}

impl fmt::Debug for Toolbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tools.fmt(f)
    }
}

/// Notes what the validator found, without the value that it found it at.
fn note(error: &ValidationError<'_>, invalid: &mut Vec<InvalidArgument>) {
    let at = error.instance_path().as_str();
    match error.kind() {
        // The place where it should be says more than the object that lacks it.
        ValidationErrorKind::Required {
            property: Value::String(name),
        } => {
            let pointer = format!("{at}{}", step(name));
            invalid.push(InvalidArgument::new(pointer, "is required".to_owned()));
        }
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            for name in unexpected {
                let pointer = format!("{at}{}", step(name));
                // It can have been found as a misspelt one.
                if invalid.iter().all(|other| other.pointer() != pointer) {
                    let message = "no property has this name: leave it out".to_owned();
                    invalid.push(InvalidArgument::new(pointer, message));
                }
            }
        }
        _ => {
            let message = error.masked_with("the value").to_string();
            invalid.push(InvalidArgument::new(at.to_owned(), message));
        }
    }
}
