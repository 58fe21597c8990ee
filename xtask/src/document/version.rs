//! What is known of the versions of the API: in names of files and modules, and in paths.

/// Whether `name` is that of a version, such as `v3` or `v3.1`.
pub(crate) fn is_version(name: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    name.strip_prefix('v')
        .is_some_and(|numbers| numbers.split('.').all(is_number))
}

/// The name of the file that holds the document of `version`.
pub(crate) fn file(version: &str) -> String {
    format!("{version}.yaml")
}

/// The name of the module of the client that is of `version`, such as `v3_1`.
pub(crate) fn module(version: &str) -> String {
    version.replace('.', "_")
}

/// The version that the module called `name` is of, if it is of one.
pub(crate) fn of_module(name: &str) -> Option<String> {
    let version = name.replace('_', ".");
    is_version(&version).then_some(version)
}

/// Where in a path its first version segment is, such as `/v3.1`, and how long it is.
pub(crate) fn segment(path: &str) -> Option<(usize, usize)> {
    let mut start = 0;
    for segment in path.split_inclusive('/') {
        let name = segment.trim_end_matches('/');
        if is_version(name) && start > 0 {
            return Some((start - 1, name.len() + 1));
        }
        start += segment.len();
    }
    None
}

/// The numbers of a version, by which versions are ordered.
pub(crate) fn numbers(version: Option<&str>) -> Vec<u64> {
    let digits = version.unwrap_or_default().trim_start_matches('v');
    digits
        .split('.')
        .filter_map(|number| number.parse().ok())
        .collect()
}
