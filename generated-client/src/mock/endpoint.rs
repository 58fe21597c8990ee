//! One operation of the server: how it is to answer, and what it was called with.

use std::{
    collections::VecDeque,
    fmt,
    marker::PhantomData,
    ops::Deref,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::HeaderMap;
use serde_json::Value;

use super::{
    contract::{Call, Contract, Sent},
    reply::Reply,
};
use crate::answer::response::Headers;

/// An operation of a [`MockServer`](super::MockServer). `C` is what it is called with.
///
/// All that it is told holds from the next request on.
pub struct Endpoint<'a, C> {
    script: &'a Script,
    call: PhantomData<fn() -> C>,
}

impl<'a, C: Call> Endpoint<'a, C> {
    pub(super) fn new(script: &'a Script) -> Self {
        Self {
            script,
            call: PhantomData,
        }
    }

    /// Answers so from now on.
    pub fn reply(&self, reply: Reply) {
        self.script.state().standing = Some(reply);
    }

    /// Answers the next `times` requests so, after those for which the same was said before. What comes
    /// later is answered as if nothing had been said.
    pub fn reply_next(&self, times: usize, reply: Reply) {
        let replies = std::iter::repeat_n(reply, times);
        self.script.state().next.extend(replies);
    }

    /// Fails from now on, with the documented body.
    pub fn fail(&self, failure: C::Failure) {
        self.reply(self.failure(failure));
    }

    /// Fails the next `times` requests, as [`reply_next`](Self::reply_next) does.
    pub fn fail_next(&self, times: usize, failure: C::Failure) {
        self.reply_next(times, self.failure(failure));
    }

    /// Answers from now on with the documented success's status and another body.
    pub fn answer(&self, body: impl Into<Value>) {
        self.reply(self.script.success().json(body));
    }

    /// The documented answer of a failure, to be changed for [`reply`](Self::reply): with a header, or
    /// with a slug of its own.
    pub fn failure(&self, failure: C::Failure) -> Reply {
        let answer = self.script.contract.failure(failure.into());
        answer.expect("invariant: each failure has its documented answer")
    }

    /// Waits before each answer, from now on.
    pub fn delay(&self, delay: Duration) {
        self.script.state().delay = delay;
    }

    /// The body of the documented success, to compare with or to change for
    /// [`answer`](Self::answer). Null if it has none.
    pub fn example(&self) -> Value {
        let (_, body) = self.script.contract.success;
        match body {
            "" => Value::Null,
            body => {
                serde_json::from_str(body).expect("invariant: the documents' examples are JSON")
            }
        }
    }

    /// The requests that came so far, in their order, but for those that the server itself refused.
    /// Each attempt counts.
    pub fn requests(&self) -> Vec<Recorded<C>> {
        let record = |sent: &Sent| {
            let call = C::read(sent).expect("invariant: what cannot be read is not recorded");
            let headers = Headers(sent.headers.clone());
            Recorded { call, headers }
        };
        self.script.state().sent.iter().map(record).collect()
    }

    /// Forgets the requests that came and all that was said.
    pub fn reset(&self) {
        *self.script.state() = State::default();
    }
}

impl<C> Clone for Endpoint<'_, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Endpoint<'_, C> {}

impl<C> fmt::Debug for Endpoint<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Contract { version, name, .. } = self.script.contract;
        f.debug_struct("Endpoint")
            .field("version", version)
            .field("operation", name)
            .finish_non_exhaustive()
    }
}

/// A request that came: its headers and what the operation was called with, to which it
/// dereferences.
#[derive(Clone, Debug)]
pub struct Recorded<C> {
    call: C,
    headers: Headers,
}

impl<C> Recorded<C> {
    /// The headers. `Debug` does not show keys.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers.0
    }
}

impl<C> Deref for Recorded<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.call
    }
}

/// What one operation is to do, and what it did.
pub(super) struct Script {
    pub(super) contract: &'static Contract,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The next answers.
    next: VecDeque<Reply>,
    /// The answer where there is no next one.
    standing: Option<Reply>,
    delay: Duration,
    sent: Vec<Sent>,
}

impl Script {
    pub(super) fn new(contract: &'static Contract) -> Self {
        Self {
            contract,
            state: Mutex::default(),
        }
    }

    /// Records a request and says how to answer it.
    pub(super) fn play(&self, sent: Sent) -> Reply {
        let mut state = self.state();
        state.sent.push(sent);
        let reply = state.next.pop_front().or_else(|| state.standing.clone());
        let reply = reply.unwrap_or_else(|| self.success());
        let delay = reply.delay + state.delay;
        reply.delay(delay)
    }

    fn success(&self) -> Reply {
        let (status, body) = self.contract.success;
        match body {
            "" => Reply::new(super::status(status)),
            body => Reply::documented(status, body),
        }
    }

    /// A test that panicked leaves the state whole.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
