//! PostgreSQL, whose connection is cut.

use testkit::TestDatabase;

use super::Points;
use super::place::Place;
use super::proxy::Proxy;
use super::rounds::{Report, every_point};

/// Half of the points on one database and half on another at the same time, since a round is mostly
/// waiting for the server to be ready again.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_cut_spoils_no_write_after_it() {
    let points = Points::choose(7);
    let step = points.step * 2;
    let halves = [points.start, points.start + points.step].map(|start| {
        let database = testkit::postgres();
        tokio::spawn(cut(database, Points { start, step }))
    });
    for half in halves {
        let report = half.await.unwrap();
        assert!(report.points > 0 && report.failed > 0, "{report:?}");
    }
}

async fn cut(database: TestDatabase, points: Points) -> Report {
    let proxy = Proxy::before(&database.url);
    let environment = [("ROLLCALL_DATABASE_URL", proxy.url.clone())];
    let place = Place::new(&database.url, &environment).await;
    every_point("PostgreSQL, one connection cut", &place, &proxy, points).await
}
