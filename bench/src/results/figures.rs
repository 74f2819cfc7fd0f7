//! The results as the tables of a page.

use std::fmt::Write;

use super::estimate;
use super::markdown::section;
use super::model::{Growth, Results};
use super::table::{figure, wanted};
use crate::engine::Engine;

/// All tables, in Markdown.
pub(super) fn text(results: &Results) -> String {
    let mut text = String::new();
    let machine = &results.machine;
    let _ = writeln!(
        text,
        "Measured on {}, mode `{}`: {} cores of {}, {} MiB of memory, Linux {}. The load and the \
         database share the cores with the server.",
        results.date,
        results.mode,
        machine.cores,
        machine.processor,
        machine.memory,
        machine.kernel
    );
    text += &targets(results);
    for engine in results.engines() {
        text += &growth(results, engine);
    }
    text += &members(results);
    text += &fleets(results);
    text += &stores(results);
    text += &per_core(results);
    text += &estimate::text(results);
    text
}

fn targets(results: &Results) -> String {
    let heading = ["database", "what", "measured", "target", "held", "remark"];
    let rows = results.rows.iter().map(|row| {
        let held = if row.is_held() { "yes" } else { "**no**" };
        vec![
            row.engine.to_string(),
            row.what.clone(),
            figure(row.measured, &row.unit),
            wanted(row),
            held.to_owned(),
            row.note.replace(['\n', '|'], " "),
        ]
    });
    section("The targets", "", &heading, rows)
}

fn growth(results: &Results, engine: Engine) -> String {
    let of_engine = || {
        results
            .growth
            .iter()
            .filter(|growth| growth.engine == engine)
    };
    let mut sizes: Vec<usize> = of_engine().map(|growth| growth.users).collect();
    sizes.sort_unstable();
    sizes.dedup();
    let mut heading = vec!["operation".to_owned()];
    heading.extend(sizes.iter().map(|size| format!("{size} users")));
    let smallest = of_engine().filter(|growth| Some(&growth.users) == sizes.first());
    let rows = smallest.map(|growth| {
        let at = |size: &usize| {
            let same =
                |other: &&Growth| other.users == *size && other.operation == growth.operation;
            let found = of_engine().find(same);
            found.map_or_else(String::new, |found| {
                format!("{:.0} / {:.0}", found.rollcall.micros, found.ceiling.micros)
            })
        };
        let mut row = vec![growth.operation.clone()];
        row.extend(sizes.iter().map(at));
        row
    });
    let told = "Server CPU of a request in µs, its database included: Rollcall / ceiling.";
    let heading: Vec<&str> = heading.iter().map(String::as_str).collect();
    section(&format!("Users, on {engine}"), told, &heading, rows)
}

fn members(results: &Results) -> String {
    let rows = results.members.iter().map(|cost| {
        vec![
            cost.engine.to_string(),
            cost.size.to_string(),
            format!("{:.0}", cost.micros),
        ]
    });
    let told = "Server CPU of a request that adds a member or removes it, in µs.";
    section(
        "Members of a group",
        told,
        &["database", "members", "µs"],
        rows,
    )
}

fn fleets(results: &Results) -> String {
    let rows = results.fleets.iter().map(|fleet| {
        vec![
            fleet.engine.to_string(),
            format!("{} of {} users", fleet.tenants, fleet.users),
            format!("{:.0}", fleet.rate),
            format!("{:.0}", fleet.micros),
        ]
    });
    let told = "Tenants at once, each a first cycle of Entra and one with changes, at up to 25 \
                requests a second.";
    let heading = ["database", "tenants", "requests/s in all", "µs of CPU each"];
    section("Tenants", told, &heading, rows)
}

fn stores(results: &Results) -> String {
    let rows = results.stores.iter().map(|store| {
        vec![
            store.engine.to_string(),
            store.users.to_string(),
            format!("{:.0} MiB", store.bytes as f64 / 1_048_576.0),
            format!(
                "{:.1} KiB",
                store.bytes as f64 / 1024.0 / (store.users.max(1) as f64)
            ),
        ]
    });
    let told = "What the users take with contacts, versions, memberships and journal entries, \
                those of the measurements at smaller sizes included.";
    section(
        "On the disk",
        told,
        &["database", "users", "in all", "each"],
        rows,
    )
}

/// What a core does: the cost turned over, at the greatest size.
fn per_core(results: &Results) -> String {
    let most = results.growth.iter().map(|growth| growth.users).max();
    let largest = results
        .growth
        .iter()
        .filter(|growth| Some(growth.users) == most);
    let rows = largest.map(|growth| {
        vec![
            growth.engine.to_string(),
            growth.operation.clone(),
            format!("{:.0}", 1e6 / growth.rollcall.micros.max(1.0)),
        ]
    });
    let users = most.unwrap_or_default();
    let told = format!("Requests a second for each core, in a tenant of {users} users.");
    section(
        "What a core does",
        &told,
        &["database", "operation", "requests/s"],
        rows,
    )
}
