//! The database schema and how it moves forward.

use sea_orm_migration::prelude::*;

/// The migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        Vec::new()
    }
}

/// The names of migrations that the database does not have yet, oldest first.
pub async fn pending(conn: &sea_orm::DatabaseConnection) -> Result<Vec<String>, DbErr> {
    todo!()
}

/// Applies them. Returns their names.
pub async fn apply(conn: &sea_orm::DatabaseConnection) -> Result<Vec<String>, DbErr> {
    todo!()
}
