//! What PostgreSQL did beside looking rows up, read from a plan as it was carried out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::equalities::word_before;
use super::{Finding, TENANT, each, is_telling};

/// The columns of each index, in its order.
pub(super) type Indexes = BTreeMap<String, Vec<String>>;

/// So many rows may be read and discarded beside as many as are kept.
const FEW: f64 = 20.0;

/// What a plan does beside looking rows up.
pub(super) fn findings(plan: &Value, indexes: &Indexes) -> Vec<Finding> {
    let mut found = Vec::new();
    step(plan, indexes, &mut found);
    if found.iter().any(|it| matches!(it, Finding::Range(_))) {
        // Whoever reads all of a tenant reads all of it.
        found.retain(|it| *it != Finding::Unserved(TENANT.to_owned()));
    }
    found
}

/// Looks at a step, and at those that it stands on.
fn step(plan: &Value, indexes: &Indexes, found: &mut Vec<Finding>) {
    if let Some(table) = text(plan, "Relation Name").filter(|_| !is_write(plan)) {
        read(plan, table, indexes, found);
    }
    for below in below(plan) {
        step(below, indexes, found);
    }
}

/// What a step does that reads rows of a table.
fn read(plan: &Value, table: &str, indexes: &Indexes, found: &mut Vec<Finding>) {
    let mut looked_up = BTreeSet::new();
    through_indexes(plan, indexes, &mut looked_up, found);
    if !looked_up.iter().any(|column| is_telling(column)) {
        found.push(Finding::Range(table.to_owned()));
    }
    let unserved = text(plan, "Filter").into_iter().flat_map(equal);
    for column in unserved.filter(|it| *it == TENANT || is_telling(it)) {
        found.push(Finding::Unserved(column.to_owned()));
    }
    let all = |what: &str| number(plan, what) * number(plan, "Actual Loops");
    let discarded = all("Rows Removed by Filter") + all("Rows Removed by Index Recheck");
    if discarded > all("Actual Rows") + FEW {
        found.push(Finding::Discarded(table.to_owned()));
    }
}

/// Which columns an index looks up in a step, or those that it stands on if it is a bitmap. What
/// an index compares behind a column that it does not, it has to read for.
fn through_indexes<'p>(
    plan: &'p Value,
    indexes: &Indexes,
    looked_up: &mut BTreeSet<&'p str>,
    found: &mut Vec<Finding>,
) {
    if let (Some(index), Some(conditions)) = (text(plan, "Index Name"), text(plan, "Index Cond")) {
        let equal: BTreeSet<&str> = equal(conditions).collect();
        let columns = indexes.get(index).into_iter().flatten();
        let first: BTreeSet<&str> = columns
            .map(String::as_str)
            .take_while(|column| equal.contains(column))
            .collect();
        let behind = equal.difference(&first).map(|it| (*it).to_owned());
        found.extend(behind.map(Finding::Unserved));
        looked_up.extend(equal.into_iter().filter(|it| first.contains(it)));
    }
    for below in below(plan) {
        if text(below, "Node Type").is_some_and(|it| it.starts_with("Bitmap")) {
            through_indexes(below, indexes, looked_up, found);
        }
    }
}

/// The columns that are to equal something in a list of conditions.
fn equal(list: &str) -> impl Iterator<Item = &str> {
    let inner = list.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    let all = each(inner.unwrap_or(list)).filter(|condition| !condition.contains(" OR "));
    all.filter_map(|condition| {
        let (column, _) = condition.split_once(" = ")?;
        Some(word_before(column)?.1)
    })
}

fn is_write(plan: &Value) -> bool {
    text(plan, "Node Type") == Some("ModifyTable")
}

/// The steps that a step stands on.
fn below(plan: &Value) -> impl Iterator<Item = &Value> {
    let below = plan.get("Plans").and_then(Value::as_array);
    below.into_iter().flatten()
}

fn number(plan: &Value, what: &str) -> f64 {
    plan.get(what).and_then(Value::as_f64).unwrap_or(0.0)
}

fn text<'p>(plan: &'p Value, what: &str) -> Option<&'p str> {
    plan.get(what)?.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Indexes, findings};
    use crate::plans::Finding;

    fn found(plan: &Value) -> Vec<String> {
        let columns = |all: &[&str]| all.iter().map(|&it| it.to_owned()).collect();
        let indexes = Indexes::from([
            ("by_name".to_owned(), columns(&["tenant_key", "name", "id"])),
            ("by_id".to_owned(), columns(&["tenant_key", "id"])),
        ]);
        let plan = json!({"Node Type": "Limit", "Plans": [plan]});
        let found = findings(&plan, &indexes);
        found.iter().map(Finding::to_string).collect()
    }

    fn scan(index: &str, conditions: &str, filter: &str, removed: u32) -> Value {
        json!({
            "Node Type": "Index Scan", "Relation Name": "users", "Index Name": index,
            "Index Cond": conditions, "Filter": filter, "Actual Rows": 1, "Actual Loops": 1,
            "Rows Removed by Filter": removed,
        })
    }

    #[test]
    fn a_look_up_by_all_equalities_is_fine() {
        let tenant = "(tenant_key = '1'::bigint)";
        let by_name = format!("({tenant} AND (name = 'ann'::text))");
        let state = "(state = 'active'::text)";
        assert_eq!(found(&scan("by_name", &by_name, state, 2)), [""; 0]);
        let bitmap = json!({
            "Node Type": "Bitmap Heap Scan", "Relation Name": "users", "Actual Rows": 1,
            "Actual Loops": 1, "Plans": [
                {"Node Type": "Bitmap Index Scan", "Index Name": "by_name", "Index Cond": by_name},
            ],
        });
        assert_eq!(found(&bitmap), [""; 0]);
    }

    #[test]
    fn what_is_filtered_or_compared_behind_a_gap_is_found() {
        let tenant = "(tenant_key = '1'::bigint)";
        let reads_all = "reads all of users";
        assert_eq!(
            found(&scan("by_id", tenant, "(name = 'ann'::text)", 5_000)),
            [reads_all, "no index serves name", "discards rows of users"]
        );
        let behind = format!("({tenant} AND (id = 'u1'::text))");
        assert_eq!(
            found(&scan("by_name", &behind, "", 0)),
            ["no index serves id", reads_all]
        );
        let by_id = format!("({tenant} AND (id = 'u1'::text))");
        assert_eq!(
            found(&scan("by_id", &by_id, "(lower(name) = 'ann'::text)", 90)),
            ["discards rows of users"]
        );
        let all = json!({"Node Type": "Seq Scan", "Relation Name": "users", "Filter": tenant});
        assert_eq!(found(&all), [reads_all]);
    }
}
