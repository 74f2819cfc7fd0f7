//! `rollcall doctor`: looks whether everything is as it has to be, and says what to do where it is not.

mod check;
mod machine;
mod reach;

use chrono::{DateTime, Utc};
use directory::listings::{JobPages, TenantPages, TokenPages};
use directory::tenants::TenantStatus;
use directory::tokens::Token;
use directory::{AdminError, Directory};
use roster::JobState;
use roster::health::SOON;
use storage::{Access, Database, files_open_to_others};

use self::check::{Check, State};
use super::context::{close, directory, open};
use super::error::Failure;
use super::output::Output;
use super::public_url;
use crate::config::Settings;

/// So many of a kind are named.
const NAMED: usize = 10;

/// Looks at everything. The exit status is 1 if something fails; a warning is none.
pub(super) async fn run(settings: &Settings, output: Output) -> Result<(), Failure> {
    let checks = examine(settings).await?;
    output.show(&checks, |checks| {
        let lines = checks.iter().map(Check::line);
        lines.collect::<Vec<_>>().join("\n")
    })?;
    let failed = checks.iter().filter(|check| check.state == State::Failed);
    match failed.count() {
        0 => Ok(()),
        count => Err(Failure::Refused(format!("checks that failed: {count}"))),
    }
}

async fn examine(settings: &Settings) -> Result<Vec<Check>, Failure> {
    let mut checks = vec![Check::ok("settings", "can be read")];
    let database = match open(settings, Access::Read).await {
        Ok(database) => database,
        Err(failure) => {
            let advice = "Check --database-url and that the database runs, or make one with \
                          `rollcall migrate`.";
            let detail = failure.to_string();
            checks.push(Check::with("database", State::Failed, detail, advice));
            return Ok(checks);
        }
    };
    checks.push(Check::ok(
        "database",
        format!("{} answers", settings.database()),
    ));
    let inside = inside(settings, &database).await;
    close(database).await;
    checks.extend(inside?);
    checks.push(files(settings));
    checks.push(machine::disk(&settings.database_url));
    Ok(checks)
}

/// What is in the database.
async fn inside(settings: &Settings, database: &Database) -> Result<Vec<Check>, Failure> {
    let schema = schema(database).await?;
    let is_current = schema.state == State::Ok;
    let mut checks = vec![schema];
    if is_current {
        let url = public_url::of_command(database, settings).await?;
        let directory = directory(database.clone(), settings, &url.scim())?;
        checks.push(usable(&url.scim()));
        checks.push(reach::check(&url));
        checks.extend(tokens(&directory).await?);
        checks.push(jobs(&directory).await?);
        checks.push(machine::clock(&directory).await?);
    }
    Ok(checks)
}

async fn schema(database: &Database) -> Result<Check, Failure> {
    let applied = if database.is_empty().await? {
        Vec::new()
    } else {
        database.applied_migrations().await?
    };
    Ok(match migrations::missing(&applied) {
        Ok(pending) if pending.is_empty() => Check::ok("schema", "is up to date"),
        Ok(pending) => Check::with(
            "schema",
            State::Failed,
            format!("migrations are pending: {}", pending.len()),
            "Run `rollcall migrate`, or start `rollcall serve`, which does so first.",
        ),
        Err(error) => Check::with(
            "schema",
            State::Failed,
            error.to_string(),
            "Use the version of Rollcall that made it, or a later one.",
        ),
    })
}

fn usable(scim_url: &str) -> Check {
    match public_url::doubt(scim_url) {
        None => Check::ok("public url", scim_url),
        Some(doubt) => Check::with("public url", State::Warning, scim_url, doubt),
    }
}

/// Tokens that end soon, and tenants without one that works.
async fn tokens(directory: &Directory) -> Result<[Check; 2], Failure> {
    let (now, mut ending, mut without) = (directory.now(), Vec::new(), Vec::new());
    let mut tenants = TenantPages::of(directory);
    while let Some(page) = tenants.next_page().await? {
        for tenant in page {
            let working = working(directory, &tenant.slug, now).await?;
            if working.is_empty() && tenant.status == TenantStatus::Active {
                without.push(tenant.slug.clone());
            }
            // Who has another token that goes on loses nothing.
            let last_end = working.iter().map(|token| token.expires_at);
            let last_end = last_end.reduce(|one, other| Some(one?.max(other?)));
            if last_end.flatten().is_some_and(|end| end < now + SOON) {
                ending.push(tenant.slug);
            }
        }
    }
    Ok([
        listed(
            "tokens",
            "whose last token ends within 30 days",
            &ending,
            "Replace them with `rollcall token rotate` before Entra stops.",
        ),
        listed(
            "tenants",
            "without a token that works",
            &without,
            "Nothing can be pushed to them: `rollcall token create`.",
        ),
    ])
}

async fn working(
    directory: &Directory,
    slug: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Token>, AdminError> {
    let (mut pages, mut working) = (TokenPages::of(directory, slug).await?, Vec::new());
    while let Some(page) = pages.next_page().await? {
        working.extend(page.into_iter().filter(|token| token.works_at(now)));
    }
    Ok(working)
}

async fn jobs(directory: &Directory) -> Result<Check, Failure> {
    let (mut pages, mut failed) = (JobPages::of(directory, None).await?, Vec::new());
    while let Some(page) = pages.next_page().await? {
        let some = page.into_iter().filter(|job| job.state == JobState::Failed);
        failed.extend(some.map(|job| job.tenant));
    }
    let advice = "`rollcall job list` says why; please report it.";
    Ok(listed(
        "jobs",
        "of which a job was given up",
        &failed,
        advice,
    ))
}

/// A check that finds tenants of some kind.
fn listed(name: &'static str, what: &str, slugs: &[String], advice: &str) -> Check {
    if slugs.is_empty() {
        return Check::ok(name, format!("no tenant {what}"));
    }
    let named: Vec<&str> = slugs.iter().take(NAMED).map(String::as_str).collect();
    let more = if slugs.len() > NAMED { ", …" } else { "" };
    let detail = format!(
        "tenants {what}: {} ({}{more})",
        slugs.len(),
        named.join(", ")
    );
    Check::with(name, State::Warning, detail, advice)
}

fn files(settings: &Settings) -> Check {
    let open = files_open_to_others(&settings.database_url);
    let names: Vec<String> = open.iter().map(|file| file.display().to_string()).collect();
    if names.is_empty() {
        return Check::ok("files", "nobody else may read them");
    }
    Check::with(
        "files",
        State::Warning,
        format!("other users of this machine may read {}", names.join(", ")),
        "They hold personal data: take that from others with chmod 600.",
    )
}
