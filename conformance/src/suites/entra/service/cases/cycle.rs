//! Whole cycles over the whole directory.

use super::slice::{Setup, Slice, case, expect_values, members};
use crate::check::{Session, Stop, Test, Verdict};
use crate::suites::entra::service::directory::{Directory, Standing};
use crate::suites::entra::service::job::{Job, KnownGroup, KnownPerson, manager};
use crate::suites::entra::service::mapping;

/// So many objects are handled at a time.
const PARALLEL: usize = 4;

pub(super) fn tests(setup: &Setup, size: (usize, usize)) -> Vec<Test> {
    vec![
        case(
            setup,
            "cycle",
            size,
            "After an initial and an incremental cycle the server holds what the directory does",
            "initial and incremental cycles",
            cycles,
        )
        .why("People, managers or memberships are missing or out of date.")
        .fix("Compare with the single tests of this suite: each of them does one part of a cycle."),
    ]
}

async fn cycles(slice: Slice) -> Verdict {
    let Slice {
        session,
        dialect,
        mapping,
        mut directory,
    } = slice;
    let mut job = Job::new(mapping.clone(), dialect, PARALLEL);
    run(&mut job, &session, &directory).await?;
    change(&mut directory);
    run(&mut job, &session, &directory).await?;
    for person in &directory.people {
        let Some(path) = job.people.get(&person.number).and_then(KnownPerson::path) else {
            continue;
        };
        let answer = session.read(&path).await?;
        expect_values(&answer, answer.body(), &mapping.user(person))?;
        let (found, expected) = (manager(answer.body()), job.manager_of(person));
        if expected.is_some() && found != expected {
            let word = |id: Option<&str>| format!("the manager {}", id.unwrap_or("none"));
            return Err(answer.fail(word(expected), word(found)));
        }
    }
    groups(&session, &directory, &job).await
}

async fn groups(session: &Session, directory: &Directory, job: &Job) -> Verdict {
    for unit in &directory.groups {
        let Some(path) = job.groups.get(&unit.number).and_then(KnownGroup::path) else {
            continue;
        };
        let answer = session.read(&path).await?;
        expect_values(&answer, answer.body(), &mapping::group(unit))?;
        let expected = job.members_of(directory, &unit.members);
        let found = members(answer.body());
        if found.len() != expected.len() || !found.iter().all(|id| expected.contains(*id)) {
            let expected = format!("{} members: {expected:?}", expected.len());
            return Err(answer.fail(expected, format!("{}: {found:?}", found.len())));
        }
    }
    Ok(())
}

async fn run(job: &mut Job, session: &Session, directory: &Directory) -> Verdict {
    let cycle = job.cycle(session, directory).await?;
    let mut troubles = cycle.troubles.into_iter();
    troubles
        .next()
        .map_or(Ok(()), |trouble| Err(Stop::from(trouble)))
}

/// Somebody joins, others move, one is disabled and one renamed, and a group changes.
fn change(directory: &mut Directory) {
    let newcomer = directory.join();
    let group = directory.random_group();
    let department = directory.department();
    let name = directory.sign_in_name("Robin", "Renamed", newcomer);
    for person in &mut directory.people {
        match person.number {
            1 => person.department = Some(department.clone()),
            2 => person.standing = Standing::Disabled,
            3 => person.rename("Renamed", name.clone()),
            _ => {}
        }
    }
    if let Some(group) = group {
        directory.enter(1, group);
        directory.exit(4, group);
    }
}
