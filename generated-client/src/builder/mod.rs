//! How a client is built.

mod base_url;
mod error;
mod tls;

use std::{env, fmt, marker::PhantomData, time::Duration};

use http::header::{
    ACCEPT, AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue, PROXY_AUTHORIZATION,
    USER_AGENT,
};

use crate::{
    Credential, RetryPolicy, Secret,
    call::{
        connect::Http,
        core::{Core, Inner, Secrets},
    },
};

pub use error::BuildError;

/// The variable of the environment that holds another base URL.
const BASE_URL_VARIABLE: &str = "COMPOSIO_BASE_URL";

/// A client of one version of the API.
pub trait ApiVersion: Sized {
    /// The version as the API's documents name it.
    const VERSION: &'static str;
    /// The base URL that the API's documents name.
    const BASE_URL: &'static str;

    /// The client around what all versions share.
    fn from_core(core: Core) -> Self;
}

/// Builds a client: `v3::Client::builder()` or `v3_1::Client::builder()`.
///
/// ```
/// use std::time::Duration;
///
/// # fn main() -> Result<(), composio_link_client::BuildError> {
/// let client = composio_link_client::v3_1::Client::builder()
///     .api_key("ak_1234")
///     .base_url("http://localhost:8080")
///     .timeout(Duration::from_secs(10))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C> {
    credential: Option<Credential>,
    /// Secret until it is known to hold no credentials.
    base_url: Option<Secret>,
    insecure_http: bool,
    connect_timeout: Option<Duration>,
    timeout: Duration,
    max_response_bytes: usize,
    retry: RetryPolicy,
    user_agent: Option<String>,
    headers: Vec<Header>,
    http: Option<ReadyMade>,
    version: PhantomData<fn() -> C>,
}

/// A header that a caller adds.
#[derive(Clone, Debug)]
struct Header {
    name: String,
    value: Secret,
    is_secret: bool,
}

/// An HTTP client, whose own `Debug` shows the headers that it sends by itself.
#[derive(Clone)]
struct ReadyMade(reqwest::Client);

impl fmt::Debug for ReadyMade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("reqwest::Client")
    }
}

impl<C> ClientBuilder<C> {
    pub(crate) fn new() -> Self {
        Self {
            credential: None,
            base_url: None,
            insecure_http: false,
            connect_timeout: None,
            timeout: Duration::from_secs(30),
            max_response_bytes: 1024 * 1024,
            retry: RetryPolicy::default(),
            user_agent: None,
            headers: Vec::new(),
            http: None,
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
        builder.base_url = read_variable(BASE_URL_VARIABLE)?.map(Secret::from);
        Ok(builder)
    }

    /// Authenticates with a credential. Replaces one that was set before.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credential = Some(credential);
        self
    }

    /// Talks to another server than the one that the API's documents name.
    ///
    /// The URL can have a path, below which the API's own paths lie, with the version. Plain `http` works on loopback
    /// only, unless [`allow_insecure_http`](Self::allow_insecure_http) is set. Loopback is reached
    /// directly, whatever proxy the environment names, unless a [ready-made client](Self::http_client) has
    /// one.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(Secret::from(url.into()));
        self
    }

    /// Allows plain `http` to other hosts than loopback. **Whoever is on the way reads the key.**
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.insecure_http = allow;
        self
    }

    /// Sets how long connecting may take, with the handshake of TLS. The default is 10 seconds. The
    /// client's method `with_connect_timeout` sets it for one call.
    ///
    /// A [ready-made client](Self::http_client) has its own, so that both together are an error.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Sets how long a call may take, with all its attempts and the waits between them. The default
    /// is 30 seconds. The client's method `with_timeout` sets it for one call.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets how long the body of an answer may be. The default is 1 MiB. A longer one is read no
    /// further and is an error.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Sets when a call is tried again. The client's method `with_retry` sets it for one call.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Names the program in the header `user-agent`, before this crate: `my-app/1.2` becomes
    /// `my-app/1.2 composio-link-client/…`.
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.user_agent = Some(product.into());
        self
    }

    /// Sends a header with every request, beside those of the API. One that the client sets itself,
    /// such as the key's, is refused when the client is built.
    ///
    /// Its value is not a secret, so errors can quote it. [`secret_header`](Self::secret_header) is for
    /// one that is. `authorization`, `proxy-authorization` and `cookie` always count as secrets.
    pub fn header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.with_header(name.into(), Secret::from(value.into()), false)
    }

    /// The same as [`header`](Self::header) for a value that is a secret: where an error quotes it, it is
    /// redacted. Of a scheme and a token, such as `Bearer` and what follows, the token alone is, too.
    pub fn secret_header(self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.with_header(name.into(), value.into(), true)
    }

    fn with_header(mut self, name: String, value: Secret, is_secret: bool) -> Self {
        self.headers.push(Header {
            name,
            value,
            is_secret,
        });
        self
    }

    /// Sends with a ready-made client, which can have a proxy, other roots of trust or connections
    /// that are shared with other code.
    ///
    /// Its redirect policy should be [`reqwest::redirect::Policy::none`]: one that follows redirects
    /// carries the key and the body to wherever they point, before this crate can see it. It connects
    /// for as long as [`reqwest::ClientBuilder::connect_timeout`] says, which should be less than a call
    /// may take: a call that ends while it connects is not known to have done nothing.
    ///
    /// It also has its own proxies, by default those of the environment, and a proxy for `http` carries
    /// plain text to loopback away from this machine: build it with [`reqwest::ClientBuilder::no_proxy`]
    /// if it is to talk to loopback.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(ReadyMade(client));
        self
    }
}

impl<C: ApiVersion> ClientBuilder<C> {
    /// Builds the client.
    ///
    /// # Errors
    ///
    /// [`BuildError`] if there is no credential, if the key or a header cannot be sent, if the base
    /// URL is not an absolute `https` URL (or `http`, see above) without credentials, query, fragment and
    /// version, if a ready-made client is to have a connect timeout, or if TLS is needed and cannot be set
    /// up.
    pub fn build(self) -> Result<C, BuildError> {
        let credential = self.credential.ok_or_else(BuildError::no_credential)?;
        let (name, key) = credential.header();
        if key.expose_secret().trim().is_empty() {
            return Err(BuildError::new(format!(
                "the key for the header `{name}` is empty"
            )));
        }
        let credential = HeaderName::from_static(name);
        let key = key.clone();
        if self.http.is_some() && self.connect_timeout.is_some() {
            return Err(BuildError::connect_timeout());
        }
        let connect_timeout = self.connect_timeout.unwrap_or(Duration::from_secs(10));
        let url = self
            .base_url
            .as_ref()
            .map_or(C::BASE_URL, Secret::expose_secret);
        let url = base_url::check::<C>(url, self.insecure_http)?;
        let http = match self.http {
            Some(ReadyMade(http)) => Http::ready_made(http),
            None => {
                tls::check(&url)?;
                Http::new(connect_timeout, self.timeout, base_url::is_loopback(&url))
                    .map_err(BuildError::http)?
            }
        };
        let mut headers = HeaderMap::new();
        let agent = user_agent(self.user_agent.as_deref())?;
        headers.insert(USER_AGENT, agent);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(&credential, header_value(&credential, &key)?);
        let secrets = Secrets {
            headers: add_headers(&mut headers, self.headers)?,
            key,
        };
        let inner = Inner {
            version: C::VERSION,
            base_url: url,
            headers,
            credential,
            secrets,
            max_response_bytes: self.max_response_bytes,
            http,
        };
        let core = Core::new(inner, connect_timeout, self.timeout, self.retry);
        Ok(C::from_core(core))
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

/// The value of a header, of which no log shows the text.
fn header_value(name: &HeaderName, text: &Secret) -> Result<HeaderValue, BuildError> {
    let mut value = HeaderValue::from_str(text.expose_secret()).map_err(|_| {
        BuildError::new(format!(
            "the value for the header `{name}` has a character that no header can hold"
        ))
    })?;
    value.set_sensitive(true);
    Ok(value)
}

fn user_agent(product: Option<&str>) -> Result<HeaderValue, BuildError> {
    const OWN: &str = concat!("composio-link-client/", env!("CARGO_PKG_VERSION"));
    let agent = match product.map(str::trim) {
        None => OWN.to_owned(),
        Some("") => {
            return Err(BuildError::new(
                "the name of the program is empty".to_owned(),
            ));
        }
        Some(product) => format!("{product} {OWN}"),
    };
    HeaderValue::from_str(&agent).map_err(|_| {
        BuildError::new(
            "the name of the program has a character that no header can hold".to_owned(),
        )
    })
}

/// Adds the headers of a caller, and returns those of their values that are secrets.
fn add_headers(all: &mut HeaderMap, added: Vec<Header>) -> Result<Vec<Secret>, BuildError> {
    const OWN: [&str; 7] = [
        "accept",
        "connection",
        "content-length",
        "content-type",
        "host",
        "transfer-encoding",
        "user-agent",
    ];
    let mut secrets = Vec::new();
    for Header {
        name,
        value,
        is_secret,
    } in added
    {
        let parsed = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| BuildError::new(format!("`{name}` is not the name of a header")))?;
        let is_key = Credential::HEADERS.contains(&parsed.as_str());
        if OWN.contains(&parsed.as_str()) || is_key {
            return Err(BuildError::new(format!(
                "the header `{name}` is set by the client"
            )));
        }
        all.append(&parsed, header_value(&parsed, &value)?);
        if is_secret || [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE].contains(&parsed) {
            let token = value.expose_secret().split_once(' ');
            secrets.extend(token.map(|(_, token)| token.into()));
            secrets.push(value);
        }
    }
    Ok(secrets)
}
