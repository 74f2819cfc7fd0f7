//! The brake, and what is decided about those whom it holds.

use chrono::TimeDelta;
use rollcall_directory::held::{self, Verdict};
use rollcall_directory::leavers::{self, LeaverPages};
use rollcall_directory::{AdminError, brake};
use roster::brake::Adjustment;
use serde_json::json;

use super::population::Population;
use super::watch::Watch;

/// Has the brake hold so many leavers and more.
async fn set(watch: &mut Watch<'_>, number: u32) {
    let (directory, slug) = (&watch.world.directory, watch.world.slug());
    let wanted = Adjustment {
        number: Some(number),
        ..Adjustment::default()
    };
    let setting = brake::set(directory, slug, wanted);
    watch.over("set a brake", setting).await.unwrap();
}

/// Somebody leaves and is held, and of others too is decided what becomes of them.
pub(super) async fn brakes(watch: &mut Watch<'_>, people: &Population, copy: u32) {
    // Those to whom nothing else happens.
    let copy = copy + 30;
    set(watch, 1).await;
    let world = watch.world;
    let (directory, slug) = (&world.directory, world.slug());
    for (number, verdict) in [(2, Verdict::Release), (3, Verdict::Reject)] {
        let user = people.user(copy, number);
        let leaving = world.set(&user, "active", json!(false));
        watch.over("hold a leaver", leaving).await;
        let named = [user];
        let deciding = held::decide(directory, slug, Some(&named), verdict);
        let decided = watch.over("decide about a leaver", deciding).await.unwrap();
        assert_eq!(decided.count(), 1);
    }
    let listing = async { held::held(directory, slug, None).await?.next_page().await };
    watch.over("list who is held", listing).await.unwrap();
    let showing = brake::show(directory, slug);
    watch.over("show a brake", showing).await.unwrap();
    let since = directory.now() - TimeDelta::days(30);
    let listing = async {
        let mut pages = LeaverPages::of(directory, slug, since).await?;
        Ok::<_, AdminError>(pages.next_page().await?.unwrap_or_default())
    };
    let listed = watch.over("list leavers", listing).await.unwrap();
    assert!(!listed.is_empty());
    let user = people.user(copy, 2);
    let bringing = leavers::bring_back(directory, slug, &user, false);
    watch.over("bring a leaver back", bringing).await.unwrap();
    set(watch, 20).await;
}
