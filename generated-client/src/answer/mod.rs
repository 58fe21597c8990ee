//! What comes of a call: an answer, or an error that says all that is known.

pub(crate) mod attempt;
pub(crate) mod error;
mod plain;
mod readable;
pub(crate) mod redact;
pub(crate) mod response;
pub(crate) mod transport_error;
pub(crate) mod unexpected;
