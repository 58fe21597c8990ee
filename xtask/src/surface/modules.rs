//! The modules of the generated code, and what a name in one of them stands for.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, anyhow, bail};
use syn::{Ident, Item, UseTree, Visibility};

use super::{
    Files,
    attributes::{self, derives},
    item::Note,
};

/// The names that lead to a module or an item; empty for the root.
pub(super) type Path = Vec<String>;

/// How many names may lead to one another before it must be a circle.
const DEEPEST: usize = 32;

pub(super) struct Modules(pub(super) BTreeMap<Path, Module>);

pub(super) struct Module {
    pub(super) items: Vec<Item>,
    pub(super) public: bool,
    pub(super) notes: Vec<Note>,
    /// What the items define.
    names: BTreeSet<String>,
    imports: Vec<Import>,
}

/// One name of a `use`.
pub(super) struct Import {
    pub(super) public: bool,
    pub(super) notes: Vec<Note>,
    /// The name in this module; none for `*`.
    pub(super) name: Option<String>,
    target: Path,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    Module(Path),
    /// The module of the definition, and the name there.
    Item(Path, String),
    /// A path out of the generated code.
    Outside(Path),
}

/// Something that a `pub` makes visible in its module.
pub(super) struct Export {
    pub(super) name: String,
    pub(super) target: Target,
    pub(super) notes: Vec<Note>,
}

impl Modules {
    /// Reads the files that `mod.rs` leads to.
    pub(super) fn parse(files: &Files) -> Result<Self> {
        let mut modules = Self(BTreeMap::new());
        let Some(text) = files.get("mod.rs") else {
            bail!("found no mod.rs, expected the generated code: run `cargo xtask regen`");
        };
        let root = parse("mod.rs", text)?;
        modules.add(files, Vec::new(), "mod.rs", root, true, Vec::new())?;
        Ok(modules)
    }

    fn add(
        &mut self,
        files: &Files,
        path: Path,
        file: &str,
        items: Vec<Item>,
        public: bool,
        notes: Vec<Note>,
    ) -> Result<()> {
        let mut imports = Vec::new();
        let mut rest = Vec::new();
        for item in items {
            if attributes::is_hidden(attributes::of(&item)) {
                continue;
            }
            match item {
                Item::Mod(item) => {
                    let child = child(&path, &item.ident.to_string());
                    let notes = attributes::notes(&item.attrs);
                    let public = is_public(&item.vis);
                    let (file, items) = match item.content {
                        Some((_, items)) => (file.to_owned(), items),
                        None => read(files, file, attributes::path(&item.attrs), &child)?,
                    };
                    self.add(files, child, &file, items, public, notes)?;
                }
                Item::Use(item) => {
                    let notes = attributes::notes(&item.attrs);
                    let public = is_public(&item.vis);
                    flatten(&item.tree, &mut Vec::new(), &mut |name, target| {
                        imports.push(Import {
                            public,
                            notes: notes.clone(),
                            name,
                            target,
                        });
                    });
                }
                item => rest.push(item),
            }
        }
        let module = Module {
            names: rest.iter().flat_map(defined).collect(),
            items: rest,
            public,
            notes,
            imports,
        };
        self.0.insert(path, module);
        Ok(())
    }

    /// What `path` stands for in `module`.
    pub(super) fn resolve(&self, module: &[String], path: &[String]) -> Target {
        self.find(module, path, 0)
            .unwrap_or_else(|| Target::Outside(path.to_vec()))
    }

    fn find(&self, module: &[String], path: &[String], depth: usize) -> Option<Target> {
        let Some((first, rest)) = path.split_first() else {
            return Some(Target::Module(module.to_vec()));
        };
        if depth > DEEPEST {
            return None;
        }
        match first.as_str() {
            "self" => return self.find(module, rest, depth + 1),
            "super" => return self.find(module.split_last()?.1, rest, depth + 1),
            "crate" => return Some(Target::Outside(path.to_vec())),
            _ => {}
        }
        let here = child(module, first);
        if self.0.contains_key(&here) {
            return self.find(&here, rest, depth + 1);
        }
        let Module { names, imports, .. } = self.0.get(module)?;
        if rest.is_empty() && names.contains(first) {
            return Some(Target::Item(module.to_vec(), first.clone()));
        }
        for import in imports {
            let target = [&import.target, rest].concat();
            match &import.name {
                // A crate can have the name of what it exports.
                Some(name) if name == first && import.target.first() == Some(name) => {
                    return Some(Target::Outside(target));
                }
                Some(name) if name == first => {
                    let found = self.find(module, &target, depth + 1);
                    return Some(found.unwrap_or(Target::Outside(target)));
                }
                Some(_) => {}
                None => {
                    let Some(Target::Module(from)) = self.find(module, &import.target, depth + 1)
                    else {
                        continue;
                    };
                    let found = self.find(&from, path, depth + DEEPEST / 4);
                    if let Some(Target::Item(..) | Target::Module(_)) = found {
                        return found;
                    }
                }
            }
        }
        None
    }

    /// What `module` makes public, what it re-exports included.
    pub(super) fn exports(&self, module: &[String]) -> Vec<Export> {
        self.exports_within(module, &mut BTreeSet::new())
    }

    fn exports_within(&self, path: &[String], seen: &mut BTreeSet<Path>) -> Vec<Export> {
        let mut exports = Vec::new();
        // Modules may re-export each other.
        let Some(module) = self.0.get(path).filter(|_| seen.insert(path.to_vec())) else {
            return exports;
        };
        let children = self.0.iter().filter(|(child, module)| {
            module.public && child.split_last().is_some_and(|(_, parent)| parent == path)
        });
        exports.extend(children.map(|(child, module)| Export {
            name: child.last().cloned().unwrap_or_default(),
            target: Target::Module(child.clone()),
            notes: module.notes.clone(),
        }));
        let public = module.items.iter().filter(|item| is_public_item(item));
        exports.extend(public.flat_map(defined).map(|name| Export {
            target: Target::Item(path.to_vec(), name.clone()),
            name,
            notes: Vec::new(),
        }));
        for import in module.imports.iter().filter(|import| import.public) {
            let target = self.resolve(path, &import.target);
            match (&import.name, target) {
                (Some(name), target) => exports.push(Export {
                    name: name.clone(),
                    target,
                    notes: import.notes.clone(),
                }),
                (None, Target::Module(from)) => {
                    let more = self.exports_within(&from, seen).into_iter();
                    exports.extend(more.map(|mut export| {
                        export.notes.extend(import.notes.clone());
                        export
                    }));
                }
                (None, target) => exports.push(Export {
                    name: "*".to_owned(),
                    target,
                    notes: import.notes.clone(),
                }),
            }
        }
        exports
    }
}

pub(super) fn child(module: &[String], name: &str) -> Path {
    [module, &[name.to_owned()]].concat()
}

pub(super) fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn parse(file: &str, text: &str) -> Result<Vec<Item>> {
    let parsed = syn::parse_file(text).map_err(|error| {
        let start = error.span().start();
        anyhow!(
            "{file}, line {}, column {}: not Rust: {error}",
            start.line,
            start.column + 1
        )
    })?;
    Ok(parsed.items)
}

/// The file of a module that is declared elsewhere, and its items.
fn read(
    files: &Files,
    parent: &str,
    named: Option<String>,
    path: &[String],
) -> Result<(String, Vec<Item>)> {
    let path = path.join("/");
    let names = match named {
        // It is named from the folder of the file that declares it.
        Some(name) => match parent.rsplit_once('/') {
            Some((folder, _)) => vec![format!("{folder}/{name}")],
            None => vec![name],
        },
        None => vec![format!("{path}.rs"), format!("{path}/mod.rs")],
    };
    for name in &names {
        if let Some(text) = files.get(name) {
            return Ok((name.clone(), parse(name, text)?));
        }
    }
    bail!(
        "{parent} declares a module, but found no {}: run `cargo xtask regen`",
        names.join(" and no ")
    )
}

fn flatten(tree: &UseTree, prefix: &mut Path, found: &mut impl FnMut(Option<String>, Path)) {
    let mut name = |prefix: &Path, ident: &Ident, rename: &Ident| {
        let mut target = prefix.clone();
        // `use a::{self}` names `a`.
        if ident != "self" {
            target.push(ident.to_string());
        }
        let own = match rename == "self" {
            true => target.last().cloned(),
            false => Some(rename.to_string()),
        };
        found(own, target);
    };
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            flatten(&path.tree, prefix, found);
            prefix.pop();
        }
        UseTree::Name(tree) => name(prefix, &tree.ident, &tree.ident),
        UseTree::Rename(tree) => name(prefix, &tree.ident, &tree.rename),
        UseTree::Glob(_) => found(None, prefix.clone()),
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, prefix, found);
            }
        }
    }
}

/// The names that an item defines: an object's builder is a type of its own.
fn defined(item: &Item) -> Vec<String> {
    match item {
        Item::Struct(item) if derives(&item.attrs).iter().any(|name| name == "Builder") => {
            vec![item.ident.to_string(), format!("{}Builder", item.ident)]
        }
        Item::Macro(call) => super::builder::optional(call)
            .map(|(_, builder)| builder)
            .into_iter()
            .collect(),
        item => named(item)
            .map(|(name, _)| name.to_string())
            .into_iter()
            .collect(),
    }
}

/// The name and the visibility of an item that has a name of its own.
fn named(item: &Item) -> Option<(&Ident, &Visibility)> {
    Some(match item {
        Item::Const(item) => (&item.ident, &item.vis),
        Item::Enum(item) => (&item.ident, &item.vis),
        Item::Fn(item) => (&item.sig.ident, &item.vis),
        Item::Struct(item) => (&item.ident, &item.vis),
        Item::Trait(item) => (&item.ident, &item.vis),
        Item::Type(item) => (&item.ident, &item.vis),
        _ => return None,
    })
}

fn is_public_item(item: &Item) -> bool {
    match named(item) {
        Some((_, visibility)) => is_public(visibility),
        // The builder that it makes.
        None => matches!(item, Item::Macro(_)),
    }
}
