//! What a client makes of what it is answered, and what it shows of it.

mod answers;
mod api_errors;
mod certainty;
pub(crate) mod properties;
mod quoted_secrets;
pub(crate) mod secrets;

use composio_link_client::{v3::Error, v3_1};
use serde_json::Value;

use crate::support::{
    operation::{Clients, Operation},
    scripted::{Act, Scripted},
};

/// A server, and clients that call it.
struct Api {
    server: Scripted,
    clients: Clients,
}

impl Api {
    async fn start() -> Self {
        let server = Scripted::always(Act::Close).await;
        let clients = Clients::new(&server.uri());
        Self { server, clients }
    }

    /// What a call comes to that is answered so.
    async fn call(&self, operation: Operation, status: u16, body: &[u8]) -> Result<Value, Error> {
        self.server.then(Act::keep(status, body));
        let body = operation.body();
        self.clients.send(operation, "trs_1", body).await
    }

    /// What a call fails with that is answered so.
    async fn error(&self, operation: Operation, status: u16, body: &str) -> Error {
        let outcome = self.call(operation, status, body.as_bytes()).await;
        outcome.expect_err("it is no success")
    }
}

/// A request with these `connection_data`.
fn request_with(data: &Value) -> v3_1::ConnectedAccountLinkRequest {
    let mut body = Operation::V3_1ConnectedAccount.body();
    body["connection_data"] = data.clone();
    serde_json::from_value(body).expect("it is a request")
}
