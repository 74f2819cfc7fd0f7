//! Rollcall and the ceiling with the same population, measured in turn.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;

use crate::engine::Engine;
use crate::host::{Ceiling, Cluster, Processes, Rollcall, RollcallProgram, Store};
use crate::load::{
    Endpoint, Group, Load, Measured, Operation, Population, drive, seed_groups, seed_users,
};
use crate::plan::Plan;

/// Groups of each small size.
const SMALL_GROUPS: usize = 4;

/// What servers are made with.
#[derive(Debug)]
pub(crate) struct Workshop {
    /// Rollcall's program.
    pub(crate) program: RollcallProgram,
    /// The program `scim-check`.
    pub(crate) scim_check: PathBuf,
    /// Where the stores are, on the disk that is measured.
    pub(crate) directory: PathBuf,
    /// PostgreSQL, if it is measured.
    pub(crate) cluster: Option<Cluster>,
    /// Where `cargo bench` left its results.
    pub(crate) criterion: PathBuf,
}

/// One of the two, as the load sees it.
#[derive(Clone, Debug)]
pub(crate) struct Side {
    pub(crate) name: &'static str,
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) processes: Processes,
    pub(crate) population: Arc<Population>,
}

/// Both of them.
#[derive(Debug)]
pub(crate) struct Contest {
    pub(crate) engine: Engine,
    pub(crate) plan: Plan,
    pub(crate) program: RollcallProgram,
    pub(crate) criterion: PathBuf,
    pub(crate) store: Store,
    pub(crate) server: Rollcall,
    pub(crate) rollcall: Side,
    pub(crate) ceiling: Side,
    _ceiling: Ceiling,
}

/// What is sent in a measurement, of all that a [`Load`] says.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub(crate) mix: Vec<(Operation, u32)>,
    pub(crate) clients: usize,
    /// Members of the groups that are used.
    pub(crate) group: usize,
    /// As many of these groups.
    pub(crate) groups: usize,
}

impl Workshop {
    /// A fresh store.
    pub(crate) async fn store(&self, engine: Engine, name: &str) -> Result<Store> {
        Ok(match (engine, &self.cluster) {
            (Engine::Sqlite, _) => Store::Sqlite(self.directory.join(format!("{name}.db"))),
            (Engine::Postgres, Some(cluster)) => Store::Postgres {
                url: cluster.create(name).await?,
                process: cluster.id,
            },
            (Engine::Postgres, None) => anyhow::bail!("PostgreSQL was not started"),
        })
    }
}

impl Task {
    /// An operation alone.
    pub(crate) fn only(operation: Operation, clients: usize, group: usize) -> Self {
        Self {
            mix: vec![(operation, 1)],
            clients,
            group,
            groups: usize::MAX,
        }
    }

    /// With one group only.
    pub(crate) fn in_one_group(mut self) -> Self {
        self.groups = 1;
        self
    }
}

impl Side {
    fn new(name: &'static str, endpoint: &Endpoint, processes: &Processes) -> Self {
        Self {
            name,
            endpoints: vec![endpoint.clone()],
            processes: processes.clone(),
            population: Arc::default(),
        }
    }

    /// The first of its servers.
    pub(crate) fn endpoint(&self) -> Result<&Endpoint> {
        let first = self.endpoints.first();
        anyhow::Context::context(first, "there is no server")
    }

    fn groups(&self, task: &Task) -> Vec<Group> {
        let groups = self.population.groups_of(task.group);
        groups.into_iter().take(task.groups).collect()
    }

    /// The load of a task, in a closed loop.
    pub(crate) fn load(&self, task: &Task, plan: &Plan) -> Load<'_> {
        Load {
            endpoints: &self.endpoints,
            processes: &self.processes,
            population: &self.population,
            groups: self.groups(task),
            mix: task.mix.clone(),
            clients: task.clients,
            time: plan.time,
            warmup: plan.warmup,
            rate: None,
        }
    }

    async fn grow(&mut self, users: usize, groups: &[usize]) -> Result<()> {
        let endpoint = self.endpoint()?.clone();
        let mut population = Population::clone(&self.population);
        seed_users(&endpoint, &mut population, users, self.name).await?;
        for &size in groups {
            let of_each = if size < 1000 { SMALL_GROUPS } else { 1 };
            seed_groups(&endpoint, &mut population, &[size], of_each, self.name).await?;
        }
        self.population = Arc::new(population);
        Ok(())
    }
}

impl Contest {
    /// Starts both on fresh stores.
    pub(crate) async fn start(engine: Engine, plan: &Plan, workshop: &Workshop) -> Result<Self> {
        let store = workshop.store(engine, "rollcall").await?;
        let server = workshop.program.start_fresh(&store).await?;
        let beside = workshop.store(engine, "ceiling").await?;
        let ceiling = Ceiling::start(&beside).await?;
        Ok(Self {
            engine,
            plan: plan.clone(),
            program: workshop.program.clone(),
            criterion: workshop.criterion.clone(),
            rollcall: Side::new("Rollcall", &server.endpoint, &server.processes),
            ceiling: Side::new("ceiling", &ceiling.endpoint, &ceiling.processes),
            store,
            server,
            _ceiling: ceiling,
        })
    }

    /// Fills both until they have so many users, with a small group and a large one.
    pub(crate) async fn grow(&mut self, users: usize) -> Result<()> {
        let groups = [self.plan.small_group, self.plan.large_group];
        self.rollcall.grow(users, &groups).await?;
        self.ceiling.grow(users, &groups).await
    }

    /// Rollcall and the ceiling in turn, with the same task.
    pub(crate) async fn alternate(&self, task: &Task) -> Result<Vec<[Measured; 2]>> {
        let mut rounds = Vec::new();
        for _ in 0..self.plan.rounds {
            let rollcall = drive(&self.rollcall.load(task, &self.plan)).await?;
            let ceiling = drive(&self.ceiling.load(task, &self.plan)).await?;
            rounds.push([rollcall, ceiling]);
        }
        Ok(rounds)
    }

    /// Two tasks of Rollcall in turn.
    pub(crate) async fn compare(
        &self,
        one: &Task,
        other: &Task,
        rounds: usize,
    ) -> Result<Vec<[Measured; 2]>> {
        let mut measured = Vec::new();
        for _ in 0..rounds {
            let first = drive(&self.rollcall.load(one, &self.plan)).await?;
            let second = drive(&self.rollcall.load(other, &self.plan)).await?;
            measured.push([first, second]);
        }
        Ok(measured)
    }

    /// Stops Rollcall; the ceiling is killed.
    pub(crate) async fn stop(self) -> Result<()> {
        self.server.stop().await
    }
}

/// The median over the rounds of what `figure` makes of the two.
pub(crate) fn median_of(
    rounds: &[[Measured; 2]],
    figure: impl Fn(&Measured, &Measured) -> f64,
) -> f64 {
    median(
        rounds
            .iter()
            .map(|[one, other]| figure(one, other))
            .collect(),
    )
}

/// The value in the middle; 0 of none.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

/// Requests that were answered wrongly in any of the rounds, and the first. A server that answers
/// nothing in the time of a measurement is wrong too.
pub(crate) fn errors(rounds: &[[Measured; 2]]) -> (u64, Option<&str>) {
    let all = || rounds.iter().flatten();
    let silent = all().filter(|one| one.requests() == 0).count() as u64;
    let first = all().find_map(|one| one.first_error.as_deref());
    let nothing = (silent > 0).then_some("nothing was answered in the time of a measurement");
    (
        all().map(Measured::errors).sum::<u64>() + silent,
        first.or(nothing),
    )
}
