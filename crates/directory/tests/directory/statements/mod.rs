//! Every statement that a use-case sends is looked at, in a tenant of some 20,000 users, with statistics
//! and without, and must look rows up by all equalities that it has. What reads a whole range stands in
//! [`allowed`], with the reason.
//!
//! Of PostgreSQL its log tells how statements were carried out, on connections that did all the same
//! before while there was hardly anybody; SQLite is asked for its plans.
//!
//! No statement is named here: one that is new is seen as soon as a use-case of [`acts`] sends it.

mod acts;
mod administration;
mod allowed;
mod brakes;
mod exceptions;
mod population;
mod reads;
mod rosters;
mod watch;

use std::thread;

use sea_orm::{ConnectionTrait, DatabaseConnection};
use testkit::TestDatabase;
use tokio::runtime::Runtime;

use self::allowed::Allowed;
use self::population::{Population, add_neighbours, keep_from_analyzing};
use self::watch::Watch;
use crate::world::World;

/// What was found that is not allowed, and what was made use of that is.
type Found = (Vec<String>, Vec<&'static Allowed>);

#[test]
fn what_use_cases_ask_for_is_looked_up() {
    // Both databases at once, for each has a lot to do.
    let watches: Vec<_> = testkit::both()
        .into_iter()
        .map(|database| thread::spawn(|| Runtime::new().unwrap().block_on(look_at(database))))
        .collect();
    let (mut faults, mut used) = (Vec::new(), Vec::new());
    for watch in watches {
        let (found, allowed) = watch.join().unwrap();
        faults.extend(found);
        used.extend(allowed);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    allowed::expect_all_used(&used);
}

/// How many copies of a handful of people there are when statements are looked at. A table of only 2,000
/// groups PostgreSQL would rightly read as a whole.
const COPIES: u32 = 2_000;

async fn look_at(database: TestDatabase) -> Found {
    let mut world = World::new(database).await;
    let log = world.log_plans().await;
    let conn = sea_orm::Database::connect(world.url()).await.unwrap();
    if log.is_some() {
        keep_from_analyzing(&conn).await;
        Box::pin(rehearse(&world, &conn)).await;
    }
    let people = Population::make(&world, &conn, COPIES).await;
    add_neighbours(&conn).await;
    let mut watch = Watch::new(&world, log);
    everything(&mut watch, &people, 101).await;
    forget_jobs(&conn).await;
    conn.execute_unprepared("ANALYZE").await.unwrap();
    watch.has_statistics();
    everything(&mut watch, &people, 201).await;
    conn.close().await.unwrap();
    watch.end()
}

/// Does everything in a tenant of a few people, so often that PostgreSQL would keep the plans for the
/// rest of the connections' lives: it tries five times whether plans for the values at hand are better.
async fn rehearse(world: &World, conn: &DatabaseConnection) {
    let small = world.neighbour("small").await;
    let people = Population::make(&small, conn, 60).await;
    for round in 0..6 {
        let mut watch = Watch::unseen(&small);
        everything(&mut watch, &people, 1 + 5 * round).await;
        forget_jobs(conn).await;
    }
}

/// Takes away the jobs by which everybody would follow the roster's settings: they would take minutes.
async fn forget_jobs(conn: &DatabaseConnection) {
    let open = "DELETE FROM jobs WHERE kind = 'apply_roster'";
    conn.execute_unprepared(open).await.unwrap();
}

async fn everything(watch: &mut Watch<'_>, people: &Population, copy: u32) {
    acts::users(watch, people, copy).await;
    acts::groups(watch, people, copy).await;
    acts::large_group(watch, people, copy).await;
    reads::searches(watch, people, copy).await;
    reads::lists(watch, copy).await;
    brakes::brakes(watch, people, copy).await;
    administration::reports(watch, people, copy).await;
    exceptions::everything(watch, people, copy).await;
    administration::refusals(watch).await;
    administration::jobs(watch, people).await;
    rosters::everything(watch, copy).await;
    administration::acts(watch, copy).await;
}
