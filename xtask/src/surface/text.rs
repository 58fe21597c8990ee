//! Prints parts of Rust code in one line. What is imported from another crate is named in full.

use prettyplease::unparse;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{
    Expr, ExprLit, File, FnArg, Generics, Item, ItemFn, ItemImpl, Lit, Meta, Pat, PatWild, Path,
    PathSegment, Signature, Type, parse_quote, visit_mut::VisitMut,
};

use super::modules::{Modules, Target};

/// Prints what stands in one module.
#[derive(Clone, Copy)]
pub(super) struct Printer<'a> {
    pub(super) modules: &'a Modules,
    pub(super) module: &'a [String],
}

impl Printer<'_> {
    /// Whether a trait is of the crate's hand-written part. Those that generated code implements are
    /// in private modules there: programs see that they are implemented, and cannot name them.
    pub(super) fn is_sealed(self, path: &Path) -> bool {
        let target = self.modules.resolve(self.module, &names(path));
        matches!(target, Target::Outside(path) if path.len() > 2 && path[0] == "crate")
    }

    pub(super) fn ty(self, ty: &Type) -> String {
        let mut item: Item = parse_quote!(type X = #ty;);
        self.visit(&mut item);
        between(&print(item), "type X = ", ";")
    }

    /// The generic parameters of a type, such as `<T>`.
    pub(super) fn generics(self, generics: &Generics) -> String {
        let (parameters, bounds) = (&generics, &generics.where_clause);
        let mut item: Item = parse_quote!(struct X #parameters #bounds;);
        self.visit(&mut item);
        between(&print(item), "struct X", ";")
    }

    /// A function from its generic parameters on. Without `names`, those of its arguments are `_`.
    pub(super) fn signature(self, signature: &Signature, names: bool) -> String {
        let mut signature = signature.clone();
        let start = format!("fn {}", signature.ident);
        signature.constness = None;
        signature.asyncness = None;
        for input in &mut signature.inputs {
            if let (FnArg::Typed(argument), false) = (&mut *input, names) {
                *argument.pat = Pat::Wild(PatWild {
                    attrs: Vec::new(),
                    underscore_token: Default::default(),
                });
            }
        }
        let mut item = Item::Fn(ItemFn {
            sig: signature,
            ..parse_quote!(
                fn x() {}
            )
        });
        self.visit(&mut item);
        let text = print(item);
        let text = text.strip_suffix("{}").unwrap_or(&text).trim_end();
        // `unsafe` and an ABI come before the name, and are shown behind it.
        match text.split_once(&start) {
            Some(("", rest)) => rest.trim_end_matches(',').to_owned(),
            Some((before, rest)) => format!("{rest} {}", before.trim_end()),
            None => text.to_owned(),
        }
    }

    /// The head of an implementation, such as `impl Clone for Client`, the trait without its path.
    pub(super) fn head(self, item: &ItemImpl) -> String {
        let mut item = item.clone();
        item.attrs.clear();
        item.items.clear();
        let mut item = Item::Impl(item);
        self.visit(&mut item);
        if let Item::Impl(item) = &mut item
            && let Some((path, _)) = &mut item.trait_
        {
            let last = path.segments.pop();
            path.leading_colon = None;
            path.segments = last.into_iter().collect();
        }
        let text = print(item);
        let text = text.strip_suffix("{}").unwrap_or(&text).trim_end();
        text.trim_end_matches(',').to_owned()
    }

    fn visit(self, item: &mut Item) {
        let mut full = FullPaths(self);
        full.visit_item_mut(item);
    }
}

/// Writes out what a `use` shortens. What the root of the crate has stays short, as all know it.
struct FullPaths<'a>(Printer<'a>);

impl VisitMut for FullPaths<'_> {
    fn visit_path_mut(&mut self, path: &mut Path) {
        syn::visit_mut::visit_path_mut(self, path);
        let names = names(path);
        let Target::Outside(full) = self.0.modules.resolve(self.0.module, &names) else {
            return;
        };
        let at_root = full.len() == 2 && full.first().is_some_and(|first| first == "crate");
        let full = match at_root && names.len() == 1 {
            true => full.get(1..).unwrap_or_default(),
            false => &full[..],
        };
        let Some(more) = (full.len() + 1)
            .checked_sub(names.len())
            .filter(|_| full != names)
        else {
            return;
        };
        let segments = full.iter().zip(0..).filter_map(|(name, index)| {
            let mut segment: PathSegment = syn::parse_str(name).ok()?;
            // The arguments stand behind the names that the code has.
            if index + 1 >= more {
                let old = path.segments.iter().nth(index + 1 - more)?;
                segment.arguments = old.arguments.clone();
            }
            Some(segment)
        });
        path.segments = segments.collect();
    }
}

/// The names of a path, without their arguments.
pub(super) fn names(path: &Path) -> Vec<String> {
    let segments = path.segments.iter();
    segments.map(|segment| segment.ident.to_string()).collect()
}

/// An expression as it stands, text in one spelling.
pub(super) fn expression(expression: &Expr) -> String {
    match literal(expression) {
        Some(text) => format!("{text:?}"),
        None => {
            let item: Item = parse_quote!(const X: X = #expression;);
            between(&print(item), "const X: X = ", ";")
        }
    }
}

/// The text that an expression is.
pub(super) fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

/// The argument of an attribute.
pub(super) fn meta(meta: &Meta) -> String {
    match meta {
        Meta::NameValue(pair) => format!("{} = {}", tokens(&pair.path), expression(&pair.value)),
        meta => tokens(meta),
    }
}

/// The text that the argument of an attribute is set to.
pub(super) fn string(meta: &Meta) -> Option<String> {
    match meta {
        Meta::NameValue(pair) => literal(&pair.value),
        _ => None,
    }
}

/// Tokens of whatever sort, with the space that is usual between them.
pub(super) fn tokens(tokens: &impl ToTokens) -> String {
    let tokens: TokenStream = tokens.to_token_stream();
    let item: Item = parse_quote!(x!(#tokens););
    between(&print(item), "x!(", ");")
}

fn between(text: &str, start: &str, end: &str) -> String {
    let text = text.strip_prefix(start).unwrap_or(text);
    let text = text.strip_suffix(end).unwrap_or(text).trim();
    text.strip_suffix(',').unwrap_or(text).to_owned()
}

/// Prints an item in one line.
fn print(item: Item) -> String {
    let printed = unparse(&File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![item],
    });
    let mut line = String::new();
    for part in printed
        .lines()
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        if part.starts_with([')', ']', '>']) {
            line.truncate(line.trim_end_matches(',').len());
        } else if !line.is_empty() && !line.ends_with(['(', '[', '<']) {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}
