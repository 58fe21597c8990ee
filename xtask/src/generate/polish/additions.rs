//! What a method has beyond progenitor's: progenitor makes an argument of each parameter of a query,
//! and cannot take a status without a body beside one with a body.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::{Arm, FnArg, Pat, Token, parse_quote, punctuated::Punctuated};

use crate::generate::plan::OperationPlan;

/// Adds the headers and the query to the arguments, before the body, and makes an optional body one.
pub(super) fn inputs(inputs: &mut Punctuated<FnArg, Token![,]>, operation: &OperationPlan) {
    let body = match operation.lowered.get("requestBody") {
        Some(_) => inputs.pop(),
        None => None,
    };
    for header in &operation.headers {
        let argument = format_ident!("{}", header.argument);
        inputs.push(match header.required {
            true => parse_quote!(#argument: &str),
            false => parse_quote!(#argument: Option<&str>),
        });
    }
    if let Some(query) = &operation.query {
        let query = format_ident!("{}", query.type_name);
        inputs.push(parse_quote!(query: &#query));
    }
    if let Some(mut body) = body {
        if let (true, FnArg::Typed(argument)) = (operation.optional_body, &mut body) {
            let ty = &argument.ty;
            argument.ty = parse_quote!(Option<#ty>);
        }
        inputs.push(body);
    }
}

/// What is called on a request for its query and its headers.
pub(super) fn calls(operation: &OperationPlan) -> Vec<TokenStream> {
    let mut calls = Vec::new();
    if let Some(query) = &operation.query {
        let bracketed = &query.bracketed;
        calls.push(quote!(.query(query, &[#(#bracketed),*])));
    }
    for header in &operation.headers {
        let name = &header.name;
        let argument = format_ident!("{}", header.argument);
        let value = match header.required {
            true => quote!(Some(#argument)),
            false => quote!(#argument),
        };
        calls.push(quote!(.header(#name, #value)?));
    }
    calls
}

/// Whether an operation that returns a body can also succeed without one.
pub(super) fn can_lack_body(operation: &OperationPlan) -> bool {
    let successes = || {
        operation
            .responses
            .range(..300)
            .map(|(_, response)| response)
    };
    successes().any(|response| response.example.is_none())
        && successes().any(|response| response.example.is_some())
}

/// What each status means. Those of one outcome share an arm, and the runtime reads the body.
pub(super) fn arms(operation: &OperationPlan) -> Vec<Arm> {
    let statuses = |is_error: bool, has_body: bool| -> Vec<Pat> {
        let fits = operation.responses.iter().filter(|(status, response)| {
            (**status >= 400) == is_error && response.example.is_some() == has_body
        });
        let literal = |status: &u16| Literal::u16_unsuffixed(*status);
        fits.map(|(status, _)| literal(status))
            .map(|literal| parse_quote!(#literal))
            .collect()
    };
    let outcomes: [(Vec<Pat>, TokenStream); 4] = [
        (statuses(false, true), quote!(response.success())),
        (statuses(false, false), quote!(response.empty())),
        (statuses(true, true), quote!(Err(response.error()))),
        (statuses(true, false), quote!(Err(response.undescribed()))),
    ];
    let mut arms: Vec<Arm> = Vec::new();
    for (statuses, outcome) in outcomes {
        if !statuses.is_empty() {
            arms.push(parse_quote!(#(#statuses)|* => #outcome,));
        }
    }
    arms.push(match &operation.default {
        None => parse_quote!(_ => Err(response.undocumented()),),
        Some(response) if response.example.is_none() => {
            parse_quote!(_ => Err(response.undescribed()),)
        }
        Some(_) => parse_quote!(_ => Err(response.error()),),
    });
    arms
}
