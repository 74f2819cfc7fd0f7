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

use self::population::Population;
use self::watch::Watch;
use crate::world::World;

#[tokio::test]
async fn what_use_cases_ask_for_is_looked_up() {
    let (mut faults, mut used) = (Vec::new(), Vec::new());
    for world in World::both().await {
        let people = Population::make(&world).await;
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
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    allowed::expect_all_used(&used);
}
