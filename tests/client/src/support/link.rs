//! The four operations in one form, so that a test says once what holds for all.

use std::time::Duration;

use composio_link_client::{RetryPolicy, v3, v3_1};

use super::documents;

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

impl Operation {
    pub(crate) fn version(self) -> &'static str {
        match self {
            Self::V3ConnectedAccount | Self::V3Session => "v3",
            Self::V3_1ConnectedAccount | Self::V3_1Session => "v3.1",
        }
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

    /// The statuses of errors that the documents name.
    pub(crate) fn error_statuses(self) -> &'static [u16] {
        match self {
            Self::V3ConnectedAccount | Self::V3_1ConnectedAccount => {
                &[400, 401, 404, 422, 500, 501]
            }
            Self::V3Session | Self::V3_1Session => &[400, 401, 403, 404, 500],
        }
    }

    /// The answer that the documents print.
    pub(crate) fn answer(self) -> &'static str {
        match self {
            Self::V3ConnectedAccount => documents::V3_CONNECTED_ACCOUNT_LINK,
            Self::V3Session => documents::V3_SESSION_LINK,
            Self::V3_1ConnectedAccount => documents::V3_1_CONNECTED_ACCOUNT_LINK,
            Self::V3_1Session => documents::V3_1_SESSION_LINK,
        }
    }

    /// Makes the call with a small request and clients of its own, and returns the link token.
    pub(crate) async fn call(self, base_url: &str) -> Result<String, v3::Error> {
        Clients::new(base_url).call(self).await
    }
}

/// A client of each version.
#[derive(Clone)]
pub(crate) struct Clients {
    v3: v3::Client,
    v3_1: v3_1::Client,
}

impl Clients {
    pub(crate) fn new(base_url: &str) -> Self {
        Self {
            v3: v3_client(base_url),
            v3_1: v3_1_client(base_url),
        }
    }

    /// Makes the call with a small request, and returns the link token.
    pub(crate) async fn call(&self, operation: Operation) -> Result<String, v3::Error> {
        let token = match operation {
            Operation::V3ConnectedAccount => {
                let request = v3::ConnectedAccountLinkRequest::builder()
                    .auth_config_id("ac_1")
                    .user_id("user-1")
                    .build();
                let link = self.v3.create_connected_account_link(&request).await?;
                link.into_body().link_token
            }
            Operation::V3Session => {
                let request = v3::SessionLinkRequest::builder().toolkit("github").build();
                let link = self.v3.create_session_link("trs_1", &request).await?;
                link.into_body().link_token
            }
            Operation::V3_1ConnectedAccount => {
                let request = v3_1::ConnectedAccountLinkRequest::builder()
                    .auth_config_id("ac_1")
                    .user_id("user-1")
                    .build();
                let link = self.v3_1.create_connected_account_link(&request).await?;
                link.into_body().link_token
            }
            Operation::V3_1Session => {
                let request = v3_1::SessionLinkRequest::builder()
                    .toolkit("github")
                    .build();
                let link = self.v3_1.create_session_link("trs_1", &request).await?;
                link.into_body().link_token
            }
        };
        Ok(token.expose_secret().to_owned())
    }
}

/// A v3 client with a project's key, that waits next to nothing between attempts.
pub(crate) fn v3_client(base_url: &str) -> v3::Client {
    let builder = v3::Client::builder()
        .api_key("YOUR_API_KEY")
        .base_url(base_url);
    builder
        .retry(hasty())
        .build()
        .expect("the client can be built")
}

/// The same for v3.1.
pub(crate) fn v3_1_client(base_url: &str) -> v3_1::Client {
    let builder = v3_1::Client::builder()
        .api_key("YOUR_API_KEY")
        .base_url(base_url);
    builder
        .retry(hasty())
        .build()
        .expect("the client can be built")
}

/// The default policy but for the wait.
pub(crate) fn hasty() -> RetryPolicy {
    RetryPolicy::default().min_delay(Duration::from_millis(1))
}
