//! The mixed load of a cycle of Entra, against the ceiling.

use anyhow::Result;

use super::contest::{Contest, Task, errors, median_of};
use crate::engine::Engine;
use crate::load::MIX;
use crate::results::{Results, Row};

/// Clients at a time.
pub(super) const CLIENTS: usize = 64;

pub(super) async fn measure(contest: &Contest, results: &mut Results) -> Result<()> {
    let rounds = contest.alternate(&task(contest)).await?;
    let share = median_of(&rounds, |rollcall, ceiling| {
        rollcall.rate() / ceiling.rate()
    });
    let limit = match contest.engine {
        Engine::Sqlite => 50.0,
        Engine::Postgres => 70.0,
    };
    let what = "mixed load: share of the ceiling's throughput";
    let (count, first) = errors(&rounds);
    let rate = median_of(&rounds, |rollcall, _| rollcall.rate());
    let ceiling = median_of(&rounds, |_, ceiling| ceiling.rate());
    let note = format!("{rate:.0}/s, the ceiling {ceiling:.0}/s");
    let row = Row::least(contest.engine, what, share * 100.0, limit, "%").noting(note);
    results.rows.push(row.with_errors(count, first));
    Ok(())
}

/// The mix, by 64 clients, in small groups.
pub(super) fn task(contest: &Contest) -> Task {
    Task {
        mix: MIX.to_vec(),
        clients: CLIENTS,
        group: contest.plan.small_group,
        groups: usize::MAX,
    }
}
