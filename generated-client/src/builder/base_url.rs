//! Which server a client talks to.

use std::net::IpAddr;

use reqwest::Url;

use super::{ApiVersion, BuildError};

/// The base URL that this is, if a client of `C` can use it.
pub(super) fn check<C: ApiVersion>(url: &str, insecure_http: bool) -> Result<Url, BuildError> {
    let refuse = |what: &str| Err(BuildError::new(format!("the base URL {what}")));
    let url = match Url::parse(url) {
        Ok(url) => url,
        Err(error) => return refuse(&format!("cannot be read: {error}")),
    };
    match url.scheme() {
        "https" => {}
        "http" if insecure_http || is_loopback(&url) => {}
        "http" => {
            return refuse(
                "is plain http, which shows the key to whoever is on the way: use https, or allow it on the builder",
            );
        }
        _ => return refuse("is neither http nor https"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("holds credentials, where it should hold none");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("has a query or a fragment, where it should have none");
    }
    // Of an API whose own URL ends so, the paths lack it.
    let documented = Url::parse(C::BASE_URL).ok();
    let is_documented = documented.is_some_and(|url| without_version(&url).is_some());
    if let Some(without) = without_version(&url).filter(|_| !is_documented) {
        return refuse(&format!(
            "ends with a version, which is a part of the API's paths: write `{without}`"
        ));
    }
    Ok(url)
}

/// The URL without the version that it ends with, such as `/api/v3`, if it does.
fn without_version(url: &Url) -> Option<String> {
    let (before, number) = url.as_str().trim_end_matches('/').rsplit_once("/api/v")?;
    let is_version = number.starts_with(|c: char| c.is_ascii_digit())
        && number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
    is_version.then(|| before.to_owned())
}

/// Whether the host of a URL is this machine itself.
pub(super) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}
