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
//! A [`Tool`] serializes to what the Model Context Protocol lists. The interfaces of models take the
//! same under other names. Where a name must not have a dot, write it otherwise, and find the tool
//! again by that:
//!
//! ```
//! use composio_link_client::{tools::Tool, v3_1};
//! use serde_json::{Value, json};
//!
//! let plain = |tool: &Tool| tool.name().replace('.', "-");
//! let functions: Vec<Value> = v3_1::tools::all()
//!     .iter()
//!     .map(|tool| {
//!         json!({
//!             "type": "function",
//!             "name": plain(tool),
//!             "description": tool.description(),
//!             "parameters": tool.input_schema(),
//!         })
//!     })
//!     .collect();
//! assert_eq!(functions[1]["name"], "tool_router-session-link-create");
//!
//! let chosen = "tool_router-session-link-create"; // what the model answers
//! let tool = v3_1::tools::all().iter().find(|tool| plain(tool) == chosen);
//! assert_eq!(tool.unwrap().name(), "tool_router.session.link.create");
//! ```
//!
//! Others take the schema as `input_schema`. What a model is to see of a call is the returned JSON as
//! text, and of one that failed the error as text: it says which arguments to mend. To one of the API,
//! add [`ApiFailure::body`], which can hold a suggested fix.
//!
//! The example `mcp_server` does so, and offers the tools to any program that speaks the protocol.
//!
//! # Arguments
//!
//! They are one object: the parameters of the path, and beside them the properties of the body.
//! [`call`](crate::v3_1::tools::call) checks them against the schema before anything is sent, and
//! reports all that does not fit. Beside what the schema says, a parameter of the path is refused that
//! is empty, `.` or `..`. A `format` is a hint, as JSON Schema has it, and is not checked.
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
