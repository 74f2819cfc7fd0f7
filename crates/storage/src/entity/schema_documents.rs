//! Schemas and resource types of a tenant's own.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "schema_documents")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_key: i64,
    /// What it describes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    /// The folded id: a schema's URN, a resource type's name.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id_key: String,
    /// The document.
    #[sea_orm(column_type = "JsonBinary")]
    pub document: Json,
    /// Differs after every change.
    pub revision: String,
    /// When it was added.
    pub created_at: i64,
}

/// Joins are written out where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
