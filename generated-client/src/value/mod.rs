//! What the generated types are made of, and how it is read from JSON.

pub(crate) mod additional_properties;
pub(crate) mod gather;
pub(crate) mod nullable;
pub(crate) mod object;
pub(crate) mod optional;
pub(crate) mod secret;
pub(crate) mod text;
pub(crate) mod unknown_value;
pub(crate) mod whole_number;
pub(crate) mod wire;
