//! Methods: progenitor sends an `api-version` header that the API does not ask for, splits a call over
//! hooks that take its own runtime, and cannot be told to name the body or to convert an id.

use anyhow::{Context, Result, bail};
use heck::ToSnakeCase;
use quote::{ToTokens, format_ident};
use syn::{
    Expr, ExprMethodCall, FnArg, GenericArgument, ImplItem, ImplItemFn, ItemImpl, Member, Pat,
    PathArguments, ReturnType, Stmt, Token, Type, parse_quote,
    punctuated::Punctuated,
    visit_mut::{self, VisitMut},
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
    let mut rewrite = Rewrite {
        optional_body: operation.optional_body,
        parameters,
    };
    let name = method.sig.ident.to_string();
    if operation.lowered.get("requestBody").is_some() && body != "body" {
        // Progenitor's name for it, as its name for what is sent is another.
        let body = format_ident!("{body}");
        conversions.push(parse_quote!(let body = #body;));
    }
    let statements = std::mem::replace(&mut method.block.stmts, conversions);
    for statement in statements {
        if let Some(mut statement) = polish_statement(statement, &name, operation)? {
            rewrite.visit_stmt_mut(&mut statement);
            let is_request = matches!(&statement, Stmt::Local(local) if bound_name(&local.pat).as_deref() == Some("request"));
            method.block.stmts.push(statement);
            if is_request {
                method.block.stmts.extend(additions::statements(operation));
            }
        }
    }
    Ok(())
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

/// Renames what the expressions of a method mention.
struct Rewrite {
    optional_body: bool,
    /// The names of the parameters in the document.
    parameters: Vec<String>,
}

impl VisitMut for Rewrite {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        match expr {
            Expr::Field(field) if is_path(&field.base, "self") => {
                let accessor = match &field.member {
                    Member::Named(name) if name == "baseurl" => "base_url",
                    Member::Named(name) if name == "client" => "http",
                    _ => return,
                };
                let accessor = format_ident!("{accessor}");
                *expr = parse_quote!(self.core.#accessor());
            }
            Expr::Macro(call) if call.mac.path.is_ident("format") => {
                let parse = Punctuated::<Expr, Token![,]>::parse_terminated;
                if let Ok(mut arguments) = call.mac.parse_body_with(parse) {
                    arguments.pop_punct();
                    arguments
                        .iter_mut()
                        .for_each(|argument| self.visit_expr_mut(argument));
                    call.mac.tokens = arguments.to_token_stream();
                }
            }
            // The runtime refuses segments that would change the path.
            Expr::Call(call) if is_path(&call.func, "encode_path") => {
                let arguments = &call.args;
                let segment = match arguments.first() {
                    Some(Expr::Reference(reference)) => &reference.expr,
                    _ => return,
                };
                let Expr::MethodCall(ExprMethodCall { receiver, .. }) = &**segment else {
                    return;
                };
                let argument = receiver.to_token_stream().to_string();
                let named = |name: &&String| name.to_snake_case() == argument;
                let name = self.parameters.iter().find(named).unwrap_or(&argument);
                *expr = parse_quote!(path_segment(#name, &#receiver)?);
            }
            Expr::MethodCall(call) if call.method == "headers" => {
                let receiver = &call.receiver;
                *expr = parse_quote!(#receiver);
            }
            Expr::MethodCall(call) if call.method == "json" => {
                let receiver = &call.receiver;
                *expr = match self.optional_body {
                    true => parse_quote!(optional_json(#receiver, body)),
                    false => parse_quote!(#receiver.json(body)),
                };
            }
            _ => {}
        }
    }
}

/// Drops the header and the hooks, and hands the request and the response to the runtime.
fn polish_statement(
    statement: Stmt,
    name: &str,
    operation: &OperationPlan,
) -> Result<Option<Stmt>> {
    match statement {
        Stmt::Local(mut local) => match bound_name(&local.pat).as_deref() {
            Some("url") => Ok(Some(Stmt::Local(local))),
            Some("request") => {
                local.attrs.clear();
                local.pat = parse_quote!(request);
                Ok(Some(Stmt::Local(local)))
            }
            Some("header_map" | "info" | "result") => Ok(None),
            Some("response") => {
                let body: Expr = match operation.lowered.get("requestBody") {
                    Some(_) if operation.optional_body => parse_quote!(&body),
                    Some(_) => parse_quote!(body),
                    None => parse_quote!(&()),
                };
                Ok(Some(parse_quote! {
                    let response = self.core.send(#name, request, #body).await?;
                }))
            }
            _ => bail!("found the statement `{}`", local.to_token_stream()),
        },
        Stmt::Expr(Expr::Match(mut matching), _) => {
            matching.arms = additions::arms(operation);
            Ok(Some(Stmt::Expr(Expr::Match(matching), None)))
        }
        Stmt::Expr(expr, Some(_)) if is_header_or_hook(&expr) => Ok(None),
        _ => bail!("found the statement `{}`", statement.to_token_stream()),
    }
}

fn bound_name(pattern: &Pat) -> Option<String> {
    match pattern {
        Pat::Ident(pattern) => Some(pattern.ident.to_string()),
        Pat::Type(typed) => bound_name(&typed.pat),
        _ => None,
    }
}

/// `header_map.append(…)`, `self.pre(…).await?` or `self.post(…).await?`.
fn is_header_or_hook(expr: &Expr) -> bool {
    match expr {
        Expr::Try(expr) => is_header_or_hook(&expr.expr),
        Expr::Await(expr) => is_header_or_hook(&expr.base),
        Expr::MethodCall(call) => {
            (is_path(&call.receiver, "header_map") && call.method == "append")
                || (is_path(&call.receiver, "self")
                    && (call.method == "pre" || call.method == "post"))
        }
        _ => false,
    }
}

fn is_path(expr: &Expr, name: &str) -> bool {
    matches!(expr, Expr::Path(path) if path.path.is_ident(name))
}
