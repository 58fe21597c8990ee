//! Makes items of the definition of a type: the type, what it derives, its members.

use std::collections::{BTreeMap, BTreeSet};

use syn::{
    Attribute, Expr, Fields, Ident, ImplItem, ItemEnum, ItemImpl, ItemStruct, Pat, Signature, Stmt,
    Type, Variant,
};

use super::{
    attributes::{self, derives},
    builder::{Builder, option},
    item::{Item, Kind, Note},
    modules::is_public,
    text::{self, Printer},
};

/// The name that a definition has for users, and where.
#[derive(Clone)]
pub(super) struct Owner {
    pub(super) modules: BTreeSet<String>,
    pub(super) name: String,
    pub(super) notes: Vec<Note>,
}

impl Owner {
    /// A type of another part of the crate that code here adds something to.
    pub(super) fn outside(ty: &Type) -> Self {
        let name = match ty {
            Type::Path(path) => attributes::last(&path.path),
            _ => None,
        };
        Self {
            modules: BTreeSet::from([String::new()]),
            name: name.unwrap_or_else(|| text::tokens(ty)),
            notes: Vec::new(),
        }
    }

    pub(super) fn item(&self, member: &str, kind: Kind, text: String) -> Item {
        Item {
            modules: self.modules.clone(),
            owner: self.name.clone(),
            key: format!("{}{member}", self.name),
            kind,
            text,
            positional: None,
            value: None,
            // Members need not say again what their type says.
            notes: match member {
                "" => self.notes.clone(),
                _ => Vec::new(),
            },
        }
    }

    pub(super) fn builder(&self, object: &str) -> Item {
        let mut item = self.item("", Kind::Type, String::new());
        let shape = Note::Shape(format!("builder of {object}"));
        item.notes.insert(0, shape);
        item
    }

    pub(super) fn function(
        &self,
        print: Printer<'_>,
        member: &str,
        signature: &Signature,
        attributes: &[Attribute],
    ) -> Item {
        let text = print.signature(signature, true);
        let mut item = self.item(member, Kind::Function, text);
        item.positional = Some(print.signature(signature, false));
        if signature.asyncness.is_some() {
            item.notes.push(Note::Async);
        }
        if signature.constness.is_some() {
            item.notes.push(Note::Const);
        }
        item.notes.extend(attributes::notes(attributes));
        item
    }

    /// What of an implementation is not said by its trait: types, and constants where programs can
    /// name the trait.
    pub(super) fn trait_implementation(
        &self,
        head: &str,
        item: &ItemImpl,
        can_be_named: bool,
    ) -> Item {
        let mut own: Vec<String> = Vec::new();
        for item in &item.items {
            match item {
                ImplItem::Const(item) if can_be_named => {
                    own.push(format!("{} = {}", item.ident, text::expression(&item.expr)));
                }
                ImplItem::Type(item) => {
                    own.push(format!("{} = {}", item.ident, text::tokens(&item.ty)));
                }
                ImplItem::Macro(item) => own.push(text::tokens(item)),
                _ => {}
            }
        }
        own.sort();
        let text = match own.is_empty() {
            true => String::new(),
            false => format!(" {{ {} }}", own.join(", ")),
        };
        let mut made = self.item(&format!(" {head}"), Kind::Implementation, text);
        made.notes.extend(attributes::notes(&item.attrs));
        made
    }

    fn derived(&self, attributes: &[Attribute]) -> impl Iterator<Item = Item> {
        let names = derives(attributes).into_iter();
        let names = names.filter(|name| name != "Builder");
        names.map(|name| {
            self.item(
                &format!(" impl {name}"),
                Kind::Implementation,
                String::new(),
            )
        })
    }
}

impl Item {
    /// Says what a type is, and what its attributes say.
    pub(super) fn describe(&mut self, shape: &str, attributes: &[Attribute]) {
        self.notes.insert(0, Note::Shape(shape.to_owned()));
        self.notes.extend(attributes::notes(attributes));
        let (name, rest) = attributes::serde(attributes);
        self.notes
            .extend(name.map(|name| Note::Wire(format!("serde rename = {name}"))));
        self.notes.extend(attributes::wire(&rest));
    }
}

pub(super) fn structure(
    print: Printer<'_>,
    owner: &Owner,
    item: &ItemStruct,
    builder: Option<&(String, Builder)>,
) -> Vec<Item> {
    let private = item.fields.iter().any(|field| !is_public(&field.vis));
    let shape = match &item.fields {
        Fields::Unnamed(_) if !private => "tuple struct",
        Fields::Unit => "unit struct",
        _ => "struct",
    };
    let shape = format!("{shape}{}", print.generics(&item.generics));
    let mut made = owner.item("", Kind::Type, String::new());
    made.describe(&shape, &item.attrs);
    if private {
        made.notes.push(Note::PrivateFields);
    }
    let mut items = vec![made];
    items.extend(owner.derived(&item.attrs));
    for (index, field) in item.fields.iter().enumerate() {
        if !is_public(&field.vis) || attributes::is_hidden(&field.attrs) {
            continue;
        }
        let name = field.ident.as_ref().map(ToString::to_string);
        let name = name.unwrap_or_else(|| index.to_string());
        let ty = format!(": {}", print.ty(&field.ty));
        let mut made = owner.item(&format!(".{name}"), Kind::Field, ty);
        if let Some((_, builder)) = builder {
            made.notes.extend(builder.field(field));
        }
        made.notes.extend(attributes::notes(&field.attrs));
        let (name, mut rest) = attributes::serde(&field.attrs);
        made.notes
            .extend(name.map(|name| Note::Wire(format!("in JSON {name}"))));
        if option(&field.ty).is_some() {
            // So it is with what is optional, and the type says that.
            let usual = r#"skip_serializing_if = "Option::is_none""#;
            let before = rest.len();
            rest.retain(|meta| text::meta(meta) != usual);
            let serializes = derives(&item.attrs).iter().any(|name| name == "Serialize");
            if rest.len() == before && serializes {
                made.notes.push(Note::Wire("null if none".to_owned()));
            }
        }
        made.notes.extend(attributes::wire(&rest));
        items.push(made);
    }
    if let Some((name, builder)) = builder {
        let mut made = owner.item("::builder", Kind::Function, format!("() -> {name}"));
        made.notes.extend(builder.notes());
        items.push(made);
    }
    items
}

pub(super) fn enumeration(
    print: Printer<'_>,
    owner: &Owner,
    item: &ItemEnum,
    all: &[syn::Item],
) -> Vec<Item> {
    let mut made = owner.item("", Kind::Type, String::new());
    let shape = format!("enum{}", print.generics(&item.generics));
    made.describe(&shape, &item.attrs);
    let mut items = vec![made];
    items.extend(owner.derived(&item.attrs));
    let texts = texts(&item.ident, all);
    for variant in &item.variants {
        if !attributes::is_hidden(&variant.attrs) {
            items.push(variant_item(print, owner, variant, &texts));
        }
    }
    items
}

/// The texts of variants, as the generated `as_str` has them.
fn texts(name: &Ident, items: &[syn::Item]) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let blocks = items.iter().filter_map(|item| match item {
        syn::Item::Impl(block) if block.trait_.is_none() => match &*block.self_ty {
            Type::Path(ty) if ty.path.is_ident(name) => Some(block),
            _ => None,
        },
        _ => None,
    });
    for item in blocks.flat_map(|block| &block.items) {
        if let ImplItem::Fn(function) = item
            && function.sig.ident == "as_str"
            && let Some(Stmt::Expr(Expr::Match(choice), None)) = function.block.stmts.last()
        {
            texts.extend(choice.arms.iter().filter_map(|arm| {
                let Pat::Path(variant) = &arm.pat else {
                    return None;
                };
                let text = text::literal(&arm.body)?;
                Some((attributes::last(&variant.path)?, format!("{text:?}")))
            }));
        }
    }
    texts
}

fn variant_item(
    print: Printer<'_>,
    owner: &Owner,
    variant: &Variant,
    texts: &BTreeMap<String, String>,
) -> Item {
    let fields = variant.fields.iter().map(|field| {
        let ty = print.ty(&field.ty);
        let (name, rest) = attributes::serde(&field.attrs);
        let wire: Vec<String> = name
            .map(|name| format!("in JSON {name}"))
            .into_iter()
            .chain(attributes::wire(&rest).map(|note| note.to_string()))
            .collect();
        let wire = match wire.is_empty() {
            true => String::new(),
            false => format!(" ({})", wire.join(", ")),
        };
        match &field.ident {
            Some(name) => format!("{name}: {ty}{wire}"),
            None => format!("{ty}{wire}"),
        }
    });
    let fields = fields.collect::<Vec<_>>().join(", ");
    let text = match &variant.fields {
        Fields::Named(_) => format!(" {{ {fields} }}"),
        Fields::Unnamed(_) => format!("({fields})"),
        Fields::Unit => String::new(),
    };
    let mut made = owner.item(&format!("::{}", variant.ident), Kind::Variant, text);
    let (name, rest) = attributes::serde(&variant.attrs);
    let number = variant.discriminant.as_ref();
    made.value = name
        .or_else(|| texts.get(&variant.ident.to_string()).cloned())
        .or_else(|| number.map(|(_, value)| text::expression(value)));
    made.notes.extend(attributes::notes(&variant.attrs));
    made.notes.extend(attributes::wire(&rest));
    made
}
