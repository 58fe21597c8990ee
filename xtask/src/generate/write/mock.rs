//! Writes what the mock server has to know of one version: its operations, what they are called
//! with, how they answer and how they fail.

use std::collections::BTreeMap;

use heck::{ToSnakeCase, ToUpperCamelCase};
use http::StatusCode;
use proc_macro2::Literal;
use quote::format_ident;
use serde_json::Value;
use syn::{Expr, Field, Ident, Item, Type, parse_quote};

use crate::generate::{
    docs,
    names::{is_identifier, module_name, type_name},
    plan::{OperationPlan, Plan, ResponsePlan, WHOLE},
    print::Code,
};

/// The code of a version's mock.
pub(in crate::generate) fn mock(plan: &Plan) -> Code {
    let module = module_name(&plan.version);
    let mut operations: Vec<(&String, &OperationPlan)> = plan.operations.iter().collect();
    // The first that matches answers, and `/things/new` sorts before `/things/{id}`.
    operations.sort_by_key(|(_, operation)| &operation.path);
    let calls: Vec<Ident> = operations.iter().map(|(name, _)| call_name(name)).collect();
    let methods: Vec<Ident> = plan
        .operations
        .keys()
        .map(|name| format_ident!("{name}"))
        .collect();
    let by_name = plan.operations.keys().map(|name| call_name(name));
    let method_docs = plan
        .operations
        .iter()
        .map(|(name, operation)| {
            let OperationPlan {
                http_method, path, ..
            } = operation;
            docs::comment(&format!("`{name}`, which is `{http_method} {path}`."))
        })
        .collect::<Vec<_>>();
    let version = &plan.version;
    let accessor_doc = docs::comment(&format!("The operations of API {version}."));
    let operations_doc = docs::comment(&format!(
        "The operations of API {version} at a mock server, from [`MockServer::{module}`]."
    ));
    let mut items: Vec<Item> = vec![
        parse_quote!(
            use crate::mock::{Call, Contract, Endpoint, MockServer, Sent};
        ),
        parse_quote! {
            /// What the server has to know of each operation.
            pub(crate) const CONTRACTS: &[&Contract] = &[#(#calls::CONTRACT),*];
        },
        parse_quote! {
            impl MockServer {
                #(#accessor_doc)*
                pub fn #module(&self) -> Operations<'_> {
                    Operations(self)
                }
            }
        },
        parse_quote! {
            #(#operations_doc)*
            #[derive(Clone, Copy, Debug)]
            pub struct Operations<'a>(&'a MockServer);
        },
        parse_quote! {
            impl<'a> Operations<'a> {
                #(
                    #(#method_docs)*
                    pub fn #methods(&self) -> Endpoint<'a, #by_name> {
                        self.0.endpoint()
                    }
                )*
            }
        },
    ];
    let bodies = repeated_bodies(plan);
    items.splice(
        1..1,
        bodies.iter().map(|(body, name)| -> Item {
            let body = raw_text(body);
            parse_quote! {
                /// The body of several failures, but for the status.
                const #name: &str = #body;
            }
        }),
    );
    for (name, operation) in &plan.operations {
        items.extend(call(version, name, operation, &bodies));
        items.extend(failure(name, operation));
    }
    let doc = format!(
        "The operations of API {version} at a [`MockServer`]: what they were called with, and how they can fail. Needs the feature `mock`."
    );
    Code::of(doc, items)
}

fn call_name(operation: &str) -> Ident {
    format_ident!("{}Call", type_name(operation))
}

fn failure_name(operation: &str) -> Ident {
    format_ident!("{}Failure", type_name(operation))
}

/// The bodies that more than one failure has, and a name for each.
fn repeated_bodies(plan: &Plan) -> BTreeMap<String, Ident> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for operation in plan.operations.values() {
        for (_, failure) in partition(operation).0 {
            *counts.entry(body(failure)).or_default() += 1;
        }
    }
    let repeated = counts
        .into_iter()
        .filter(|(body, count)| !body.is_empty() && *count > 1);
    let named = repeated.enumerate().map(|(index, (body, _))| match index {
        0 => (body, format_ident!("FAILURE")),
        _ => (body, format_ident!("FAILURE_{}", index + 1)),
    });
    named.collect()
}

/// What an operation is called with, and its contract.
fn call(
    version: &str,
    name: &str,
    operation: &OperationPlan,
    bodies: &BTreeMap<String, Ident>,
) -> [Item; 2] {
    let call = call_name(name);
    let failure = failure_name(name);
    let mut fields: Vec<Field> = Vec::new();
    let mut reads: Vec<Expr> = Vec::new();
    let lowered = operation.lowered["parameters"].as_array();
    for (parameter, (_, doc)) in lowered.into_iter().flatten().zip(&operation.parameters) {
        let wire_name = parameter["name"].as_str().unwrap_or_default();
        let ident = format_ident!("{}", wire_name.to_snake_case());
        let ty = rust_type(&parameter["schema"]);
        let doc = match doc.as_str() {
            "" => docs::comment(&format!("The parameter `{wire_name}`.")),
            doc => docs::comment(doc),
        };
        fields.push(parse_quote!(#(#doc)* pub #ident: #ty));
        reads.push(parse_quote!(sent.parameter(#wire_name)?));
    }
    for header in &operation.headers {
        let ident = format_ident!("{}", header.argument);
        let name = &header.name;
        let doc = docs::comment(&format!("The header `{name}`."));
        let (ty, read): (Type, Expr) = match header.required {
            true => (
                parse_quote!(String),
                parse_quote!(sent.required_header(#name)?),
            ),
            false => (
                parse_quote!(Option<String>),
                parse_quote!(sent.header(#name)?),
            ),
        };
        fields.push(parse_quote!(#(#doc)* pub #ident: #ty));
        reads.push(read);
    }
    if let Some(query) = &operation.query {
        let ty = format_ident!("{}", query.type_name);
        fields.push(parse_quote! {
            /// The query.
            pub query: super::#ty
        });
        let (lists, objects, json) = (&query.lists, &query.bracketed, &query.json);
        reads.push(parse_quote!(sent.query(&[#(#lists),*], &[#(#objects),*], &[#(#json),*])?));
    }
    if let Some(body) = operation.lowered.get("requestBody") {
        let ty = rust_type(&body["content"]["application/json"]["schema"]);
        let (ty, read): (Type, Expr) = match operation.optional_body {
            true => (
                parse_quote!(Option<#ty>),
                parse_quote!(sent.optional_body()?),
            ),
            false => (ty, parse_quote!(sent.body()?)),
        };
        fields.push(parse_quote! {
            /// The body.
            pub request: #ty
        });
        reads.push(read);
    }
    let sent: Ident = match reads.is_empty() {
        true => parse_quote!(_sent),
        false => parse_quote!(sent),
    };
    let names = fields.iter().map(|field| &field.ident);

    let OperationPlan {
        http_method,
        path,
        keys,
        ..
    } = operation;
    let (failures, mut successes) = partition(operation);
    let failures = failures.into_iter().map(|failure| answer(failure, bodies));
    let success = successes
        .next()
        .map(|success| answer(success, &BTreeMap::new()));
    let success = success.unwrap_or_else(|| parse_quote!((204, "")));
    let doc = docs::comment(&format!("What `{name}` was called with."));
    [
        parse_quote! {
            #(#doc)*
            #[derive(Clone, Debug, PartialEq, Eq)]
            #[non_exhaustive]
            pub struct #call {
                #(#fields,)*
            }
        },
        parse_quote! {
            impl Call for #call {
                type Failure = #failure;
                const CONTRACT: &'static Contract = &Contract {
                    version: #version,
                    name: #name,
                    method: #http_method,
                    path: #path,
                    keys: &[#(#keys),*],
                    success: #success,
                    failures: &[#(#failures),*],
                    check: |sent| Self::read(sent).map(drop),
                };

                fn read(#sent: &Sent) -> Result<Self, String> {
                    Ok(Self { #(#names: #reads),* })
                }
            }
        },
    ]
}

/// How an operation can fail.
fn failure(name: &str, operation: &OperationPlan) -> [Item; 3] {
    let failure = failure_name(name);
    let (failures, _) = partition(operation);
    let names: Vec<Ident> = failures
        .iter()
        .map(|(status, _)| variant_name(*status))
        .collect();
    let variants = failures
        .iter()
        .zip(&names)
        .map(|((status, response), name)| -> syn::Variant {
            let doc = docs::comment(format!("{status}: {}", response.description).trim());
            let status = Literal::u16_unsuffixed(*status);
            // Counted from zero, a failure that is added would change the numbers of others.
            parse_quote!(#(#doc)* #name = #status)
        });
    let doc = docs::comment(&format!(
        "How `{name}` can fail, as the API's documents have it."
    ));
    [
        parse_quote! {
            #(#doc)*
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            #[non_exhaustive]
            pub enum #failure {
                #(#variants,)*
            }
        },
        parse_quote! {
            impl #failure {
                /// Every documented failure.
                pub const ALL: &'static [Self] = &[#(Self::#names),*];

                /// The HTTP status.
                pub fn status(self) -> crate::StatusCode {
                    crate::mock::status(self.into())
                }
            }
        },
        parse_quote! {
            impl From<#failure> for u16 {
                fn from(failure: #failure) -> Self {
                    failure as Self
                }
            }
        },
    ]
}

type Response<'p> = (u16, &'p ResponsePlan);

/// The failures and the successes of an operation.
fn partition(operation: &OperationPlan) -> (Vec<Response<'_>>, impl Iterator<Item = Response<'_>>) {
    let responses = || {
        operation
            .responses
            .iter()
            .map(|(status, response)| (*status, response))
    };
    let is_failure = |(status, _): &Response<'_>| *status >= 400;
    (
        responses().filter(is_failure).collect(),
        responses().filter(move |response| !is_failure(response)),
    )
}

/// A status and the text of a body, by its name where it has one.
fn answer((status, response): Response<'_>, bodies: &BTreeMap<String, Ident>) -> Expr {
    let status = Literal::u16_unsuffixed(status);
    let body = body(response);
    match bodies.get(&body) {
        Some(name) => parse_quote!((#status, #name)),
        None => {
            let body = raw_text(&body);
            parse_quote!((#status, #body))
        }
    }
}

/// The text of a body, which is empty where there is none.
fn body(response: &ResponsePlan) -> String {
    let body = response.example.as_ref().map(ToString::to_string);
    body.unwrap_or_default()
}

/// `NotFound` for 404, and `Status499` for one that has no name.
fn variant_name(status: u16) -> Ident {
    let reason = StatusCode::from_u16(status).ok();
    let reason = reason.and_then(|status| status.canonical_reason());
    let name = reason.unwrap_or_default().to_upper_camel_case();
    match is_identifier(&name) {
        true => format_ident!("{name}"),
        false => format_ident!("Status{status}"),
    }
}

/// The type, as a module below the version's sees it, that a lowered schema becomes.
pub(super) fn rust_type(schema: &Value) -> Type {
    let reference = schema.get("$ref").and_then(Value::as_str);
    if let Some(name) = reference.and_then(|reference| reference.rsplit('/').next()) {
        let name = format_ident!("{name}");
        return parse_quote!(super::#name);
    }
    let format = schema.get("format").and_then(Value::as_str);
    match (schema.get("type").and_then(Value::as_str), format) {
        (Some("string"), Some("password")) => parse_quote!(Secret),
        (Some("string"), _) => parse_quote!(String),
        (Some("integer"), _) => parse_quote!(i64),
        (Some("number"), Some(WHOLE)) => parse_quote!(WholeNumber),
        (Some("number"), _) => parse_quote!(Number),
        (Some("boolean"), _) => parse_quote!(bool),
        (Some("array"), _) => {
            let item = rust_type(&schema["items"]);
            parse_quote!(Vec<#item>)
        }
        (Some("object"), _) => match schema.get("additionalProperties") {
            Some(Value::Object(values)) if !values.is_empty() => {
                let value = rust_type(&schema["additionalProperties"]);
                parse_quote!(std::collections::HashMap<String, #value>)
            }
            _ => parse_quote!(AdditionalProperties),
        },
        _ => parse_quote!(Value),
    }
}

/// A literal in which JSON stays readable.
fn raw_text(text: &str) -> Expr {
    let mut hashes = String::new();
    while text.contains(&format!("\"{hashes}")) && !text.is_empty() {
        hashes.push('#');
    }
    let literal = format!("r{hashes}\"{text}\"{hashes}");
    let literal: Literal = literal
        .parse()
        .expect("invariant: JSON in a raw text is a literal");
    parse_quote!(#literal)
}
