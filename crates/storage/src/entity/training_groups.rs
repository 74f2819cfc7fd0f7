//! Training groups.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "training_groups")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_key: i64,
    /// The training group's id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The SCIM group it stands for.
    pub group_id: Option<String>,
    /// ASCII name, unique in the tenant.
    pub slug: String,
    /// The name as the directory has it.
    pub display_name: String,
    /// The provisioning client's id.
    pub external_id: Option<String>,
    /// By which road it came.
    pub source: String,
    /// When it was made.
    pub created_at: i64,
    /// When it last changed, members included.
    pub updated_at: i64,
}

/// Joins are written out where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
