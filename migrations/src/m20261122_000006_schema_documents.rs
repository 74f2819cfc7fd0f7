//! Schemas and resource types of a tenant's own, and the journal's word for their resources.

use sea_orm_migration::prelude::*;

use crate::column::Columns;
use crate::table;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[derive(Clone, Copy, DeriveIden)]
enum SchemaDocuments {
    Table,
    TenantKey,
    Kind,
    IdKey,
    Document,
    Revision,
    CreatedAt,
}

#[derive(DeriveIden)]
enum Journal {
    Table,
    ResourceType,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = Columns::of(manager);
        table::create(manager, schema_documents(columns)).await?;
        let resource_type = Table::alter()
            .table(Journal::Table)
            .add_column(columns.text(Journal::ResourceType))
            .take();
        manager.alter_table(resource_type).await
    }
}

fn schema_documents(columns: Columns) -> TableCreateStatement {
    Table::create()
        .table(SchemaDocuments::Table)
        .col(columns.integer(SchemaDocuments::TenantKey).not_null())
        .col(columns.text(SchemaDocuments::Kind).not_null())
        .col(columns.text(SchemaDocuments::IdKey).not_null())
        .col(columns.json(SchemaDocuments::Document).not_null())
        .col(columns.text(SchemaDocuments::Revision).not_null())
        .col(columns.instant(SchemaDocuments::CreatedAt).not_null())
        .primary_key(
            Index::create()
                .col(SchemaDocuments::TenantKey)
                .col(SchemaDocuments::Kind)
                .col(SchemaDocuments::IdKey),
        )
        .foreign_key(&mut table::belongs_to_tenant(
            SchemaDocuments::Table,
            SchemaDocuments::TenantKey,
        ))
        .take()
}
