//! How a request is put together and sent, and when it is sent again.

pub(crate) mod connect;
pub(crate) mod core;
pub(crate) mod request;
pub(crate) mod retry;
mod trace;
