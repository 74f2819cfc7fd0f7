//! What the resources are called whose ids stand in journal entries.

use std::collections::HashMap;

use roster::JournalEntry;
use serde_json::Value;
use storage::memberships;

use super::{AdminError, tenants};
use crate::Directory;

/// The attribute that tells who came and went.
const MEMBERS: &str = "members";

/// The display names of members that entries tell of, by id: those that are still there and have one,
/// of the first `each` of those that came and of those that went with each entry.
///
/// # Errors
///
/// `Missing` if there is no such tenant.
pub async fn of_members(
    directory: &Directory,
    tenant_slug: &str,
    entries: &[JournalEntry],
    each: usize,
) -> Result<HashMap<String, String>, AdminError> {
    let changes = entries.iter().flat_map(|entry| &entry.changes);
    let changes = changes.filter(|change| change.attribute == MEMBERS);
    let lists = changes.flat_map(|change| [&change.old, &change.new]);
    let ids = lists.filter_map(Value::as_array).flat_map(|list| {
        let named = list.iter().take(each);
        named.filter_map(Value::as_str).map(str::to_owned)
    });
    let ids: Vec<String> = ids.collect();
    let tenant = tenants::show(directory, tenant_slug).await?.key;
    let reader = directory.database().reader();
    Ok(memberships::names(reader, tenant, ids).await?)
}
