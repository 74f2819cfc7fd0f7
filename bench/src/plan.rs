//! How much is measured, and for how long.

use std::time::Duration;

use clap::ValueEnum;

/// How thorough a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    /// A few minutes on small stores: shows that everything works, and roughly where it stands
    Quick,
    /// An hour or two on the sizes that the targets name
    Full,
}

/// The sizes and times of a run.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Users of a tenant, rising: the first and the second are compared, then the last.
    pub(crate) sizes: Vec<usize>,
    /// The size at which everything else is measured.
    pub(crate) main_size: usize,
    /// Members of the small group.
    pub(crate) small_group: usize,
    /// Members of the large one.
    pub(crate) large_group: usize,
    /// How long each single measurement takes.
    pub(crate) time: Duration,
    /// How long the load goes on before it.
    pub(crate) warmup: Duration,
    /// How often Rollcall and the ceiling take turns.
    pub(crate) rounds: usize,
    /// The same where a small difference is looked for.
    pub(crate) fine_rounds: usize,
    /// How long the load of fixed rate lasts.
    pub(crate) open_time: Duration,
    /// Numbers of tenants that are served at once, rising.
    pub(crate) fleets: Vec<usize>,
    /// Users of each of them.
    pub(crate) fleet_users: usize,
}

impl Mode {
    /// What it means.
    pub(crate) fn plan(self) -> Plan {
        match self {
            Self::Quick => Plan {
                sizes: vec![1_000, 5_000],
                main_size: 5_000,
                small_group: 10,
                large_group: 2_000,
                time: Duration::from_millis(700),
                warmup: Duration::from_millis(200),
                rounds: 1,
                fine_rounds: 3,
                open_time: Duration::from_secs(8),
                fleets: vec![2, 10],
                fleet_users: 20,
            },
            Self::Full => Plan {
                sizes: vec![1_000, 100_000, 1_000_000],
                main_size: 100_000,
                small_group: 10,
                large_group: 100_000,
                time: Duration::from_secs(3),
                warmup: Duration::from_millis(500),
                rounds: 3,
                fine_rounds: 9,
                open_time: Duration::from_mins(10),
                fleets: vec![10, 100, 300],
                fleet_users: 200,
            },
        }
    }
}
