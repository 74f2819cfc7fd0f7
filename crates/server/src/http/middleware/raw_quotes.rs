//! Quotation marks that stand raw in the query of a request line.
//!
//! `GET /Users?filter=userName eq "ann"` is what people type and some clients send. A `"` has to be
//! percent-encoded in a URL, and the HTTP library refuses the request before anything of ours sees
//! it. So each raw one is replaced on its way in by [`STAND_IN`], which is just as long, is let
//! through, and has no business in a URL either; the query is decoded with that in mind.
//!
//! Nothing here needs to know where a body ends. A line that looks like the start of a request and
//! is none would have to stand in a body, and JSON has no such lines: outside of strings it is no
//! JSON, and in strings a line break is escaped.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What a raw quotation mark becomes.
pub(crate) const STAND_IN: u8 = b'`';

/// A connection whose request lines may have raw quotation marks in their queries.
pub(crate) struct Lenient<S> {
    stream: S,
    place: Place,
}

impl<S> Lenient<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self {
            stream,
            place: Place::Method,
        }
    }
}

/// Where in a line the next byte is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In what may be a method, at the start of a line.
    Method,
    /// Behind a method and its space: a path has to begin here.
    Slash,
    Path,
    Query,
    /// In a line, or a rest of one, that is none of our business.
    Rest,
}

impl Place {
    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (_, b'\n') | (Self::Method, b'A'..=b'Z') => Self::Method,
            (Self::Method, b' ') => Self::Slash,
            (Self::Slash, b'/') => Self::Path,
            (Self::Path, b'?') => Self::Query,
            (Self::Path | Self::Query, byte) if byte != b' ' => self,
            _ => Self::Rest,
        }
    }

    /// Replaces what there is to replace and returns the place behind it.
    fn pass(mut self, mut bytes: &mut [u8]) -> Self {
        while !bytes.is_empty() {
            if self == Self::Rest {
                let Some(end) = bytes.iter().position(|&byte| byte == b'\n') else {
                    break;
                };
                bytes = bytes.split_at_mut(end).1;
            }
            let Some((byte, rest)) = bytes.split_first_mut() else {
                break;
            };
            if self == Self::Query && *byte == b'"' {
                *byte = STAND_IN;
            }
            self = self.after(*byte);
            bytes = rest;
        }
        self
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Lenient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        if let Some(fresh) = buffer.filled_mut().get_mut(before..) {
            self.place = self.place.pass(fresh);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Lenient<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sent: &str, seen: &str) {
        for size in 1..=sent.len() {
            let mut bytes = sent.as_bytes().to_vec();
            bytes.chunks_mut(size).fold(Place::Method, Place::pass);
            assert_eq!(
                String::from_utf8(bytes).unwrap(),
                seen,
                "in pieces of {size}"
            );
        }
    }

    #[test]
    fn quotation_marks_are_replaced_in_queries_and_nowhere_else() {
        check(
            "GET /Users?filter=a+eq+\"b\" HTTP/1.1\r\nIf-Match: \"1\"\r\n\r\n",
            "GET /Users?filter=a+eq+`b` HTTP/1.1\r\nIf-Match: \"1\"\r\n\r\n",
        );
        check(
            "GET /\"Users\" HTTP/1.1\r\n\r\n",
            "GET /\"Users\" HTTP/1.1\r\n\r\n",
        );
        check(
            "POST /Users HTTP/1.1\r\n\r\n{\"a\": \"/?\"}\n{\"b\"}GET /?\"c\"",
            "POST /Users HTTP/1.1\r\n\r\n{\"a\": \"/?\"}\n{\"b\"}GET /?\"c\"",
        );
    }

    #[test]
    fn every_request_of_a_connection_is_seen() {
        check(
            "GET /?\"a\" HTTP/1.1\r\n\r\nGET /?\"b\" HTTP/1.1\r\n\r\n",
            "GET /?`a` HTTP/1.1\r\n\r\nGET /?`b` HTTP/1.1\r\n\r\n",
        );
    }
}
