//! Nothing public can leave the generated code without leaving its surface.

use std::{collections::BTreeMap, fs};

use quote::ToTokens;
use syn::{
    Attribute, Field, File, ImplItem, Item, ItemImpl, Meta, Path, Token, UseTree, Variant,
    Visibility, parse_quote, punctuated::Punctuated, visit_mut::VisitMut,
};
use xtask::{output::Files, surface::Surface};

use crate::{support::frozen};

fn generated() -> Files {
    let folder = frozen().join("src/generated");
    let mut files = Files::new();
    for entry in fs::read_dir(folder).expect("the folder can be listed") {
        let path = entry.expect("the folder can be listed").path();
        let name = path
            .file_name()
            .expect("a file has a name")
            .to_string_lossy();
        if name.ends_with(".rs") {
            let text = fs::read_to_string(&path).expect("the file can be read");
            files.insert(name.into_owned(), text);
        }
    }
    files
}

/// Removes the public thing number `at`, in the order of the code, and says what it was.
struct Remove {
    at: usize,
    seen: usize,
    removed: Option<String>,
}

impl Remove {
    /// Whether it is the turn of what `name` describes.
    fn is_it(&mut self, name: impl FnOnce() -> String) -> bool {
        let hit = self.seen == self.at;
        self.seen += 1;
        if hit {
            self.removed = Some(name());
        }
        hit
    }

    /// Removes one of `list` if it is its turn; those for which `name` is none stay.
    fn one_of<T>(&mut self, list: &mut Vec<T>, name: impl Fn(&T) -> Option<String>) {
        list.retain(|item| name(item).is_none_or(|name| !self.is_it(|| name)));
    }

    fn one_of_attributes(&mut self, attributes: &mut Vec<Attribute>) {
        self.one_of(attributes, |attribute| {
            let path = attribute.path();
            let matters = path.is_ident("non_exhaustive") || path.is_ident("builder");
            matters.then(|| text(attribute))
        });
        for attribute in attributes {
            let path = attribute.path().clone();
            if !path.is_ident("derive") && !path.is_ident("serde") {
                continue;
            }
            let parse = Punctuated::<Meta, Token![,]>::parse_terminated;
            let arguments = attribute.parse_args_with(parse).expect("they are a list");
            let mut arguments: Vec<Meta> = arguments.into_iter().collect();
            self.one_of(&mut arguments, |argument| Some(text(argument)));
            *attribute = parse_quote!(#[#path(#(#arguments),*)]);
        }
    }
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

fn named(is_public: &Visibility, what: &str, name: &impl ToTokens) -> Option<String> {
    matches!(is_public, Visibility::Public(_)).then(|| format!("{what} {}", text(name)))
}

/// What users see of an item, or have through it.
fn public_item(item: &Item) -> Option<String> {
    match item {
        Item::Const(item) => named(&item.vis, "const", &item.ident),
        Item::Enum(item) => named(&item.vis, "enum", &item.ident),
        Item::Fn(item) => named(&item.vis, "fn", &item.sig.ident),
        Item::Mod(item) => named(&item.vis, "mod", &item.ident),
        Item::Struct(item) => named(&item.vis, "struct", &item.ident),
        Item::Trait(item) => named(&item.vis, "trait", &item.ident),
        Item::Type(item) => named(&item.vis, "type", &item.ident),
        Item::Use(item) => named(&item.vis, "use", &item.tree),
        Item::Macro(item) => Some(text(&item.mac)),
        Item::Impl(item) => item.trait_.as_ref().map(|(path, _): &(Path, _)| {
            format!("impl {} for {}", text(path), text(&item.self_ty))
        }),
        _ => None,
    }
}

impl VisitMut for Remove {
    fn visit_file_mut(&mut self, file: &mut File) {
        self.one_of(&mut file.items, public_item);
        for item in &mut file.items {
            match item {
                Item::Struct(item) => self.one_of_attributes(&mut item.attrs),
                Item::Enum(item) => self.one_of_attributes(&mut item.attrs),
                _ => {}
            }
        }
        syn::visit_mut::visit_file_mut(self, file);
    }

    fn visit_item_use_mut(&mut self, item: &mut syn::ItemUse) {
        if matches!(item.vis, Visibility::Public(_)) {
            self.visit_use_tree_mut(&mut item.tree);
        }
    }

    fn visit_use_group_mut(&mut self, group: &mut syn::UseGroup) {
        let mut names: Vec<UseTree> = std::mem::take(&mut group.items).into_iter().collect();
        self.one_of(&mut names, |name| Some(format!("use of {}", text(name))));
        group.items = names.into_iter().collect();
    }

    fn visit_fields_named_mut(&mut self, fields: &mut syn::FieldsNamed) {
        let mut named_fields: Vec<Field> = std::mem::take(&mut fields.named).into_iter().collect();
        self.one_of(&mut named_fields, |field| {
            named(&field.vis, "field", &field.ident)
        });
        fields.named = named_fields.into_iter().collect();
        for field in &mut fields.named {
            self.one_of_attributes(&mut field.attrs);
        }
    }

    fn visit_item_enum_mut(&mut self, item: &mut syn::ItemEnum) {
        let mut variants: Vec<Variant> = std::mem::take(&mut item.variants).into_iter().collect();
        self.one_of(&mut variants, |variant| {
            Some(format!("variant {}", variant.ident))
        });
        item.variants = variants.into_iter().collect();
    }

    fn visit_item_impl_mut(&mut self, block: &mut ItemImpl) {
        self.one_of(&mut block.items, |item| match item {
            ImplItem::Fn(item) => named(&item.vis, "method", &item.sig.ident),
            ImplItem::Const(item) => named(&item.vis, "const", &item.ident),
            ImplItem::Macro(item) => Some(text(&item.mac)),
            _ => None,
        });
    }
}

/// Removes each public thing of one file, one at a time.
fn assert_each_removal_shows(file: &str, at_least: usize) {
    let whole = generated();
    let reviewed = Surface::of(&whole).expect("it can be read").to_string();
    let parsed = syn::parse_file(&whole[file]).expect("it is Rust");
    let mut removed = BTreeMap::new();
    for at in 0.. {
        let mut code = parsed.clone();
        let mut remove = Remove {
            at,
            seen: 0,
            removed: None,
        };
        remove.visit_file_mut(&mut code);
        let Some(name) = remove.removed else {
            break;
        };
        let mut files = whole.clone();
        files.insert(file.to_owned(), text(&code));
        let surface = Surface::of(&files).unwrap_or_else(|error| panic!("{name}: {error:#}"));
        removed.insert((at, name), surface.to_string() != reviewed);
    }
    assert!(removed.len() >= at_least, "only {} removals", removed.len());
    removed.retain(|_, shows| !*shows);
    assert!(
        removed.is_empty(),
        "nothing shows the removal of {removed:#?}"
    );
}

#[test]
fn each_removal_from_the_modules_and_the_credentials_shows() {
    assert_each_removal_shows("mod.rs", 3);
    assert_each_removal_shows("credential.rs", 8);
}

#[test]
fn each_removal_from_what_versions_share_shows() {
    assert_each_removal_shows("shared.rs", 300);
}

#[test]
fn each_removal_from_v3_shows() {
    assert_each_removal_shows("v3.rs", 70);
}

#[test]
fn each_removal_from_v3_1_shows() {
    assert_each_removal_shows("v3_1.rs", 120);
}
