//! How a client is built, and how it sends.

use std::{env, error, fmt, marker::PhantomData, sync::Arc, time::Duration};

use reqwest::{
    Url,
    header::{HeaderName, HeaderValue},
    redirect,
};

use crate::{
    Credential, Error, Secret, UnexpectedReason, error::UnexpectedResponse, response::RawResponse,
};

/// The variable of the environment that holds another base URL.
const BASE_URL_VARIABLE: &str = "COMPOSIO_BASE_URL";
/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a call may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A client of one version of the API.
pub trait ApiVersion: Sized {
    /// The base URL that the API's documents name.
    const BASE_URL: &'static str;

    /// The client around what all versions share.
    fn from_core(core: Core) -> Self;
}

/// Builds a client: `v3::Client::builder()` or `v3_1::Client::builder()`.
///
/// ```
/// # fn main() -> Result<(), composio_link_client::BuildError> {
/// let client = composio_link_client::v3_1::Client::builder()
///     .api_key("ak_1234")
///     .base_url("http://localhost:8080")
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ClientBuilder<C> {
    credential: Option<Credential>,
    base_url: Option<String>,
    version: PhantomData<fn() -> C>,
}

impl<C: ApiVersion> ClientBuilder<C> {
    pub(crate) fn new() -> Self {
        Self {
            credential: None,
            base_url: None,
            version: PhantomData,
        }
    }

    /// Starts from the environment: `COMPOSIO_API_KEY` or `COMPOSIO_USER_API_KEY` for the
    /// credential, and `COMPOSIO_BASE_URL`. A variable that is empty counts as not set.
    ///
    /// # Errors
    ///
    /// [`BuildError`] if both keys are set, as a client sends one, or if a variable is not Unicode.
    /// That none is set is an error of [`build`](Self::build) only.
    pub fn from_env() -> Result<Self, BuildError> {
        let mut builder = Self::new();
        let mut found = None;
        for &(variable, credential) in Credential::ENVIRONMENT {
            let Some(key) = read_variable(variable)? else {
                continue;
            };
            if let Some(other) = found.replace(variable) {
                return Err(BuildError::two_credentials(other, variable));
            }
            builder = builder.credential(credential(Secret::from(key)));
        }
        builder.base_url = read_variable(BASE_URL_VARIABLE)?;
        Ok(builder)
    }

    /// Authenticates with a credential. Replaces one that was set before.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credential = Some(credential);
        self
    }

    /// Talks to another server than the one that the API's documents name.
    ///
    /// The URL can have a path, below which the API's own paths lie.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// [`BuildError`] if there is no credential, if the key cannot be a header's value, if the base
    /// URL is not an absolute `http` or `https` URL without credentials, query and fragment, or if
    /// TLS cannot be set up.
    pub fn build(self) -> Result<C, BuildError> {
        let credential = self.credential.ok_or_else(BuildError::no_credential)?;
        let (name, key) = credential.header();
        let mut value = HeaderValue::from_str(key.expose_secret()).map_err(|_| {
            BuildError::new(format!(
                "the key for `{name}` has a character that no header can hold"
            ))
        })?;
        value.set_sensitive(true);
        let http = reqwest::Client::builder()
            .user_agent(concat!(
                env!("CARGO_PKG_NAME"),
                "/",
                env!("CARGO_PKG_VERSION")
            ))
            // A redirect would carry key and body to wherever it points.
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .build()
            .map_err(BuildError::http)?;
        let inner = Inner {
            base_url: check_base_url(self.base_url.as_deref().unwrap_or(C::BASE_URL))?,
            credential: (HeaderName::from_static(name), value),
            http,
        };
        Ok(C::from_core(Core(Arc::new(inner))))
    }
}

fn read_variable(name: &'static str) -> Result<Option<String>, BuildError> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => Err(BuildError::new(format!(
            "the variable {name} is not Unicode"
        ))),
    }
}

/// The base URL without a slash at its end, as the paths begin with one.
fn check_base_url(url: &str) -> Result<String, BuildError> {
    let refuse = |what: &str| Err(BuildError::new(format!("the base URL {what}")));
    let url = match Url::parse(url) {
        Ok(url) => url,
        Err(error) => return refuse(&format!("cannot be read: {error}")),
    };
    if !matches!(url.scheme(), "http" | "https") {
        return refuse("is neither http nor https");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("holds credentials, where it should hold none");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("has a query or a fragment, where it should have none");
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// What the clients of all versions share.
#[derive(Clone)]
pub struct Core(Arc<Inner>);

struct Inner {
    base_url: String,
    credential: (HeaderName, HeaderValue),
    http: reqwest::Client,
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("base_url", &self.0.base_url)
            .field("credential", &self.0.credential.0)
            .finish_non_exhaustive()
    }
}

impl Core {
    pub(crate) fn base_url(&self) -> &str {
        &self.0.base_url
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    /// Sends a request with the credential and reads the answer to its end.
    pub(crate) async fn send(&self, mut request: reqwest::Request) -> Result<RawResponse, Failure> {
        let (name, value) = &self.0.credential;
        request.headers_mut().insert(name, value.clone());
        let mut response = self.0.http.execute(request).await?;
        let mut raw = RawResponse {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
            body: Vec::new(),
        };
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => raw.body.extend_from_slice(&chunk),
                Ok(None) => return Ok(raw),
                Err(error) => {
                    let reason = UnexpectedReason::Incomplete(error.without_url());
                    return Err(Failure::Response(raw.unexpected(reason)));
                }
            }
        }
    }
}

/// What goes wrong before an answer is complete, whatever the body of the API's errors is.
pub(crate) enum Failure {
    Transport(reqwest::Error),
    Response(Box<UnexpectedResponse>),
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(error)
    }
}

impl<E> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Transport(error) => error.into(),
            Failure::Response(response) => Self::UnexpectedResponse(response),
        }
    }
}

/// Why a client could not be built.
#[derive(Debug)]
pub struct BuildError {
    message: String,
    source: Option<reqwest::Error>,
}

impl BuildError {
    fn new(message: String) -> Self {
        Self {
            message,
            source: None,
        }
    }

    fn no_credential() -> Self {
        let variables: Vec<&str> = Credential::ENVIRONMENT
            .iter()
            .map(|(name, _)| *name)
            .collect();
        Self::new(format!(
            "no credential: set one on the builder, or build from an environment with {}",
            variables.join(" or ")
        ))
    }

    fn two_credentials(one: &str, other: &str) -> Self {
        Self::new(format!(
            "both {one} and {other} are set, and a client sends one key: unset one of them"
        ))
    }

    fn http(error: reqwest::Error) -> Self {
        Self {
            message: "the HTTP client could not be set up".to_owned(),
            source: Some(error),
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl error::Error for BuildError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}
