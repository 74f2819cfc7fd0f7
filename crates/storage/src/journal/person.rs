//! What clients asked to write of one person. No index leads from a person to the entries, since every
//! write would have to keep it: all of a tenant's entries are looked at, from the newest on.

use roster::{JournalEntry, Target};
use sea_orm::sea_query::{Expr, ExprTrait};

use super::{JournalPosition, JournalQuery, newest_first, read};
use crate::{Connection, StorageError, TenantKey};

/// What a person was called in the tenant's directory over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whom {
    /// The SCIM ids of the users that stood for the person.
    pub user_ids: Vec<String>,
    /// Their userNames, by which refused creates are known.
    pub user_names: Vec<String>,
}

/// Entries about a person's users, newest first: from the newest on, or those behind an entry. There
/// are fewer than the limit says where a few tell of very much.
pub async fn of_person(
    conn: &Connection,
    tenant: TenantKey,
    whom: &Whom,
    query: &JournalQuery,
    behind: Option<&JournalPosition>,
) -> Result<Vec<JournalEntry>, StorageError> {
    let among = |texts: &[String]| texts.to_vec();
    let by_id = Expr::col("target_id").is_in(among(&whom.user_ids));
    let by_name = Expr::col("target_name").is_in(among(&whom.user_names));
    let by_name = Expr::col("target_id").is_null().and(by_name);
    let mut select = newest_first("journal", query, behind);
    select
        .and_where(Expr::col("target").eq(Target::User.as_str()))
        .and_where(by_id.or(by_name));
    read(conn, tenant, select).await
}
