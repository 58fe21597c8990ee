//! JSON that nothing is wrong with and that `serde_json` refuses: a number that no `f64` holds, and values
//! that are nested deeper than it goes. They become texts, with the JSON that stood there, so that the rest
//! of an answer can be read.

use serde::de::IgnoredAny;
use serde_json::Deserializer;

/// `serde_json` refuses the 128th level. What is deeper than this becomes a text.
const DEEPEST: usize = 100;

/// The JSON with such values as texts, if there are any.
pub(super) fn readable(json: &[u8]) -> Option<Vec<u8>> {
    let mut readable = Vec::new();
    let (mut at, mut copied, mut depth) = (0, 0, 0_usize);
    while let Some(byte) = json.get(at) {
        let too_much = match byte {
            b'[' | b'{' if depth == DEEPEST => true,
            b'-' | b'0'..=b'9' => serde_json::from_slice::<f64>(&json[at..end(json, at)?]).is_err(),
            _ => false,
        };
        match byte {
            _ if too_much => {
                let end = end(json, at)?;
                let text = std::str::from_utf8(&json[at..end]).ok()?;
                readable.extend_from_slice(&json[copied..at]);
                serde_json::to_writer(&mut readable, text).ok()?;
                (at, copied) = (end, end);
                continue;
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.checked_sub(1)?,
            b'"' | b'-' | b'0'..=b'9' => {
                at = end(json, at)?;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    readable.extend_from_slice(&json[copied..]);
    (copied > 0).then_some(readable)
}

/// Where the value ends that begins at `start`. `serde_json` goes any depth through what it ignores.
fn end(json: &[u8], start: usize) -> Option<usize> {
    let mut values = Deserializer::from_slice(&json[start..]).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    Some(start + values.byte_offset())
}
