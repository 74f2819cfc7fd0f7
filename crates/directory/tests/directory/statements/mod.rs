//! Every statement that a use-case sends is recorded, in a tenant of some 20,000 users, with
//! statistics and without, and its plan must look rows up by all equalities that it has. What reads a
//! whole range stands in [`allowed`], with the reason.
//!
//! No statement is named here: one that is new is seen as soon as a use-case of [`acts`] sends it.

mod acts;
mod administration;
mod allowed;
mod population;
mod reads;
mod watch;

use std::thread;

use testkit::TestDatabase;
use tokio::runtime::Runtime;

use self::allowed::Allowed;
use self::population::Population;
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

async fn look_at(database: TestDatabase) -> Found {
    let world = World::new(database).await;
    let people = Population::make(&world).await;
    let (mut faults, mut used) = Found::default();
    for (copy, is_analyzed) in [(101, false), (201, true)] {
        if is_analyzed {
            people.analyze().await;
        }
        let mut watch = Watch::new(&world, is_analyzed);
        acts::users(&mut watch, &people, copy).await;
        acts::groups(&mut watch, &people, copy).await;
        acts::large_group(&mut watch, &people, copy).await;
        reads::searches(&mut watch, &people, copy).await;
        reads::lists(&mut watch, copy).await;
        administration::reports(&mut watch, copy).await;
        administration::refusals(&mut watch).await;
        administration::jobs(&mut watch).await;
        administration::acts(&mut watch, copy).await;
        let (found, allowed) = watch.end();
        faults.extend(found);
        used.extend(allowed);
    }
    people.close().await;
    (faults, used)
}
