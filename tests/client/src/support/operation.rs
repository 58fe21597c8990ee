//! The four operations in one form, so that a test says once what holds for all.

use std::{
    sync::{LazyLock, OnceLock},
    time::Duration,
};

use composio_link_client::{
    ClientBuilder, Response, RetryPolicy, UnexpectedResponse,
    tools::{Tool, ToolError},
    v3, v3_1,
};
use serde_json::{Value, json};

use super::spec;

pub(crate) const SESSION: &str = "tool_router.session.link.create";
pub(crate) const CONNECTED_ACCOUNT: &str = "connected_accounts.link.create";

/// One of the four operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    V3ConnectedAccount,
    V3Session,
    V3_1ConnectedAccount,
    V3_1Session,
}

pub(crate) const OPERATIONS: [Operation; 4] = [
    Operation::V3ConnectedAccount,
    Operation::V3Session,
    Operation::V3_1ConnectedAccount,
    Operation::V3_1Session,
];

static V3: LazyLock<Value> = LazyLock::new(|| spec::document("v3"));
static V3_1: LazyLock<Value> = LazyLock::new(|| spec::document("v3.1"));

/// The error that the documents show.
pub(crate) static ERROR: LazyLock<String> =
    LazyLock::new(|| V3_1["components"]["schemas"]["Error"]["example"].to_string());

/// The names of the properties of `connection_data`.
pub(crate) static CONNECTION_DATA: LazyLock<Vec<String>> = LazyLock::new(|| {
    let properties =
        Operation::V3ConnectedAccount.body_schema()["properties"]["connection_data"]["properties"]
            .as_object();
    let names = properties.expect("it lists properties").keys();
    names.cloned().collect()
});

impl Operation {
    pub(crate) fn version(self) -> &'static str {
        match self {
            Self::V3ConnectedAccount | Self::V3Session => "v3",
            Self::V3_1ConnectedAccount | Self::V3_1Session => "v3.1",
        }
    }

    pub(crate) fn is_session(self) -> bool {
        matches!(self, Self::V3Session | Self::V3_1Session)
    }

    /// The path as the documents print it.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::V3ConnectedAccount => "/api/v3/connected_accounts/link",
            Self::V3Session => "/api/v3/tool_router/session/{session_id}/link",
            Self::V3_1ConnectedAccount => "/api/v3.1/connected_accounts/link",
            Self::V3_1Session => "/api/v3.1/tool_router/session/{session_id}/link",
        }
    }

    /// The path with an identifier that needs no encoding.
    pub(crate) fn path_of(self, id: &str) -> String {
        self.path().replace("{session_id}", id)
    }

    pub(crate) fn document(self) -> &'static Value {
        match self.version() {
            "v3" => &V3,
            _ => &V3_1,
        }
    }

    /// What the document says of it.
    pub(crate) fn described(self) -> &'static Value {
        &self.document()["paths"][self.path()]["post"]
    }

    pub(crate) fn body_schema(self) -> &'static Value {
        &self.described()["requestBody"]["content"]["application/json"]["schema"]
    }

    /// The body that the document shows.
    pub(crate) fn shown_body(self) -> Value {
        self.described()["requestBody"]["content"]["application/json"]["example"].clone()
    }

    /// The answer that the document shows.
    pub(crate) fn shown_answer(self) -> &'static Value {
        let answer = &self.described()["responses"]["201"]["content"]["application/json"];
        assert!(answer["example"].is_object(), "it shows an answer");
        &answer["example"]
    }

    /// The same as text.
    pub(crate) fn answer(self) -> String {
        self.shown_answer().to_string()
    }

    /// A small body.
    pub(crate) fn body(self) -> Value {
        match self.is_session() {
            true => json!({ "toolkit": "github" }),
            false => json!({ "auth_config_id": "ac_1", "user_id": "user-1" }),
        }
    }

    /// Makes the call with a small request and clients of its own, and returns the link token.
    pub(crate) async fn call(self, base_url: &str) -> Result<String, v3::Error> {
        Clients::new(base_url).call(self).await
    }

    /// The tool that it is.
    pub(crate) fn tool(self) -> &'static Tool {
        let all = match self.version() {
            "v3" => v3::tools::all(),
            _ => v3_1::tools::all(),
        };
        let mut tools = all.iter();
        let tool = tools.find(|tool| tool.name() == self.tool_name());
        tool.unwrap_or_else(|| panic!("{self:?} is a tool"))
    }

    pub(crate) fn tool_name(self) -> &'static str {
        match self.is_session() {
            true => SESSION,
            false => CONNECTED_ACCOUNT,
        }
    }

    /// Few arguments of the tool that fit.
    pub(crate) fn arguments(self) -> Value {
        let mut arguments = self.body();
        if self.is_session() {
            arguments["session_id"] = json!("trs_1");
        }
        arguments
    }
}

/// A client of each version, which is built when it is needed.
pub(crate) struct Clients {
    base_url: String,
    v3: OnceLock<v3::Client>,
    v3_1: OnceLock<v3_1::Client>,
}

impl Clients {
    pub(crate) fn new(base_url: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            v3: OnceLock::new(),
            v3_1: OnceLock::new(),
        }
    }

    pub(crate) fn v3(&self) -> &v3::Client {
        self.v3.get_or_init(|| v3_client(&self.base_url))
    }

    pub(crate) fn v3_1(&self) -> &v3_1::Client {
        self.v3_1.get_or_init(|| v3_1_client(&self.base_url))
    }

    /// Makes the call with a small request, and returns the link token.
    pub(crate) async fn call(&self, operation: Operation) -> Result<String, v3::Error> {
        let link = self.send(operation, "trs_1", operation.body()).await?;
        let token = link["link_token"].as_str().expect("a link has a token");
        Ok(token.to_owned())
    }

    /// Makes the call with this body, which must be a request, and returns the answer's body.
    pub(crate) async fn send(
        &self,
        operation: Operation,
        id: &str,
        body: Value,
    ) -> Result<Value, v3::Error> {
        macro_rules! send {
            ($version:ident.$method:ident($($id:expr)?)) => {{
                let request = serde_json::from_value(body).expect("it is a request");
                let link = self.$version().$method($($id,)? &request).await?;
                serde_json::to_value(link.body())
            }};
        }
        let link = match operation {
            Operation::V3ConnectedAccount => send!(v3.create_connected_account_link()),
            Operation::V3Session => send!(v3.create_session_link(id)),
            Operation::V3_1ConnectedAccount => send!(v3_1.create_connected_account_link()),
            Operation::V3_1Session => send!(v3_1.create_session_link(id)),
        };
        Ok(link.expect("a link is JSON"))
    }

    /// Calls the tool that the operation is.
    pub(crate) async fn tool(
        &self,
        operation: Operation,
        arguments: Value,
    ) -> Result<Value, ToolError> {
        let name = operation.tool_name();
        match operation.version() {
            "v3" => v3::tools::call(self.v3(), name, arguments).await,
            _ => v3_1::tools::call(self.v3_1(), name, arguments).await,
        }
    }
}

/// Makes a v3 client with a project's key, that waits next to nothing between attempts.
pub(crate) fn builder(base_url: &str) -> ClientBuilder<v3::Client> {
    let builder = v3::Client::builder().api_key("YOUR_API_KEY");
    builder.base_url(base_url).retry(hasty())
}

pub(crate) fn v3_client(base_url: &str) -> v3::Client {
    builder(base_url).build().expect("a client")
}

/// The same for v3.1.
pub(crate) fn v3_1_client(base_url: &str) -> v3_1::Client {
    let builder = v3_1::Client::builder().api_key("YOUR_API_KEY");
    let builder = builder.base_url(base_url).retry(hasty());
    builder.build().expect("a client")
}

/// The default policy but for the wait.
pub(crate) fn hasty() -> RetryPolicy {
    RetryPolicy::default().min_delay(Duration::from_millis(1))
}

/// Creates a session's link with a small request, for tests in which the operation does not matter.
pub(crate) async fn link(client: &v3::Client) -> Result<Response<v3::SessionLink>, v3::Error> {
    let request = v3::SessionLinkRequest::builder().toolkit("github").build();
    client.create_session_link("trs_1", &request).await
}

/// An answer that no document describes.
#[track_caller]
pub(crate) fn unexpected(error: v3::Error) -> UnexpectedResponse {
    match error {
        v3::Error::UnexpectedResponse(response) => *response,
        other => panic!("expected an unexpected response, found {other:?}"),
    }
}

/// The API's own error.
#[track_caller]
pub(crate) fn own(error: v3::Error) -> v3::ErrorResponse {
    match error {
        v3::Error::Api(answer) => answer.into_body(),
        other => panic!("expected an error of the API, found {other:?}"),
    }
}
