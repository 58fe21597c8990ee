//! The client as it is generated from documents that do not change: the code that is written by hand
//! is that of the client itself, the rest is of `spec/` beside this. What is tested of how a client behaves
//! is tested of this one, and goes on passing when the API's documents change.
//!
//! `cargo xtask regen --spec-dir tests/frozen/spec --out-dir tests/frozen/src/generated` writes what is
//! generated.

#[path = "../../../generated-client/src/additional_properties.rs"]
mod additional_properties;
#[path = "../../../generated-client/src/build_error.rs"]
mod build_error;
#[path = "../../../generated-client/src/builder.rs"]
mod builder;
#[path = "../../../generated-client/src/connect.rs"]
mod connect;
#[path = "../../../generated-client/src/core.rs"]
mod core;
#[path = "../../../generated-client/src/error.rs"]
mod error;
#[path = "../../../generated-client/src/gather.rs"]
mod gather;
// prettyplease prints it, which is a little different from rustfmt.
#[rustfmt::skip]
mod generated;
#[cfg(feature = "mock")]
#[path = "../../../generated-client/src/mock/mod.rs"]
pub mod mock;
#[path = "../../../generated-client/src/nullable.rs"]
mod nullable;
#[path = "../../../generated-client/src/optional.rs"]
mod optional;
#[path = "../../../generated-client/src/outgoing.rs"]
mod outgoing;
#[path = "../../../generated-client/src/path.rs"]
mod path;
#[path = "../../../generated-client/src/redact.rs"]
mod redact;
#[path = "../../../generated-client/src/request.rs"]
mod request;
#[path = "../../../generated-client/src/response.rs"]
mod response;
#[path = "../../../generated-client/src/retry.rs"]
mod retry;
#[path = "../../../generated-client/src/secret.rs"]
mod secret;
#[cfg(feature = "tools")]
#[path = "../../../generated-client/src/tools/mod.rs"]
pub mod tools;
#[path = "../../../generated-client/src/trace.rs"]
mod trace;
#[path = "../../../generated-client/src/transport.rs"]
mod transport;
#[path = "../../../generated-client/src/unexpected.rs"]
mod unexpected;
#[path = "../../../generated-client/src/unknown_value.rs"]
mod unknown_value;
#[path = "../../../generated-client/src/whole_number.rs"]
mod whole_number;
#[path = "../../../generated-client/src/wire.rs"]
mod wire;

pub use additional_properties::AdditionalProperties;
pub use build_error::BuildError;
pub use builder::ClientBuilder;
pub use error::{Error, ErrorBody, InvalidParameter};
pub use generated::*;
pub use nullable::Nullable;
pub use reqwest::{self, StatusCode, header::HeaderMap};
pub use response::Response;
pub use retry::RetryPolicy;
pub use secret::Secret;
pub use serde_json::Number;
pub use transport::TransportError;
pub use unexpected::{UnexpectedReason, UnexpectedResponse};
pub use unknown_value::UnknownValue;
pub use whole_number::WholeNumber;
