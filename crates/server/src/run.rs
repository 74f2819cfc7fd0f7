//! The server, from its parts to its end.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Weak};
use std::time::Duration;

use actix_http::HttpService;
use actix_http::error::DispatchError;
use actix_server::{GracefulShutdownSignal, Server};
use actix_service::{
    IntoServiceFactory, ServiceFactory, ServiceFactoryExt, fn_service, map_config,
};
use actix_web::dev::AppConfig;
use actix_web::rt::net::TcpStream;
use actix_web::web;
use directory::{Directory, IdSource};

use crate::auth::Authenticator;
use crate::config::HttpSettings;
use crate::http::{self, Extension, InFlight, Lenient, Patience, State};

/// How often refused log-ins are journaled.
const BETWEEN_REFUSALS: Duration = Duration::from_secs(5);
/// How long a client may take to read 16 KiB of an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a client may take to send a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// Longer than the idle time-out of usual proxies, so that they close first and lose no request.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long unread rests of a body are discarded after a refusal, so that the client reads it.
const DISCARD_TIMEOUT: Duration = Duration::from_secs(5);
/// How long requests in flight may take after the server was told to stop.
const STOP_TIMEOUT_SECONDS: u64 = 8;

/// What a server is built from.
pub struct Parts {
    /// The use-cases, with the clock and the ids they were given.
    pub directory: Directory,
    /// Makes the ids of requests.
    pub ids: Arc<dyn IdSource>,
    /// Limits and time-outs.
    pub settings: HttpSettings,
    /// Further routes, for tests.
    pub extension: Option<Extension>,
}

/// A server that listens and is yet to be run.
pub struct Built {
    /// To be awaited; its handle stops it.
    pub server: Server,
    /// Where it listens.
    pub address: SocketAddr,
    /// How tokens are verified there; at the end its refused log-ins are to be kept.
    pub authenticator: Arc<Authenticator>,
    /// What is still being handled; to be drained when the server has ended.
    pub in_flight: InFlight,
}

/// Builds a server on a listener, which stops when `stop` is ready. Has to be called in a tokio
/// runtime.
///
/// # Errors
///
/// The listener is of no use.
pub fn build(
    listener: TcpListener,
    parts: Parts,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<Built> {
    let address = listener.local_addr()?;
    let parallelism = parts.settings.argon2_parallelism;
    let authenticator = Authenticator::new(parts.directory.clone(), parallelism);
    let authenticator = Arc::new(authenticator);
    tokio::spawn(keep_refusals(Arc::downgrade(&authenticator)));
    let state = web::Data::new(State::new(
        parts.directory,
        parts.ids,
        Arc::clone(&authenticator),
        parts.settings,
    ));
    let in_flight = state.in_flight.clone();
    let extension = parts.extension;
    let builder = Server::build()
        .shutdown_timeout(STOP_TIMEOUT_SECONDS)
        .shutdown_signal(stop);
    let stopping = builder.graceful_shutdown_signal();
    let service = move || connections(state.clone(), extension, stopping.clone());
    let server = builder.listen("rollcall", listener, service)?.run();
    Ok(Built {
        server,
        address,
        authenticator,
        in_flight,
    })
}

/// Journals refused log-ins as long as anybody can be refused.
async fn keep_refusals(authenticator: Weak<Authenticator>) {
    loop {
        tokio::time::sleep(BETWEEN_REFUSALS).await;
        let Some(authenticator) = authenticator.upgrade() else {
            return;
        };
        authenticator.keep_refusals().await;
    }
}

/// What is done with each connection.
fn connections(
    state: web::Data<State>,
    extension: Option<Extension>,
    stopping: GracefulShutdownSignal,
) -> impl ServiceFactory<TcpStream, Config = (), Response = (), Error = DispatchError, InitError = ()>
{
    let patience = Patience {
        idle: KEEP_ALIVE,
        head: HEAD_TIMEOUT,
        body: state
            .settings
            .request_timeout
            .saturating_add(state.settings.body_timeout),
        rest: state.settings.body_timeout,
        answer: ANSWER_TIMEOUT,
    };
    let application = http::application(state, extension).into_factory();
    let service = HttpService::build()
        .graceful_shutdown_signal(move || {
            let stopping = stopping.clone();
            async move { stopping.notified().await }
        })
        .keep_alive(KEEP_ALIVE)
        .client_request_timeout(HEAD_TIMEOUT)
        .client_disconnect_timeout(DISCARD_TIMEOUT)
        .h1(map_config(application, |()| AppConfig::default()));
    fn_service(move |stream: TcpStream| async move {
        // Answers are written whole; waiting for more to send only delays them.
        stream.set_nodelay(true)?;
        let peer = stream.peer_addr().ok();
        Ok::<_, DispatchError>((Lenient::new(stream, patience), peer))
    })
    .and_then(service)
}

/// Ready when the process is asked to end, by SIGTERM or SIGINT.
///
/// # Errors
///
/// The signals cannot be watched.
pub fn asked_to_stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
