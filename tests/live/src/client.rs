//! The client of whichever version, called with JSON through its tools.

use composio_link_client::{
    BuildError, Credential, RetryPolicy,
    tools::{Tool, ToolError},
};
use serde_json::Value;

/// Makes a credential of a key.
type FromKey = fn(&str) -> Credential;

/// Makes one type of the clients of all versions.
macro_rules! versions {
    ($($version:literal => $module:ident,)*) => {
        /// The versions that the client has a module of.
        pub(crate) const VERSIONS: &[&str] = &[$($version),*];

        /// A client of one version.
        #[expect(non_camel_case_types, reason = "each variant is called as its module is")]
        pub(crate) enum Client {
            $($module(composio_link_client::$module::Client)),*
        }

        impl Client {
            /// A client of `version` that makes one attempt.
            pub(crate) fn new(version: &str, base_url: &str, credential: Credential) -> Result<Self, BuildError> {
                match version {
                    $($version => {
                        let builder = composio_link_client::$module::Client::builder();
                        let builder = builder.credential(credential).base_url(base_url);
                        builder.retry(RetryPolicy::never()).build().map(Self::$module)
                    })*
                    other => panic!("the client has no version `{other}`"),
                }
            }

            /// Calls the operation that is the tool `name`.
            pub(crate) async fn call(&self, name: &str, arguments: Value) -> Result<Value, ToolError> {
                match self {
                    $(Self::$module(client) => {
                        composio_link_client::$module::tools::call(client, name, arguments).await
                    })*
                }
            }
        }

        /// The tools of `version`.
        pub(crate) fn tools(version: &str) -> &'static [Tool] {
            match version {
                $($version => composio_link_client::$module::tools::all(),)*
                other => panic!("the client has no version `{other}`"),
            }
        }
    };
}

include!(concat!(env!("OUT_DIR"), "/listed.rs"));

/// A client with the first of its credentials.
pub(crate) fn client(version: &str, base_url: &str) -> Client {
    let (_, credential) = CREDENTIALS.first().expect("a client has a credential");
    Client::new(version, base_url, credential("YOUR_API_KEY")).expect("it can be built")
}
