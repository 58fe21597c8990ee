//! What the tools are, and how each interface of models wants to be told.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// An operation as a tool. Serialized, it is in the words of the Model Context Protocol, under its
/// [`name`](Self::name).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tool {
    pub(super) name: String,
    #[serde(skip)]
    pub(super) safe_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<String>,
    pub(super) description: String,
    pub(super) annotations: ToolAnnotations,
    pub(super) input_schema: Value,
    pub(super) output_schema: Value,
}

impl Tool {
    /// The name after the API's documents, such as `tool_router.session.link.create`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The same name as models take it, such as `tool_router-session-link-create`: at most 64 letters,
    /// digits, `_` and `-`. No two tools of a version share it.
    pub fn safe_name(&self) -> &str {
        &self.safe_name
    }

    /// The name for people: the summary of the operation in the API's documents, if it has one.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// What it is for, in words for people and models.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// What a host may expect of a call.
    pub fn annotations(&self) -> ToolAnnotations {
        self.annotations
    }

    /// The JSON Schema of its arguments.
    pub fn input_schema(&self) -> &Value {
        &self.input_schema
    }

    /// The JSON Schema of what it returns. It leaves room for what the API may add.
    pub fn output_schema(&self) -> &Value {
        &self.output_schema
    }

    /// An item of `tools` in the answer to `tools/list` of the Model Context Protocol. Its name is the
    /// safe one, as hosts pass it on to a model. There is no `outputSchema` for what is no object, which
    /// the protocol does not know.
    pub fn to_mcp(&self) -> Value {
        let mut tool = json!(self);
        tool["name"] = json!(self.safe_name);
        if let (Some(tool), true) = (tool.as_object_mut(), self.output_schema["type"] != "object") {
            tool.remove("outputSchema");
        }
        tool
    }

    /// An item of `tools` in a request of OpenAI's Responses API. It is not `strict`: in strict mode a
    /// model has to give every optional argument, and can give none that the documents do not name.
    pub fn to_openai_responses(&self) -> Value {
        let mut tool = self.to_openai_function();
        tool["type"] = json!("function");
        tool
    }

    /// An item of `tools` in a request of OpenAI's Chat Completions API, which is not `strict` either.
    pub fn to_openai_chat(&self) -> Value {
        json!({ "type": "function", "function": self.to_openai_function() })
    }

    fn to_openai_function(&self) -> Value {
        json!({
            "name": self.safe_name,
            "description": self.description,
            "parameters": self.input_schema,
            "strict": false,
        })
    }

    /// An item of `tools` in a request of Anthropic's Messages API.
    pub fn to_anthropic(&self) -> Value {
        json!({
            "name": self.safe_name,
            "description": self.description,
            "input_schema": self.input_schema,
        })
    }
}

/// Hints of the Model Context Protocol on what a call does, as far as HTTP says so of the operation's
/// method. Nobody checks them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ToolAnnotations {
    /// Whether it changes nothing.
    pub read_only_hint: bool,
    /// Whether it can change or delete what is there. One that only adds to it does not.
    pub destructive_hint: bool,
    /// Whether a second call with the same arguments has no effect of its own.
    pub idempotent_hint: bool,
    /// Whether it reaches beyond the program, which every operation of the API does.
    pub open_world_hint: bool,
}
