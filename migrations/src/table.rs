//! What all tables have in common.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, Statement};

/// Creates a table; on SQLite a STRICT one, which refuses values of another type than declared.
pub(crate) async fn create(
    manager: &SchemaManager<'_>,
    mut table: TableCreateStatement,
) -> Result<(), DbErr> {
    if manager.get_database_backend() == DbBackend::Sqlite {
        table.extra("STRICT");
    }
    manager.create_table(table).await
}

/// A foreign key to the tenant, whose rows go when it goes.
pub(crate) fn belongs_to_tenant<T: IntoIden>(
    table: T,
    tenant_key: impl IntoIden,
) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table.into_iden(), tenant_key.into_iden())
        .to("tenants", "key")
        .on_delete(ForeignKeyAction::Cascade)
        .take()
}

/// Whether a table exists, asked without creating anything.
pub(crate) async fn exists<C: ConnectionTrait>(conn: &C, name: &str) -> Result<bool, DbErr> {
    let backend = conn.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT 1 FROM information_schema.tables \
             WHERE table_schema = CURRENT_SCHEMA() AND table_name = $1"
        }
        _ => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?",
    };
    let query = Statement::from_sql_and_values(backend, sql, [name.into()]);
    Ok(conn.query_one_raw(query).await?.is_some())
}

/// An index over several columns.
pub(crate) fn index<const N: usize, T: IntoIden>(
    name: &str,
    table: impl IntoIden,
    columns: [T; N],
) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(table.into_iden());
    for column in columns {
        index.col(column.into_iden());
    }
    index
}

/// An index over several columns that no two rows may agree in.
pub(crate) fn unique_index<const N: usize, T: IntoIden>(
    name: &str,
    table: impl IntoIden,
    columns: [T; N],
) -> IndexCreateStatement {
    index(name, table, columns).unique().take()
}
