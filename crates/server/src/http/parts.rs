//! A body that is written while it is sent.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;
use directory::Rest;
use scim::ScimError;

/// A long answer. The next part is written when the connection has room for it. If one cannot be
/// written, the connection is cut, so that nobody takes what came for the whole.
pub(super) struct Parts {
    first: Option<String>,
    rest: Rest,
}

impl Parts {
    pub(super) fn new(first: String, rest: Rest) -> Self {
        Self {
            first: Some(first),
            rest,
        }
    }
}

impl MessageBody for Parts {
    type Error = ScimError;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, ScimError>>> {
        let part = match self.first.take() {
            Some(first) => Ok(Some(first)),
            None => self.rest.next_part(),
        };
        Poll::Ready(part.map(|part| part.map(Bytes::from)).transpose())
    }
}
