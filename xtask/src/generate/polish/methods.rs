//! Methods: progenitor's signatures with bodies of our own. It sends an `api-version` header that the API
//! does not ask for, splits a call over hooks that take its own runtime, and cannot be told to name the body
//! or to convert an id.

use anyhow::{Context, Result, bail};
use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{
    Expr, FnArg, GenericArgument, ImplItem, ImplItemFn, ItemImpl, PathArguments, ReturnType, Stmt,
    Token, Type, parse_quote, punctuated::Punctuated,
};

use super::{Scope, additions, client};
use crate::generate::{
    docs,
    plan::{Kind, OperationPlan, Plan, ResponsePlan},
};

/// The polished methods, in progenitor's order.
pub(super) fn polish(block: ItemImpl, plan: &Plan, scope: Scope<'_>) -> Result<Vec<ImplItemFn>> {
    let mut methods = Vec::new();
    for item in block.items {
        let ImplItem::Fn(mut method) = item else {
            bail!("progenitor emitted something else than methods");
        };
        let name = method.sig.ident.to_string();
        let operation = plan.operations.get(&name).with_context(|| {
            format!("progenitor emitted a method `{name}`, which is no operation")
        })?;
        polish_method(&mut method, operation, plan, scope).with_context(|| {
            format!("progenitor emitted the method `{name}` in a form that is not known")
        })?;
        methods.push(method);
    }
    Ok(methods)
}

fn polish_method(
    method: &mut ImplItemFn,
    operation: &OperationPlan,
    plan: &Plan,
    scope: Scope<'_>,
) -> Result<()> {
    method.attrs = docs::comment(&doc(operation, plan));
    method.sig.generics = Default::default();

    let parameters: Vec<String> = operation
        .parameters
        .iter()
        .map(|(name, _)| name.clone())
        .collect();
    let headers = operation.headers.iter().map(|header| &header.argument);
    let taken = parameters
        .iter()
        .chain(headers)
        .any(|name| name == "request");
    let body = if taken { "body" } else { "request" };
    let mut conversions = Vec::new();
    for input in &mut method.sig.inputs {
        conversions.extend(polish_input(input, body, scope)?);
    }
    additions::inputs(&mut method.sig.inputs, operation);
    polish_output(method, operation, plan)?;
    method.block.stmts = conversions;
    let name = method.sig.ident.to_string();
    method.block.stmts.push(Stmt::Expr(
        call(&name, body, operation, &method.sig.inputs),
        None,
    ));
    Ok(())
}

/// Sends the request and reads the answer.
fn call(
    name: &str,
    body: &str,
    operation: &OperationPlan,
    inputs: &Punctuated<FnArg, Token![,]>,
) -> Expr {
    let http_method = format_ident!("{}", operation.http_method);
    let path = path(operation, inputs);
    let additions = additions::calls(operation);
    let body = format_ident!("{body}");
    let (with_body, sent): (TokenStream, Expr) = match operation.lowered.get("requestBody") {
        None => (quote!(), parse_quote!(&())),
        Some(_) if operation.optional_body => (quote!(.optional_json(#body)), parse_quote!(&#body)),
        Some(_) => (quote!(.json(#body)), parse_quote!(#body)),
    };
    let arms = additions::arms(operation);
    parse_quote! {
        self.core
            .send(
                #name,
                self.core.request(http::Method::#http_method, #path) #(#additions)* #with_body,
                #sent,
                |response| match response.status().as_u16() { #(#arms)* },
            )
            .await
    }
}

/// The path with what the caller puts into it.
fn path(operation: &OperationPlan, inputs: &Punctuated<FnArg, Token![,]>) -> Expr {
    let mut template = String::new();
    let mut segments: Vec<Expr> = Vec::new();
    let mut rest = operation.path.as_str();
    while let Some((before, (name, after))) = rest
        .split_once('{')
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        let is_it = |input: &&FnArg| bound_name(input).as_deref() == Some(&name.to_snake_case());
        // Progenitor names the arguments in the same way, but for words of the language.
        let argument = match inputs.iter().find(is_it).and_then(bound_name) {
            Some(argument) => argument,
            None => format!("{}_", name.to_snake_case()),
        };
        let argument = format_ident!("{argument}");
        segments.push(parse_quote!(path_segment(#name, &#argument)?));
        template.push_str(before);
        template.push_str("{}");
        rest = after;
    }
    template.push_str(rest);
    match segments.is_empty() {
        true => parse_quote!(#template),
        false => parse_quote!(&format!(#template, #(#segments),*)),
    }
}

fn bound_name(input: &FnArg) -> Option<String> {
    match input {
        FnArg::Typed(argument) => Some(argument.pat.to_token_stream().to_string()),
        FnArg::Receiver(_) => None,
    }
}

fn doc(operation: &OperationPlan, plan: &Plan) -> String {
    let OperationPlan {
        http_method, path, ..
    } = operation;
    let mut text = format!("{}\n\n", operation.summary);
    if operation.description != operation.summary && !operation.description.is_empty() {
        text.push_str(&format!("{}\n\n", operation.description));
    }
    text.push_str(&format!(
        "Sends `{http_method} {path}` (API {}).\n\n",
        plan.version
    ));
    for (name, doc) in &operation.parameters {
        text.push_str(&format!("- `{name}`: {doc}\n"));
    }
    for header in &operation.headers {
        let line = format!(
            "- `{}`, the header `{}`: {}",
            header.argument, header.name, header.doc
        );
        text.push_str(&format!("{}\n", line.trim_end_matches([' ', ':'])));
    }
    if !operation.parameters.is_empty() || !operation.headers.is_empty() {
        text.push('\n');
    }
    let keys: Vec<String> = operation
        .keys
        .iter()
        .map(|key| format!("`{key}`"))
        .collect();
    text.push_str(&match keys.is_empty() {
        true => "The API asks for no key here.\n\n".to_owned(),
        false => format!(
            "The API takes a key in the header {}.\n\n",
            keys.join(" or ")
        ),
    });
    text.push_str(&errors_doc(operation, plan));
    text
}

/// What an operation can fail with.
fn errors_doc(operation: &OperationPlan, plan: &Plan) -> String {
    let mut text = "# Errors\n\n".to_owned();
    let (errors, successes): (Vec<_>, Vec<_>) = operation
        .responses
        .iter()
        .partition(|(status, _)| **status >= 400);
    let errors = errors.into_iter();
    let mut listed: Vec<(String, &ResponsePlan)> = errors
        .map(|(status, response)| (status.to_string(), response))
        .collect();
    let default = operation.default.iter();
    listed.extend(default.map(|response| ("any other status".to_owned(), response)));
    let is_described = |(_, response): &(_, &ResponsePlan)| response.example.is_some();
    let has_body = client::single_error(plan).is_some() || listed.iter().any(is_described);
    text.push_str(match has_body {
        true => "[`crate::Error::Api`] with the API's own error, on any status of 400 and above.",
        false => {
            "[`crate::Error::UnexpectedResponse`] on any status of 400 and above, as the documents describe no body of an error."
        }
    });
    if !listed.is_empty() {
        text.push_str(" The documents name:\n");
    }
    for (status, response) in &listed {
        text.push_str(&format!("\n- {status}: {}", response.description));
        if has_body && response.example.is_none() {
            text.push_str(" The documents do not describe its body: one that is not the API's own error is a [`crate::Error::UnexpectedResponse`].");
        }
    }
    let successes: Vec<String> = successes
        .iter()
        .map(|(status, _)| status.to_string())
        .collect();
    text.push_str(&format!(
        "\n\nThe other variants on everything else: a status below 400 that is not {}, a body in another form, no answer, or an argument that cannot be sent.",
        successes.join(" or ")
    ));
    text
}

/// Takes an id as whatever converts into it, and the body under its own name.
fn polish_input(input: &mut FnArg, body: &str, scope: Scope<'_>) -> Result<Option<Stmt>> {
    let argument = match input {
        FnArg::Receiver(_) => {
            *input = parse_quote!(&self);
            return Ok(None);
        }
        FnArg::Typed(argument) => argument,
    };
    let name = argument.pat.to_token_stream().to_string();
    if let Type::Reference(reference) = &mut *argument.ty {
        reference.lifetime = None;
        if name == "body" {
            let body = format_ident!("{body}");
            argument.pat = parse_quote!(#body);
            return Ok(None);
        }
        let ty = reference.elem.clone();
        let type_name = ty.to_token_stream().to_string();
        let text = |kind: &Kind| matches!(kind, Kind::Text { .. } | Kind::Enum { .. });
        if scope.get(&type_name).is_some_and(|plan| text(&plan.kind)) {
            argument.ty = parse_quote!(impl Into<#ty>);
            let name = format_ident!("{name}");
            return Ok(Some(parse_quote!(let #name: #ty = #name.into();)));
        }
    }
    Ok(None)
}

/// `Result<ResponseValue<T>, Error<E>>` in the runtime's names.
fn polish_output(method: &mut ImplItemFn, operation: &OperationPlan, plan: &Plan) -> Result<()> {
    let ReturnType::Type(_, output) = &method.sig.output else {
        bail!("found no return type");
    };
    let (success, error) = match type_arguments(output)[..] {
        [success, error] => (type_arguments(success), type_arguments(error)),
        _ => bail!("found the return type `{}`", output.to_token_stream()),
    };
    let ([success], [error]) = (&success[..], &error[..]) else {
        bail!("found the return type `{}`", output.to_token_stream());
    };
    let mut success: Type = (*success).clone();
    if additions::can_lack_body(operation) {
        success = parse_quote!(Option<#success>);
    }
    method.sig.output = if client::single_error(plan).is_some() {
        parse_quote!(-> Result<Response<#success>, Error>)
    } else {
        parse_quote!(-> Result<Response<#success>, crate::Error<#error>>)
    };
    Ok(())
}

fn type_arguments(ty: &Type) -> Vec<&Type> {
    let Type::Path(path) = ty else { return vec![] };
    let arguments = path.path.segments.last().map(|segment| &segment.arguments);
    let Some(PathArguments::AngleBracketed(arguments)) = arguments else {
        return vec![];
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}
