//! `rollcall healthcheck`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use serde_json::json;

use super::ask::{Answer, connect, get};
use super::error::Failure;
use super::output::Output;
use crate::config::Settings;

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
    let answer = connect(address).and_then(|it| get(it, &address.to_string(), "/readyz"));
    let answer = answer.map_err(|error| {
        Failure::Refused(format!("no server answers at http://{address}: {error}"))
    })?;
    if answer.is_ok() {
        let ready = json!({"status": "ready"});
        return Ok(output.show(&ready, |_| {
            format!("The server at http://{address} is ready.")
        })?);
    }
    let reason = reason(&answer);
    Err(Failure::Refused(format!(
        "the server at http://{address} is not ready: {reason}"
    )))
}

fn reason(answer: &Answer) -> String {
    let reason = answer.body.get("reason").and_then(|it| it.as_str());
    reason.map_or_else(|| format!("it answered {:?}", answer.status), str::to_owned)
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
    use super::reachable;

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
}
