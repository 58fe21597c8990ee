//! Writes the operations of one version as tools for agents: what each is, and how each is called.

use quote::format_ident;
use serde_json::{Value, json};
use syn::{Arm, Expr, Token, parse_quote};

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

/// The definitions of a version's tools, as the Model Context Protocol lists them.
pub(in crate::generate) fn definitions(plan: &Plan, header: &str) -> String {
    let definition = |(_, operation): (_, &OperationPlan)| {
        let tool = &operation.tool;
        json!({
            "name": tool.name,
            "description": tool.description,
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
        "Calls a tool of API {version}: checks the arguments against its schema, runs the operation and returns the API's answer. That holds the answer's secrets, as they are what the tool is called for.\n\n# Errors\n\n[`ToolError`], which tells apart a name that no tool has, arguments that do not fit, an error of the API, and a call without a documented answer. None of them shows a secret."
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
                let #mutable arguments = TOOLS.check(name, arguments.into())?;
                match name {
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

/// Reads the arguments of one tool and calls its operation. They have no names of their own, as those
/// of the document could be any.
fn arm((name, operation): (&String, &OperationPlan)) -> Arm {
    let tool = &operation.tool.name;
    let method = format_ident!("{name}");
    let mut passed: Vec<Expr> = Vec::new();
    for parameter in operation.lowered["parameters"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let wire_name = parameter["name"].as_str().unwrap_or_default();
        let ty = rust_type(&parameter["schema"]);
        let by_reference = [parse_quote!(String), parse_quote!(Number)].contains(&ty);
        passed.push(match by_reference {
            true => parse_quote!(&arguments.take::<#ty>(#wire_name)?),
            false => parse_quote!(arguments.take::<#ty>(#wire_name)?),
        });
    }
    for header in &operation.headers {
        let name = &header.name;
        passed.push(match header.required {
            true => parse_quote!(&arguments.take::<String>(#name)?),
            false => parse_quote!(arguments.take::<Option<String>>(#name)?.as_deref()),
        });
    }
    if let Some(query) = &operation.query {
        let ty = format_ident!("{}", query.type_name);
        let names = &query.names;
        passed.push(parse_quote!(&arguments.take_all::<super::#ty>(&[#(#names),*])?));
    }
    let body = &operation.lowered["requestBody"]["content"]["application/json"]["schema"];
    let ty = rust_type(body);
    passed.extend::<Option<Expr>>(match (&operation.tool.body, operation.optional_body) {
        (ToolBody::Nothing, _) => None,
        (ToolBody::Merged, _) => Some(parse_quote!(&arguments.take_rest::<#ty>()?)),
        (ToolBody::Member(member), false) => Some(parse_quote!(&arguments.take::<#ty>(#member)?)),
        (ToolBody::Member(member), true) => {
            Some(parse_quote!(arguments.take::<Option<#ty>>(#member)?.as_ref()))
        }
    });
    parse_quote! {
        #tool => {
            let result = client.#method(#(#passed),*).await;
            arguments.outcome(result)
        }
    }
}
