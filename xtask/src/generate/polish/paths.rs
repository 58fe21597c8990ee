//! Progenitor writes every path in full, for code that is included anywhere. Ours has its own files,
//! in which the prelude's names and a few imports read better.

use quote::format_ident;
use syn::{
    File, Path,
    visit_mut::{self, VisitMut},
};

/// The paths that are cut down to their last segment.
const SHORT: &[&str] = &[
    "crate::Secret",
    "crate::WholeNumber",
    "serde_json::Number",
    "serde_json::Value",
    "std::boxed::Box",
    "std::option::Option",
    "std::string::String",
    "std::vec::Vec",
];

/// The runtime's type of what a document does not name.
pub(super) const EXTRA_TYPE: &str = "AdditionalProperties";

pub(super) fn shorten(file: &mut File) {
    Shorten.visit_file_mut(file);
}

struct Shorten;

impl VisitMut for Shorten {
    fn visit_path_mut(&mut self, path: &mut Path) {
        let names: Vec<String> = path.segments.iter().map(|s| s.ident.to_string()).collect();
        // Nobody knows what an object without properties holds, so it is not to be shown.
        if names == ["serde_json", "Map"] {
            *path = format_ident!("{EXTRA_TYPE}").into();
            return;
        }
        let is_type = names.len() == 2 && names[0] == "types";
        let short = |length: usize| SHORT.contains(&names[..length].join("::").as_str());
        // The path is a name of the list, or an associated function of one.
        let kept = (1..=names.len()).find(|length| is_type || short(*length));
        if let Some(length) = kept {
            let first = if is_type { 1 } else { length - 1 };
            path.leading_colon = None;
            path.segments = path.segments.iter().skip(first).cloned().collect();
        }
        visit_mut::visit_path_mut(self, path);
    }
}
