//! Ends a run when somebody asks for it.

use std::process;

use conformance::check::Interrupt;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::exit;
use crate::progress::Display;

/// Listens for `SIGINT` and `SIGTERM` from now on. The first ends the run in good order, the second
/// at once.
///
/// # Errors
/// The system does not let it listen.
pub(crate) fn listen(interrupt: Interrupt, display: Display) -> std::io::Result<()> {
    let mut interrupts = signal(SignalKind::interrupt())?;
    let mut terminations = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        either(&mut interrupts, &mut terminations).await;
        interrupt.set();
        display.say("ending; what was made is deleted first. Once more to leave at once");
        either(&mut interrupts, &mut terminations).await;
        process::exit(exit::INTERRUPTED.into());
    });
    Ok(())
}

async fn either(one: &mut Signal, other: &mut Signal) {
    tokio::select! {
        _ = one.recv() => {}
        _ = other.recv() => {}
    }
}
