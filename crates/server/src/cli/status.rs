//! `rollcall status`.

use clap::Args;
use directory::health;
use roster::{Health, TenantHealth};

use super::context::Context;
use super::error::Failure;
use super::listing::{Listing, once};
use super::table::{Cell, Column, Shape, Tone};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The tenant's short name [default: all tenants]
    tenant: Option<String>,
    #[command(flatten)]
    shape: Shape,
}

/// Shows how tenants are. Fails, after they are shown, if somebody has to look after one.
pub(super) async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let tenants = match &arguments.tenant {
        Some(slug) => vec![health::of_tenant(&context.directory, slug).await?],
        None => health::of_all(&context.directory).await?,
    };
    let sick = tenants.iter().filter(|it| it.health.needs_somebody());
    let (sick, all) = (sick.count(), tenants.len());
    LISTING
        .print(context, arguments.shape, once(tenants))
        .await?;
    match sick {
        0 => Ok(()),
        count => Err(Failure::Refused(format!(
            "tenants that need somebody to look after them: {count} of {all}"
        ))),
    }
}

const LISTING: Listing<TenantHealth, 10> = Listing {
    columns: [
        Column::plain("TENANT"),
        Column::plain("HEALTH"),
        Column::whole("LAST PUSH"),
        Column::plain("REFUSED").spare(),
        Column::plain("FAILURES").spare(),
        Column::plain("TOKENS ENDING").spare(),
        Column::plain("CONTACTS").spare(),
        Column::plain("JOINED 7D").spare(),
        Column::plain("LEFT 7D").spare(),
        Column::text("WHY"),
    ],
    row,
    nothing: "There are no tenants.",
    fields: &[
        "tenant",
        "health",
        "reasons",
        "last_push_at",
        "refused_logins",
        "failures",
        "tokens_expiring",
        "contacts",
        "joined_7d",
        "left_7d",
    ],
};

fn row(tenant: &TenantHealth) -> [Cell; 10] {
    let reasons = tenant.reasons.iter().map(|reason| reason.sentence());
    let reasons = reasons.collect::<Vec<_>>().join("; ");
    [
        Cell::from(&tenant.tenant),
        Cell::toned(tone(tenant.health), tenant.health.as_str()),
        Cell::time_or(tenant.last_push_at, "never"),
        Cell::none_or(Tone::Bad, tenant.refused_logins),
        Cell::none_or(Tone::Bad, tenant.failures),
        Cell::none_or(Tone::Warning, tenant.tokens_expiring),
        Cell::number(tenant.contacts),
        Cell::number(tenant.joined_7d),
        Cell::number(tenant.left_7d),
        Cell::or_dash(Some(&reasons).filter(|it| !it.is_empty())),
    ]
}

fn tone(health: Health) -> Tone {
    match health {
        Health::Ill => Tone::Bad,
        Health::Attention => Tone::Warning,
        Health::Well => Tone::Good,
        Health::Waiting | Health::Suspended => Tone::Faint,
    }
}
