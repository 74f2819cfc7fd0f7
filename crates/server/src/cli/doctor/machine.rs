//! The machine: room on the disk, and the clock.

use chrono::{DateTime, TimeDelta, Utc};
use directory::{Directory, health};
use storage::{Room, room};

use super::check::{Check, State};
use crate::cli::error::Failure;

/// A disk with less is about to be full.
const LEAST: u64 = 64 * 1024 * 1024;
/// A disk with less is to be looked after.
const LITTLE: u64 = 1024 * 1024 * 1024;
/// So far two clocks may be apart.
const APART: TimeDelta = TimeDelta::seconds(10);

/// Whether there is room for the database to grow, and to be written anew.
pub(super) fn disk(database_url: &str) -> Check {
    match room(database_url) {
        None => Check::ok("disk", "is the database server's, and not seen from here"),
        Some(room) => judge(room),
    }
}

/// Erasing a tenant writes the file anew, beside the old one.
fn judge(Room { taken, free }: Room) -> Check {
    let detail = format!("{} free, the database takes {}", shown(free), shown(taken));
    let advice = "A write that has no room is refused, and so is erasing a tenant, which needs as much as \
                  the database takes: make room, or move the database.";
    match free {
        ..LEAST => Check::with("disk", State::Failed, detail, advice),
        free if free < LITTLE.max(taken) => Check::with("disk", State::Warning, detail, advice),
        _ => Check::ok("disk", detail),
    }
}

fn shown(bytes: u64) -> String {
    const MIB: u64 = 1024 * 1024;
    match bytes / MIB {
        mib @ 0..10_240 => format!("{mib} MiB"),
        mib => format!("{} GiB", mib / 1024),
    }
}

/// Whether this machine's clock agrees with the database server's, and with what was written.
pub(super) async fn clock(directory: &Directory) -> Result<Check, Failure> {
    let now = directory.now();
    let there = directory
        .database()
        .server_time()
        .await
        .map_err(Failure::Storage)?;
    let tenants = health::of_all(directory).await?;
    let newest = tenants
        .iter()
        .filter_map(|tenant| tenant.last_push_at)
        .max();
    Ok(compared(now, there, newest))
}

fn compared(
    now: DateTime<Utc>,
    there: Option<DateTime<Utc>>,
    newest: Option<DateTime<Utc>>,
) -> Check {
    let off = there
        .map(|there| (there - now).abs())
        .filter(|it| *it > APART);
    let behind = newest.map(|newest| newest - now).filter(|it| *it > APART);
    let detail = match (off, behind) {
        (Some(off), _) => format!(
            "differs from the database server's by {} s",
            off.num_seconds()
        ),
        (None, Some(behind)) => {
            format!(
                "is {} s behind the newest write: it was set back",
                behind.num_seconds()
            )
        }
        (None, None) => {
            let agrees = there.map_or("", |_| " and the database server's");
            return Check::ok("clock", format!("agrees with the newest writes{agrees}"));
        }
    };
    let advice = "Have it set by NTP on all machines: tokens end by it, and journal and contacts tell times \
                  by it.";
    Check::with("clock", State::Warning, detail, advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_needs_room_for_the_database_once_more() {
        const GIB: u64 = LITTLE;
        for (free, taken, expected) in [
            (LEAST - 1, 0, State::Failed),
            (LEAST, 0, State::Warning),
            (GIB, 0, State::Ok),
            (GIB, 2 * GIB, State::Warning),
            (20 * GIB, 20 * GIB, State::Ok),
        ] {
            let found = judge(Room { taken, free });
            assert_eq!(found.state, expected, "{found:?}");
        }
        assert_eq!(
            (shown(LEAST), shown(20 * GIB)),
            ("64 MiB".into(), "20 GiB".into())
        );
    }

    #[test]
    fn clocks_may_be_some_seconds_apart() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let at = |seconds: i64| Some(now + TimeDelta::seconds(seconds));
        for (there, newest, expected) in [
            (None, None, State::Ok),
            (at(-10), at(10), State::Ok),
            (at(-11), None, State::Warning),
            (at(11), None, State::Warning),
            (None, at(11), State::Warning),
            (None, at(-86_400), State::Ok),
        ] {
            let found = compared(now, there, newest);
            assert_eq!(found.state, expected, "{found:?}");
        }
    }
}
