//! Every operation alone at every size, against itself at the smallest and against the ceiling.

use anyhow::Result;

use super::contest::{Contest, Task, errors, median_of};
use crate::engine::Engine;
use crate::load::Operation;
use crate::plan::Plan;
use crate::results::{Cost, Growth, Results, Row, StoreSize};

/// Clients at a time.
pub(super) const CLIENTS: usize = 8;
/// What creates users comes last, since it changes the size.
const OPERATIONS: [Operation; 7] = [
    Operation::FilterHit,
    Operation::FilterMiss,
    Operation::Get,
    Operation::GroupFilter,
    Operation::Patch,
    Operation::Cycle(1),
    Operation::Create,
];
/// Of the second size against the first.
const MIDDLE: f64 = 1.25;
/// Of the last size against the first, beyond the ceiling's own growth.
const LAST: f64 = 1.2;
/// A read may cost twice what it costs the ceiling, or so many microseconds more.
const READ: (f64, f64) = (2.0, 15.0);

pub(super) async fn measure(contest: &Contest, size: usize, results: &mut Results) -> Result<()> {
    let bytes = contest.store.bytes().await?;
    let engine = contest.engine;
    results.stores.push(StoreSize {
        engine,
        users: size,
        bytes,
    });
    for operation in OPERATIONS {
        let task = Task::only(operation, CLIENTS, contest.plan.small_group);
        let rounds = contest.alternate(&task).await?;
        let (errors, first_error) = errors(&rounds);
        results.growth.push(Growth {
            operation: operation.to_string(),
            is_read: operation.is_read(),
            engine,
            users: size,
            rollcall: Cost {
                micros: median_of(&rounds, |rollcall, _| rollcall.micros()),
                rate: median_of(&rounds, |rollcall, _| rollcall.rate()),
            },
            ceiling: Cost {
                micros: median_of(&rounds, |_, ceiling| ceiling.micros()),
                rate: median_of(&rounds, |_, ceiling| ceiling.rate()),
            },
            errors,
            first_error: first_error.map(str::to_owned),
        });
    }
    Ok(())
}

/// Holds the costs against the targets: of reads against the ceiling at the main size, of all
/// operations against themselves at the smallest.
pub(super) fn judge(engine: Engine, plan: &Plan, results: &mut Results) {
    let of = |size: Option<&usize>| -> Vec<Growth> {
        let fits = |growth: &&Growth| growth.engine == engine && Some(&growth.users) == size;
        results.growth.iter().filter(fits).cloned().collect()
    };
    let (first, main, last) = (
        of(plan.sizes.first()),
        of(Some(&plan.main_size)),
        of(plan.sizes.last()),
    );
    let mut rows: Vec<Row> = main.iter().filter_map(read_row).collect();
    rows.extend(
        worst(&first, &main, |small, large| {
            ratio(small.rollcall, large.rollcall)
        })
        .map(|(factor, operation)| {
            let what = format!(
                "CPU at {} users, of that at the smallest size",
                plan.main_size
            );
            Row::most(engine, &what, factor, MIDDLE, "times")
                .noting(format!("the worst is {operation}"))
        }),
    );
    let beyond = |small: &Growth, large: &Growth| {
        ratio(small.rollcall, large.rollcall) / ratio(small.ceiling, large.ceiling)
    };
    rows.extend(worst(&first, &last, beyond).map(|(factor, operation)| {
        let users = plan.sizes.last().copied().unwrap_or_default();
        let what = format!("growth of CPU up to {users} users, of the ceiling's");
        Row::most(engine, &what, factor, LAST, "times").noting(format!("the worst is {operation}"))
    }));
    results.rows.extend(rows);
}

/// A target is set for reads on SQLite only.
fn read_row(growth: &Growth) -> Option<Row> {
    if !growth.is_read || growth.engine != Engine::Sqlite {
        return None;
    }
    let ceiling = growth.ceiling.micros;
    let limit = (ceiling * READ.0).max(ceiling + READ.1);
    let what = format!("{}: server CPU of a request", growth.operation);
    let row = Row::most(growth.engine, &what, growth.rollcall.micros, limit, "µs");
    let note = format!("the ceiling's is {ceiling:.1} µs");
    Some(
        row.noting(note)
            .with_errors(growth.errors, growth.first_error.as_deref()),
    )
}

/// The greatest factor between two sizes, and the operation that has it.
fn worst(
    small: &[Growth],
    large: &[Growth],
    factor: impl Fn(&Growth, &Growth) -> f64,
) -> Option<(f64, String)> {
    let pairs = large.iter().filter_map(|one| {
        let same = small
            .iter()
            .find(|other| other.operation == one.operation)?;
        Some((factor(same, one), one.operation.clone()))
    });
    pairs.max_by(|(one, _), (other, _)| one.total_cmp(other))
}

fn ratio(small: Cost, large: Cost) -> f64 {
    large.micros / small.micros.max(f64::MIN_POSITIVE)
}
