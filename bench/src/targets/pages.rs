//! Pages of users: the first and the last, by index and by cursor.

use std::time::Instant;

use anyhow::{Result, ensure};
use hyper::Method;
use serde::Deserialize;

use super::contest::{Contest, median};
use crate::load::Connection;
use crate::results::{Results, Row};

/// Users on a page.
const PAGE: usize = 100;
/// A page is read so often.
const TIMES: usize = 21;
/// The first page takes so many milliseconds at most.
const FIRST: f64 = 3.0;
/// The last page takes so many times the first at most.
const LAST: f64 = 20.0;

#[derive(Deserialize)]
struct Page {
    #[serde(rename = "nextCursor")]
    next: Option<String>,
}

pub(super) async fn measure(contest: &Contest, results: &mut Results) -> Result<()> {
    let mut connection = Connection::new(contest.rollcall.endpoint()?.clone());
    let users = contest.rollcall.population.users.len();
    let first = millis(&mut connection, "/Users?startIndex=1&count=100").await?;
    let what = "a page of 100 users with all attributes";
    results
        .rows
        .push(Row::most(contest.engine, what, first, FIRST, "ms"));
    let place = users.saturating_sub(PAGE) + 1;
    let last = format!("/Users?startIndex={place}&count={PAGE}");
    let last = millis(&mut connection, &last).await?;
    let what = format!("the last page of {users} users by startIndex, to the first");
    results.rows.push(row(contest, &what, last / first));
    let first = millis(&mut connection, "/Users?cursor=&count=100").await?;
    let cursor = last_cursor(&mut connection).await?;
    let last = format!("/Users?count={PAGE}&cursor={cursor}");
    let last = millis(&mut connection, &last).await?;
    let what = format!("the last page of {users} users by cursor, to the first");
    results.rows.push(row(contest, &what, last / first));
    Ok(())
}

/// A last page, in times of the first.
fn row(contest: &Contest, what: &str, times: f64) -> Row {
    Row::most(contest.engine, what, times, LAST, "times")
}

/// The median time of a page, in milliseconds.
async fn millis(connection: &mut Connection, path: &str) -> Result<f64> {
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let started = Instant::now();
        get(connection, path).await?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(median(times))
}

/// The cursor of the last page, found by walking to the end: a cursor is good for one size of page.
async fn last_cursor(connection: &mut Connection) -> Result<String> {
    let mut cursor = String::new();
    loop {
        let path = format!("/Users?attributes=id&count={PAGE}&cursor={cursor}");
        let page: Page = serde_json::from_slice(&get(connection, &path).await?)?;
        match page.next {
            Some(next) => cursor = next,
            None => return Ok(cursor),
        }
    }
}

async fn get(connection: &mut Connection, path: &str) -> Result<bytes::Bytes> {
    let answer = connection.send(&Method::GET, path, None).await?;
    ensure!(answer.status == 200, "GET {path} answers {}", answer.status);
    Ok(answer.body)
}
