//! Holds the plans of what was sent.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::pin::Pin;

use testkit::plans::log::PlanLog;
use testkit::plans::{Finding, findings};

use super::allowed::{self, Allowed};
use crate::world::World;

/// Watches what use-cases send, and how it is carried out.
pub(super) struct Watch<'w> {
    pub(super) world: &'w World,
    way: Way,
    with_statistics: bool,
    faults: Vec<String>,
    used: Vec<&'static Allowed>,
}

/// How one gets to know how statements are carried out.
enum Way {
    /// One does not want to.
    Unseen,
    /// PostgreSQL's log tells what it did.
    Log(PlanLog),
    /// The plans are asked for afterwards. SQLite keeps none that were made for fewer rows.
    Plans,
}

impl<'w> Watch<'w> {
    /// Looks at what is done, which PostgreSQL's log tells.
    pub(super) fn new(world: &'w World, log: Option<PlanLog>) -> Self {
        Self::by(world, log.map_or(Way::Plans, Way::Log))
    }

    /// Lets everything be done, and looks at nothing.
    pub(super) fn unseen(world: &'w World) -> Self {
        Self::by(world, Way::Unseen)
    }

    fn by(world: &'w World, way: Way) -> Self {
        Self {
            world,
            way,
            with_statistics: false,
            faults: Vec::new(),
            used: Vec::new(),
        }
    }

    pub(super) fn has_statistics(&mut self) {
        self.with_statistics = true;
    }

    /// Lets a use-case do its work, and looks at each statement that it sent.
    pub(super) fn over<'a, T: 'a>(
        &'a mut self,
        name: &'a str,
        act: impl Future<Output = T> + 'a,
    ) -> Pin<Box<dyn Future<Output = T> + 'a>> {
        // What a use-case takes is large, and would be in every future around it.
        Box::pin(self.watched(name, Box::pin(act)))
    }

    async fn watched<T>(&mut self, name: &str, act: impl Future<Output = T>) -> T {
        match &mut self.way {
            Way::Unseen => act.await,
            Way::Log(log) => {
                log.skip();
                let outcome = act.await;
                let executed = log.take();
                assert!(!executed.is_empty(), "{name} sent nothing");
                for (executed, found) in executed {
                    self.judge(name, found, &executed);
                }
                outcome
            }
            Way::Plans => self.look_at_plans(name, act).await,
        }
    }

    async fn look_at_plans<T>(&mut self, name: &str, act: impl Future<Output = T>) -> T {
        let database = self.world.directory.database();
        database.record_statements();
        let outcome = act.await;
        let statements = database.recorded_statements();
        assert!(!statements.is_empty(), "{name} sent nothing");
        let mut seen = BTreeSet::new();
        for statement in statements {
            if has_plan(statement.sql()) && seen.insert(statement.sql().to_owned()) {
                let plan = database.plan(&statement).await.unwrap();
                let found = findings(statement.sql(), &plan);
                self.judge(
                    name,
                    found,
                    format_args!("{statement}\n{}", plan.join("\n")),
                );
            }
        }
        outcome
    }

    fn judge(&mut self, name: &str, found: Vec<Finding>, told: impl Display) {
        for finding in found {
            if let Some(allowed) = allowed::find(name, &finding, self.with_statistics) {
                self.used.push(allowed);
                continue;
            }
            let when = if self.with_statistics {
                "with"
            } else {
                "without"
            };
            let fault = format!("{name}, {when} statistics: {finding}\n{told}\n");
            self.faults.push(fault);
        }
    }

    /// What was found that is not allowed, and what was made use of that is.
    pub(super) fn end(self) -> (Vec<String>, Vec<&'static Allowed>) {
        (self.faults, self.used)
    }
}

/// Whether it reads or writes rows, and is no setting.
fn has_plan(sql: &str) -> bool {
    let verbs = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];
    let sql = sql.trim_start();
    verbs.iter().any(|verb| sql.starts_with(verb))
}
