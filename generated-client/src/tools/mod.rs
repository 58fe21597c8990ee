//! The link operations as tools for agents: for each its name, what it is for, and JSON Schemas
//! (draft 2020-12) of its arguments and of what it returns. Needs the feature `tools`.
//!
//! Each version has its own: `all` lists them, and `call` calls one by its name, with arguments as a
//! model gives them.
//!
//! ```no_run
//! use composio_link_client::{tools::ToolError, v3_1};
//! use serde_json::json;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = v3_1::Client::from_env()?;
//! let arguments = json!({ "session_id": "trs_LX9uJKBinWWr", "toolkit": "github" });
//! match v3_1::tools::call(&client, "tool_router.session.link.create", arguments).await {
//!     Ok(link) => println!("{}", link["redirect_url"]),
//!     Err(ToolError::InvalidArguments(found)) => {
//!         for argument in found {
//!             println!("{}: {}", argument.pointer(), argument.message());
//!         }
//!     }
//!     Err(ToolError::Api(failure)) => println!("{}: {}", failure.status(), failure.body()),
//!     Err(error) => println!("{error}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Handing them to a model
//!
//! Each interface of models has a form of its own for a tool, which is sent as it is:
//!
//! | interface | form |
//! |---|---|
//! | Model Context Protocol, `tools/list` | [`Tool::to_mcp`] |
//! | OpenAI, Responses API | [`Tool::to_openai_responses`] |
//! | OpenAI, Chat Completions API | [`Tool::to_openai_chat`] |
//! | Anthropic, Messages API | [`Tool::to_anthropic`] |
//!
//! ```
//! use composio_link_client::{tools::Tool, v3_1};
//! use serde_json::{Value, json};
//!
//! let tools: Vec<Value> = v3_1::tools::all().iter().map(Tool::to_anthropic).collect();
//! let request = json!({
//!     "model": "claude-sonnet-4-5",
//!     "max_tokens": 1024,
//!     "messages": [{ "role": "user", "content": "Connect my GitHub account." }],
//!     "tools": tools,
//! });
//! assert_eq!(request["tools"][1]["name"], "tool_router-session-link-create");
//! ```
//!
//! Models take no dot in a name, so that each form has the [`safe_name`](Tool::safe_name) of the tool.
//! [`call`](crate::v3_1::tools::call) takes the name that comes back, and the one of the API's documents.
//! What OpenAI's models give as the arguments is text: read it with [`serde_json::from_str`] first.
//!
//! What a model is to see of a call is the returned JSON as text, and of one that failed the error as
//! text: it says which arguments to mend. To one of the API, add [`ApiFailure::body`], which can hold a
//! suggested fix. Before a model calls again, it has to know of [`ToolError::may_have_succeeded`]: a second
//! call can create a second link.
//!
//! The example `mcp_server` does so, and offers the tools to any program that speaks the protocol.
//!
//! # Arguments
//!
//! They are one object: the parameters of the path, and beside them the properties of the body.
//! [`call`](crate::v3_1::tools::call) checks them before anything is sent, and reports all that does not
//! fit at once: what the schema refuses, a parameter of the path that is empty, `.` or `..`, a header with
//! other characters than visible ASCII, and a number that no type of the client holds. A `format` is a
//! hint, as JSON Schema has it, and is not checked.
//!
//! The API takes properties that its documents do not name, and passes over those that it does not know. So
//! one is sent, unless it looks like a misspelt one: a name that differs from a documented one in nothing
//! but case, `_` and `-`, or in one of four letters and two at most, is reported with the nearest name.
//! Where the documents say that an object takes further properties, such as `connection_data`, each name
//! is meant as it is. What is in a union is not looked at.
//!
//! # Secrets
//!
//! An argument that is a secret is marked `"format": "password"` and `"writeOnly": true`. No
//! [`ToolError`] shows one, nor a value that no document names, even where the API quotes it: what has
//! four characters or more is redacted. Arguments are plain JSON, which is not wiped from memory.
//!
//! What a call returns holds the link's token and URL, as they are what it is called for. Mind where a
//! program that hosts a model writes the conversation to.

mod arguments;
mod error;
mod spelling;
mod tool;
mod toolbox;

pub use error::{ApiFailure, CallFailure, InvalidArgument, ToolError};
pub use tool::{Tool, ToolAnnotations};
pub(crate) use toolbox::Toolbox;
