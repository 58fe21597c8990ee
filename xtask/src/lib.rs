//! The rooms of the generator, each with one question.

/// What a document demands of callers and promises them.
pub mod contract;
/// What is read: documents, the decisions on them, and where both are.
pub mod document;
/// What changed between two contracts, for whom, and whether it breaks them.
pub mod drift;
/// What is generated from the documents.
pub mod generate;
/// What of an upstream document becomes a spec.
pub mod import;
/// What is written: the one place that touches the disk.
pub mod output;
/// What the users of the client see.
pub mod surface;
