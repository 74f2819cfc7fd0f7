//! SCIM resources of every type.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "resources")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_key: i64,
    /// The resource's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The name of its type.
    pub resource_type: String,
    /// Counts its states, from 1.
    pub version: i64,
    /// When it was made.
    pub created_at: i64,
    /// When it last changed.
    pub modified_at: i64,
    /// Key of `externalId`.
    pub external_key: Option<String>,
    /// Key of the type's unique attribute, such as `userName`.
    pub unique_key: Option<String>,
    /// Key of `displayName`.
    pub display_key: Option<String>,
    /// The resource's own attributes.
    #[sea_orm(column_type = "JsonBinary")]
    pub document: Json,
    /// The same in the form in which values are compared.
    #[sea_orm(column_type = "JsonBinary")]
    pub comparable: Json,
}

/// Joins are written out where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
