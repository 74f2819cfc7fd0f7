//! One small request of HTTP, for commands that ask a server.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// How long each step may take. The server itself answers within two seconds.
const PATIENCE: Duration = Duration::from_secs(3);
/// The longest answer that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// A connection whose steps take no longer than that.
pub(super) fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// What is answered to a GET.
#[derive(Debug)]
pub(super) struct Answer {
    /// The first line.
    pub(super) status: String,
    /// The body; null if it is not JSON.
    pub(super) body: Value,
}

impl Answer {
    pub(super) fn is_ok(&self) -> bool {
        self.status.split(' ').nth(1) == Some("200")
    }

    fn parse(text: &str) -> Self {
        let body = text.split_once("\r\n\r\n").map(|(_, body)| body);
        let body = body.and_then(|body| serde_json::from_str(body).ok());
        Self {
            status: text.lines().next().unwrap_or_default().to_owned(),
            body: body.unwrap_or_default(),
        }
    }
}

/// Asks for a path.
pub(super) fn get(mut stream: impl Read + Write, host: &str, path: &str) -> io::Result<Answer> {
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: rollcall\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    stream.flush()?;
    let mut bytes = Vec::new();
    match stream.take(LONGEST).read_to_end(&mut bytes) {
        // Many servers end TLS without saying so.
        Err(error) if bytes.is_empty() => Err(error),
        _ => Ok(Answer::parse(&String::from_utf8_lossy(&bytes))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_has_a_status_and_perhaps_json() {
        for (text, is_ok, body) in [
            (
                "HTTP/1.1 200 OK\r\n\r\n{\"status\":\"ready\"}",
                true,
                json!({"status": "ready"}),
            ),
            ("HTTP/1.1 200 OK\r\n\r\n<html>", true, Value::Null),
            (
                "HTTP/1.1 503 Service Unavailable\r\na: b\r\n\r\n{}",
                false,
                json!({}),
            ),
            ("SSH-2.0\r\n", false, Value::Null),
            ("", false, Value::Null),
        ] {
            let answer = Answer::parse(text);
            assert_eq!((answer.is_ok(), answer.body), (is_ok, body), "{text}");
        }
    }
}
