//! Figures of people that are kept, so that nobody has to count contacts: how many were made on each day,
//! and how many have left on each. Days are whole ones since 1970, in UTC. The figures of all days together
//! are what there is, so no total is kept beside them.
//!
//! Each figure is what counting the contacts by that day would give: one that comes back is taken from
//! the figure of the day on which it left. Triggers keep them as they keep those of resources. Making a
//! trigger keeps writers of contacts out until the migration is done, so what was there before is counted
//! in the same transaction: once through the contacts, a second or two for millions.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let triggers = match manager.get_database_backend() {
            DbBackend::Postgres => ON_POSTGRES,
            _ => ON_SQLITE,
        };
        let conn = manager.get_connection();
        conn.execute_unprepared(triggers).await?;
        for fill in FILL {
            conn.execute_unprepared(fill).await?;
        }
        Ok(())
    }
}

const FILL: [&str; 2] = [
    "INSERT INTO kept_figures (tenant_key, name, day, amount) \
     SELECT tenant_key, 'joined', created_at / 86400000, COUNT(*) \
     FROM contacts GROUP BY tenant_key, created_at / 86400000",
    "INSERT INTO kept_figures (tenant_key, name, day, amount) \
     SELECT tenant_key, 'left', disabled_at / 86400000, COUNT(*) \
     FROM contacts WHERE disabled_at IS NOT NULL GROUP BY tenant_key, disabled_at / 86400000",
];

/// A contact that goes away only changes figures that are there: with its tenant they may have gone.
const ON_SQLITE: &str = "
CREATE TRIGGER figures_of_new_contact AFTER INSERT ON contacts BEGIN
    INSERT INTO kept_figures (tenant_key, name, day, amount)
    VALUES (NEW.tenant_key, 'joined', NEW.created_at / 86400000, 1)
    ON CONFLICT (tenant_key, name, day) DO UPDATE SET amount = amount + 1;
    INSERT INTO kept_figures (tenant_key, name, day, amount)
    SELECT NEW.tenant_key, 'left', NEW.disabled_at / 86400000, 1 WHERE NEW.disabled_at IS NOT NULL
    ON CONFLICT (tenant_key, name, day) DO UPDATE SET amount = amount + 1;
END;
CREATE TRIGGER figures_of_changed_contact AFTER UPDATE OF disabled_at ON contacts
WHEN OLD.disabled_at IS NOT NEW.disabled_at BEGIN
    UPDATE kept_figures SET amount = amount - 1
    WHERE tenant_key = OLD.tenant_key AND name = 'left' AND day = OLD.disabled_at / 86400000;
    INSERT INTO kept_figures (tenant_key, name, day, amount)
    SELECT NEW.tenant_key, 'left', NEW.disabled_at / 86400000, 1 WHERE NEW.disabled_at IS NOT NULL
    ON CONFLICT (tenant_key, name, day) DO UPDATE SET amount = amount + 1;
END;
CREATE TRIGGER figures_of_gone_contact AFTER DELETE ON contacts BEGIN
    UPDATE kept_figures SET amount = amount - 1
    WHERE tenant_key = OLD.tenant_key AND name = 'joined' AND day = OLD.created_at / 86400000;
    UPDATE kept_figures SET amount = amount - 1
    WHERE tenant_key = OLD.tenant_key AND name = 'left' AND day = OLD.disabled_at / 86400000;
END;
";

const ON_POSTGRES: &str = "
CREATE FUNCTION figures_of_new_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_deltas (tenant_key, name, day, amount)
    VALUES (NEW.tenant_key, 'joined', NEW.created_at / 86400000, 1);
    IF NEW.disabled_at IS NOT NULL THEN
        INSERT INTO figure_deltas (tenant_key, name, day, amount)
        VALUES (NEW.tenant_key, 'left', NEW.disabled_at / 86400000, 1);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figures_of_new_contact AFTER INSERT ON contacts
FOR EACH ROW EXECUTE FUNCTION figures_of_new_contact();

CREATE FUNCTION figures_of_changed_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.disabled_at IS NOT NULL THEN
        INSERT INTO figure_deltas (tenant_key, name, day, amount)
        VALUES (OLD.tenant_key, 'left', OLD.disabled_at / 86400000, -1);
    END IF;
    IF NEW.disabled_at IS NOT NULL THEN
        INSERT INTO figure_deltas (tenant_key, name, day, amount)
        VALUES (NEW.tenant_key, 'left', NEW.disabled_at / 86400000, 1);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER figures_of_changed_contact AFTER UPDATE OF disabled_at ON contacts
FOR EACH ROW WHEN (OLD.disabled_at IS DISTINCT FROM NEW.disabled_at)
EXECUTE FUNCTION figures_of_changed_contact();

CREATE FUNCTION figures_of_gone_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO figure_deltas (tenant_key, name, day, amount)
    SELECT tenant_key, 'joined', created_at / 86400000, -COUNT(*)
    FROM gone GROUP BY tenant_key, created_at / 86400000;
    INSERT INTO figure_deltas (tenant_key, name, day, amount)
    SELECT tenant_key, 'left', disabled_at / 86400000, -COUNT(*)
    FROM gone WHERE disabled_at IS NOT NULL GROUP BY tenant_key, disabled_at / 86400000;
    RETURN NULL;
END $$;
CREATE TRIGGER figures_of_gone_contacts AFTER DELETE ON contacts
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION figures_of_gone_contacts();
";
