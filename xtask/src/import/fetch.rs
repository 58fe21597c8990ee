//! Downloads the document that the API publishes of itself.

use std::{io::Read, path::Path, time::Duration};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use ureq::Agent;

use crate::document::{Document, MAX_BYTES};

/// How long connecting may take, and how long everything.
const TIMEOUTS: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(120));

/// Downloads the document of `version` from the server at `base_url`.
///
/// # Errors
///
/// If the server does not answer in time, answers with another status than 200, or with more than a
/// document may hold.
pub(super) fn fetch(base_url: &str, version: &str) -> Result<Document> {
    let url = format!(
        "{}/api/{version}/openapi.json",
        base_url.trim_end_matches('/')
    );
    let (connect, all) = TIMEOUTS;
    let agent: Agent = Agent::config_builder()
        .timeout_connect(Some(connect))
        .timeout_global(Some(all))
        .http_status_as_error(false)
        .build()
        .into();
    let failed = || format!("{url}: cannot download the document");
    let mut response = agent.get(&url).call().with_context(failed)?;
    let status = response.status();
    if status != 200 {
        bail!("{url}: found the status {status}, expected 200 with an OpenAPI document");
    }
    let bar = match response.body().content_length() {
        Some(length) => ProgressBar::new(length).with_style(
            ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes}")
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
        ),
        None => ProgressBar::new_spinner(),
    };
    let mut text = Vec::new();
    let body = response.body_mut().as_reader().take(MAX_BYTES + 1);
    let read = bar.wrap_read(body).read_to_end(&mut text);
    bar.finish_and_clear();
    read.with_context(failed)?;
    if text.len() as u64 > MAX_BYTES {
        bail!(
            "{url}: found more than {MAX_BYTES} bytes, expected an OpenAPI document of at most so many"
        );
    }
    let text = String::from_utf8(text).with_context(|| format!("{url}: expected UTF-8"))?;
    Document::parse_deep(Path::new(&url), &text)
}
