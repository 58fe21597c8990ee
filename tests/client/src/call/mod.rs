//! How a client is built, and how it makes a call: what it sends, to whom, and how often.

mod bodies;
mod connecting;
mod connections;
mod construction;
mod hostile;
mod paths;
mod redirects;
mod requests;
mod retries;
mod traces;
