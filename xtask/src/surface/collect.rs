//! Makes items of definitions: the types first, then what is implemented for them.

use std::collections::{BTreeMap, BTreeSet};

use syn::{ImplItem, ItemImpl, ItemStatic, ItemTrait, ItemUnion, Type, visit::Visit};

use super::{
    attributes,
    builder::{self, Builder},
    item::{Item, Kind, Note},
    modules::{Modules, Path, Target, is_public},
    opaque,
    text::{self, Printer},
    types::{Owner, enumeration, structure},
};

/// The definitions that users can name.
type Owners = BTreeMap<(Path, String), Vec<Owner>>;

/// All public items, sorted by their lines.
pub(super) fn items(modules: &Modules) -> Vec<Item> {
    let mut collector = Collector {
        modules,
        owners: Owners::new(),
        items: Vec::new(),
    };
    collector.walk(&[], "", &mut Vec::new());
    for path in modules.0.keys() {
        collector.module(path);
    }
    collector.items.sort_by_cached_key(Item::to_string);
    collector.items
}

struct Collector<'a> {
    modules: &'a Modules,
    owners: Owners,
    items: Vec<Item>,
}

impl<'a> Collector<'a> {
    /// Notes what the public module `path`, which users call `name`, makes public.
    fn walk(&mut self, path: &[String], name: &str, within: &mut Vec<Path>) {
        if within.iter().any(|outer| outer == path) {
            return;
        }
        within.push(path.to_vec());
        let here = BTreeSet::from([name.to_owned()]);
        for export in self.modules.exports(path) {
            let owner = Owner {
                modules: here.clone(),
                name: export.name.clone(),
                notes: export.notes,
            };
            match export.target {
                Target::Module(target) => {
                    let mut item = owner.item("", Kind::Module, String::new());
                    item.notes.insert(0, Note::Shape("mod".to_owned()));
                    self.items.push(item);
                    let separator = if name.is_empty() { "" } else { "::" };
                    let name = format!("{name}{separator}{}", export.name);
                    self.walk(&target, &name, within);
                }
                Target::Outside(target) => {
                    let mut item = owner.item("", Kind::Reexport, String::new());
                    item.value = Some(target.join("::"));
                    item.notes.insert(0, Note::Shape("use".to_owned()));
                    self.items.push(item);
                }
                Target::Item(module, definition) => {
                    let owners = self.owners.entry((module, definition)).or_default();
                    match owners
                        .iter_mut()
                        .find(|other| (&other.name, &other.notes) == (&owner.name, &owner.notes))
                    {
                        Some(other) => other.modules.extend(owner.modules),
                        None => owners.push(owner),
                    }
                }
            }
        }
        within.pop();
    }

    fn module(&mut self, path: &'a [String]) {
        let Some(module) = self.modules.0.get(path) else {
            return;
        };
        for item in &module.items {
            self.definition(path, item, &module.items);
        }
    }

    fn printer(&self, module: &'a [String]) -> Printer<'a> {
        Printer {
            modules: self.modules,
            module,
        }
    }

    fn definition(&mut self, path: &'a [String], item: &syn::Item, all: &[syn::Item]) {
        let print = self.printer(path);
        match item {
            syn::Item::Impl(item) => self.implementation(path, item),
            syn::Item::Macro(call) => {
                if let Some((object, builder)) = builder::optional(call) {
                    self.each_owner(path, &builder, &mut |owner| vec![owner.builder(&object)]);
                } else if let Some(blocks) = opaque::implementations(call) {
                    blocks
                        .iter()
                        .for_each(|block| self.implementation(path, block));
                } else if call.ident.is_none() {
                    self.unknown(path, &call.mac.path, item);
                }
            }
            syn::Item::Struct(item) => {
                let name = item.ident.to_string();
                let builder = Builder::of(item, all);
                self.each_owner(path, &name, &mut |owner| {
                    structure(print, owner, item, builder.as_ref())
                });
                if let Some((builder, Builder::Bon(_))) = &builder {
                    self.each_owner(path, builder, &mut |owner| vec![owner.builder(&name)]);
                }
            }
            syn::Item::Enum(item) => {
                self.each_owner(path, &item.ident.to_string(), &mut |owner| {
                    enumeration(print, owner, item, all)
                });
            }
            syn::Item::Type(item) => {
                self.each_owner(path, &item.ident.to_string(), &mut |owner| {
                    let generics = print.generics(&item.generics);
                    let mut alias = owner.item("", Kind::Alias, String::new());
                    alias.value = Some(print.ty(&item.ty));
                    alias.describe(&format!("type{generics}"), &item.attrs);
                    vec![alias]
                });
            }
            syn::Item::Fn(item) => {
                self.each_owner(path, &item.sig.ident.to_string(), &mut |owner| {
                    vec![owner.function(print, "", &item.sig, &item.attrs)]
                });
            }
            syn::Item::Const(item) => {
                self.each_owner(path, &item.ident.to_string(), &mut |owner| {
                    let ty = format!(": {}", print.ty(&item.ty));
                    let mut constant = owner.item("", Kind::Constant, ty);
                    constant.value = Some(text::expression(&item.expr));
                    constant.describe("const", &item.attrs);
                    vec![constant]
                });
            }
            // Of these none is generated for users, so that a public one shows as it stands.
            syn::Item::Trait(ItemTrait { vis, .. })
            | syn::Item::Static(ItemStatic { vis, .. })
            | syn::Item::Union(ItemUnion { vis, .. })
                if !is_public(vis) => {}
            _ => self.unknown(path, &"", item),
        }
    }

    /// Keeps what nobody but the compiler can tell the meaning of, so that its change shows.
    fn unknown(&mut self, path: &[String], name: &impl quote::ToTokens, item: &syn::Item) {
        let owner = Owner {
            modules: BTreeSet::from([path.join("::")]),
            name: text::tokens(name),
            notes: Vec::new(),
        };
        let mut item = Item {
            key: text::tokens(item),
            ..owner.item("", Kind::Macro, String::new())
        };
        item.notes.push(Note::Other("not read".to_owned()));
        self.items.push(item);
    }

    fn each_owner(
        &mut self,
        path: &[String],
        name: &str,
        make: &mut dyn FnMut(&Owner) -> Vec<Item>,
    ) {
        let owners = self.owners.get(&(path.to_vec(), name.to_owned()));
        for owner in owners.into_iter().flatten() {
            self.items.extend(make(owner));
        }
    }

    fn implementation(&mut self, path: &'a [String], item: &ItemImpl) {
        let print = self.printer(path);
        let mut mentions = Mentions {
            print,
            found: Vec::new(),
        };
        mentions.visit_type(&item.self_ty);
        if let Some((name, _)) = &item.trait_ {
            mentions.visit_path(name);
        }
        let mut owners = Vec::new();
        for (module, name) in mentions.found {
            match self.owners.get(&(module, name)) {
                Some(more) => owners.push(more.clone()),
                // What mentions a type that users cannot name is not for them.
                None => return,
            }
        }
        let head = print.head(item);
        let itself = plain_name(&item.self_ty);
        let resolved = |name: &String| print.modules.resolve(path, std::slice::from_ref(name));
        let of_itself = itself
            .as_ref()
            .is_some_and(|name| matches!(resolved(name), Target::Item(..)));
        let owners = match owners.into_iter().next() {
            Some(owners) => owners,
            None => vec![Owner::outside(&item.self_ty)],
        };
        for owner in &owners {
            let items = match &item.trait_ {
                Some((name, _)) => {
                    let suffix = format!(" for {}", itself.clone().unwrap_or_default());
                    let head = match head.strip_suffix(&suffix).filter(|_| of_itself) {
                        Some(head) => head,
                        None => &head,
                    };
                    let can_be_named = !print.is_sealed(name);
                    vec![owner.trait_implementation(head, item, can_be_named)]
                }
                None => {
                    let note = (!item.generics.params.is_empty()).then(|| head.clone());
                    inherent(print, owner, item, note)
                }
            };
            self.items.extend(items);
        }
    }
}

/// The members of a block that is no trait's. `of` says what the block is for, where it is generic.
fn inherent(print: Printer<'_>, owner: &Owner, block: &ItemImpl, of: Option<String>) -> Vec<Item> {
    let mut items = Vec::new();
    for item in &block.items {
        let made = match item {
            ImplItem::Fn(item) if is_public(&item.vis) && !attributes::is_hidden(&item.attrs) => {
                let name = format!("::{}", item.sig.ident);
                owner.function(print, &name, &item.sig, &item.attrs)
            }
            ImplItem::Const(item) if is_public(&item.vis) => {
                let ty = format!(": {}", print.ty(&item.ty));
                let mut made = owner.item(&format!("::{}", item.ident), Kind::Constant, ty);
                made.value = Some(text::expression(&item.expr));
                made.notes.extend(attributes::notes(&item.attrs));
                made
            }
            ImplItem::Macro(item) if builder::setter(&item.mac).is_none() => {
                let name = format!("::{}", text::tokens(item));
                let mut made = owner.item(&name, Kind::Macro, String::new());
                made.notes.push(Note::Other("not read".to_owned()));
                made
            }
            _ => continue,
        };
        items.push(made);
    }
    for item in &mut items {
        item.notes.extend(attributes::notes(&block.attrs));
        item.notes.extend(of.clone().map(Note::Other));
    }
    items
}

/// The name that a type is, if it is nothing but a name.
fn plain_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.get_ident().map(ToString::to_string),
        _ => None,
    }
}

/// The definitions of generated code that something mentions, in their order.
struct Mentions<'a> {
    print: Printer<'a>,
    found: Vec<(Path, String)>,
}

impl<'ast> Visit<'ast> for Mentions<'_> {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names = text::names(path);
        let target = self.print.modules.resolve(self.print.module, &names);
        if let Target::Item(module, name) = target {
            self.found.push((module, name));
        }
        syn::visit::visit_path(self, path);
    }
}
