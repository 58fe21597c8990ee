//! The generated code of one version, to be followed as its document is.

use std::{collections::BTreeMap, fs, path::Path};

use quote::ToTokens;
use serde_json::Value;
use syn::{
    Attribute, Fields, File, FnArg, ImplItem, ImplItemFn, Item, PathArguments, ReturnType, Type,
};

/// What is asked of the generated code of a version.
pub(crate) struct Code {
    /// The fields of each type, by their names in JSON: the name in Rust, and the type.
    structs: BTreeMap<String, BTreeMap<String, (String, Type)>>,
    /// The variants of each type, with what they hold.
    enums: BTreeMap<String, Vec<(String, String)>>,
    /// The names of the methods of each type.
    methods: BTreeMap<String, Vec<String>>,
    /// The methods that send something.
    operations: Vec<ImplItemFn>,
    /// The body of an error.
    error: Option<Type>,
    /// The definitions of the tools.
    pub(crate) tools: Value,
    /// What the mock server answers.
    pub(crate) mock: String,
}

impl Code {
    /// Reads the code in `folder`.
    pub(crate) fn read(folder: &Path, version: &str) -> Self {
        let module = version.replace(['.', '-'], "_");
        let read =
            |name: &str| fs::read_to_string(folder.join(name)).expect("the code can be read");
        let mut code = Self {
            structs: BTreeMap::new(),
            enums: BTreeMap::new(),
            methods: BTreeMap::new(),
            operations: Vec::new(),
            error: None,
            tools: serde_json::from_str(&read(&format!("{module}_tools.json")))
                .expect("it is JSON"),
            mock: read(&format!("{module}_mock.rs")),
        };
        for file in ["shared.rs".to_owned(), format!("{module}.rs")] {
            let file: File = syn::parse_file(&read(&file)).expect("it is Rust");
            file.items.into_iter().for_each(|item| code.add(item));
        }
        code
    }

    fn add(&mut self, item: Item) {
        match item {
            Item::Struct(item) => {
                let Fields::Named(fields) = item.fields else {
                    return;
                };
                let fields = fields.named.into_iter().map(|field| {
                    let name = field.ident.expect("a field has a name").to_string();
                    (
                        renamed(&field.attrs).unwrap_or(name.clone()),
                        (name, field.ty),
                    )
                });
                self.structs
                    .insert(item.ident.to_string(), fields.collect());
            }
            Item::Enum(item) => {
                let variants = item.variants.into_iter().map(|variant| {
                    (
                        variant.ident.to_string(),
                        variant.fields.to_token_stream().to_string(),
                    )
                });
                self.enums
                    .insert(item.ident.to_string(), variants.collect());
            }
            Item::Type(item) if item.ident == "Error" => self.error = argument(&item.ty),
            Item::Impl(item) if item.trait_.is_none() => {
                let owner = item.self_ty.to_token_stream().to_string();
                for item in item.items {
                    if let ImplItem::Fn(method) = item {
                        self.methods
                            .entry(owner.clone())
                            .or_default()
                            .push(method.sig.ident.to_string());
                        if owner == "Client" && method.sig.asyncness.is_some() {
                            self.operations.push(method);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn operation(&self, path: &str) -> Option<&ImplItemFn> {
        let shape = |text: &str| {
            let parts = text
                .split('{')
                .map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
            parts.collect::<Vec<_>>().join("{}")
        };
        let wanted = format!("{:?}", shape(path));
        self.operations
            .iter()
            .find(|method| method.block.to_token_stream().to_string().contains(&wanted))
    }

    /// The name of the method that sends to a path.
    pub(crate) fn method_of(&self, path: &str) -> Option<String> {
        self.operation(path)
            .map(|method| method.sig.ident.to_string())
    }

    pub(crate) fn has_method(&self, owner: &str, name: &str) -> bool {
        let mut methods = self.methods.get(owner).into_iter().flatten();
        methods.any(|method| method == name)
    }

    pub(crate) fn has_variant(&self, owner: &str, name: &str) -> bool {
        let mut variants = self.enums.get(owner).into_iter().flatten();
        variants.any(|(variant, _)| variant == name)
    }

    /// Whether the first step of a way from field to field is there, and all that follow it.
    pub(crate) fn leads_somewhere(&self, owner: &str, way: &str) -> bool {
        let mut owner = owner.to_owned();
        way.split('.').all(|step| {
            let fields = self
                .structs
                .get(&owner)
                .into_iter()
                .flat_map(BTreeMap::values);
            let mut found = fields.filter(|(name, _)| name == step);
            let Some((_, ty)) = found.next() else {
                return false;
            };
            owner = named(ty);
            true
        })
    }

    /// The type of the schema at a pointer, without what it is wrapped in.
    pub(crate) fn type_at(&self, place: &str) -> Result<String, String> {
        Ok(named(&self.follow(place)?.1))
    }

    /// The name of the field of the property at a pointer.
    pub(crate) fn field_at(&self, place: &str) -> Result<String, String> {
        Ok(self.follow(place)?.0)
    }

    /// Whether what is at a pointer holds a text that is not shown.
    pub(crate) fn is_secret_at(&self, place: &str) -> Result<bool, String> {
        let ty = self.type_at(place)?;
        let mut variants = self.enums.get(&ty).into_iter().flatten();
        Ok(ty == "Secret" || variants.any(|(_, holds)| holds.contains("Secret")))
    }

    /// The last field on the way to a pointer, and the type at its end.
    fn follow(&self, place: &str) -> Result<(String, Type), String> {
        let steps: Vec<String> = place
            .split('/')
            .skip(1)
            .map(|step| step.replace("~1", "/").replace("~0", "~"))
            .collect();
        let [_, path, _, part, rest @ ..] = &steps[..] else {
            return Err("it lies in no operation".to_owned());
        };
        let method = self
            .operation(path)
            .ok_or_else(|| format!("no method sends to {path}"))?;
        let of_argument = |name: &str| {
            method.sig.inputs.iter().find_map(|input| match input {
                FnArg::Typed(input) if input.pat.to_token_stream().to_string() == name => {
                    Some((*input.ty).clone())
                }
                _ => None,
            })
        };
        let root = match (part.as_str(), rest.first().map(String::as_str)) {
            ("parameters", _) => {
                // The type of an argument says what it converts into.
                let inputs = method.sig.inputs.iter().find_map(|input| match input {
                    FnArg::Typed(input) => match &*input.ty {
                        Type::ImplTrait(ty) => argument_of_bound(ty),
                        _ => None,
                    },
                    FnArg::Receiver(_) => None,
                });
                return inputs
                    .map(|ty| (String::new(), ty))
                    .ok_or_else(|| "no argument is of its type".to_owned());
            }
            ("requestBody", _) => of_argument("request"),
            ("responses", Some(status)) if status.starts_with('2') => match &method.sig.output {
                ReturnType::Type(_, ty) => argument(ty).and_then(|response| argument(&response)),
                ReturnType::Default => None,
            },
            ("responses", _) => self.error.clone(),
            _ => None,
        };
        let mut ty = root.ok_or_else(|| format!("the method has no type for {part}"))?;
        let schema = rest
            .iter()
            .position(|step| step == "schema")
            .ok_or("it lies in no schema")?;
        let (mut field, mut steps) = (String::new(), rest[schema + 1..].iter());
        while let Some(step) = steps.next() {
            match step.as_str() {
                "properties" => {
                    let property = steps.next().ok_or("it is no property")?;
                    let owner = named(&ty);
                    let found = self
                        .structs
                        .get(&owner)
                        .and_then(|fields| fields.get(property));
                    let (name, of_field) =
                        found.ok_or_else(|| format!("`{owner}` has no field for `{property}`"))?;
                    (field, ty) = (name.clone(), of_field.clone());
                }
                // A member of a union, an item or a value is part of the type that there is.
                "anyOf" | "oneOf" | "allOf" => drop(steps.next()),
                "items" | "additionalProperties" => {}
                other => return Err(format!("`{other}` cannot be followed")),
            }
        }
        Ok((field, ty))
    }
}

/// The name in JSON that an attribute of serde gives.
fn renamed(attributes: &[Attribute]) -> Option<String> {
    let mut name = None;
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        let text = attribute.meta.to_token_stream().to_string();
        let after = text.split("rename = \"").nth(1);
        name = name.or(after
            .and_then(|after| after.split('"').next())
            .map(str::to_owned));
    }
    name
}

/// The last argument in the brackets of a type, or the first of a `Result`.
fn argument(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else {
        return None;
    };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let mut types = arguments.args.iter().filter_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    });
    match last.ident == "Result" {
        true => types.next(),
        false => types.next_back(),
    }
}

/// What an argument of the type `impl Into<…>` converts into.
fn argument_of_bound(ty: &syn::TypeImplTrait) -> Option<Type> {
    ty.bounds.iter().find_map(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => {
            let path = &bound.path;
            argument(&syn::parse_quote!(#path))
        }
        _ => None,
    })
}

/// The name of a type within references, options, lists and maps.
fn named(ty: &Type) -> String {
    match ty {
        Type::Reference(ty) => named(&ty.elem),
        ty => argument(ty).map_or_else(|| ty.to_token_stream().to_string(), |inner| named(&inner)),
    }
}
