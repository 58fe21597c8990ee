//! Offers the link operations of API v3.1 as tools to any program that speaks the Model Context
//! Protocol, over its standard input and output.
//!
//! Without an account: `cargo run -p composio-link-client --example mcp_server --features mock,tools`
//! talks to a mock server that it starts itself, which answers with the examples of the API's documents.
//!
//! With `COMPOSIO_API_KEY` or `COMPOSIO_USER_API_KEY` set it talks to the API.

use std::{env, sync::Arc};

use composio_link_client::{
    mock::MockServer,
    tools::{self, ToolError},
    v3_1,
};
use rmcp::{
    ErrorData, RoleServer, ServerHandler, ServiceExt,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, CustomRequest,
        CustomResult, ErrorCode, Implementation, JsonObject, ListToolsResult,
        PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
    },
    service::RequestContext,
};
use serde_json::Value;

/// What says that there is an account to use.
const VARIABLES: [&str; 3] = [
    "COMPOSIO_API_KEY",
    "COMPOSIO_USER_API_KEY",
    "COMPOSIO_BASE_URL",
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let is_set = |name: &&str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let is_configured = VARIABLES.iter().any(is_set);
    // Standard output is the protocol's.
    let (client, _mock) = if is_configured {
        (v3_1::Client::from_env()?, None)
    } else {
        eprintln!("no key in the environment: talking to a server of this example");
        let mock = MockServer::start().await;
        let builder = v3_1::Client::builder().api_key("none");
        (builder.base_url(mock.base_url()).build()?, Some(mock))
    };
    let service = LinkTools { client }.serve(rmcp::transport::stdio()).await?;
    service.waiting().await?;
    Ok(())
}

struct LinkTools {
    client: v3_1::Client,
}

impl ServerHandler for LinkTools {
    fn get_info(&self) -> ServerConfig {
        let name = Implementation::new("composio-link-client", env!("CARGO_PKG_VERSION"));
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(name)
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools = v3_1::tools::all().iter().map(described).collect();
        Ok(ListToolsResult::with_all_items(tools))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = request.arguments.unwrap_or_default();
        let result = match v3_1::tools::call(&self.client, &request.name, arguments).await {
            Ok(link) => CallToolResult::structured(link),
            // The protocol's own errors are for programs. What a model can mend, arguments too, is a
            // result, which it is shown.
            Err(error @ ToolError::UnknownTool { .. }) => {
                return Err(ErrorData::invalid_params(error.to_string(), None));
            }
            Err(error) => CallToolResult::error(vec![ContentBlock::text(explained(&error))]),
        };
        Ok(result.into())
    }

    /// Where the SDK puts what it cannot read, which it would answer as an unknown method.
    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _context: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        Err(match request.method.as_str() {
            "tools/call" => ErrorData::invalid_params(
                "expected the name of a tool, and arguments that are an object",
                None,
            ),
            _ => ErrorData::new(ErrorCode::METHOD_NOT_FOUND, request.method, None),
        })
    }
}

fn described(tool: &tools::Tool) -> Tool {
    let input = schema(tool.input_schema());
    Tool::new(tool.name().to_owned(), tool.description().to_owned(), input)
        .with_raw_output_schema(schema(tool.output_schema()))
}

fn schema(schema: &Value) -> Arc<JsonObject> {
    Arc::new(schema.as_object().cloned().unwrap_or_default())
}

/// What went wrong, and the API's own words for it, such as its suggested fix.
fn explained(error: &ToolError) -> String {
    match error {
        ToolError::Api(failure) => format!("{error}\n{}", failure.body()),
        _ => error.to_string(),
    }
}
