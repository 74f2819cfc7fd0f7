//! What a database's plan of a statement says of how the rows are found: whether each equality is
//! served by an index, and where all rows of a table or of a tenant are read instead.
//!
//! Plans are text: SQLite's `EXPLAIN QUERY PLAN` and PostgreSQL's `EXPLAIN`, a step a line. All that
//! is taken from statements is the conditions after their first `WHERE`. What PostgreSQL did with a
//! statement, whatever it would plan for it now, its log says: see [`log`].

mod equalities;
mod executed;
pub mod log;

use std::collections::BTreeSet;
use std::fmt;

use self::equalities::{Wanted, equalities};

/// Columns that say of which kind a row is, not which one it is, so that no index has to serve them,
/// and one that does looks nothing up.
const KINDS: [&str; 8] = [
    "external_state",
    "kind",
    "member_type",
    "resource_type",
    "source",
    "state",
    "status",
    "version",
];

/// The column that all keys begin with.
const TENANT: &str = "tenant_key";

/// What is done beside looking rows up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It reads a whole table, or all that a tenant has in it. The name is the table's or its alias.
    Range(String),
    /// No index serves an equality on this column.
    Unserved(String),
    /// It reads rows of this table and discards most of them.
    Discarded(String),
}

impl Finding {
    /// The table or column.
    pub fn what(&self) -> &str {
        let (Self::Range(what) | Self::Unserved(what) | Self::Discarded(what)) = self;
        what
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Range(table) => write!(formatter, "reads all of {table}"),
            Self::Unserved(column) => write!(formatter, "no index serves {column}"),
            Self::Discarded(table) => write!(formatter, "discards rows of {table}"),
        }
    }
}

/// What the plan of a statement does beside looking rows up. Of an insertion of given rows it does
/// nothing: what its plan shows are checks of foreign keys.
pub fn findings(sql: &str, plan: &[String]) -> Vec<Finding> {
    if sql.starts_with("INSERT ") && !sql.contains("SELECT ") {
        return Vec::new();
    }
    let ranges = ranges(plan).filter(|name| !is_derived(sql, name));
    let mut findings: Vec<Finding> = ranges.map(Finding::Range).collect();
    findings.dedup();
    let mut wanted = equalities(sql);
    // Whoever reads all of a tenant reads all of it.
    wanted.retain(|wanted| !KINDS.contains(&wanted.column));
    wanted.retain(|wanted| findings.is_empty() || wanted.column != TENANT);
    wanted.retain(|wanted| !plan.iter().any(|step| is_served(*wanted, step)));
    let columns: BTreeSet<&str> = wanted.iter().map(|it| it.column).collect();
    findings.extend(columns.iter().map(|&it| Finding::Unserved(it.to_owned())));
    findings
}

/// Whether a name is that of rows which the statement brought along, or found by itself.
fn is_derived(sql: &str, name: &str) -> bool {
    let forms = [
        format!(") AS \"{name}\""),
        format!(") AS {name}"),
        format!("RECURSIVE \"{name}\" "),
        format!("RECURSIVE {name} "),
        format!("{name} AS ("),
    ];
    forms.iter().any(|form| sql.contains(form))
}

/// Whether an index serves an equality in a step. PostgreSQL does not tell there of which table.
fn is_served(wanted: Wanted<'_>, step: &str) -> bool {
    let name = step.trim_start().strip_prefix("SEARCH ");
    let name = name.and_then(|it| it.split(' ').next());
    let is_same = wanted.table.is_none() || name.is_none() || wanted.table == name;
    is_same && served(step).any(|column| column == wanted.column)
}

/// The columns whose equalities an index serves in a step.
fn served(step: &str) -> impl Iterator<Item = &str> {
    let columns = conditions(step).filter_map(|condition| {
        let column = condition.strip_suffix("=?");
        column.or_else(|| condition.split_once(" = ").map(|(column, _)| column))
    });
    let columns = columns.map(|it| it.rsplit('.').next().unwrap_or(it));
    columns.map(|it| if it == "rowid" { "key" } else { it })
}

/// The conditions that an index serves in a step.
fn conditions(step: &str) -> impl Iterator<Item = &str> {
    let step = step.trim_start();
    let all = match step.strip_prefix("Index Cond: (") {
        Some(all) => all.strip_suffix(')'),
        None => step
            .strip_prefix("SEARCH ")
            .and_then(|it| it.rsplit_once(" (")?.1.strip_suffix(')')),
    };
    all.into_iter().flat_map(each)
}

/// The conditions of a list.
fn each(list: &str) -> impl Iterator<Item = &str> {
    list.split(" AND ")
        .map(|it| it.trim_start_matches('(').trim_end_matches(')'))
}

/// The tables of which a plan reads more than it looks up.
fn ranges(plan: &[String]) -> impl Iterator<Item = String> {
    let following = plan.iter().skip(1).map(String::as_str).chain([""]);
    let steps = plan.iter().zip(following);
    let mut heap = "";
    steps.filter_map(move |(step, following)| {
        let step = step.trim_start().trim_start_matches("->").trim_start();
        if step.starts_with("Bitmap Heap Scan ") {
            heap = after_on(step)?;
            return None;
        }
        let is_bitmap = step.starts_with("Bitmap Index Scan ");
        let table = if is_bitmap { heap } else { table(step)? };
        // PostgreSQL tells the conditions in the next line.
        let conditions = if step.starts_with("SEARCH ") {
            step
        } else {
            following
        };

        let is_look_up = !is_scan(step) && served(conditions).any(is_telling);
        (!is_look_up).then(|| table.to_owned())
    })
}

/// Whether a column says which row is meant, and not only of which tenant or kind it is.
fn is_telling(column: &str) -> bool {
    column != TENANT && !KINDS.contains(&column)
}

/// Whether a step reads without any index, or all of one.
fn is_scan(step: &str) -> bool {
    step.starts_with("SCAN ") || step.contains("Seq Scan ")
}

/// The table that a step of PostgreSQL is on.
fn after_on(step: &str) -> Option<&str> {
    step.split_once(" on ")?.1.split(' ').next()
}

/// The table that a step reads; `None` if it reads none.
fn table(step: &str) -> Option<&str> {
    let words: Vec<&str> = step.split(' ').collect();
    match words.as_slice() {
        ["SCAN" | "SEARCH", name, rest @ ..] => {
            let is_brought = ["VIRTUAL", "CONSTANT"].iter().any(|it| rest.contains(it));
            let is_subquery = name.starts_with('(') || *name == "CONSTANT";
            (!is_brought && !is_subquery).then_some(*name)
        }
        ["Seq" | "Index" | "Parallel", ..] if step.contains(" Scan ") => after_on(step),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Finding, findings};

    fn found(sql: &str, plan: &[&str]) -> Vec<String> {
        let plan: Vec<String> = plan.iter().map(|&line| line.to_owned()).collect();
        let found = findings(sql, &plan);
        found.iter().map(Finding::to_string).collect()
    }

    const BY_NAME: &str = r#"SELECT "id" FROM "contacts" WHERE "contacts"."tenant_key" = ? AND "user_name_key" = ? AND "source" = ?"#;

    #[test]
    fn look_ups_by_all_equalities_are_fine() {
        for plan in [
            &["SEARCH contacts USING INDEX by_name (tenant_key=? AND user_name_key=?)"][..],
            &[
                "Index Scan using by_name on contacts  (cost=0.29..8.30 rows=1 width=4)",
                "  Index Cond: ((tenant_key = '1'::bigint) AND (user_name_key = 'ann'::text))",
                "  Filter: (source = 'scim'::text)",
            ],
            &[
                "Bitmap Heap Scan on contacts  (cost=4.29..8.30 rows=1 width=4)",
                "  ->  Bitmap Index Scan on by_name  (cost=0.00..4.29 rows=1 width=0)",
                "        Index Cond: ((tenant_key = '1'::bigint) AND (user_name_key = 'ann'::text))",
            ],
        ] {
            assert_eq!(found(BY_NAME, plan), Vec::<String>::new(), "{plan:?}");
        }
    }

    #[test]
    fn what_reads_a_range_and_what_no_index_serves_is_found() {
        for plan in [
            &["SEARCH contacts USING INDEX by_tenant (tenant_key=?)"][..],
            &["SEARCH contacts USING INDEX by_id (tenant_key=? AND id>?)"],
            &[
                "->  Index Scan using by_tenant on contacts  (cost=0.29..8.30 rows=1 width=4)",
                "      Index Cond: (tenant_key = '1'::bigint)",
                "      Filter: (user_name_key = 'ann'::text)",
            ],
            &[
                "Bitmap Heap Scan on contacts  (cost=4.29..8.30 rows=1 width=4)",
                "  ->  Bitmap Index Scan on by_tenant  (cost=0.00..4.29 rows=1 width=0)",
                "        Index Cond: (tenant_key = '1'::bigint)",
            ],
        ] {
            let expected = ["reads all of contacts", "no index serves user_name_key"];
            assert_eq!(found(BY_NAME, plan), expected, "{plan:?}");
        }
        for plan in [
            &["SCAN contacts"][..],
            &[
                "Seq Scan on contacts  (cost=0.00..8.30 rows=1 width=4)",
                "  Filter: ((tenant_key = '1'::bigint) AND (user_name_key = 'ann'::text))",
            ],
            &["Index Only Scan using by_id on contacts  (cost=0.29..8.30 rows=1 width=4)"],
        ] {
            let expected = ["reads all of contacts", "no index serves user_name_key"];
            assert_eq!(found(BY_NAME, plan), expected, "{plan:?}");
        }
    }

    #[test]
    fn lists_tuples_and_functions_are_read_as_what_they_compare() {
        let plan = ["SEARCH m USING INDEX by_member (tenant_key=?)", "SCAN held"];
        for (sql, expected) in [
            (
                r#"SELECT 1 FROM m WHERE "m"."tenant_key" = ? AND "member_id" IN (SELECT "value" FROM json_each(?) AS "held")"#,
                &["reads all of m", "no index serves member_id"][..],
            ),
            (
                r#"SELECT 1 FROM m WHERE ("tenant_key", "group_id") IN (SELECT $1, UNNEST($2) AS held)"#,
                &["reads all of m", "no index serves group_id"],
            ),
            (
                r#"WITH RECURSIVE "held" AS (SELECT 1) SELECT 1 FROM m WHERE tenant_key = $1
                   AND lower("name") = $2 AND "id" NOT IN (SELECT 1)"#,
                &["reads all of m"],
            ),
            (
                r#"WITH held AS (SELECT 1) UPDATE m SET "name" = ? WHERE "tenant_key" = ?
                   AND "key" = ?"#,
                &["reads all of m", "no index serves key"],
            ),
            (r#"INSERT INTO m ("name") VALUES (?)"#, &[]),
        ] {
            assert_eq!(found(sql, &plan), expected, "{sql}");
        }
        let joined = r#"SELECT 1 FROM a CROSS JOIN b WHERE "a"."id" = ? AND "b"."id" = ?"#;
        let plan = [
            "SEARCH a USING INDEX x (id=?)",
            "SEARCH b USING INDEX y (a_id=?)",
        ];
        assert_eq!(found(joined, &plan), ["no index serves id"]);
        let by_row = ["SEARCH tenants USING INTEGER PRIMARY KEY (rowid=?)"];
        let sql = r#"SELECT 1 FROM tenants WHERE "key" = ?"#;
        assert_eq!(found(sql, &by_row), Vec::<String>::new());
    }
}
