//! What generated code imports, and how that is written.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Ident, Item, Macro, MetaList, UseTree,
    visit::{self, Visit},
};

use super::print::INDENT;

/// What generated code may mention, and where it is imported from.
const IMPORTS: &[(&str, &str)] = &[
    ("fmt", "std::fmt"),
    ("Builder", "bon::Builder"),
    ("Deserialize", "serde::Deserialize"),
    ("Serialize", "serde::Serialize"),
    ("Number", "serde_json::Number"),
    ("Value", "serde_json::Value"),
    ("AdditionalProperties", "crate::AdditionalProperties"),
    ("Duration", "std::time::Duration"),
    ("BuildError", "crate::BuildError"),
    ("ClientBuilder", "crate::ClientBuilder"),
    ("ErrorBody", "crate::ErrorBody"),
    ("Nullable", "crate::Nullable"),
    ("Response", "crate::Response"),
    ("RetryPolicy", "crate::RetryPolicy"),
    ("Secret", "crate::Secret"),
    ("UnknownValue", "crate::UnknownValue"),
    ("WholeNumber", "crate::WholeNumber"),
    (
        "optional_builder",
        "crate::value::optional::optional_builder",
    ),
    ("optional_setter", "crate::value::optional::optional_setter"),
    (
        "optional_list_setter",
        "crate::value::optional::optional_list_setter",
    ),
    ("optional_object", "crate::value::object::optional_object"),
    ("opaque_text", "crate::value::text::opaque_text"),
    ("ApiVersion", "crate::builder::ApiVersion"),
    ("Core", "crate::call::core::Core"),
    ("path_segment", "crate::call::request::path_segment"),
];

/// Whether generated code imports something called `name`.
pub(super) fn is_imported(name: &str) -> bool {
    IMPORTS.iter().any(|(import, _)| *import == name)
}

/// The imports of what `items` mention.
pub(super) fn of(items: &[Item]) -> Names {
    let mut mentions = Mentions::default();
    items.iter().for_each(|item| mentions.visit_item(item));
    let mut imports = Names::default();
    for (_, path) in IMPORTS.iter().filter(|(name, _)| mentions.0.contains(name)) {
        imports.add(&syn::parse_str(path).expect("invariant: IMPORTS holds paths"));
    }
    imports
}

/// What `use` names, by the steps of the paths. A name that leads no further has nothing below it.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, Names>);

impl Names {
    pub(super) fn add(&mut self, tree: &UseTree) {
        let (name, below) = match tree {
            UseTree::Group(group) => return group.items.iter().for_each(|tree| self.add(tree)),
            UseTree::Path(path) => (path.ident.to_string(), Some(&*path.tree)),
            name => (name.to_token_stream().to_string(), None),
        };
        let names = self.0.entry(name).or_default();
        below.into_iter().for_each(|tree| names.add(tree));
    }

    /// The imports of the standard library, of other crates and of this one.
    pub(super) fn groups(self) -> Vec<String> {
        let mut groups = [(); 3].map(|()| Self::default());
        for (name, below) in self.0 {
            let group = match name.as_str() {
                "std" => 0,
                "crate" | "super" => 2,
                _ => 1,
            };
            groups[group].0.insert(name, below);
        }
        let groups = groups.iter().map(|group| group.statements("use"));
        groups.filter(|group| !group.is_empty()).collect()
    }

    /// A statement for each crate.
    pub(super) fn statements(&self, keyword: &str) -> String {
        let start = keyword.len() + 1;
        let statement = |(name, below): (&String, &Self)| {
            let tree = below.tree(name, 0, start);
            format!("{keyword} {tree};\n")
        };
        self.0.iter().map(statement).collect()
    }

    /// The tree of `name`, from the column `start` on, as rustfmt breaks it into lines of 100 columns.
    fn tree(&self, name: &str, indent: usize, start: usize) -> String {
        let mut path = name.to_owned();
        let mut names = self;
        while let (1, Some((name, below))) = (names.0.len(), names.0.first_key_value()) {
            path = format!("{path}::{name}");
            names = below;
        }
        if names.0.is_empty() {
            return path;
        }
        let inner = indent + INDENT;
        let below = names.0.iter();
        let below: Vec<String> = below
            .map(|(name, below)| below.tree(name, inner, inner))
            .collect();
        let line = format!("{path}::{{{}}}", below.join(", "));
        let holds_list = below.iter().any(|tree| tree.contains('{'));
        if !holds_list && start + line.len() < 100 {
            return line;
        }
        let mut text = format!("{path}::{{");
        let mut column = 0;
        let mut after_path = false;
        for tree in below {
            let is_path = tree.contains("::");
            let alone = holds_list && (after_path || is_path);
            if column == 0 || alone || column + tree.len() + 2 > 99 - INDENT - indent {
                text.push_str(&format!("\n{:inner$}", ""));
                column = 0;
            } else {
                text.push(' ');
                column += 1;
            }
            text.push_str(&format!("{tree},"));
            column += tree.len() + 1;
            after_path = is_path;
        }
        format!("{text}\n{:indent$}}}", "")
    }
}

/// Notes which of the names that [`IMPORTS`] knows the items mention.
#[derive(Default)]
struct Mentions(BTreeSet<&'static str>);

impl Mentions {
    fn note(&mut self, ident: &Ident) {
        self.0.extend(
            IMPORTS
                .iter()
                .map(|(name, _)| *name)
                .find(|name| ident == name),
        );
    }

    fn note_tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => self.note(&ident),
                TokenTree::Group(group) => self.note_tokens(group.stream()),
                _ => {}
            }
        }
    }
}

impl<'a> Visit<'a> for Mentions {
    fn visit_ident(&mut self, ident: &'a Ident) {
        self.note(ident);
    }

    fn visit_meta_list(&mut self, list: &'a MetaList) {
        if list.path.is_ident("derive") {
            self.note_tokens(list.tokens.clone());
        }
    }

    fn visit_macro(&mut self, call: &'a Macro) {
        visit::visit_macro(self, call);
        self.note_tokens(call.tokens.clone());
    }
}
