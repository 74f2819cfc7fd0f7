//! The groups of one member. Everybody who reads one user asks for them, so the statement is fixed
//! text.

use sea_orm::DbBackend;

use super::GroupRef;
use crate::statement::Fixed;
use crate::{Connection, StorageError, TenantKey};

/// The groups that a member is directly in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Direct {
    /// The groups, by id.
    pub groups: Vec<GroupRef>,
    /// Whether any of them is within another group.
    pub is_nested: bool,
}

/// Names and groups around are looked up for each group: a join of these would have PostgreSQL guess.
macro_rules! direct {
    ($name:literal) => {
        concat!(
            "SELECT group_id, (SELECT ",
            $name,
            " FROM resources WHERE resources.tenant_key = memberships.tenant_key \
             AND resources.id = memberships.group_id) AS display, \
             (SELECT CAST(1 AS BIGINT) FROM memberships AS around \
             WHERE around.tenant_key = memberships.tenant_key \
             AND around.member_id = memberships.group_id LIMIT 1) AS around \
             FROM memberships WHERE tenant_key = $1 AND member_id = $2"
        )
    };
}

/// The groups that one member is directly in, as [`super::of_members`] tells of several.
pub async fn of_member(
    conn: &Connection,
    tenant: TenantKey,
    member_id: &str,
) -> Result<Direct, StorageError> {
    let text = match conn.backend() {
        DbBackend::Postgres => direct!("jsonb_extract_path_text(document, 'displayName')"),
        _ => direct!("json_extract(document, '$.displayName')"),
    };
    let select = Fixed(text, [tenant.into(), member_id.into()]);
    let rows = conn.all(select, |row| {
        let group = GroupRef {
            id: row.get("group_id")?,
            display: row.get("display")?,
        };
        let around: Option<i64> = row.get("around")?;
        Ok((group, around.is_some()))
    });
    let (mut groups, nested): (Vec<_>, Vec<bool>) = rows.await?.into_iter().unzip();
    groups.sort_unstable_by(|left, right| left.id.cmp(&right.id));
    Ok(Direct {
        groups,
        is_nested: nested.contains(&true),
    })
}
