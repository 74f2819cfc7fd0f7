//! Which unique key a database says is violated: told by the table and the columns.
//!
//! Not by the name of the index, which must not matter: a PostgreSQL that spreads a table over many
//! machines reports the name of a part, such as `resources_unique_key_102010`.

use super::UniqueKey;

/// The keys that callers tell apart, by their table and the last of their columns.
const KNOWN: [(&str, &str, UniqueKey); 4] = [
    ("tenants", "slug", UniqueKey::TenantSlug),
    ("resources", "unique_key", UniqueKey::ResourceName),
    ("training_groups", "slug", UniqueKey::TrainingGroupSlug),
    ("contacts", "user_id", UniqueKey::ContactUser),
];

/// By what SQLite says: `UNIQUE constraint failed: resources.tenant_key, resources.unique_key`.
pub(super) fn of_message(message: &str) -> UniqueKey {
    let last = message.rsplit([' ', ',']).next().unwrap_or_default();
    match last.split_once('.') {
        Some((table, column)) => find(table, column),
        None => UniqueKey::Other,
    }
}

/// By the fields of PostgreSQL's answer. The detail is `Key (tenant_key, unique_key)=(1, ann) already
/// exists.`, in whatever language the server speaks.
pub(super) fn of_fields(table: Option<&str>, detail: Option<&str>) -> UniqueKey {
    let columns = detail.and_then(|detail| detail.split_once(")=(")?.0.split_once('('));
    let last = columns.and_then(|(_, columns)| columns.rsplit(", ").next());
    match (table, last) {
        (Some(table), Some(column)) => find(whole_table(table), column.trim_matches('"')),
        _ => UniqueKey::Other,
    }
}

fn find(table: &str, column: &str) -> UniqueKey {
    let known = KNOWN
        .iter()
        .find(|known| (known.0, known.1) == (table, column));
    known.map_or(UniqueKey::Other, |known| known.2)
}

/// The table that a part of it is named after: Citus puts a number behind.
fn whole_table(part: &str) -> &str {
    match part.rsplit_once('_') {
        Some((table, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => table,
        _ => part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_tells_the_columns_in_its_message() {
        for (columns, expected) in [
            ("tenants.slug", UniqueKey::TenantSlug),
            (
                "resources.tenant_key, resources.resource_type, resources.unique_key",
                UniqueKey::ResourceName,
            ),
            (
                "training_groups.tenant_key, training_groups.slug",
                UniqueKey::TrainingGroupSlug,
            ),
            (
                "contacts.tenant_key, contacts.user_id",
                UniqueKey::ContactUser,
            ),
            ("contacts.tenant_key, contacts.id", UniqueKey::Other),
            ("index 'some_expression'", UniqueKey::Other),
        ] {
            let message = format!("UNIQUE constraint failed: {columns}");
            assert_eq!(of_message(&message), expected, "{message}");
        }
    }

    #[test]
    fn postgres_tells_table_and_columns_whatever_its_language_and_however_it_parts_the_table() {
        let english =
            "Key (tenant_key, resource_type, unique_key)=(1, User, a)=(b, c) already exists.";
        let german = "Schlüssel »(tenant_key, slug)=(1, finance)« existiert bereits.";
        for (table, detail, expected) in [
            ("resources", english, UniqueKey::ResourceName),
            ("resources_102010", english, UniqueKey::ResourceName),
            ("training_groups", german, UniqueKey::TrainingGroupSlug),
            ("training_groups_7", german, UniqueKey::TrainingGroupSlug),
            ("training_groups_x7", german, UniqueKey::Other),
            (
                "tenants",
                "Key (slug)=(contoso) already exists.",
                UniqueKey::TenantSlug,
            ),
            (
                "tenants",
                "Key (id)=(slug) already exists.",
                UniqueKey::Other,
            ),
            (
                "contacts_102042",
                "Key (tenant_key, user_id)=(7, u-1) already exists.",
                UniqueKey::ContactUser,
            ),
        ] {
            let found = of_fields(Some(table), Some(detail));
            assert_eq!(found, expected, "{table}: {detail}");
        }
    }

    #[test]
    fn without_table_or_detail_the_key_is_another_one() {
        assert_eq!(of_fields(None, Some("Key (slug)=(a)")), UniqueKey::Other);
        assert_eq!(of_fields(Some("tenants"), None), UniqueKey::Other);
        assert_eq!(of_message(""), UniqueKey::Other);
    }
}
