//! Long reports come page by page.

use rollcall_directory::pages::{Journal, JournalPages};
use rollcall_directory::people::{ContactChoice, ContactPages};
use storage::journal::JournalQuery;

use crate::world::World;

/// People, of each of whom tell a contact and a journal entry.
const MANY: usize = 1_001;

/// How long the pages are, and the names on them.
async fn journal(world: &World, limit: u64) -> (Vec<usize>, Vec<String>) {
    let query = JournalQuery {
        limit,
        status: None,
        since: None,
        until: None,
        target: None,
        action: None,
    };
    let journal = Journal::Writes(world.slug());
    let pages = JournalPages::of(&world.directory, journal, &query).await;
    let (mut pages, mut lengths, mut names) = (pages.unwrap(), Vec::new(), Vec::new());
    while let Some(page) = pages.next_page().await.unwrap() {
        lengths.push(page.len());
        names.extend(page.into_iter().filter_map(|entry| entry.target_name));
    }
    assert!(pages.next_page().await.unwrap().is_none());
    (lengths, names)
}

async fn contacts(world: &World) -> (Vec<usize>, Vec<String>) {
    let pages = ContactPages::of(&world.directory, world.slug(), ContactChoice::default()).await;
    let (mut pages, mut lengths, mut names) = (pages.unwrap(), Vec::new(), Vec::new());
    while let Some(page) = pages.next_page().await.unwrap() {
        lengths.push(page.len());
        names.extend(page.into_iter().filter_map(|contact| contact.display_name));
    }
    (lengths, names)
}

#[tokio::test]
async fn pages_are_short_and_hold_each_row_once_in_order() {
    for world in World::both().await {
        assert_eq!(journal(&world, 9).await, (vec![], vec![]));
        assert_eq!(contacts(&world).await, (vec![], vec![]));
        let mut names = Vec::with_capacity(MANY);
        for number in 0..MANY {
            let name = format!("user{number:04}");
            world.user(&name).await;
            names.push(name);
        }
        let (lengths, found) = contacts(&world).await;
        assert_eq!(lengths, [1_000, 1]);
        assert_eq!(found, names);
        names.reverse();
        for (limit, expected) in [
            (1, &[1][..]),
            (250, &[250]),
            (251, &[250, 1]),
            (9_999, &[250, 250, 250, 250, 1]),
        ] {
            let (lengths, found) = journal(&world, limit).await;
            assert_eq!(lengths, expected);
            assert_eq!(found, names[..found.len()], "by {limit}");
        }
    }
}
