//! Holds the plans of what was sent.

use std::collections::BTreeSet;

use storage::SentStatement;
use testkit::plans::{Finding, findings};

use super::allowed::{self, Allowed};
use crate::world::World;

/// Watches what use-cases send.
pub(super) struct Watch<'w> {
    pub(super) world: &'w World,
    is_analyzed: bool,
    faults: Vec<String>,
    used: Vec<&'static Allowed>,
}

impl<'w> Watch<'w> {
    pub(super) fn new(world: &'w World, is_analyzed: bool) -> Self {
        Self {
            world,
            is_analyzed,
            faults: Vec::new(),
            used: Vec::new(),
        }
    }

    /// Lets a use-case do its work, and looks at the plan of each statement that it sent.
    pub(super) async fn over<T>(&mut self, name: &str, act: impl Future<Output = T>) -> T {
        let database = self.world.directory.database();
        database.record_statements();
        let outcome = act.await;
        let statements = database.recorded_statements();
        assert!(!statements.is_empty(), "{name} sent nothing");
        let mut seen = BTreeSet::new();
        for statement in statements {
            if has_plan(statement.sql()) && seen.insert(statement.sql().to_owned()) {
                self.look_at(name, &statement).await;
            }
        }
        outcome
    }

    async fn look_at(&mut self, name: &str, statement: &SentStatement) {
        let plan = self.world.directory.database().plan(statement).await;
        let plan = plan.unwrap();
        for finding in findings(statement.sql(), &plan) {
            match allowed::find(name, &finding) {
                Some(allowed) => self.used.push(allowed),
                None => self
                    .faults
                    .push(self.told(name, &finding, statement, &plan)),
            }
        }
    }

    fn told(
        &self,
        name: &str,
        finding: &Finding,
        statement: &SentStatement,
        plan: &[String],
    ) -> String {
        let statistics = if self.is_analyzed { "with" } else { "without" };
        let plan = plan.join("\n");
        format!("{name}, {statistics} statistics: {finding}\n{statement}\n{plan}\n")
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
