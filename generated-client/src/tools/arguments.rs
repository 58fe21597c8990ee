//! Arguments that fit their schema, on their way to the client and back.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use serde_path_to_error::Segment;

use super::error::{ApiFailure, CallFailure, InvalidArgument, ToolError};
use crate::{Error, ErrorBody, Response};

/// The arguments of one call.
pub(crate) struct Arguments {
    values: Map<String, Value>,
}

#[allow(
    dead_code,
    reason = "which of these are used depends on the API's documents"
)]
impl Arguments {
    pub(super) fn new(values: Map<String, Value>) -> Self {
        Self { values }
    }

    /// The argument `name`.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, ToolError> {
        let value = self.values.remove(name).unwrap_or_default();
        read(value, &step(name))
    }

    /// The arguments with these names, as one object.
    pub(crate) fn take_all<T: DeserializeOwned>(&mut self, names: &[&str]) -> Result<T, ToolError> {
        let taken = names
            .iter()
            .filter_map(|name| self.values.remove_entry(*name));
        read(Value::Object(taken.collect()), "")
    }

    /// The arguments that were not taken, as one object.
    pub(crate) fn take_rest<T: DeserializeOwned>(&mut self) -> Result<T, ToolError> {
        read(Value::Object(std::mem::take(&mut self.values)), "")
    }

    /// What came of the call.
    pub(crate) fn outcome<T: Serialize, E: fmt::Debug + Serialize + ErrorBody>(
        self,
        result: Result<Response<T>, Error<E>>,
    ) -> Result<Value, ToolError> {
        match result {
            Ok(response) => Ok(json(response.body())),
            Err(Error::InvalidParameter(parameter)) => {
                let message = parameter.problem().to_owned();
                let argument = InvalidArgument::new(step(parameter.name()), message);
                Err(ToolError::InvalidArguments(vec![argument]))
            }
            // The client has taken out of errors what they quote of the request's secrets.
            Err(error) => {
                let call = CallFailure::new(&error);
                Err(match error {
                    Error::Api(response) => {
                        let body = json(response.body());
                        ToolError::Api(ApiFailure::new(response.status(), body, call))
                    }
                    _ => ToolError::Call(call),
                })
            }
        }
    }
}

fn json(body: &impl Serialize) -> Value {
    serde_json::to_value(body).expect("invariant: what was read from JSON can be written as JSON")
}

/// The step of a JSON pointer to the member `name`.
pub(super) fn step(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// Reads what the schema took. A document can allow what no type holds, such as a number that is too
/// large.
fn read<T: DeserializeOwned>(value: Value, at: &str) -> Result<T, ToolError> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let mut pointer = at.to_owned();
        for segment in error.path() {
            if !matches!(segment, Segment::Unknown) {
                pointer.push_str(&match segment {
                    Segment::Seq { index } => format!("/{index}"),
                    other => step(&other.to_string()),
                });
            }
        }
        // The message of serde can hold a part of the value.
        let message = "the value is none that the client can send".to_owned();
        ToolError::InvalidArguments(vec![InvalidArgument::new(pointer, message)])
    })
}
