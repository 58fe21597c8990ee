//! What the documents show works.

pub(crate) mod readme;
