//! What is tested of the client itself follows from the documents in `spec/`: each operation, property,
//! status and credential, in both directions. So a property that comes is tested the day it comes, and one
//! that goes is not missed. How a client behaves beyond that is tested elsewhere, of documents that do not
//! change.

mod answers;
mod client;
mod credentials;
mod requests;
mod schema;
mod secrets;
mod spec;
