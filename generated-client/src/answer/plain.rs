//! Text as it reads without the encodings that a server can have put over it.

use zeroize::Zeroizing;

/// How many encodings, one over the other, are taken off.
const LAYERS: usize = 8;

/// A text without its encodings, and where each of its bytes stands in the text.
pub(super) struct Plain {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// One more than there are bytes: the last is the end.
    starts: Vec<usize>,
}

impl Plain {
    /// The text as it is.
    pub(super) fn verbatim(text: &str) -> Self {
        Self {
            bytes: text.as_bytes().to_vec().into(),
            starts: (0..=text.len()).collect(),
        }
    }

    /// The text without the escapes of JSON, percent-encoding and HTML entities. A plus sign and a space
    /// are the same, as forms write the one for the other.
    pub(super) fn decoded(text: &str) -> Self {
        let mut plain = Self::verbatim(text);
        for _ in 0..LAYERS {
            let length = plain.bytes.len();
            plain = plain.without_a_layer();
            if plain.bytes.len() == length {
                break;
            }
        }
        let pluses = plain.bytes.iter_mut().filter(|byte| **byte == b'+');
        pluses.for_each(|byte| *byte = b' ');
        plain
    }

    /// Where the bytes from `start` to `end` stand in the text.
    pub(super) fn place(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        self.starts[start]..self.starts[end]
    }

    fn without_a_layer(&self) -> Self {
        let mut bytes = Vec::with_capacity(self.bytes.len());
        let mut starts = Vec::with_capacity(self.starts.len());
        let mut at = 0;
        while let Some(byte) = self.bytes.get(at) {
            let rest = &self.bytes[at..];
            let read = match byte {
                b'\\' => escape(rest),
                b'%' => percent(rest),
                b'&' => entity(rest),
                _ => None,
            };
            let before = bytes.len();
            match read {
                Some((Decoded::Byte(byte), _)) => bytes.push(byte),
                Some((Decoded::Char(c), _)) => {
                    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                None => bytes.push(*byte),
            }
            starts.resize(starts.len() + bytes.len() - before, self.starts[at]);
            at += read.map_or(1, |(_, length)| length);
        }
        starts.extend(self.starts.last());
        Self {
            bytes: bytes.into(),
            starts,
        }
    }
}

/// What an encoding stands for.
enum Decoded {
    Byte(u8),
    Char(char),
}

/// What is decoded, and how many bytes its encoding has.
type Read = Option<(Decoded, usize)>;

/// `\n` or `\u00e4`, with both halves of a surrogate pair.
fn escape(text: &[u8]) -> Read {
    let byte = match text.get(1)? {
        byte @ (b'"' | b'\\' | b'/') => *byte,
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'u' => {
            let unit = |at: usize| {
                let digits = text.get(at..at + 6)?.strip_prefix(b"\\u")?;
                u16::try_from(number(digits, 16)?).ok()
            };
            let first = unit(0)?;
            let pair = [first, unit(6).unwrap_or_default()];
            let c = char::decode_utf16(pair).next()?.ok()?;
            return Some((Decoded::Char(c), 6 * c.len_utf16()));
        }
        _ => return None,
    };
    Some((Decoded::Byte(byte), 2))
}

/// `%2F`.
fn percent(text: &[u8]) -> Read {
    let byte = u8::try_from(number(text.get(1..3)?, 16)?).ok()?;
    Some((Decoded::Byte(byte), 3))
}

/// `&amp;`, `&#38;` or `&#x26;`.
fn entity(text: &[u8]) -> Read {
    // No entity that is read here is longer.
    let end = text.iter().take(12).position(|byte| *byte == b';')?;
    let c = match &text[1..end] {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(number(digits, 16)?)?,
        [b'#', digits @ ..] => char::from_u32(number(digits, 10)?)?,
        _ => return None,
    };
    Some((Decoded::Char(c), end + 1))
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    // `from_str_radix` would take a sign.
    let is_digit = |byte: &u8| char::from(*byte).is_digit(radix);
    let digits = Some(digits).filter(|digits| digits.iter().all(is_digit))?;
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()
}
