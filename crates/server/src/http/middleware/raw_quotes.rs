//! Quotation marks that stand raw in the query of a request line.
//!
//! `GET /Users?filter=userName eq "ann"` is what people type and some clients send. A `"` has to be
//! percent-encoded in a URL, and the HTTP library refuses the request before anything of ours sees
//! it. So each raw one is encoded on its way in. Heads alone are looked into: a body may hold
//! anything, and is passed on as it came. Since it follows the requests, this is also where clients
//! that stall are noticed.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::heads::Heads;
use super::stalling::{Patience, Stalling};

/// What a raw quotation mark becomes.
const ENCODED: &[u8] = b"%22";
const CONTINUE: &[u8] = b"HTTP/1.1 100";

/// A connection whose request lines may have raw quotation marks in their queries.
pub(crate) struct Lenient<S> {
    stream: S,
    heads: Heads,
    stalling: Stalling,
    /// What was read and is yet to be handed on: encoding makes more bytes than there were.
    held: Vec<u8>,
}

impl<S> Lenient<S> {
    pub(crate) fn new(stream: S, patience: Patience) -> Self {
        Self {
            stream,
            heads: Heads::default(),
            stalling: Stalling::new(patience),
            held: Vec::new(),
        }
    }

    fn hand_on(&mut self, buffer: &mut ReadBuf<'_>) {
        let count = self.held.len().min(buffer.remaining());
        let handed: Vec<u8> = self.held.drain(..count).collect();
        buffer.put_slice(&handed);
    }
}

impl<S> Lenient<S> {
    /// Notes what became of writing what begins with these bytes.
    fn note(
        &mut self,
        written: Poll<io::Result<usize>>,
        bytes: &[u8],
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        let count = match &written {
            Poll::Ready(Ok(count)) => Some(*count),
            Poll::Ready(Err(_)) => return written,
            Poll::Pending => None,
        };
        // "100 Continue" is no answer but asks for the body.
        if !bytes.starts_with(CONTINUE) {
            self.stalling.answered();
        }
        self.stalling.wrote(count, context)?;
        written
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
            let read = Pin::new(&mut this.stream).poll_read(context, buffer)?;
            if read.is_pending() {
                this.stalling.check_reading(context)?;
                return Poll::Pending;
            }
            let fresh = buffer.filled().get(before..).unwrap_or_default();
            let encoded = encoded(&mut this.heads, fresh);
            this.stalling.expect(this.heads.awaited());
            let Some(encoded) = encoded else {
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
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.note(written, bytes, context)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stalling.all_written();
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
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        let first = slices.first().map_or(&[][..], |slice| slice);
        self.note(written, first, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};

    use std::time::Duration;

    use super::*;

    const LONG: Patience = Patience {
        idle: Duration::MAX,
        head: Duration::MAX,
        body: Duration::MAX,
        rest: Duration::MAX,
        answer: Duration::MAX,
    };

    /// What is read when the bytes arrive in pieces of any size and the reader has little room.
    async fn check(sent: &[u8], seen: &[u8]) {
        for size in 1..=sent.len().min(80) {
            let stream = BufReader::with_capacity(size, sent);
            let mut lenient = Lenient::new(stream, LONG);
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

    const SHORT: Patience = Patience {
        idle: Duration::from_millis(20),
        head: Duration::from_millis(20),
        body: Duration::from_millis(20),
        rest: Duration::from_millis(20),
        answer: Duration::from_millis(20),
    };

    /// What reading comes to when the client sends this and goes on with the same piece for ever.
    async fn end_of(patience: Patience, sent: &str, piece: &str) -> io::ErrorKind {
        let (mut client, server) = tokio::io::duplex(64 * 1024);
        client.write_all(sent.as_bytes()).await.unwrap();
        let mut lenient = Lenient::new(server, patience);
        let mut buffer = [0; 1024];
        loop {
            tokio::select! {
                biased;
                read = lenient.read(&mut buffer) => match read {
                    Ok(0) => panic!("the client has not ended"),
                    Ok(_) => {}
                    Err(error) => return error.kind(),
                },
                () = tokio::time::sleep(Duration::from_millis(1)) => {
                    client.write_all(piece.as_bytes()).await.unwrap();
                }
            }
        }
    }

    #[tokio::test]
    async fn a_client_that_dawdles_is_given_up() {
        let get = "GET / HTTP/1.1\r\n\r\n";
        let post = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (sent, piece) in [
            ("", "G"),
            ("GET / HTTP/1.1\r\nX: ", "x"),
            ("GET / HTTP/1.1\r\n", "X: x\r\n"),
            (get, "G"),
            (get, "\r\n"),
            (post, "1\r\nx\r\n"),
            (post, ""),
            ("POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n", "x"),
            ("POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n", "x"),
        ] {
            let end = end_of(SHORT, sent, piece).await;
            assert_eq!(end, io::ErrorKind::TimedOut, "{sent:?} {piece:?}");
        }
    }

    #[tokio::test]
    async fn nothing_limits_the_time_between_requests_here() {
        let (mut client, server) = tokio::io::duplex(1024);
        client.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
        let mut lenient = Lenient::new(server, SHORT);
        let mut buffer = [0; 1024];
        assert!(lenient.read(&mut buffer).await.unwrap() > 0);
        let more = tokio::time::timeout(5 * SHORT.head, lenient.read(&mut buffer)).await;
        assert!(more.is_err(), "{more:?}");
    }

    #[tokio::test]
    async fn the_rest_of_a_body_has_less_time_once_it_was_answered() {
        let patience = Patience {
            rest: SHORT.rest,
            ..LONG
        };
        let (mut client, server) = tokio::io::duplex(1024);
        let post = b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n";
        client.write_all(post).await.unwrap();
        let mut lenient = Lenient::new(server, patience);
        let mut buffer = [0; 1024];
        assert!(lenient.read(&mut buffer).await.unwrap() > 0);
        lenient
            .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")
            .await
            .unwrap();
        let more = tokio::time::timeout(5 * SHORT.rest, lenient.read(&mut buffer)).await;
        assert!(more.is_err(), "{more:?}");
        lenient
            .write_all(b"HTTP/1.1 401 Unauthorized\r\n\r\n")
            .await
            .unwrap();
        let ended = lenient.read(&mut buffer).await.unwrap_err();
        assert_eq!(ended.kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_client_that_does_not_read_is_given_up() {
        let patience = Patience {
            answer: SHORT.answer,
            ..LONG
        };
        let (mut client, server) = tokio::io::duplex(1024);
        let mut lenient = Lenient::new(server, patience);
        let ended = lenient.write_all(&[0; 4096]).await.unwrap_err();
        assert_eq!(ended.kind(), io::ErrorKind::TimedOut);
        let mut read = [0; 1024];
        client.read_exact(&mut read).await.unwrap();
    }
}
