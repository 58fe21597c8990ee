//! What each interface of models is sent of a tool, held against the rules that it publishes.

use composio_link_client::{
    tools::{Tool, ToolAnnotations},
    v3, v3_1,
};
use serde_json::{Value, json};

use super::validator;

/// The tools of both versions.
fn versions() -> [&'static [Tool]; 2] {
    [v3::tools::all(), v3_1::tools::all()]
}

#[test]
fn each_form_is_exactly_what_is_to_be_sent() {
    for tool in versions().into_iter().flatten() {
        let (name, description) = (tool.safe_name(), tool.description());
        let (input, output) = (tool.input_schema(), tool.output_schema());
        let annotations = json!({
            "readOnlyHint": false, "destructiveHint": false,
            "idempotentHint": false, "openWorldHint": true,
        });
        assert_eq!(
            tool.to_mcp(),
            json!({
                "name": name, "title": tool.title(), "description": description,
                "annotations": annotations, "inputSchema": input, "outputSchema": output,
            })
        );
        assert_eq!(
            tool.to_openai_responses(),
            json!({
                "type": "function", "name": name, "description": description,
                "parameters": input, "strict": false,
            })
        );
        assert_eq!(
            tool.to_openai_chat(),
            json!({ "type": "function", "function": {
                "name": name, "description": description, "parameters": input, "strict": false,
            }})
        );
        assert_eq!(
            tool.to_anthropic(),
            json!({ "name": name, "description": description, "input_schema": input })
        );
        let hints: ToolAnnotations = serde_json::from_value(annotations).expect("they are hints");
        assert_eq!(tool.annotations(), hints);
    }
}

#[test]
fn names_and_titles_are_those_of_the_documents() {
    let named: Vec<_> = v3_1::tools::all()
        .iter()
        .map(|tool| (tool.name(), tool.safe_name(), tool.title()))
        .collect();
    let account = "connected_accounts-link-create";
    let session = "tool_router-session-link-create";
    assert_eq!(
        named,
        [
            (
                "connected_accounts.link.create",
                account,
                Some("Create a link session")
            ),
            (
                "tool_router.session.link.create",
                session,
                Some("Create a link session within a tool router session"),
            ),
        ]
    );
}

/// `^[a-zA-Z0-9_-]{1,64}$`, and with the dot what Anthropic has of the names of properties.
fn is_name(name: &str, with_dots: bool) -> bool {
    let is_part =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-') || (with_dots && c == '.');
    (1..=64).contains(&name.len()) && name.chars().all(is_part)
}

/// What OpenAI and Anthropic have in common of a list of tools: the places of name, description and
/// schema in each.
fn assert_tools(tools: &[Value], at: &str, schema: &str) {
    let mut names: Vec<&str> = Vec::new();
    for tool in tools {
        let tool = tool.pointer(at).expect("it is there");
        // Both refuse the whole request for one name with another character, such as a dot, or with more
        // than 64. (Anthropic has let tools have 128 since; the older models and hosts have not.)
        let name = tool["name"].as_str().expect("a text");
        assert!(is_name(name, false), "{name}");
        names.push(name);
        // Anthropic recommends a description of several sentences; neither takes one that is no text.
        assert!(!tool["description"].as_str().expect("a text").is_empty());
        // Both ask for an object with nothing about the whole of it: "schema must have type 'object' and not
        // have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level" (OpenAI), "input_schema does not
        // support oneOf, allOf, or anyOf at the top level" (Anthropic).
        let schema = &tool[schema];
        assert_eq!(schema["type"], "object", "{name}");
        assert!(schema["properties"].is_object(), "{name}");
        for keyword in ["oneOf", "anyOf", "allOf", "enum", "const", "not", "$ref"] {
            assert!(schema.get(keyword).is_none(), "{name}: {keyword}");
        }
    }
    // Both refuse a name that is there twice.
    names.sort();
    names.dedup();
    assert_eq!(names.len(), tools.len());
}

/// Each schema within a schema, with itself.
fn each_schema(schema: &Value, look: &mut impl FnMut(&Value)) {
    look(schema);
    for key in ["properties", "patternProperties", "$defs"] {
        let schemas = schema[key].as_object();
        let schemas = schemas.into_iter().flatten();
        schemas.for_each(|(_, schema)| each_schema(schema, look));
    }
    for key in ["anyOf", "oneOf", "allOf"] {
        let schemas = schema[key].as_array().into_iter().flatten();
        schemas.for_each(|schema| each_schema(schema, look));
    }
    for key in ["items", "additionalProperties", "not"] {
        if schema[key].is_object() {
            each_schema(&schema[key], look);
        }
    }
}

/// The rules of <https://platform.openai.com/docs/guides/function-calling> and of the API's reference, and
/// those that its errors state.
#[test]
fn openai_takes_the_tools() {
    for tools in versions() {
        let flat: Vec<Value> = tools.iter().map(Tool::to_openai_responses).collect();
        let nested: Vec<Value> = tools.iter().map(Tool::to_openai_chat).collect();
        for (tools, at) in [(&flat, ""), (&nested, "/function")] {
            assert_tools(tools, at, "parameters");
            // "Invalid 'tools': array too long. Expected an array with maximum length 128".
            assert!(tools.len() <= 128);
            for tool in tools {
                assert_eq!(tool["type"], "function");
                let tool = tool.pointer(at).expect("it is there");
                // Responses would normalise a tool that does not say so into strict mode, in which every
                // property is required and no other is allowed.
                assert_eq!(tool["strict"], false);
                // "Invalid 'tools[0].function.description': string too long. Expected a string with maximum
                // length 1024".
                let description = tool["description"].as_str().expect("a text");
                assert!(description.chars().count() <= 1024, "{description}");
                each_schema(&tool["parameters"], &mut |schema| {
                    // "array schema missing items".
                    let ty = &schema["type"];
                    let is_list = *ty == "array"
                        || ty
                            .as_array()
                            .is_some_and(|types| types.contains(&json!("array")));
                    assert!(!is_list || schema.get("items").is_some(), "{schema}");
                });
            }
        }
        // Each has its own place for what a function is.
        assert!(flat.iter().all(|tool| tool.get("function").is_none()));
        assert!(nested.iter().all(|tool| tool.get("name").is_none()));
    }
}

/// The rules of <https://docs.claude.com/en/docs/agents-and-tools/tool-use/implement-tool-use>, and those that
/// the API's errors state.
#[test]
fn anthropic_takes_the_tools() {
    for tools in versions() {
        let tools: Vec<Value> = tools.iter().map(Tool::to_anthropic).collect();
        assert_tools(&tools, "", "input_schema");
        for tool in &tools {
            // A member that it does not know is "Extra inputs are not permitted".
            let members: Vec<&String> = tool.as_object().expect("an object").keys().collect();
            assert_eq!(members, ["description", "input_schema", "name"]);
            // "JSON schema is invalid. It must match JSON Schema draft 2020-12".
            assert!(jsonschema::draft202012::meta::is_valid(
                &tool["input_schema"]
            ));
            validator(&tool["input_schema"]);
            // "Property keys should match pattern '^[a-zA-Z0-9_.-]{1,64}$'".
            each_schema(&tool["input_schema"], &mut |schema| {
                let names = schema["properties"].as_object();
                for name in names.into_iter().flat_map(|names| names.keys()) {
                    assert!(is_name(name, true), "{name}");
                }
            });
        }
    }
}

/// The rules of <https://modelcontextprotocol.io/specification/2025-06-18/server/tools>.
#[test]
fn the_protocol_takes_the_tools() {
    for tool in versions().into_iter().flatten() {
        let tool = tool.to_mcp();
        for key in ["inputSchema", "outputSchema"] {
            assert_eq!(tool[key]["type"], "object");
        }
        // A host puts the server's name before it, and has 64 for both.
        let name = tool["name"].as_str().expect("a text");
        assert!(
            is_name(&format!("mcp__composio-link__{name}"), false),
            "{name}"
        );
    }
}
