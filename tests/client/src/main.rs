//! Tests of how a client behaves, against real servers on loopback, with documents that do not change.

mod answers;
mod api_errors;
mod bodies;
mod connecting;
mod connections;
mod construction;
mod example;
mod hostile;
mod limits;
mod mcp;
mod mock;
mod paths;
mod properties;
mod quoted_secrets;
mod redirects;
mod requests;
mod retries;
mod secrets;
mod support;
mod tools;
