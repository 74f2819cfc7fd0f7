//! An index of `emails.value`.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "resource_emails")]
pub struct Model {
    /// Whose it is.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_key: i64,
    /// Key of an address.
    #[sea_orm(primary_key, auto_increment = false)]
    pub email_key: String,
    /// The resource that has it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub resource_id: String,
}

/// Joins are written out where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
