//! No input costs more than time linear in its size: sixteen times as much of anything takes about as
//! long as sixteen times the small amount, where a quadratic cost would take sixteen times as long.
//! Both take so long that a busy machine slows both.
//!
//! The limits on counts are lifted here, so that it is the algorithms that are measured.

#![cfg(test)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use rollcall_scim::bulk::BulkRequest;
use rollcall_scim::normalize::normalize;
use rollcall_scim::patch::Patch;
use rollcall_scim::path::{AttrPath, PatchPath};
use rollcall_scim::project::Projection;
use rollcall_scim::{Limits, Registry, Resource, ResourceType, filter};
use serde_json::{Map, Value, json};

const STEP: usize = 16;
/// Between linear (1) and quadratic (16).
const MOST: f64 = 4.0;
/// The least of so many runs at most: whatever else the machine does only ever adds time.
const RUNS: usize = 20;

fn unlimited() -> Limits {
    Limits {
        filter_length: usize::MAX,
        filter_terms: usize::MAX,
        patch_operations: usize::MAX,
        bulk_operations: usize::MAX,
        values: usize::MAX,
        string_length: usize::MAX,
        ..Limits::default()
    }
}

fn time(work: impl Fn()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}

/// Does `work` with inputs of `size`, sixteen times, and once with one of sixteen times as much.
fn check<I>(name: &str, size: usize, input: impl Fn(usize) -> I, work: impl Fn(&I)) {
    let (small, large) = (input(size), input(STEP * size));
    let (mut many, mut one) = (Duration::MAX, Duration::MAX);
    for _ in 0..RUNS {
        many = many.min(time(|| (0..STEP).for_each(|_| work(&small))));
        one = one.min(time(|| work(&large)));
        if one.as_secs_f64() < MOST * many.as_secs_f64() {
            return;
        }
    }
    panic!("{name}: {many:?} for many small ones, {one:?} for one large one");
}

#[test]
fn filters_and_paths_cost_time_linear_in_their_length() {
    let registry = Registry::standard();
    let user = registry.resource_type("User").expect("users");
    let limits = unlimited();
    let compile = |text: &String| drop(black_box(filter::compile(text, user, &limits)));
    for (name, piece) in [
        ("terms", "title pr or "),
        ("groups", "(title pr) and not (title pr) and "),
        (
            "value paths",
            "emails[type eq \"work\" and primary eq true].value pr or ",
        ),
        ("texts", "title eq \"a\\\"b\\u00e9\" or "),
        ("words", "title eq a or "),
    ] {
        check(
            name,
            250,
            |n| format!("{}title pr", piece.repeat(n)),
            compile,
        );
    }
    for (name, piece, end) in [
        ("one text", "\\n", "\""),
        ("a text without an end", "b", ""),
        ("wrong escapes", "\\x", "\""),
    ] {
        let text = |n| format!("title eq \"{}{end}", piece.repeat(n));
        check(name, 5_000, text, compile);
    }
    for (name, piece) in [
        ("letters", "a"),
        ("colons", ":"),
        ("dots", "a."),
        ("brackets", "a["),
        ("parentheses", "("),
        ("negations", "not ("),
        ("blanks", " "),
    ] {
        check(
            name,
            5_000,
            |n| piece.repeat(n),
            |text: &String| {
                compile(text);
                drop(black_box(AttrPath::parse(text, &limits)));
                drop(black_box(PatchPath::parse(text, &limits)));
            },
        );
    }
}

#[test]
fn projections_cost_time_linear_in_their_length() {
    let registry = Registry::standard();
    let user = registry.resource_type("User").expect("users");
    for piece in [
        "userName,",
        "x,",
        ",",
        "a[",
        "emails[type eq \"],\"].value,",
    ] {
        check(
            piece,
            2_000,
            |n| piece.repeat(n),
            |text: &String| {
                drop(black_box(Projection::parse(Some(text), Some(text), user)));
            },
        );
    }
}

fn list(n: usize, element: impl Fn(usize) -> Value) -> Value {
    (0..n).map(element).collect()
}

fn fields(n: usize, name: impl Fn(usize) -> String) -> Value {
    let fields: Map<String, Value> = (0..n).map(|it| (name(it), json!("a"))).collect();
    Value::Object(fields)
}

/// Bodies that are large in one way each.
fn bodies(n: usize) -> Vec<(&'static str, &'static str, Value)> {
    let email = |it| json!({ "value": format!("{it}@x.example"), "type": "work" });
    vec![
        ("emails", "User", json!({ "emails": list(n, email) })),
        (
            "equal emails",
            "User",
            json!({ "emails": list(n, |_| email(1)) }),
        ),
        (
            "roles",
            "User",
            json!({ "roles": list(n, |it| json!(it.to_string())) }),
        ),
        (
            "members",
            "Group",
            json!({ "members": list(n, |it| json!({ "value": it.to_string() })) }),
        ),
        ("unknown names", "User", fields(n, |it| format!("x{it}"))),
        (
            "dotted names",
            "User",
            fields(n, |it| format!("name.x{it}")),
        ),
        (
            "extension names",
            "User",
            fields(n, |it| format!("urn:example:{it}:x")),
        ),
        (
            "unknown parts",
            "User",
            json!({ "name": fields(n, |it| format!("x{it}")) }),
        ),
        (
            "a long text",
            "User",
            json!({ "title": "é".repeat(10 * n) }),
        ),
    ]
}

fn apply(resource_type: &ResourceType, body: &Value, limits: &Limits) {
    if let Ok(mut patch) = Patch::parse(body, resource_type, limits) {
        drop(black_box(patch.take_member_changes()));
        drop(black_box(patch.apply(&mut Resource::default())));
    }
}

#[test]
fn bodies_cost_time_linear_in_their_size() {
    let registry = Registry::standard();
    let limits = unlimited();
    for (position, (name, resource_type, _)) in bodies(1).into_iter().enumerate() {
        let resource_type = registry.resource_type(resource_type).expect("a type");
        let body = |n| bodies(n).swap_remove(position).2;
        check(name, 250, body, |body: &Value| {
            drop(black_box(normalize(body, resource_type, &limits)));
        });
        for op in ["add", "replace"] {
            let patch = |n| json!({ "Operations": [{ "op": op, "value": body(n) }] });
            check(&format!("{op} {name}"), 250, patch, |body: &Value| {
                apply(resource_type, body, &limits);
            });
        }
    }
}

#[test]
fn bulk_requests_cost_time_linear_in_their_size() {
    let registry = Registry::standard();
    let limits = unlimited();
    let group = |name: usize, members: &[usize]| {
        let members: Vec<Value> = members
            .iter()
            .map(|it| json!(format!("bulkId:{it}")))
            .collect();
        json!({ "method": "POST", "path": "/Groups", "bulkId": name.to_string(),
                "data": { "displayName": name.to_string(), "members": members } })
    };
    let shapes: [(&str, &dyn Fn(usize) -> Value); 5] = [
        ("no references", &|n| list(n, |it| group(it, &[]))),
        ("a chain", &|n| list(n, |it| group(it, &[it + 1]))),
        ("a circle", &|n| list(n, |it| group(it, &[(it + 1) % n]))),
        ("many circles", &|n| {
            list(n, |it| group(it, &[it ^ 1, it + 2]))
        }),
        ("all in one", &|n| {
            let all: Vec<usize> = (0..n).collect();
            list(n, |it| {
                if it == 0 {
                    group(0, &all)
                } else {
                    group(it, &[])
                }
            })
        }),
    ];
    for (name, operations) in shapes {
        let body = |n| json!({ "Operations": operations(n) });
        check(name, 250, body, |body: &Value| {
            let request =
                BulkRequest::parse(body.clone().into(), &registry, &limits).expect("a request");
            assert!(!black_box(request.units(&registry)).is_empty());
        });
    }
    let path = |n| {
        let filter = vec!["value eq \"bulkId:u\""; n].join(" or ");
        let remove = json!({ "op": "remove", "path": format!("members[{filter}]") });
        json!({ "Operations": [{ "method": "PATCH", "path": "/Groups/g",
                                 "data": { "Operations": [remove] } }] })
    };
    check("references in a path", 500, path, |body: &Value| {
        let request =
            BulkRequest::parse(body.clone().into(), &registry, &limits).expect("a request");
        assert_eq!(black_box(request.units(&registry)).len(), 1);
    });
}
