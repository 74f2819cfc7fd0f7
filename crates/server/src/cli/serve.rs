//! `rollcall serve`.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use directory::{
    AdminError, Clock, Directory, IdSource, SystemClock, UuidSource, schemas, tenants, tokens,
};
use storage::Database;

use super::context::{close, directory, migrate};
use super::error::Failure;
use super::output::print;
use super::public_url;
use super::token::{USUAL, issue, paste, revoke_unless};
use crate::config::Settings;
use crate::jobs::Jobs;
use crate::run::{Parts, asked_to_stop, build};

/// How long requests may take that were still being handled when the server ended.
const LAST_REQUESTS: Duration = Duration::from_secs(1);

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Make this tenant if it is missing, and print a fresh token for it if it has none that works
    #[arg(long, value_name = "SLUG")]
    tenant: Option<String>,
}

pub(super) async fn run(arguments: &Arguments, settings: Settings) -> Result<(), Failure> {
    let listener = listen(&settings)?;
    let stop = asked_to_stop()?;
    let limits = settings.http.time_limits();
    let database = Database::open_for_requests(&settings.database_url, limits).await?;
    migrate(&database).await?;
    let address = listener.local_addr()?;
    let url = public_url::of_server(&database, &settings, address, SystemClock.now()).await?;
    let scim_url = url.scim();
    tracing::info!(
        version = env!("ROLLCALL_VERSION"),
        database = settings.database(),
        public_url = %url,
        listen = %address,
        settings = settings.differing().join(", "),
        "starting"
    );
    warn_of_open_files(&settings);
    let directory = directory(database, &settings, &scim_url)?;
    if let Err(error) = tenants::finish_erasure(&directory).await {
        let error = error.to_string();
        tracing::warn!(error, "an erasure was not finished");
    }
    schemas::check_all(&directory).await?;
    // Made now, since a request that only reads shall not fail because nothing can be written.
    tokens::key(&directory).await?;
    if let Some(slug) = &arguments.tenant {
        welcome(&directory, slug, &scim_url).await?;
    }
    let parts = Parts {
        directory: directory.clone(),
        ids: Arc::new(UuidSource),
        settings: settings.http,
        extension: None,
    };
    let built = build(listener, parts, stop)?;
    let jobs = Jobs::start(directory.clone(), UuidSource.next());
    print(&format!("listening on http://{}", built.address))?;
    built.server.await?;
    built.in_flight.drain(LAST_REQUESTS).await;
    jobs.stop().await;
    built.authenticator.keep_refusals().await;
    tracing::info!("stopped");
    close(directory.database().clone()).await;
    Ok(())
}

fn listen(settings: &Settings) -> Result<TcpListener, Failure> {
    let address = settings.listen;
    TcpListener::bind(address)
        .map_err(|error| Failure::Refused(format!("cannot listen at {address}: {error}")))
}

fn warn_of_open_files(settings: &Settings) {
    for file in storage::files_open_to_others(&settings.database_url) {
        let file = file.display().to_string();
        tracing::warn!(
            file,
            "other users of this machine may read or write this file, which holds personal data: \
             take that from them with chmod 600"
        );
    }
}

/// Makes a tenant, if it is missing, and a token to try Rollcall with, if it has none that works, and
/// shows it.
async fn welcome(directory: &Directory, slug: &str, scim_url: &str) -> Result<(), Failure> {
    if let Err(AdminError::Missing(_)) = tenants::show(directory, slug).await {
        tenants::create(directory, slug, None).await?;
    }
    if tokens::any_works(directory, slug).await? {
        let told = format!(
            "The tenant {slug} has a token that works. To make another: rollcall token create {slug}"
        );
        return Ok(print(&told)?);
    }
    let label = Some("serve --tenant".to_owned());
    let issued = issue(directory, slug, label, tokens::End::After(USUAL)).await?;
    let shown = print(&paste(scim_url, issued.token.reveal()));
    revoke_unless(shown, directory, slug, &issued).await
}
