//! Quotation marks that stand raw in the query of a request line.
//!
//! `GET /Users?filter=userName eq "ann"` is what people type and some clients send. A `"` has to be
//! percent-encoded in a URL, and the HTTP library refuses the request before anything of ours sees
//! it. So each raw one is encoded on its way in. Heads alone are looked into: a body may hold
//! anything, and is passed on as it came.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::heads::Heads;

/// What a raw quotation mark becomes.
const ENCODED: &[u8] = b"%22";

/// A connection whose request lines may have raw quotation marks in their queries.
pub(crate) struct Lenient<S> {
    stream: S,
    heads: Heads,
    /// What was read and is yet to be handed on: encoding makes more bytes than there were.
    held: Vec<u8>,
}

impl<S> Lenient<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self {
            stream,
            heads: Heads::default(),
            held: Vec::new(),
        }
    }

    fn hand_on(&mut self, buffer: &mut ReadBuf<'_>) {
        let count = self.held.len().min(buffer.remaining());
        let handed: Vec<u8> = self.held.drain(..count).collect();
        buffer.put_slice(&handed);
    }
}

/// The bytes with encoded quotation marks; `None` if there are none to encode.
fn encoded(heads: &mut Heads, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut result = None;
    let (mut position, mut copied) = (0, 0);
    while let Some(rest @ [byte, ..]) = bytes.get(position..) {
        if *byte == b'"' && heads.is_in_query() {
            let result: &mut Vec<u8> = result.get_or_insert_default();
            result.extend_from_slice(bytes.get(copied..position)?);
            result.extend_from_slice(ENCODED);
            copied = position + 1;
        }
        position += heads.advance(rest);
    }
    let mut result = result?;
    result.extend_from_slice(bytes.get(copied..)?);
    Some(result)
}

impl<S: AsyncRead + Unpin> AsyncRead for Lenient<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.held.is_empty() {
            let before = buffer.filled().len();
            ready!(Pin::new(&mut this.stream).poll_read(context, buffer))?;
            let fresh = buffer.filled().get(before..).unwrap_or_default();
            let Some(encoded) = encoded(&mut this.heads, fresh) else {
                return Poll::Ready(Ok(()));
            };
            buffer.set_filled(before);
            this.held = encoded;
        }
        this.hand_on(buffer);
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
    use tokio::io::{AsyncReadExt, BufReader};

    use super::*;

    /// What is read when the bytes arrive in pieces of any size and the reader has little room.
    async fn check(sent: &[u8], seen: &[u8]) {
        for size in 1..=sent.len().min(80) {
            let stream = BufReader::with_capacity(size, sent);
            let mut lenient = Lenient::new(stream);
            let mut read = Vec::new();
            let mut piece = vec![0; size.div_ceil(2)];
            loop {
                match lenient.read(&mut piece).await.unwrap() {
                    0 => break,
                    count => read.extend_from_slice(&piece[..count]),
                }
            }
            let (read, seen) = (
                String::from_utf8_lossy(&read),
                String::from_utf8_lossy(seen),
            );
            assert_eq!(read, seen, "in pieces of {size}");
        }
    }

    /// A request with that body, between two that have something to encode.
    async fn check_body(headers: &str, body: &[u8]) {
        let around = |quote: &str| {
            let line = format!("GET /?{quote}a{quote} HTTP/1.1\r\nIf-Match: \"1\"\r\n\r\n");
            let post = format!("POST /?{quote} HTTP/1.1\r\n{headers}\r\n\r\n");
            [line.as_bytes(), post.as_bytes(), body, line.as_bytes()].concat()
        };
        check(&around("\""), &around("%22")).await;
    }

    #[tokio::test]
    async fn quotation_marks_are_encoded_in_queries_and_nowhere_else() {
        check(
            b"\r\nGET /Users?filter=a+eq+\"b`\" HTTP/1.1\r\nIf-Match: \"?\"\r\n\r\n",
            b"\r\nGET /Users?filter=a+eq+%22b`%22 HTTP/1.1\r\nIf-Match: \"?\"\r\n\r\n",
        )
        .await;
        let untouched = b"GET /\"Users\" HTTP/1.1\r\n\r\n";
        check(untouched, untouched).await;
    }

    #[tokio::test]
    async fn a_body_is_never_looked_into() {
        let body = b"\nGET /?\"a\" HTTP/1.1\r\n\r\nGET /?\"b\"";
        check_body(&format!("content-LENGTH: {}", body.len()), body).await;
        let chunks = b"20;x=\"?\"\r\n\nGET /?\"a\" HTTP/1.1\r\n\r\nGET /?\"b\"\r\n3\r\n\r\n \r\n\
                       0\r\nX: GET /?\"\r\n\r\n";
        check_body("Transfer-Encoding: Chunked", chunks).await;
    }

    #[tokio::test]
    async fn what_is_no_http_is_passed_on() {
        for sent in [
            &b"{\"a\": \"/?\"}\nGET /?\"c\" HTTP/1.1"[..],
            b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\nGET /?\"c\" HTTP/1.1\r\n\r\n",
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\nGET /?\"c\" HTTP/1.1",
        ] {
            check(sent, sent).await;
        }
    }
}
