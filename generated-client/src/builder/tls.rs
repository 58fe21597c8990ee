//! Which TLS there is, as the crate's features have it.

use reqwest::Url;

use crate::BuildError;

/// Refuses what the HTTP client would stumble over when it is built or when it connects.
pub(super) fn check(url: &Url) -> Result<(), BuildError> {
    const CHOICES: &str = "enable the feature `rustls` or `native-tls` of composio-link-client, or bring a ready-made client with `http_client`";
    let has_tls = cfg!(any(
        feature = "rustls",
        feature = "rustls-no-provider",
        feature = "native-tls"
    ));
    if url.scheme() == "https" && !has_tls {
        return Err(BuildError::new(format!(
            "the base URL is https, and the client is built without TLS: {CHOICES}"
        )));
    }
    #[cfg(all(
        feature = "rustls-no-provider",
        not(any(feature = "rustls", feature = "native-tls"))
    ))]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        return Err(BuildError::new(format!(
            "no cryptography provider is installed for rustls: call `install_default` of one before, {CHOICES}"
        )));
    }
    Ok(())
}
