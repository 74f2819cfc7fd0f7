//! The targets: what is measured for each, and what it is held against.

mod contest;
mod fleet;
mod group_filter;
mod growth;
mod many_members;
mod members;
mod mixed;
mod open_loop;
mod pages;
mod start;
mod tokens;
mod two_servers;
mod writes;

use anyhow::Result;

use crate::engine::Engine;
use crate::plan::Plan;
use crate::results::Results;
use crate::say::say;

use contest::Contest;
pub(crate) use contest::Workshop;

/// Measures everything on one database.
///
/// # Errors
/// A server does not start, or refuses to be filled.
pub(crate) async fn measure(
    engine: Engine,
    plan: &Plan,
    workshop: &Workshop,
    results: &mut Results,
) -> Result<()> {
    let mut contest = Contest::start(engine, plan, workshop).await?;
    for &size in &plan.sizes {
        contest.grow(size).await?;
        say(&format!("{engine}, {size} users"));
        if size == plan.main_size {
            at_main_size(&mut contest, results).await?;
        }
        growth::measure(&contest, size, results).await?;
    }
    growth::judge(engine, plan, results);
    pages::measure(&contest, results).await?;
    contest = start::measure(contest, results).await?;
    contest.stop().await?;
    fleet::measure(engine, plan, workshop, results).await
}

/// What is measured at one size only.
async fn at_main_size(contest: &mut Contest, results: &mut Results) -> Result<()> {
    members::measure(contest, results).await?;
    group_filter::measure(contest, results).await?;
    many_members::measure(contest, results).await?;
    mixed::measure(contest, results).await?;
    writes::measure(contest, results).await?;
    tokens::measure(contest, results).await?;
    match contest.engine {
        Engine::Sqlite => open_loop::measure(contest, results).await,
        Engine::Postgres => two_servers::measure(contest, results).await,
    }
}
