//! A PostgreSQL cluster that is reached with TLS only.

use std::net::TcpListener;

use crate::postgres::{self, Cluster};

/// It listens at `localhost`, for which its certificate is, and is gone when this is dropped. Its user
/// `postgres` needs no password, `guest` has `s3cret`.
#[derive(Debug)]
pub struct TlsCluster {
    /// Where it listens.
    pub port: u16,
    cluster: Cluster,
}

/// Starts one.
///
/// # Panics
///
/// If PostgreSQL or openssl is not installed, or does not do its work.
pub fn start() -> TlsCluster {
    let free = TcpListener::bind("localhost:0").and_then(|listener| listener.local_addr());
    let port = match free {
        Ok(address) => address.port(),
        Err(error) => panic!("no free port: {error}"),
    };
    TlsCluster {
        port,
        cluster: postgres::run(Some(port)),
    }
}

impl TlsCluster {
    /// The certificate of the authority that signed its own.
    pub fn authority(&self) -> String {
        format!("{}/authority.crt", self.cluster.directory)
    }

    /// The certificate of another authority.
    pub fn stranger(&self) -> String {
        format!("{}/stranger.crt", self.cluster.directory)
    }
}
