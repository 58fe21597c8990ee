//! The paths of properties, such as `connection_data.shop`.

/// Puts one path behind another.
pub(crate) fn join(path: &str, rest: &str) -> String {
    match (path, rest) {
        ("", rest) => rest.to_owned(),
        (path, "") => path.to_owned(),
        (path, rest) if rest.starts_with("[]") => format!("{path}{rest}"),
        (path, rest) => format!("{path}.{rest}"),
    }
}

/// The step of a path to a property.
pub(crate) fn property(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-$@".contains(c);
    match !name.is_empty() && name.chars().all(plain) {
        true => name.to_owned(),
        false => serde_json::Value::from(name).to_string(),
    }
}
