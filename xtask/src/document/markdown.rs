//! Text in Markdown.

/// Text as code in a line, whatever is in it.
pub(crate) fn code(text: &str) -> String {
    let text = text.replace(['\r', '\n'], " ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    match longest {
        0 => format!("`{text}`"),
        _ => format!("{fence} {text} {fence}"),
    }
}

/// Text of one line that Markdown takes as it is. What stands between backticks stays code.
pub(crate) fn literal(text: &str) -> String {
    let mut literal = String::new();
    let mut in_code = false;
    for c in text.chars() {
        in_code ^= c == '`';
        match c {
            '\r' | '\n' => literal.push(' '),
            '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '&' | '~' if !in_code => {
                literal.extend(['\\', c]);
            }
            _ => literal.push(c),
        }
    }
    literal
}
