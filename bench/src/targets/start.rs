//! How long a server takes to be ready.

use anyhow::Result;

use super::contest::Contest;
use crate::results::{Results, Row};

/// Seconds.
const LIMIT: f64 = 1.0;

/// Stops the server and starts it again on the same store.
pub(super) async fn measure(mut contest: Contest, results: &mut Results) -> Result<Contest> {
    let token = contest.server.endpoint.token.clone();
    contest.server.stop().await?;
    contest.server = contest.program.start(&contest.store, token).await?;
    let users = contest.rollcall.population.users.len();
    let what = format!("start of `serve` with {users} users, to ready");
    let seconds = contest.server.start.as_secs_f64();
    results
        .rows
        .push(Row::most(contest.engine, &what, seconds, LIMIT, "s"));
    Ok(contest)
}
