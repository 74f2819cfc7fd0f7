//! Tokens as they are shown later on: never their secrets, never their hashes.

use chrono::{DateTime, TimeDelta, Utc};
use directory::tokens::Token;
use scim::instant;
use serde::Serialize;

use crate::cli::output::{fields, or_dash};
use crate::cli::table::{Cell, Tone};

/// From so long before it ends on, a token's end is told in days.
const SOON: TimeDelta = TimeDelta::days(90);

#[derive(Serialize)]
pub(super) struct View {
    id: String,
    tenant: String,
    label: Option<String>,
    state: String,
    #[serde(serialize_with = "instant::serialize")]
    created_at: DateTime<Utc>,
    #[serde(serialize_with = "instant::serialize_optional")]
    expires_at: Option<DateTime<Utc>>,
    #[serde(serialize_with = "instant::serialize_optional")]
    last_used_at: Option<DateTime<Utc>>,
    #[serde(serialize_with = "instant::serialize_optional")]
    revoked_at: Option<DateTime<Utc>>,
    #[serde(skip)]
    tone: Tone,
}

impl View {
    pub(super) fn new(token: Token, tenant: &str, now: DateTime<Utc>) -> Self {
        let (tone, state) = state(&token, now);
        Self {
            tone,
            state,
            id: token.id,
            tenant: tenant.to_owned(),
            label: token.label,
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
            revoked_at: token.revoked_at,
        }
    }

    pub(super) fn row(&self) -> [Cell; 7] {
        [
            Cell::from(&self.tenant),
            Cell::from(&self.id),
            Cell::or_dash(self.label.as_ref()),
            Cell::toned(self.tone, &self.state),
            Cell::Time(self.created_at),
            Cell::time_or(self.expires_at, "never"),
            Cell::time_or(self.last_used_at, "never used"),
        ]
    }

    pub(super) fn text(&self) -> String {
        let time_or = |at: Option<DateTime<Utc>>, none: &str| {
            at.map_or_else(|| none.to_owned(), instant::format)
        };
        fields(&[
            ("Tenant", self.tenant.clone()),
            ("Token id", self.id.clone()),
            ("Label", or_dash(self.label.as_ref())),
            ("State", self.state.clone()),
            ("Created", instant::format(self.created_at)),
            ("Expires", time_or(self.expires_at, "never")),
            ("Last used", time_or(self.last_used_at, "never used")),
            ("Revoked", time_or(self.revoked_at, "-")),
        ])
    }
}

/// What becomes of whoever shows the token, in words.
fn state(token: &Token, now: DateTime<Utc>) -> (Tone, String) {
    if token.revoked_at.is_some() {
        return (Tone::Faint, "revoked".to_owned());
    }
    let Some(end) = token.expires_at else {
        return (Tone::Plain, "valid without end".to_owned());
    };
    let left = end - now;
    if left <= TimeDelta::zero() {
        return (Tone::Faint, "expired".to_owned());
    }
    if left > SOON {
        return (Tone::Plain, "valid".to_owned());
    }
    let span = match (left.num_days(), left.num_hours()) {
        (2.., _) => format!("{} days", left.num_days()),
        (_, 2..) => format!("{} hours", left.num_hours()),
        _ => format!("{} minutes", left.num_minutes()),
    };
    (Tone::Warning, format!("expires in {span}"))
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
            assert_eq!(state(&token, now).1, expected, "{end:?}");
        }
    }
}
