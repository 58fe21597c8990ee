//! Offers the link operations of API v3.1 as tools to any program that speaks the Model Context
//! Protocol, over its standard input and output.
//!
//! It takes the key from `COMPOSIO_API_KEY` or `COMPOSIO_USER_API_KEY`. Without an account, `--mock` lets
//! it talk to a mock server that it starts itself:
//! `cargo run -p composio-link-client --example mcp_server --features mock,tools -- --mock`.

use std::{env, process::ExitCode};

use composio_link_client::{
    mock::MockServer,
    tools::{Tool, ToolError},
    v3_1,
};
use rmcp::{
    ErrorData, RoleServer, ServerHandler, ServiceExt,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, CompleteRequestMethod,
        CompleteRequestParams, CompleteResult, ConstString, ContentBlock, CustomRequest,
        CustomResult, ErrorCode, Implementation, ListPromptsRequestMethod, ListPromptsResult,
        ListResourceTemplatesRequestMethod, ListResourceTemplatesResult,
        ListResourcesRequestMethod, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
        ServerCapabilities, ServerConfig,
    },
    service::RequestContext,
};

/// What whoever sees a link of the mock server has to know.
const MADE_UP: &str = "Links are made up here and lead nowhere: the server was started with \
                       `--mock` and talks to no account.";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // Standard output is the protocol's.
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let (client, mock) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => {
            let client = v3_1::Client::from_env()
                .map_err(|error| format!("{error}. Without an account, start it with `--mock`"))?;
            (client, None)
        }
        ["--mock"] => {
            let mock = MockServer::start().await;
            let builder = v3_1::Client::builder().api_key("none");
            (builder.base_url(mock.base_url()).build()?, Some(mock))
        }
        _ => return Err("expected `--mock` or no argument".into()),
    };
    let service = LinkTools { client, mock };
    let service = service.serve(rmcp::transport::stdio()).await?;
    service.waiting().await?;
    Ok(())
}

struct LinkTools {
    client: v3_1::Client,
    /// What the client talks to instead of the API.
    mock: Option<MockServer>,
}

impl ServerHandler for LinkTools {
    fn get_info(&self) -> ServerConfig {
        let name = Implementation::new("composio-link-client", env!("CARGO_PKG_VERSION"));
        let tools = ServerCapabilities::builder().enable_tools().build();
        let config = ServerConfig::new(tools).with_server_info(name);
        match self.mock {
            Some(_) => config.with_instructions(MADE_UP),
            None => config,
        }
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools = v3_1::tools::all().iter().map(Tool::to_mcp);
        let tools: Result<Vec<rmcp::model::Tool>, _> = tools.map(serde_json::from_value).collect();
        let tools = tools.map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
        Ok(ListToolsResult::with_all_items(tools))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = request.arguments.unwrap_or_default();
        let call = v3_1::tools::call(&self.client, &request.name, arguments);
        // A call that is dropped sends nothing more.
        let Some(outcome) = context.ct.run_until_cancelled(call).await else {
            return Err(ErrorData::internal_error("the call was cancelled", None));
        };
        let is_mock = self.mock.is_some();
        let result = match outcome {
            Ok(mut link) => {
                if let (true, Some(members)) = (is_mock, link.as_object_mut()) {
                    members.insert("note".to_owned(), MADE_UP.into());
                }
                CallToolResult::structured(link)
            }
            // The protocol's own errors are for programs. What a model can mend, arguments too, is a
            // result, which it is shown.
            Err(error @ ToolError::UnknownTool { .. }) => {
                return Err(ErrorData::invalid_params(error.to_string(), None));
            }
            Err(error) => {
                let mut text = explained(&error);
                if is_mock {
                    text = format!("{text}\n{MADE_UP}");
                }
                CallToolResult::error(vec![ContentBlock::text(text)])
            }
        };
        Ok(result.into())
    }

    // The SDK would answer these four with nothing found.

    async fn complete(
        &self,
        _request: CompleteRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        missing::<CompleteRequestMethod, _>()
    }

    async fn list_prompts(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        missing::<ListPromptsRequestMethod, _>()
    }

    async fn list_resources(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        missing::<ListResourcesRequestMethod, _>()
    }

    async fn list_resource_templates(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        missing::<ListResourceTemplatesRequestMethod, _>()
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

/// The answer to a method that the server does not have.
fn missing<M: ConstString, T>() -> Result<T, ErrorData> {
    Err(ErrorData::method_not_found::<M>())
}

/// What went wrong, the API's own words for it, such as its suggested fix, and what comes of another call.
fn explained(error: &ToolError) -> String {
    let mut text = error.to_string();
    if let ToolError::Api(failure) = error {
        text = format!("{text}\n{}", failure.body());
    }
    let advice = match error.may_have_succeeded() {
        true => "The link may have been created: calling again can create a second one.",
        false => "No link was created: calling again cannot create a second one.",
    };
    format!("{text}\n{advice}")
}
