//! Requests that know which secrets they hold.

#![allow(
    dead_code,
    reason = "which of these are used depends on the API's documents"
)]

use reqwest::header::{HeaderName, HeaderValue};
use serde::Serialize;

use crate::value::gather::HoldsSecrets;

/// A request, and the body of which it was made.
pub(crate) struct Outgoing<'b> {
    pub(crate) request: reqwest::Request,
    pub(crate) body: &'b dyn HoldsSecrets,
}

/// Starts requests.
pub(crate) struct Http<'c>(pub(crate) &'c reqwest::Client);

macro_rules! methods {
    ($($method:ident)*) => {
        impl Http<'_> {
            $(pub(crate) fn $method<'b>(&self, url: String) -> OutgoingBuilder<'b> {
                OutgoingBuilder { builder: self.0.$method(url), body: &() }
            })*
        }
    };
}

methods!(get post put patch delete head);

/// What reqwest's builder does, of which it has the names.
pub(crate) struct OutgoingBuilder<'b> {
    builder: reqwest::RequestBuilder,
    body: &'b dyn HoldsSecrets,
}

impl<'b> OutgoingBuilder<'b> {
    pub(crate) fn header(self, name: HeaderName, value: HeaderValue) -> Self {
        Self {
            builder: self.builder.header(name, value),
            ..self
        }
    }

    pub(crate) fn json<T: Serialize + Sync>(self, body: &'b T) -> Self {
        Self {
            builder: self.builder.json(body),
            body,
        }
    }

    pub(crate) fn build(self) -> reqwest::Result<Outgoing<'b>> {
        Ok(Outgoing {
            request: self.builder.build()?,
            body: self.body,
        })
    }
}
