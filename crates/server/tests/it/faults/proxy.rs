//! Stands between a program and PostgreSQL, cuts a connection after a message of a chosen number, and
//! lets nothing pass if it shall.

use std::net::TcpListener as StdListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::runtime::Builder;
use tokio::sync::{oneshot, watch};

use super::place::Injector;

/// The largest message that a test sends.
const MESSAGE: usize = 64 << 20;

#[derive(Debug, Default)]
struct State {
    /// How many messages are still to pass, the one included after which the connection is cut;
    /// below 1 if none is cut.
    left: AtomicI64,
    has_fired: AtomicBool,
    /// Whether nothing passes for the time being, as if the database was stopped.
    is_stopped: watch::Sender<bool>,
}

/// A proxy with a thread of its own, since tests block theirs. At first it cuts nothing.
#[derive(Debug)]
pub(crate) struct Proxy {
    state: Arc<State>,
    /// Dropping it stops the proxy.
    _stop: oneshot::Sender<()>,
    /// The database's URL that leads through it.
    pub(crate) url: String,
}

impl Proxy {
    /// Goes before the database of a cluster that listens on a socket in a directory, as the URLs
    /// of `testkit` say.
    pub(crate) fn before(url: &str) -> Self {
        let (start, directory) = url.split_once("?host=").unwrap();
        let (_, database) = start.rsplit_once('/').unwrap();
        let socket = format!("{}/.s.PGSQL.5432", directory.replace("%2F", "/"));
        let listener = StdListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let url = format!("postgres://postgres@{address}/{database}?sslmode=disable");
        let state = Arc::new(State::default());
        let (stop, stopped) = oneshot::channel();
        let serve = serve(listener, socket, Arc::clone(&state));
        std::thread::spawn(move || run_until(stopped, serve));
        Self {
            state,
            _stop: stop,
            url,
        }
    }
}

impl Proxy {
    /// Lets nothing pass until further notice, or all again.
    pub(crate) fn stop(&self, is_stopped: bool) {
        self.state.is_stopped.send_replace(is_stopped);
    }
}

impl Injector for Proxy {
    fn arm(&self, first: u32) {
        self.state.has_fired.store(false, Ordering::SeqCst);
        self.state.left.store(first.into(), Ordering::SeqCst);
    }

    fn has_fired(&self) -> bool {
        self.state.has_fired.load(Ordering::SeqCst)
    }

    fn disarm(&self) {
        self.state.left.store(0, Ordering::SeqCst);
    }
}

impl State {
    /// Counts a message. Whether the connection is cut after it.
    fn is_last(&self) -> bool {
        let is_last = self.left.fetch_sub(1, Ordering::SeqCst) == 1;
        if is_last {
            self.has_fired.store(true, Ordering::SeqCst);
        }
        is_last
    }
}

fn run_until(stopped: oneshot::Receiver<()>, serve: impl Future<Output = ()>) {
    let runtime = Builder::new_current_thread().enable_io().build().unwrap();
    runtime.block_on(async {
        tokio::select! {
            _ = stopped => {}
            () = serve => {}
        }
    });
}

async fn serve(listener: StdListener, socket: String, state: Arc<State>) {
    listener.set_nonblocking(true).unwrap();
    let listener = TcpListener::from_std(listener).unwrap();
    loop {
        let (client, _) = listener.accept().await.unwrap();
        let server = UnixStream::connect(&socket).await.unwrap();
        tokio::spawn(forward(client, server, Arc::clone(&state)));
    }
}

/// Forwards until one side ends or the connection is cut. The client sees a reset then.
async fn forward(client: TcpStream, server: UnixStream, state: Arc<State>) {
    client.set_nodelay(true).unwrap();
    client.set_zero_linger().unwrap();
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let messages = async {
        // The start of a session has no type before its length.
        let mut has_type = false;
        let mut is_stopped = state.is_stopped.subscribe();
        while let Some(message) = read_message(&mut from_client, has_type).await {
            if is_stopped.wait_for(|it| !it).await.is_err() {
                return;
            }
            if to_server.write_all(&message).await.is_err() || (has_type && state.is_last()) {
                return;
            }
            has_type = true;
        }
    };
    tokio::select! {
        () = messages => {}
        _ = copy(&mut from_server, &mut to_client) => {}
    }
}

/// A whole message, as it came; `None` if the client is gone.
async fn read_message(client: &mut (impl AsyncReadExt + Unpin), has_type: bool) -> Option<Vec<u8>> {
    let mut message = vec![0; if has_type { 5 } else { 4 }];
    client.read_exact(&mut message).await.ok()?;
    let length = message.last_chunk().copied().map(u32::from_be_bytes)?;
    let rest = usize::try_from(length).ok()?.checked_sub(4)?;
    assert!(rest < MESSAGE, "a message of {rest} bytes");
    let head = message.len();
    message.resize(head + rest, 0);
    client.read_exact(message.get_mut(head..)?).await.ok()?;
    Some(message)
}
