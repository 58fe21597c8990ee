//! Tests of the generator and of the documents, from outside: the real command on real files.

mod docs;
mod drift;
mod generator;
mod house;
mod import;
mod review;
mod support;
mod surface;
mod tls;
mod workflows;
