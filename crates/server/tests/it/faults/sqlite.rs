//! SQLite, whose files fail to be written, synchronised or read.

use testkit::faults::{Call, Errno, Fault, Faults};

use super::Points;
use super::place::{Injector, Place};
use super::rounds::{Report, check, close, every_point, fail, readiness, until_ready};
use super::session::{Outcome, Session, client};

/// A kind of fault of the disk.
struct Disk {
    faults: Faults,
    fault: Fault,
}

impl Injector for Disk {
    fn arm(&self, first: u32) {
        let fault = self.fault;
        self.faults.arm(Fault { first, ..fault });
    }

    fn has_fired(&self) -> bool {
        self.faults.seen().failed > 0
    }

    fn disarm(&self) {
        self.faults.disarm();
    }

    fn refusals(&self) -> &'static [u16] {
        match self.fault.errno {
            Errno::Io => &[503],
            Errno::Full => &[503, 507],
        }
    }
}

/// One call fails.
fn one(call: Call, errno: Errno) -> Fault {
    Fault {
        call,
        errno,
        first: 1,
        gap: 1,
        count: Some(1),
    }
}

/// A database in a fresh directory, on a disk that is sound until it is armed.
async fn place(fault: Fault) -> (tempfile::TempDir, Place, Disk) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().canonicalize().unwrap().join("faults.db");
    let faults = Faults::new(&path);
    let url = format!("sqlite://{}", path.display());
    let place = Place::new(&url, faults.environment()).await;
    (directory, place, Disk { faults, fault })
}

async fn one_call_fails(what: &str, call: Call, errno: Errno, step: u32) {
    let (_directory, place, disk) = place(one(call, errno)).await;
    let report = every_point(what, &place, &disk, Points::choose(step)).await;
    assert!(report.points > 0 && report.failed > 0, "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_to_the_disk_that_fails_spoils_no_write_after_it() {
    one_call_fails("SQLite, one write failed", Call::Write, Errno::Io, 7).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_for_one_write_spoils_no_write_after_it() {
    one_call_fails("SQLite, disk full once", Call::Write, Errno::Full, 7).await;
}

/// A workload has few of them, so each is tried.
#[tokio::test(flavor = "multi_thread")]
async fn a_sync_of_the_disk_that_fails_spoils_no_write_after_it() {
    one_call_fails("SQLite, one sync failed", Call::Sync, Errno::Io, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_of_the_disk_that_fails_spoils_no_write_after_it() {
    one_call_fails("SQLite, one read failed", Call::Read, Errno::Io, 7).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_calls_that_fail_spoil_nothing_however_far_apart_they_are() {
    let points = Points::choose(7);
    for (call, gap) in [
        (Call::Write, 2),
        (Call::Write, 60),
        (Call::Sync, 1),
        (Call::Sync, 5),
    ] {
        let fault = Fault {
            gap,
            count: Some(2),
            ..one(call, Errno::Io)
        };
        let (_directory, place, disk) = place(fault).await;
        let what = format!("SQLite, two of {call:?} failed, {gap} apart");
        let report = match call {
            Call::Sync => every_point(&what, &place, &disk, Points { step: 2, start: 1 }),
            _ => every_point(
                &what,
                &place,
                &disk,
                Points {
                    step: points.step * 5,
                    ..points
                },
            ),
        };
        let report = Box::pin(report).await;
        assert!(report.points > 0, "{report:?}");
    }
}

/// The disk is full for many writes, and then has room again: nobody has to restart the server.
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_stays_full_is_told_until_there_is_room_again() {
    let fault = Fault {
        count: None,
        ..one(Call::Write, Errno::Full)
    };
    stays_broken("SQLite, disk full for long", fault).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_cannot_be_synchronised_is_told_until_it_can() {
    let fault = Fault {
        count: None,
        ..one(Call::Sync, Errno::Io)
    };
    stays_broken("SQLite, no sync for long", fault).await;
}

async fn stays_broken(what: &str, fault: Fault) {
    let (_directory, place, disk) = place(fault).await;
    let (mut report, mut accounts) = (Report::default(), Vec::new());
    let running = place.faulty.serve(&[]);
    for first in [1, 3, 8] {
        let tenant = format!("broken-{first}");
        let token = place.tenant(&tenant).await;
        let mut session = Session::new(tenant, token, &running.url, &disk);
        disk.arm(first);
        for _ in 0..5 {
            session.run().await;
        }
        assert!(session.count(Outcome::Failed) >= 10, "{:?}", session.steps);
        for _ in 0..3 {
            assert_eq!(readiness(&client(), &running.url).await, 503);
        }
        disk.disarm();
        until_ready(&running.url).await;
        session.run_after().await;
        if !session.wrongs.is_empty() {
            fail(running, &session, first);
        }
        accounts.push(close(session, &mut report));
        report.points += 1;
    }
    running.signal("TERM");
    assert_eq!(running.wait().0, Some(0));
    check(&place, &accounts, &mut report).await;
    report.print(what);
}
