//! The versions of the API, in the names of files and in paths.

/// Whether `name` is that of a version, such as `v3` or `v3.1`.
pub(crate) fn is_version(name: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    name.strip_prefix('v')
        .is_some_and(|numbers| numbers.split('.').all(is_number))
}
