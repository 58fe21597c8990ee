//! Tests from outside, with documents that do not change: a client against real servers on loopback, and
//! the real command on real files. What reviewers should see change is in `review`.

mod answers;
mod api_errors;
mod bad_specs;
mod bodies;
mod compiles;
mod connecting;
mod connections;
mod construction;
mod example;
mod examples_of_answers;
mod fetch;
mod fetch_all;
mod git;
mod hostile;
mod house;
mod limits;
mod mock;
mod mutations;
mod paths;
mod properties;
mod quoted_secrets;
mod readme;
mod redirects;
mod regen;
mod requests;
mod retries;
mod secrets;
mod security_alternatives;
mod support;
mod surface;
mod surface_constants;
mod surface_diff;
mod surface_removals;
mod tools;
mod whole_api;
