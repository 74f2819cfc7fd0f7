//! Too many requests.

use tokio::task::JoinSet;

use super::super::wire::matching;
use super::failure;
use crate::check::{Session, Stop, Test, Verdict};

/// How many requests a second Microsoft asks a server to take from each tenant.
const AT_ONCE: usize = 25;

pub(super) fn tests() -> Vec<Test> {
    vec![
        failure(
            31,
            "too-many-requests",
            "Twenty-five searches at once are all answered",
            "Microsoft Q&A 1922038",
        )
        .why("The job is quarantined after a burst of 429, and cycles come once a day instead of every 40 minutes.")
        .fix("Allow at least 25 requests a second for each tenant; beyond that answer 429 with Retry-After.")
        .alone()
        .run(burst),
    ]
}

async fn burst(session: Session) -> Verdict {
    let kind = session.resource_type("User")?;
    let mut running = JoinSet::new();
    for _ in 0..AT_ONCE {
        let session = session.clone();
        let name = format!("{}@example.com", session.unique("nobody"));
        let path = matching(&kind, "userName", &name);
        running.spawn(async move { search(&session, &path).await });
    }
    while let Some(done) = running.join_next().await {
        done.unwrap_or(Err(Stop::Interrupted))?;
    }
    Ok(())
}

async fn search(session: &Session, path: &str) -> Verdict {
    session.get(path).await?.expect_status(&[200])?;
    Ok(())
}
