//! `rollcall status`.

use clap::Args;
use directory::health;
use roster::TenantHealth;
use scim::instant;

use super::context::Context;
use super::error::Failure;
use super::output::{or_dash, table};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The tenant's short name [default: all tenants]
    tenant: Option<String>,
}

/// Shows how tenants are. Fails, after they are shown, if somebody has to look after one.
pub(super) async fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let tenants = match &arguments.tenant {
        Some(slug) => vec![health::of_tenant(&context.directory, slug).await?],
        None => health::of_all(&context.directory).await?,
    };
    context.output.show(&tenants, |tenants| {
        let rows = tenants.iter().map(row).collect();
        table(HEADING, rows, "There are no tenants.")
    })?;
    let sick = tenants.iter().filter(|it| it.health.needs_somebody());
    match sick.count() {
        0 => Ok(()),
        count => Err(Failure::Refused(format!(
            "tenants that need somebody to look after them: {count} of {}",
            tenants.len()
        ))),
    }
}

const HEADING: [&str; 10] = [
    "TENANT",
    "HEALTH",
    "LAST PUSH",
    "REFUSED",
    "FAILURES",
    "TOKENS ENDING",
    "CONTACTS",
    "JOINED 7D",
    "LEFT 7D",
    "WHY",
];

fn row(tenant: &TenantHealth) -> [String; 10] {
    let reasons = tenant.reasons.iter().map(|reason| reason.sentence());
    let last_push = tenant.last_push_at.map(instant::format);
    [
        tenant.tenant.clone(),
        tenant.health.as_str().into(),
        last_push.unwrap_or_else(|| "never".into()),
        tenant.refused_logins.to_string(),
        tenant.failures.to_string(),
        tenant.tokens_expiring.to_string(),
        tenant.contacts.to_string(),
        tenant.joined_7d.to_string(),
        tenant.left_7d.to_string(),
        or_dash(
            Some(reasons.collect::<Vec<_>>().join("; "))
                .filter(|it| !it.is_empty())
                .as_ref(),
        ),
    ]
}
