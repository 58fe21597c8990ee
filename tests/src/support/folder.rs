//! Folders, and what lies in them.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The files below a folder, in the order of their paths.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder can be listed");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .collect();
    paths.sort();
    let below = |path: PathBuf| match path.is_dir() {
        true => files(&path),
        false => vec![path],
    };
    paths.into_iter().flat_map(below).collect()
}

/// Copies a folder with all files that it holds.
pub(crate) fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let below = file
            .strip_prefix(from)
            .expect("the file lies in the folder");
        let text = fs::read(&file).expect("the file can be read");
        write(&to.join(below), text);
    }
}

/// Writes a file, and the folders that it lies in.
pub(crate) fn write(file: &Path, contents: impl AsRef<[u8]>) {
    let folder = file.parent().expect("a file lies in a folder");
    fs::create_dir_all(folder).expect("the folder can be made");
    fs::write(file, contents).expect("the file can be written");
}
