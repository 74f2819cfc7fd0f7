//! Whether a server answers at the public URL, called from this machine.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use url::Url;

use super::check::{Check, State};
use crate::cli::ask::{Answer, connect, get};
use crate::config::BaseUrl;

/// How long all of it may take. Names are looked up without a limit.
const PATIENCE: Duration = Duration::from_secs(10);

const ADVICE: &str = "Look whether the server runs, and at the name, the proxy and its certificate. From inside \
                      a network the public address may be out of reach and work all the same: then call its \
                      /healthz from outside.";

/// Calls it.
pub(super) fn check(public_url: &BaseUrl) -> Check {
    let url = format!("{public_url}/healthz");
    let (sender, receiver) = mpsc::channel();
    let asked = url.clone();
    // It is left behind if it takes too long, and ends with the process.
    thread::spawn(move || sender.send(ask(&asked)));
    let answer = receiver.recv_timeout(PATIENCE);
    let problem = match answer {
        Ok(Ok(answer)) if is_ours(&answer) => {
            return Check::ok("reachable", format!("{url} answers"));
        }
        Ok(Ok(answer)) => format!("something else answers: {:?}", answer.status),
        Ok(Err(error)) => error.to_string(),
        Err(_) => format!("no answer within {} s", PATIENCE.as_secs()),
    };
    Check::with(
        "reachable",
        State::Warning,
        format!("{url}: {problem}"),
        ADVICE,
    )
}

fn is_ours(answer: &Answer) -> bool {
    answer.is_ok()
        && answer
            .body
            .get("status")
            .is_some_and(|status| status == "ok")
}

fn ask(url: &str) -> io::Result<Answer> {
    let url = Url::parse(url).map_err(io::Error::other)?;
    let stream = first(url.socket_addrs(|| None)?)?;
    let host = url.host_str().unwrap_or_default();
    let called = match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    };
    if url.scheme() == "http" {
        return get(stream, &called, url.path());
    }
    let stream = StreamOwned::new(encrypted(host)?, stream);
    get(stream, &called, url.path())
}

/// A connection to the first address that takes one.
fn first(addresses: Vec<SocketAddr>) -> io::Result<TcpStream> {
    let mut outcome = Err(io::Error::other("its name has no address"));
    for address in addresses {
        outcome = connect(address);
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

/// TLS with the machine's roots, as clients elsewhere have theirs.
fn encrypted(host: &str) -> io::Result<ClientConnection> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let host = host.trim_matches(['[', ']']).to_owned();
    let name = ServerName::try_from(host).map_err(io::Error::other)?;
    ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)
}
