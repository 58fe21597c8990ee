//! Arguments on their way to the client, and what comes back.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use serde_path_to_error::Segment;

use super::error::{ApiFailure, CallFailure, InvalidArgument, ToolError};
use crate::{
    Error, ErrorBody, InvalidParameter, Response,
    call::request::{header_value, path_segment},
};

/// The arguments of one call, and what is wrong with them.
pub(crate) struct Arguments {
    tool: &'static str,
    values: Map<String, Value>,
    invalid: Vec<InvalidArgument>,
}

#[allow(
    dead_code,
    reason = "which of these are used depends on the API's documents"
)]
impl Arguments {
    pub(super) fn new(
        tool: &'static str,
        values: Map<String, Value>,
        invalid: Vec<InvalidArgument>,
    ) -> Self {
        Self {
            tool,
            values,
            invalid,
        }
    }

    /// The name of the tool in the API's documents.
    pub(crate) fn tool(&self) -> &'static str {
        self.tool
    }

    /// The argument `name`, unless it is invalid.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Option<T> {
        let value = self.values.remove(name).unwrap_or_default();
        self.read(value, &step(name))
    }

    /// The same of a parameter of the path.
    pub(crate) fn take_segment<T: DeserializeOwned>(&mut self, name: &'static str) -> Option<T> {
        self.refuse_text(name, |text| path_segment(name, &text).err());
        self.take(name)
    }

    /// The same of a header.
    pub(crate) fn take_header<T: DeserializeOwned>(&mut self, name: &'static str) -> Option<T> {
        self.refuse_text(name, |text| header_value(name, text).err());
        self.take(name)
    }

    /// The arguments with these names, as one object.
    pub(crate) fn take_all<T: DeserializeOwned>(&mut self, names: &[&str]) -> Option<T> {
        let taken = names
            .iter()
            .filter_map(|name| self.values.remove_entry(*name));
        let taken = Value::Object(taken.collect());
        self.read(taken, "")
    }

    /// The arguments that were not taken, as one object.
    pub(crate) fn take_rest<T: DeserializeOwned>(&mut self) -> Option<T> {
        let rest = Value::Object(std::mem::take(&mut self.values));
        self.read(rest, "")
    }

    /// Whether all of them can be sent.
    pub(crate) fn fit(&self) -> bool {
        self.invalid.is_empty()
    }

    /// What is wrong with them.
    pub(crate) fn misfit(self) -> ToolError {
        ToolError::InvalidArguments(self.invalid)
    }

    /// Asks the client whether it can send the text of an argument.
    fn refuse_text(&mut self, name: &str, refusal: impl FnOnce(&str) -> Option<InvalidParameter>) {
        let text = self.values.get(name).and_then(Value::as_str);
        if let Some(refusal) = text.and_then(refusal) {
            self.refuse(step(name), refusal.problem());
        }
    }

    /// Notes that a value cannot be sent, unless something is known to be wrong with it already, with what
    /// it holds or with what holds it.
    fn refuse(&mut self, pointer: String, message: &str) {
        let holds = |outer: &str, inner: &str| {
            let rest = inner.strip_prefix(outer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let mut known = self.invalid.iter().map(InvalidArgument::pointer);
        if !known.any(|known| holds(known, &pointer) || holds(&pointer, known)) {
            let argument = InvalidArgument::new(pointer, message.to_owned());
            self.invalid.push(argument);
        }
    }

    /// Reads a value. The schema can take what no type holds, such as a number that is too large; of such
    /// values a type names the first, so that it is asked again without it.
    fn read<T: DeserializeOwned>(&mut self, mut value: Value, at: &str) -> Option<T> {
        let mut is_whole = true;
        let mut left_out: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        loop {
            let error = match serde_path_to_error::deserialize(&value) {
                Ok(read) => return is_whole.then_some(read),
                Err(error) => error,
            };
            is_whole = false;
            // Where it is in what is left of the value, and where it was.
            let (mut place, mut pointer) = (String::new(), at.to_owned());
            let mut within = None;
            for segment in error.path() {
                within = match segment {
                    Segment::Unknown => continue,
                    Segment::Seq { index } => {
                        place.push_str(&format!("/{index}"));
                        let before = left_out.get(&pointer).into_iter().flatten();
                        let index = before.fold(*index, |index, before| {
                            index + usize::from(*before <= index)
                        });
                        let list = pointer.clone();
                        pointer.push_str(&format!("/{index}"));
                        Some((list, index))
                    }
                    other => {
                        let step = step(&other.to_string());
                        place.push_str(&step);
                        pointer.push_str(&step);
                        None
                    }
                };
            }
            // The message of serde can hold a part of the value.
            self.refuse(pointer, "the value is none that the client can send");
            if !remove(&mut value, &place) {
                return None;
            }
            if let Some((list, index)) = within {
                left_out.entry(list).or_default().insert(index);
            }
        }
    }

    /// What came of the call.
    pub(crate) fn outcome<T: Serialize, E: fmt::Debug + Serialize + ErrorBody>(
        self,
        result: Result<Response<T>, Error<E>>,
    ) -> Result<Value, ToolError> {
        match result {
            Ok(response) => Ok(json(response.body())),
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

/// Takes out what is at `place`, if it is not the whole value.
fn remove(value: &mut Value, place: &str) -> bool {
    let Some((parent, last)) = place.rsplit_once('/') else {
        return false;
    };
    match value.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            let name = last.replace("~1", "/").replace("~0", "~");
            members.remove(&name).is_some()
        }
        Some(Value::Array(items)) => match last.parse() {
            Ok(index) if index < items.len() => {
                items.remove(index);
                true
            }
            _ => false,
        },
        _ => false,
    }
}
