//! `rollcall healthcheck`.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

use super::error::Failure;
use super::output::Output;
use crate::config::Settings;

/// How long each step may take. The server itself answers within two seconds.
const PATIENCE: Duration = Duration::from_secs(3);
/// The longest answer that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Asks the server at the listening address, from this machine, whether it can serve.
pub(super) fn run(settings: &Settings, output: Output) -> Result<(), Failure> {
    let address = reachable(settings.listen);
    if address.port() == 0 {
        return Err(Failure::Usage(
            "healthcheck needs the port that the server listens at: give --listen or \
             ROLLCALL_LISTEN as the server got it, not port 0"
                .into(),
        ));
    }
    let answer = ask(address).map_err(|error| {
        Failure::Refused(format!("no server answers at http://{address}: {error}"))
    })?;
    if answer.is_ready {
        let ready = json!({"status": "ready"});
        return Ok(output.show(&ready, |_| {
            format!("The server at http://{address} is ready.")
        })?);
    }
    Err(Failure::Refused(format!(
        "the server at http://{address} is not ready: {}",
        answer.reason
    )))
}

struct Answer {
    is_ready: bool,
    reason: String,
}

fn ask(address: SocketAddr) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    stream.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(understood(&String::from_utf8_lossy(&bytes)))
}

fn understood(answer: &str) -> Answer {
    let status = answer.lines().next().unwrap_or_default();
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body);
    let body: Option<Value> = body.and_then(|body| serde_json::from_str(body).ok());
    let reason = body.as_ref().and_then(|body| body.get("reason")?.as_str());
    Answer {
        is_ready: status.starts_with("HTTP/1.1 200 "),
        reason: reason.map_or_else(|| format!("it answered {status:?}"), str::to_owned),
    }
}

/// Where a server can be called that listens there: one that listens everywhere, on this machine.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use super::{reachable, understood};

    #[test]
    fn a_server_that_listens_everywhere_is_called_on_this_machine() {
        for (listen, called) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:8080", "[::1]:8080"),
            ("192.0.2.1:80", "192.0.2.1:80"),
        ] {
            assert_eq!(reachable(listen.parse().unwrap()).to_string(), called);
        }
    }

    #[test]
    fn an_answer_tells_whether_the_server_is_ready_and_why_not() {
        for (answer, is_ready, reason) in [
            (
                "HTTP/1.1 200 OK\r\n\r\n{\"status\":\"ready\"}",
                true,
                "it answered \"HTTP/1.1 200 OK\"",
            ),
            (
                "HTTP/1.1 503 Service Unavailable\r\na: b\r\n\r\n{\"reason\":\"why\"}",
                false,
                "why",
            ),
            ("SSH-2.0\r\n", false, "it answered \"SSH-2.0\""),
            ("", false, "it answered \"\""),
        ] {
            let told = understood(answer);
            assert_eq!((told.is_ready, told.reason.as_str()), (is_ready, reason));
        }
    }
}
