//! One connection that is kept alive, and opened again when the server closes it.

use anyhow::{Context, Result, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Where a SCIM server is, on this machine, and how to be let in.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint {
    /// `127.0.0.1:8080`.
    pub(crate) address: String,
    /// The path before `/Users`, such as `/scim/v2`, or nothing.
    pub(crate) prefix: &'static str,
    /// The bearer token.
    pub(crate) token: String,
}

/// What the server said.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The body, whole.
    pub(crate) body: Bytes,
}

/// A connection to an endpoint.
#[derive(Debug)]
pub(crate) struct Connection {
    endpoint: Endpoint,
    sender: Option<SendRequest<Full<Bytes>>>,
}

impl Connection {
    /// Opened with the first request.
    pub(crate) fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            sender: None,
        }
    }

    /// Replaces the token for all that follows.
    pub(crate) fn present(&mut self, token: String) {
        self.endpoint.token = token;
    }

    /// Sends a request and reads the answer to its end. A GET is sent once more if the connection
    /// had been closed meanwhile.
    ///
    /// # Errors
    /// No connection, or one that broke.
    pub(crate) async fn send(
        &mut self,
        method: &Method,
        path: &str,
        body: Option<Bytes>,
    ) -> Result<Answer> {
        let mut attempts = if *method == Method::GET { 2 } else { 1 };
        loop {
            attempts -= 1;
            match self.try_to_send(method, path, body.clone()).await {
                Err(_) if attempts > 0 => self.sender = None,
                Err(error) => {
                    self.sender = None;
                    return Err(error);
                }
                Ok(answer) => return Ok(answer),
            }
        }
    }

    async fn try_to_send(
        &mut self,
        method: &Method,
        path: &str,
        body: Option<Bytes>,
    ) -> Result<Answer> {
        let request = self.request(method, path, body)?;
        let sender = self.opened().await?;
        let answer = sender.send_request(request).await?;
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await?.to_bytes();
        Ok(Answer { status, body })
    }

    fn request(
        &self,
        method: &Method,
        path: &str,
        body: Option<Bytes>,
    ) -> Result<Request<Full<Bytes>>> {
        let Endpoint {
            address,
            prefix,
            token,
        } = &self.endpoint;
        let mut request = Request::builder()
            .method(method.clone())
            .uri(format!("{prefix}{path}"))
            .header("host", address)
            .header("authorization", format!("Bearer {token}"))
            .header("accept", "application/scim+json");
        if body.is_some() {
            request = request.header("content-type", "application/scim+json");
        }
        Ok(request.body(Full::new(body.unwrap_or_default()))?)
    }

    async fn opened(&mut self) -> Result<&mut SendRequest<Full<Bytes>>> {
        let ready = match &mut self.sender {
            Some(sender) => sender.ready().await.is_ok(),
            None => false,
        };
        if !ready {
            self.sender = Some(open(&self.endpoint.address).await?);
        }
        match &mut self.sender {
            Some(sender) => Ok(sender),
            None => bail!("no connection"),
        }
    }
}

async fn open(address: &str) -> Result<SendRequest<Full<Bytes>>> {
    let stream = TcpStream::connect(address)
        .await
        .with_context(|| format!("no connection to {address}"))?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    tokio::spawn(async move {
        // How a connection ends is seen by the request that it cuts off.
        let _ = connection.await;
    });
    Ok(sender)
}
