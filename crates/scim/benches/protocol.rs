//! The single steps of the protocol: filters, PATCH, validation, projection.

use std::error::Error;
use std::hint::black_box;

use criterion::{BenchmarkGroup, Criterion, measurement::WallTime};
use rollcall_scim::filter::{compile, parse, resolve};
use rollcall_scim::normalize::normalize;
use rollcall_scim::patch::Patch;
use rollcall_scim::project::Projection;
use rollcall_scim::validate::validate;
use rollcall_scim::{Limits, Registry, ResourceType};
use serde_json::{Value, json};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const BY_NAME: &str = r#"userName eq "ann.lee@contoso.example""#;
const LONG: &str = r#"emails[type eq "work" and value ew "@contoso.example"] and (active eq true or title co "x")"#;

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().configure_from_args();
    let registry = Registry::standard();
    let users = registry.resource_type("User").ok_or("no users")?;
    let groups = registry.resource_type("Group").ok_or("no groups")?;
    filters(&mut criterion.benchmark_group("filter"), users)?;
    patches(&mut criterion.benchmark_group("patch"), users, groups)?;
    resources(&mut criterion.benchmark_group("resource"), users)?;
    criterion.final_summary();
    Ok(())
}

fn filters(
    group: &mut BenchmarkGroup<'_, WallTime>,
    users: &ResourceType,
) -> Result<(), Box<dyn Error>> {
    let limits = Limits::default();
    let user = object(user())?;
    for (name, text) in [("by name", BY_NAME), ("long", LONG)] {
        let parsed = parse(text, &limits)?;
        let resolved = compile(text, users, &limits)?;
        group.bench_function(format!("parse, {name}"), |bencher| {
            bencher.iter(|| parse(black_box(text), &limits));
        });
        group.bench_function(format!("resolve, {name}"), |bencher| {
            bencher.iter(|| resolve(black_box(&parsed), users));
        });
        group.bench_function(format!("evaluate, {name}"), |bencher| {
            bencher.iter(|| resolved.matches(black_box(&user)));
        });
    }
    Ok(())
}

fn patches(
    group: &mut BenchmarkGroup<'_, WallTime>,
    users: &ResourceType,
    groups: &ResourceType,
) -> Result<(), Box<dyn Error>> {
    let limits = Limits::default();
    let of_user = patch(&json!([
        {"op": "Replace", "path": format!("{ENTERPRISE}:department"), "value": "Risk"},
        {"op": "Replace", "path": "active", "value": "False"},
    ]));
    let parsed = Patch::parse(&of_user, users, &limits)?;
    let user = normalize(&user(), users, &limits)?.resource;
    group.bench_function("parse, two attributes", |bencher| {
        bencher.iter(|| Patch::parse(black_box(&of_user), users, &limits));
    });
    group.bench_function("apply, two attributes", |bencher| {
        bencher.iter(|| parsed.applied(black_box(&user)));
    });
    for count in [1, 100, 10_000] {
        let value = |number| json!({"value": format!("01a2193f-98f4-703e-8e9d-{number:012}")});
        let values: Vec<Value> = (0..count).map(value).collect();
        let body = patch(&json!([{"op": "Add", "path": "members", "value": values}]));
        group.bench_function(format!("parse and take, {count} members"), |bencher| {
            bencher.iter(|| {
                let mut patch = Patch::parse(black_box(&body), groups, &limits)?;
                patch.take_member_changes()
            });
        });
    }
    Ok(())
}

fn resources(
    group: &mut BenchmarkGroup<'_, WallTime>,
    users: &ResourceType,
) -> Result<(), Box<dyn Error>> {
    let limits = Limits::default();
    let body = user();
    let resource = normalize(&body, users, &limits)?.resource;
    group.bench_function("normalize", |bencher| {
        bencher.iter(|| normalize(black_box(&body), users, &limits));
    });
    group.bench_function("validate", |bencher| {
        bencher.iter(|| validate(black_box(&resource), users));
    });
    let whole = object(body)?;
    let asked = [("all", None), ("two attributes", Some("userName,emails"))];
    for (name, attributes) in asked {
        let projection = Projection::parse(attributes, None, users)?;
        group.bench_function(format!("project, {name}"), |bencher| {
            bencher.iter(|| projection.apply(black_box(&whole).clone()));
        });
    }
    Ok(())
}

fn patch(operations: &Value) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": operations,
    })
}

fn object(value: Value) -> Result<serde_json::Map<String, Value>, Box<dyn Error>> {
    match value {
        Value::Object(object) => Ok(object),
        _ => Err("a resource is an object".into()),
    }
}

/// What Entra's default mapping sends.
fn user() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
        "externalId": "ann.lee",
        "userName": "ann.lee@contoso.example",
        "active": true,
        "displayName": "Ann Lee",
        "title": "Engineer",
        "preferredLanguage": "en-US",
        "name": {"formatted": "Ann Lee", "familyName": "Lee", "givenName": "Ann"},
        "emails": [{"primary": true, "type": "work", "value": "ann.lee@contoso.example"}],
        "phoneNumbers": [
            {"type": "work", "value": "+1 555 0100"},
            {"type": "mobile", "value": "+1 555 0101"},
        ],
        "addresses": [{
            "type": "work", "formatted": "1 Main St", "streetAddress": "1 Main St",
            "locality": "Springfield", "region": "IL", "postalCode": "62701", "country": "US",
            "primary": true,
        }],
        ENTERPRISE: {
            "employeeNumber": "7", "department": "Sales", "organization": "Org",
            "costCenter": "CC1", "division": "Div",
        },
    })
}
