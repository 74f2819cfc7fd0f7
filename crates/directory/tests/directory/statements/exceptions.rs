//! What is done about single people.

use chrono::TimeDelta;
use rollcall_directory::exceptions::{
    Excepted, ExceptionPages, Mode, Row, add as try_add, end, import,
};
use rollcall_directory::{recheck, rosters};
use roster::exception::{Draft, Kind, Owner};

use super::population::Population;
use super::watch::Watch;
use crate::world::World;

fn draft(kind: Kind) -> Draft {
    Draft {
        kind,
        reason: "agreed".to_owned(),
        approved_by: "Pat".to_owned(),
        from: None,
        until: None,
        review: None,
        owner: Owner::Us,
    }
}

/// A pin that holds from now on.
pub(super) fn pinned() -> Draft {
    draft(Kind::parse("pin", Some("location"), Some("Berlin")).unwrap())
}

/// A leave that ends by itself.
pub(super) fn on_leave(world: &World) -> Draft {
    let now = world.directory.now();
    Draft {
        until: Some(now + TimeDelta::days(90)),
        review: Some(now + TimeDelta::days(60)),
        ..draft(Kind::Leave)
    }
}

pub(super) async fn add(world: &World, who: &str, draft: Draft) -> Excepted {
    let (directory, slug) = (&world.directory, world.slug());
    try_add(directory, slug, who, draft, Mode::Do)
        .await
        .unwrap()
}

pub(super) async fn everything(watch: &mut Watch<'_>, people: &Population, copy: u32) {
    let (world, copy) = (watch.world, copy + 3);
    let (directory, slug) = (&world.directory, world.slug());
    let user = people.user(copy, 1);
    let excluding = add(world, &user, draft(Kind::Exclude));
    let made = watch.over("add an exception", excluding).await;
    let row = Row {
        line: 2,
        who: format!("person-2-{}@mail.example", super::population::mark(copy)),
        draft: on_leave(world),
    };
    let importing = import(directory, slug, vec![row], Mode::Tell);
    let imported = watch.over("import exceptions", importing).await.unwrap();
    let preview = imported.preview.unwrap();
    let applying = rosters::apply(directory, slug, &preview);
    watch.over("apply exceptions", applying).await.unwrap();
    for (name, due_only) in [("list exceptions", false), ("list due exceptions", true)] {
        let listing = async {
            let mut pages = ExceptionPages::of(directory, slug, due_only).await?;
            pages.next_page().await
        };
        watch.over(name, listing).await.unwrap();
    }
    let checking = recheck(directory, slug, &user);
    watch.over("recheck a contact", checking).await.unwrap();
    let ending = end(directory, slug, &made.exception.id, Mode::Do);
    watch.over("end an exception", ending).await.unwrap();
}
