//! Tokens as they are shown later on: never their secrets, never their hashes.

use chrono::{DateTime, TimeDelta, Utc};
use directory::tokens::Token;
use scim::instant;
use serde::Serialize;

use crate::cli::output::{fields, or_dash};

/// From so long before it ends on, a token's end is told in days.
const SOON: TimeDelta = TimeDelta::days(90);

#[derive(Serialize)]
pub(super) struct View {
    id: String,
    tenant: String,
    label: Option<String>,
    state: String,
    created_at: String,
    expires_at: Option<String>,
    last_used_at: Option<String>,
    revoked_at: Option<String>,
}

impl View {
    pub(super) fn new(token: Token, tenant: &str, now: DateTime<Utc>) -> Self {
        Self {
            state: state(&token, now),
            id: token.id,
            tenant: tenant.to_owned(),
            label: token.label,
            created_at: instant::format(token.created_at),
            expires_at: token.expires_at.map(instant::format),
            last_used_at: token.last_used_at.map(instant::format),
            revoked_at: token.revoked_at.map(instant::format),
        }
    }

    pub(super) fn row(&self) -> [String; 7] {
        let last_used = self.last_used_at.clone();
        [
            self.tenant.clone(),
            self.id.clone(),
            or_dash(self.label.as_ref()),
            self.state.clone(),
            self.created_at.clone(),
            self.expires_at.clone().unwrap_or_else(|| "never".into()),
            last_used.unwrap_or_else(|| "never used".into()),
        ]
    }

    pub(super) fn text(&self) -> String {
        let [tenant, id, label, state, created, expires, last_used] = self.row();
        fields(&[
            ("Tenant", tenant),
            ("Token id", id),
            ("Label", label),
            ("State", state),
            ("Created", created),
            ("Expires", expires),
            ("Last used", last_used),
            ("Revoked", or_dash(self.revoked_at.as_ref())),
        ])
    }
}

/// What becomes of whoever shows the token, in words.
fn state(token: &Token, now: DateTime<Utc>) -> String {
    if token.revoked_at.is_some() {
        return "revoked".to_owned();
    }
    let Some(end) = token.expires_at else {
        return "valid without end".to_owned();
    };
    match end - now {
        left if left <= TimeDelta::zero() => "expired".to_owned(),
        left if left > SOON => "valid".to_owned(),
        left => match (left.num_days(), left.num_hours()) {
            (2.., _) => format!("expires in {} days", left.num_days()),
            (_, 2..) => format!("expires in {} hours", left.num_hours()),
            _ => format!("expires in {} minutes", left.num_minutes()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_says_what_becomes_of_whoever_shows_the_token() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(1_000);
        for (end, revoked, expected) in [
            (None, false, "valid without end"),
            (Some(TimeDelta::days(300)), false, "valid"),
            (Some(TimeDelta::days(20)), false, "expires in 20 days"),
            (Some(TimeDelta::hours(30)), false, "expires in 30 hours"),
            (Some(TimeDelta::minutes(61)), false, "expires in 61 minutes"),
            (Some(TimeDelta::zero()), false, "expired"),
            (Some(TimeDelta::days(-1)), false, "expired"),
            (Some(TimeDelta::days(20)), true, "revoked"),
        ] {
            let token = Token {
                id: "id".into(),
                label: None,
                hash: String::new(),
                fast_hash: None,
                created_at: DateTime::UNIX_EPOCH,
                expires_at: end.map(|end| now + end),
                last_used_at: None,
                revoked_at: revoked.then_some(now),
            };
            assert_eq!(state(&token, now), expected, "{end:?}");
        }
    }
}
