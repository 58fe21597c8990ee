//! Unions of JSON types: typify knows no variant for null, and converts from few types.

use anyhow::{Result, bail};
use quote::format_ident;
use syn::{Fields, Ident, Item, ItemEnum, Type, parse_quote};

pub(super) fn polish(item: &ItemEnum, nullable: bool) -> Result<Vec<Item>> {
    let name = &item.ident;
    let mut variants: Vec<(Ident, Type)> = Vec::new();
    for variant in &item.variants {
        let Fields::Unnamed(fields) = &variant.fields else {
            bail!(
                "progenitor emitted the variant `{name}::{}` without a value",
                variant.ident
            );
        };
        let Some(field) = fields.unnamed.first() else {
            bail!(
                "progenitor emitted the variant `{name}::{}` without a value",
                variant.ident
            );
        };
        variants.push((variant_name(&field.ty, &variant.ident), field.ty.clone()));
    }
    let names: Vec<&Ident> = variants.iter().map(|(name, _)| name).collect();
    let types: Vec<&Type> = variants.iter().map(|(_, ty)| ty).collect();
    let variant_docs: Vec<String> = names.iter().map(|name| variant_doc(name)).collect();
    let null: Option<syn::Variant> = nullable.then(|| {
        parse_quote! {
            /// The JSON value null, which is not the same as a property that is absent.
            Null
        }
    });
    let from_null: Option<Item> = nullable.then(|| {
        parse_quote! {
            impl From<Nullable<#name>> for #name {
                fn from(value: Nullable<#name>) -> Self {
                    value.into_value().unwrap_or(Self::Null)
                }
            }
        }
    });
    let null = null.iter();
    let mut items = vec![parse_quote! {
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(untagged)]
        #[non_exhaustive]
        pub enum #name {
            #(#[doc = #variant_docs] #names(#types),)*
            #(#null,)*
        }
    }];
    for (variant, ty) in &variants {
        items.extend(conversions(name, variant, ty));
    }
    items.extend(from_null);
    Ok(items)
}

fn conversions(name: &Ident, variant: &Ident, ty: &Type) -> Vec<Item> {
    let into = |from: Type| -> Item {
        parse_quote! {
            impl From<#from> for #name {
                fn from(value: #from) -> Self {
                    Self::#variant(value.into())
                }
            }
        }
    };
    let own: Item = parse_quote! {
        impl From<#ty> for #name {
            fn from(value: #ty) -> Self {
                Self::#variant(value)
            }
        }
    };
    let number: Type = parse_quote!(Number);
    let string: Type = parse_quote!(String);
    let mut items = vec![own];
    if *ty == number {
        items.extend(
            [
                parse_quote!(i32),
                parse_quote!(i64),
                parse_quote!(u32),
                parse_quote!(u64),
            ]
            .map(into),
        );
    } else if *ty == string {
        items.push(into(parse_quote!(&str)));
    } else if *ty == parse_quote!(Secret) {
        items.extend([parse_quote!(&str), string].map(into));
    } else if *ty == parse_quote!(Vec<String>) {
        items.push(parse_quote! {
            impl From<Vec<&str>> for #name {
                fn from(value: Vec<&str>) -> Self {
                    Self::#variant(value.into_iter().map(str::to_owned).collect())
                }
            }
        });
        items.push(parse_quote! {
            impl<const N: usize> From<[&str; N]> for #name {
                fn from(value: [&str; N]) -> Self {
                    Self::#variant(value.map(str::to_owned).into())
                }
            }
        });
    }
    items
}

/// The JSON type in words that hide none of the prelude's names, or the name of a generated type.
fn variant_name(ty: &Type, emitted: &Ident) -> Ident {
    let last = match ty {
        Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string()),
        _ => None,
    };
    match last.as_deref() {
        Some("String" | "Secret") => format_ident!("Text"),
        Some("Vec") => format_ident!("List"),
        Some("Number" | "i64") => format_ident!("Number"),
        Some("bool") => format_ident!("Bool"),
        Some("AdditionalProperties" | "HashMap") => format_ident!("Object"),
        _ => emitted.clone(),
    }
}

fn variant_doc(name: &Ident) -> String {
    match name.to_string().as_str() {
        "Text" => " A string.".to_owned(),
        "List" => " A list.".to_owned(),
        "Number" => " A number.".to_owned(),
        "Bool" => " A boolean.".to_owned(),
        "Object" => " An object.".to_owned(),
        name => format!(" {name}, one of the forms that the value can have."),
    }
}
