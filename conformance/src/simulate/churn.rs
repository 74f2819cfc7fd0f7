//! What happens in a company between two cycles.

use serde::Serialize;

use crate::suites::entra::service::directory::{Directory, Person, Standing, leads};
use crate::suites::entra::service::job::{Job, KnownGroup};

/// How many people changed how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Began to work here.
    pub joined: usize,
    /// Got another department, title, manager or group.
    pub moved: usize,
    /// Got another name.
    pub renamed: usize,
    /// May not sign in for now.
    pub disabled: usize,
    /// May again.
    pub restored: usize,
    /// Left: were disabled, renamed and taken out of all groups.
    pub left: usize,
    /// Left before, and are deleted now.
    pub deleted: usize,
}

/// What can happen to somebody, and how often out of a hundred times.
const EVENTS: [(Event, u8); 9] = [
    (Event::Join, 12),
    (Event::Leave, 10),
    (Event::Department, 16),
    (Event::Title, 14),
    (Event::Manager, 14),
    (Event::Group, 16),
    (Event::Rename, 8),
    (Event::Disable, 5),
    (Event::Restore, 5),
];

#[derive(Clone, Copy)]
enum Event {
    Join,
    Leave,
    Department,
    Title,
    Manager,
    Group,
    Rename,
    Disable,
    Restore,
}

/// Lets so many of a hundred people change, and a group. Whoever is not settled on the server yet
/// is left in peace: Entra would look for them under names that the server never heard.
pub(super) fn stir(directory: &mut Directory, job: &Job, percent: f64) -> Changes {
    let mut changes = Changes::default();
    delete_who_left(directory, job, &mut changes);
    let mut settled: Vec<usize> = directory
        .people
        .iter()
        .filter(|person| job.is_settled(person) && !gone(person))
        .map(|person| person.number)
        .collect();
    directory.random().shuffle(&mut settled);
    for _ in 0..share(settled.len(), percent) {
        let event = draw(directory);
        happen(event, directory, &mut settled, &mut changes);
    }
    rename_a_group(directory, job);
    changes
}

fn delete_who_left(directory: &mut Directory, job: &Job, changes: &mut Changes) {
    for person in &mut directory.people {
        if person.standing == Standing::Binned && job.is_settled(person) {
            person.standing = Standing::Deleted;
            changes.deleted += 1;
        }
    }
}

fn gone(person: &Person) -> bool {
    matches!(person.standing, Standing::Binned | Standing::Deleted)
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count is a count"
)]
fn share(count: usize, percent: f64) -> usize {
    (count as f64 * percent / 100.0).ceil().max(0.0) as usize
}

fn draw(directory: &mut Directory) -> Event {
    let mut left = directory.random().u8(..100);
    for (event, weight) in EVENTS {
        match left.checked_sub(weight) {
            Some(rest) => left = rest,
            None => return event,
        }
    }
    Event::Title
}

fn happen(
    event: Event,
    directory: &mut Directory,
    settled: &mut Vec<usize>,
    changes: &mut Changes,
) {
    let wanted = match event {
        Event::Restore => Standing::Disabled,
        _ => Standing::Enabled,
    };
    let mut fitting = settled.iter();
    let place = fitting.position(|number| {
        let person = directory.people.get(*number);
        let stays = matches!(event, Event::Leave) && leads(*number);
        !stays && person.is_some_and(|person| person.standing == wanted)
    });
    match (event, place.map(|place| settled.swap_remove(place))) {
        (Event::Join, _) | (_, None) => {
            directory.join();
            changes.joined += 1;
        }
        (event, Some(number)) => change(event, directory, number, changes),
    }
}

fn change(event: Event, directory: &mut Directory, number: usize, changes: &mut Changes) {
    match event {
        Event::Join => {}
        Event::Leave => {
            leave(directory, number);
            changes.left += 1;
        }
        Event::Group => {
            regroup(directory, number);
            changes.moved += 1;
        }
        Event::Department => {
            let department = directory.department();
            edit(directory, number, |it| it.department = Some(department));
            changes.moved += 1;
        }
        Event::Title => {
            let title = directory.title();
            edit(directory, number, |it| it.job_title = Some(title));
            changes.moved += 1;
        }
        Event::Manager => {
            if let (false, Some(manager)) = (leads(number), directory.leader(number)) {
                edit(directory, number, |it| it.manager = Some(manager));
            }
            changes.moved += 1;
        }
        Event::Rename => {
            let surname = directory.surname();
            let name = directory.sign_in_name("renamed", &surname, number);
            edit(directory, number, |it| it.rename(&surname, name));
            changes.renamed += 1;
        }
        Event::Disable => {
            edit(directory, number, |it| it.standing = Standing::Disabled);
            changes.disabled += 1;
        }
        Event::Restore => {
            edit(directory, number, |it| it.standing = Standing::Enabled);
            changes.restored += 1;
        }
    }
}

fn edit(directory: &mut Directory, number: usize, change: impl FnOnce(&mut Person)) {
    if let Some(person) = directory.people.get_mut(number) {
        change(person);
    }
}

fn leave(directory: &mut Directory, number: usize) {
    edit(directory, number, Person::bin);
    for group in 0..directory.groups.len() {
        directory.exit(number, group);
    }
}

fn regroup(directory: &mut Directory, number: usize) {
    let old = directory
        .groups
        .iter()
        .find(|group| group.members.contains(&number));
    if let Some(old) = old.map(|group| group.number) {
        directory.exit(number, old);
    }
    if let Some(new) = directory.random_group() {
        directory.enter(number, new);
    }
}

fn rename_a_group(directory: &mut Directory, job: &Job) {
    let Some(number) = directory.random_group() else {
        return;
    };
    let name = directory.group_name(number);
    let is_settled = |known: &KnownGroup| !known.link.is_open && known.link.id.is_some();
    if !job.groups.get(&number).is_some_and(is_settled) {
        return;
    }
    if let Some(group) = directory.groups.get_mut(number) {
        group.name = name;
    }
}
