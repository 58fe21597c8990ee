//! What a caller puts into a path.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::InvalidParameter;

/// All but the characters that RFC 3986 calls unreserved.
pub(crate) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Encodes `value` as one segment of a path.
///
/// URL parsers leave out an empty segment, `.` and `..`, in each of their spellings, and so turn the
/// request to another endpoint; no encoding protects them.
#[allow(dead_code, reason = "not used where no path has a parameter")]
pub(crate) fn path_segment(
    parameter: &'static str,
    value: &impl ToString,
) -> Result<String, InvalidParameter> {
    let value = value.to_string();
    let resolved = percent_decode_str(&value).decode_utf8_lossy();
    if matches!(resolved.as_ref(), "" | "." | "..") {
        return Err(InvalidParameter::new(parameter));
    }
    Ok(utf8_percent_encode(&value, RESERVED).to_string())
}
