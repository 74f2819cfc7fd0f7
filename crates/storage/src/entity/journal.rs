//! The journal of writes.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "journal")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_key: i64,
    /// The entry's id; later ones are greater.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// When it happened.
    pub at: i64,
    /// What was done or meant.
    pub action: String,
    /// To what kind of resource.
    pub target: String,
    /// The resource type's name, where that is none of the two that the target has words for.
    pub resource_type: Option<String>,
    /// To which one.
    pub target_id: Option<String>,
    /// Its name.
    pub target_name: Option<String>,
    /// How it ended.
    pub status: String,
    /// What changed, attribute by attribute.
    #[sea_orm(column_type = "JsonBinary")]
    pub changes: Json,
    /// Why it was refused.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub error: Option<Json>,
    /// The token that was used.
    pub token_id: Option<String>,
    /// The request it came with.
    pub request_id: Option<String>,
    /// Attributes of the request that no schema knows.
    #[sea_orm(column_type = "JsonBinary")]
    pub ignored: Json,
    /// How many memberships came or went.
    pub membership_changes: i64,
}

/// Joins are written out where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
