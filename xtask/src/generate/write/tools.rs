//! Writes the operations of one version as tools for agents: what each is, and how each is called.

use quote::format_ident;
use serde_json::{Value, json};
use syn::{Arm, Expr, Ident, Token, parse_quote};

use super::{mock::rust_type, tools_file};
use crate::generate::{
    docs,
    plan::{OperationPlan, Plan, ToolBody},
    print::Code,
};

/// The operations with their names, sorted by the names of their tools.
fn operations(plan: &Plan) -> Vec<(&String, &OperationPlan)> {
    let mut operations: Vec<_> = plan.operations.iter().collect();
    operations.sort_by_key(|(_, operation)| &operation.tool.name);
    operations
}

/// The definitions of a version's tools, in the words of the Model Context Protocol.
pub(in crate::generate) fn definitions(plan: &Plan, header: &str) -> String {
    let definition = |(_, operation): (_, &OperationPlan)| {
        let tool = &operation.tool;
        json!({
            "name": tool.name,
            "safeName": tool.safe_name(),
            "title": tool.title,
            "description": tool.description,
            "annotations": annotations(&operation.http_method),
            "inputSchema": tool.input,
            "outputSchema": tool.output,
        })
    };
    let definitions: Vec<Value> = operations(plan).into_iter().map(definition).collect();
    format!(
        "{:#}\n",
        json!({ "$comment": header, "tools": definitions })
    )
}

/// What HTTP says of a method (RFC 9110, sections 9.2 and 9.3), as hints of the protocol. Only what is there
/// already can be destroyed, so that a `POST` is taken to add. What an operation does is in the world.
fn annotations(http_method: &str) -> Value {
    let is_read_only = matches!(http_method, "GET" | "HEAD" | "OPTIONS" | "TRACE");
    let is_repeatable = is_read_only || matches!(http_method, "PUT" | "DELETE");
    json!({
        "readOnlyHint": is_read_only,
        "destructiveHint": matches!(http_method, "PUT" | "PATCH" | "DELETE"),
        "idempotentHint": is_repeatable,
        "openWorldHint": true,
    })
}

/// The code that calls a version's tools.
pub(in crate::generate) fn tools(plan: &Plan) -> Code {
    let version = &plan.version;
    let file = tools_file(plan, "json");
    let arms = operations(plan).into_iter().map(arm);
    let takes_something = plan.operations.values().any(|operation| {
        !operation.parameters.is_empty()
            || !operation.headers.is_empty()
            || operation.query.is_some()
            || operation.tool.body != ToolBody::Nothing
    });
    let mutable: Option<Token![mut]> = takes_something.then(Default::default);
    let all = docs::comment(&format!(
        "The tools of API {version}, sorted by their names."
    ));
    let call = docs::comment(&format!(
        "Calls a tool of API {version} by its [`name`](Tool::name) or its [`safe_name`](Tool::safe_name): checks the arguments, runs the operation and returns the API's answer. That holds the answer's secrets, as they are what the tool is called for.\n\n# Errors\n\n[`ToolError`], which tells apart a name that no tool has, arguments that do not fit, an error of the API, and a call without a documented answer. None of them shows a secret."
    ));
    let items = vec![
        parse_quote!(
            use std::sync::LazyLock;
        ),
        parse_quote!(
            use crate::tools::{Tool, ToolError, Toolbox};
        ),
        parse_quote! {
            const DEFINITIONS: &str = include_str!(#file);
        },
        parse_quote! {
            static TOOLS: LazyLock<Toolbox> = LazyLock::new(|| Toolbox::parse(DEFINITIONS));
        },
        parse_quote! {
            #(#all)*
            pub fn all() -> &'static [Tool] {
                TOOLS.all()
            }
        },
        parse_quote! {
            #(#call)*
            pub async fn call(
                client: &super::Client,
                name: &str,
                arguments: impl Into<Value>,
            ) -> Result<Value, ToolError> {
                let #mutable arguments = TOOLS.open(name, arguments.into())?;
                match arguments.tool() {
                    #(#arms)*
                    _ => Err(ToolError::unknown(name)),
                }
            }
        },
    ];
    let doc = format!(
        "The operations of API {version} as tools for agents, see [`crate::tools`]. Needs the feature `tools`."
    );
    Code::of(doc, items)
}

/// Reads the arguments of one tool, all of them before anything is said of one, and calls its operation.
/// Their names here are not those of the document, which could be any.
fn arm((name, operation): (&String, &OperationPlan)) -> Arm {
    let tool = &operation.tool.name;
    let method = format_ident!("{name}");
    let mut taken: Vec<Expr> = Vec::new();
    let mut passed: Vec<Expr> = Vec::new();
    let mut take = |take: Expr, pass: fn(Ident) -> Expr| {
        passed.push(pass(argument(taken.len())));
        taken.push(take);
    };
    for parameter in operation.lowered["parameters"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let wire_name = parameter["name"].as_str().unwrap_or_default();
        let ty = rust_type(&parameter["schema"]);
        let by_reference = [parse_quote!(String), parse_quote!(Number)].contains(&ty);
        let pass: fn(Ident) -> Expr = match by_reference {
            true => |argument| parse_quote!(&#argument),
            false => |argument| parse_quote!(#argument),
        };
        take(
            parse_quote!(arguments.take_segment::<#ty>(#wire_name)),
            pass,
        );
    }
    for header in &operation.headers {
        let name = &header.name;
        match header.required {
            true => take(
                parse_quote!(arguments.take_header::<String>(#name)),
                |argument| parse_quote!(&#argument),
            ),
            false => take(
                parse_quote!(arguments.take_header::<Option<String>>(#name)),
                |argument| parse_quote!(#argument.as_deref()),
            ),
        }
    }
    if let Some(query) = &operation.query {
        let ty = format_ident!("{}", query.type_name);
        let names = &query.names;
        take(
            parse_quote!(arguments.take_all::<super::#ty>(&[#(#names),*])),
            |argument| parse_quote!(&#argument),
        );
    }
    let body = &operation.lowered["requestBody"]["content"]["application/json"]["schema"];
    let ty = rust_type(body);
    match (&operation.tool.body, operation.optional_body) {
        (ToolBody::Nothing, _) => {}
        (ToolBody::Merged, _) => take(
            parse_quote!(arguments.take_rest::<#ty>()),
            |argument| parse_quote!(&#argument),
        ),
        (ToolBody::Member(member), false) => take(
            parse_quote!(arguments.take::<#ty>(#member)),
            |argument| parse_quote!(&#argument),
        ),
        (ToolBody::Member(member), true) => take(
            parse_quote!(arguments.take::<Option<#ty>>(#member)),
            |argument| parse_quote!(#argument.as_ref()),
        ),
    }
    let names = (0..taken.len()).map(argument);
    parse_quote! {
        #tool => {
            let (#(Some(#names),)* true,) = (#(#taken,)* arguments.fit(),) else {
                return Err(arguments.misfit());
            };
            let result = client.#method(#(#passed),*).await;
            arguments.outcome(result)
        }
    }
}

fn argument(index: usize) -> Ident {
    format_ident!("argument_{index}")
}
