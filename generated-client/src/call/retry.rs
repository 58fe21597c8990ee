//! What is tried again, and after how long.

use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder, ExponentialBuilder};
use http::{StatusCode, header::RETRY_AFTER};

use crate::answer::{
    attempt::{Attempt, Failure},
    response::RawResponse,
};

/// When a call is tried again.
///
/// Creating a link is not idempotent: a request that arrived must not be sent again, or there are two
/// links. By default a call is tried again only where it surely did nothing: if no connection was
/// made, on status 429, and on status 503 with a `Retry-After` header. There are at most three
/// attempts, all of them within the timeout of the call.
///
/// Between attempts the client waits as long as `Retry-After` says, in seconds or as a date; where
/// there is none, half a second, then twice as long each time, with jitter. Where the wait would be
/// longer than [`max_delay`](Self::max_delay), or than the call may still take, the call ends with the
/// error at once. It also does where the time that is left after the wait is shorter than the attempt took
/// that the API answered, as the next would be cut off. If a later attempt does not reach the API, the error
/// is the API's last answer.
///
/// ```
/// use composio_link_client::{RetryPolicy, v3::Client};
///
/// # fn main() -> Result<(), composio_link_client::BuildError> {
/// let patient = RetryPolicy::default().max_attempts(5);
/// let client = Client::builder().api_key("ak_1234").retry(patient).build()?;
/// let impatient = client.with_retry(RetryPolicy::never());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    max_attempts: usize,
    min_delay: Duration,
    max_delay: Duration,
    ambiguous: bool,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            min_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(10),
            ambiguous: false,
        }
    }
}

impl RetryPolicy {
    /// One attempt, whatever comes of it.
    pub fn never() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets how often a call is attempted at most, the first time included. Zero counts as one.
    pub fn max_attempts(mut self, attempts: usize) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the wait before the second attempt, where no `Retry-After` sets it.
    pub fn min_delay(mut self, delay: Duration) -> Self {
        self.min_delay = delay;
        self
    }

    /// Sets the longest wait between two attempts.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Also tries again what may have happened: after a timeout, a connection that broke, and status
    /// 500, 502, 503 or 504. **Each such attempt can create another link.**
    pub fn retry_ambiguous(mut self, retry: bool) -> Self {
        self.ambiguous = retry;
        self
    }

    /// How long to wait after the attempt number `count` before the next, if there is to be one.
    pub(crate) fn wait_after(&self, count: usize, attempt: &Attempt<'_>) -> Option<Duration> {
        let (surely_nothing, asked) = match attempt {
            Ok(response) if response.status.is_success() => return None,
            Ok(response) => {
                let asked = retry_after(response);
                let status = response.status;
                let busy = status == StatusCode::SERVICE_UNAVAILABLE && asked.is_some();
                (status == StatusCode::TOO_MANY_REQUESTS || busy, asked)
            }
            Err(Failure::Transport(error)) => (error.is_connect(), None),
            Err(Failure::Response(_)) => (false, None),
        };
        let again = surely_nothing || self.ambiguous && is_ambiguous(attempt);
        if !again || count >= self.max_attempts {
            return None;
        }
        match asked {
            Some(asked) => Some(asked).filter(|asked| *asked <= self.max_delay),
            // The jitter may exceed the longest wait, which `Retry-After` may not.
            None => Some(self.delay(count).min(self.max_delay)),
        }
    }

    /// The wait number `count`, where nothing else sets it.
    fn delay(&self, count: usize) -> Duration {
        let delays = ExponentialBuilder::default()
            .with_min_delay(self.min_delay)
            .with_max_delay(self.max_delay)
            .without_max_times()
            .with_jitter();
        delays.build().nth(count - 1).unwrap_or(self.max_delay)
    }
}

/// Whether the request may have arrived and failed in a way that can pass.
fn is_ambiguous(attempt: &Attempt<'_>) -> bool {
    match attempt {
        Ok(response) => matches!(response.status.as_u16(), 500 | 502 | 503 | 504),
        Err(Failure::Transport(_)) => true,
        Err(Failure::Response(response)) => response.is_incomplete(),
    }
}

/// The longest wait that a header `Retry-After` asks for.
fn retry_after(response: &RawResponse<'_>) -> Option<Duration> {
    let values = response.headers.get_all(RETRY_AFTER).iter();
    values
        .filter_map(|value| wait(value.to_str().ok()?.trim()))
        .max()
}

/// What the text of a header says, in seconds or as a date; a date that has passed is no wait.
fn wait(text: &str) -> Option<Duration> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // No standard allows a fraction, and some servers send one. A part of a second counts as a whole one.
    let (seconds, part) = match text.split_once('.') {
        Some((seconds, part)) if is_number(part) => (seconds, part),
        _ => (text, ""),
    };
    if is_number(seconds) {
        let more = part.bytes().any(|digit| digit != b'0');
        // One that is too large to count is longer than any that is waited for.
        let seconds = seconds.parse().unwrap_or(u64::MAX);
        return Some(Duration::from_secs(seconds.saturating_add(more.into())));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}
