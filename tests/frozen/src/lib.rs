//! The client as it is generated from documents that do not change: the code that is written by hand
//! is that of the client itself, the rest is of `spec/` beside this. What is tested of how a client behaves
//! is tested of this one, and goes on passing when the API's documents change.
//!
//! `cargo xtask regen --spec-dir tests/frozen/spec --out-dir tests/frozen/src/generated` writes what is
//! generated.

#[path = "../../../generated-client/src/answer/mod.rs"]
mod answer;
#[path = "../../../generated-client/src/builder/mod.rs"]
mod builder;
#[path = "../../../generated-client/src/call/mod.rs"]
mod call;
// prettyplease prints it, which is a little different from rustfmt.
#[rustfmt::skip]
mod generated;
#[cfg(feature = "mock")]
#[path = "../../../generated-client/src/mock/mod.rs"]
pub mod mock;
#[cfg(feature = "tools")]
#[path = "../../../generated-client/src/tools/mod.rs"]
pub mod tools;
#[path = "../../../generated-client/src/value/mod.rs"]
mod value;

// Generated fields name its functions in their attributes, as `crate::wire::…`.
use value::wire;

pub use answer::{
    error::{Error, ErrorBody, InvalidParameter},
    response::Response,
    transport_error::TransportError,
    unexpected::{UnexpectedReason, UnexpectedResponse},
};
pub use builder::{BuildError, ClientBuilder};
pub use call::retry::RetryPolicy;
pub use generated::*;
pub use http::{HeaderMap, StatusCode};
pub use reqwest;
pub use serde_json::Number;
pub use value::{
    additional_properties::AdditionalProperties, nullable::Nullable, secret::Secret,
    unknown_value::UnknownValue, whole_number::WholeNumber,
};
