//! What every input must do, one function for each kind of input.
//!
//! The fuzz targets call these, and so does `crates/scim/tests/fuzz_smoke.rs` on the stable
//! toolchain, which includes this file. Each panics when a promise of `rollcall_scim` is broken.

mod cursors;

pub use cursors::cursor;
use rollcall_scim::bulk::BulkRequest;
use rollcall_scim::filter::{self, Expr};
use rollcall_scim::normalize::normalize;
use rollcall_scim::patch::Patch;
use rollcall_scim::path::{AttrPath, PatchPath};
use rollcall_scim::project::Projection;
use rollcall_scim::{Limits, Registry, Resource, ResourceType, comparable, diff, validate};
use serde_json::{Value, json};

/// A filter that is read prints to text that reads as the same filter, and selects a resource in
/// its own form exactly if it selects it in its comparable form.
pub fn filter(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    let Ok(read) = filter::parse(text, &Limits::default()) else {
        return;
    };
    let printed = read.to_string();
    assert_eq!(
        filter::parse(&printed, &roomy()),
        Ok(read.clone()),
        "{printed}"
    );
    for (resource_type, resource) in samples(&Registry::standard()) {
        if let Ok(expr) = filter::resolve(&read, resource_type) {
            check_forms(&expr, resource_type, &resource);
        }
    }
}

/// A path that is read prints to text that reads as the same path, and names in a projection are
/// passed over or understood.
pub fn path(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    if let Ok(read) = AttrPath::parse(text, &Limits::default()) {
        assert_eq!(AttrPath::parse(&read.to_string(), &roomy()), Ok(read));
    }
    if let Ok(read) = PatchPath::parse(text, &Limits::default()) {
        assert_eq!(PatchPath::parse(&read.to_string(), &roomy()), Ok(read));
    }
    for (resource_type, resource) in samples(&Registry::standard()) {
        let whole = resource.attributes().clone();
        for (wanted, unwanted) in [(Some(text), None), (None, Some(text))] {
            if let Ok(projection) = Projection::parse(wanted, unwanted, resource_type) {
                let shown = projection.apply(whole.clone());
                assert!(shown.keys().all(|name| projection.includes(name)));
            }
        }
    }
}

/// A PATCH that is refused changes nothing. One that is accepted leaves a valid resource, which
/// says the same again when it is sent as a body.
pub fn patch(input: &[u8]) {
    let Ok(body) = serde_json::from_slice::<Value>(input) else {
        return;
    };
    for (resource_type, before) in samples(&Registry::standard()) {
        let Ok(mut patch) = Patch::parse(&body, resource_type, &Limits::default()) else {
            continue;
        };
        let _read_or_refused = patch.take_member_changes();
        let mut after = before.clone();
        match patch.apply(&mut after) {
            Ok(()) => check_stored(&after, resource_type),
            Err(_) => assert_eq!(after, before),
        }
    }
}

/// A body that is read is canonical: read again it is the same, and nothing of it is unknown.
pub fn resource(input: &[u8]) {
    let Ok(body) = serde_json::from_slice::<Value>(input) else {
        return;
    };
    for (resource_type, _) in samples(&Registry::standard()) {
        if let Ok(read) = normalize(&body, resource_type, &Limits::default()) {
            check_canonical(&read.resource, resource_type);
            let _complete_or_not = validate::validate(&read.resource, resource_type);
        }
    }
}

/// A bulk request names each operation once in its order, and once everything it refers to has an
/// id, nothing in it refers to anything.
pub fn bulk(input: &[u8]) {
    let Ok(body) = serde_json::from_slice::<Value>(input) else {
        return;
    };
    let registry = Registry::standard();
    let Ok(request) = BulkRequest::parse(body.into(), &registry, &Limits::default()) else {
        return;
    };
    let units = request.units(&registry);
    let mut positions: Vec<usize> = units.into_iter().flat_map(|unit| unit.positions).collect();
    positions.sort_unstable();
    assert!(positions.into_iter().eq(0..request.entries.len()));
    for entry in &request.entries {
        if let Ok(operation) = &entry.operation {
            let names = operation.references(&registry).into_iter();
            let ids = names.map(|name| (name, "u-1".to_owned())).collect();
            assert_eq!(
                operation
                    .resolved(&registry, &ids)
                    .references(&registry)
                    .len(),
                0,
                "{operation:?}"
            );
        }
    }
}

/// What is stored is valid, and a client that sends back what it got changes nothing.
fn check_stored(resource: &Resource, resource_type: &ResourceType) {
    assert_eq!(validate::validate(resource, resource_type), Ok(()));
    check_canonical(resource, resource_type);
}

fn check_canonical(resource: &Resource, resource_type: &ResourceType) {
    let body = Value::Object(resource.attributes().clone());
    let again = normalize(&body, resource_type, &roomy());
    let again = again.unwrap_or_else(|error| panic!("{body}: {error}"));
    assert_eq!(&again.resource, resource, "{body}");
    assert_eq!(again.ignored, Vec::<String>::new(), "{body}");
    assert_eq!(diff::changes(resource, &again.resource).len(), 0, "{body}");
}

fn check_forms(expr: &Expr<'_>, resource_type: &ResourceType, resource: &Resource) {
    let comparable = comparable::document(resource, resource_type);
    assert_eq!(
        expr.matches(resource.attributes()),
        expr.matches(&comparable),
        "{expr:?}"
    );
}

/// Printing may take more characters and parentheses than the text that was read.
fn roomy() -> Limits {
    let usual = Limits::default();
    Limits {
        filter_length: usual.filter_length * 16,
        filter_depth: usual.filter_depth * 4,
        ..usual
    }
}

/// A resource of each type.
fn samples(registry: &Registry) -> impl Iterator<Item = (&ResourceType, Resource)> {
    let bodies = [
        json!({
            "userName": "ann.lee@contoso.example",
            "externalId": "A-1",
            "name": {"givenName": "Ann", "familyName": "Strauß"},
            "title": "Analyst",
            "active": true,
            "emails": [
                {"value": "ann@contoso.example", "type": "work", "primary": true},
                {"value": "lee@home.example", "type": "home"},
            ],
            "roles": [{"value": "reader", "display": "Reader"}],
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
                "department": "Risk",
                "manager": {"value": "u-2"},
            },
        }),
        json!({"displayName": "Finance", "externalId": "g-1"}),
    ];
    registry.resource_types().iter().zip(bodies.map(canonical))
}

fn canonical(body: Value) -> Resource {
    match body {
        Value::Object(attributes) => Resource::from_canonical(attributes),
        _ => Resource::default(),
    }
}
