//! How generated types read JSON where serde's own way would lose something.

#![allow(
    dead_code,
    reason = "which of these are used depends on the API's documents"
)]

use serde::{Deserialize, Deserializer, de};
use serde_json::Number;

/// Reads a whole number that can be written as one with a fraction of zero, such as `400.0`.
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    Number::deserialize(deserializer).and_then(expect_whole)
}

/// The same as [`integer`] for a property that can be absent.
pub(crate) fn optional_integer<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<i64>, D::Error> {
    Option::<Number>::deserialize(deserializer)?
        .map(expect_whole)
        .transpose()
}

/// Reads a property that is there, so that its null is not taken for its absence.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Reads a property that must be there, even if it is null.
pub(crate) fn required<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::deserialize(deserializer)
}

/// The bounds within which every whole number has its own floating-point number.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The number, if it is whole, also where it is written with a fraction of zero.
pub(crate) fn whole(number: &Number) -> Option<i64> {
    let is_whole = |float: &f64| float.fract() == 0.0 && float.abs() <= EXACT;
    let float = || number.as_f64().filter(is_whole);
    number.as_i64().or_else(|| Some(float()? as i64))
}

fn expect_whole<E: de::Error>(number: Number) -> Result<i64, E> {
    whole(&number).ok_or_else(|| E::custom("expected a whole number"))
}
