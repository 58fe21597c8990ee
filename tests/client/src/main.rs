//! Tests of how a client behaves, against real servers on loopback, with documents that do not change.

mod answer;
mod call;
mod example;
mod limits;
mod mock;
mod replies;
mod support;
mod tools;
