//! Random values of every kind, odd ones among them.

use proptest::collection::vec;
use proptest::prelude::*;
use scim::schema::{Attribute, Kind};
use scim::{Limits, ResourceType};
use serde_json::{Map, Value, json};
use storage::resources::Stored;

use super::gadget::EXTENSION;
use crate::agreement::{maybe, text};
use crate::support::{at, stored};

/// A value of a simple kind, as a client may send it.
pub(super) fn simple(kind: Kind) -> BoxedStrategy<Value> {
    match kind {
        Kind::String | Kind::Complex => texts(),
        Kind::Integer => integers(),
        Kind::Decimal => decimals(),
        Kind::DateTime => times(),
        Kind::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Binary => sample(&["QUJD", "qujd", "QUJ\r\nD", "QUI=", "_-8"]),
        Kind::Reference => sample(&[
            "https://a.example/X",
            "https://a.example/x",
            "../Users/ß",
            "urn:x:%41",
        ]),
    }
}

fn sample(texts: &'static [&'static str]) -> BoxedStrategy<Value> {
    prop::sample::select(texts).prop_map(Value::from).boxed()
}

/// Text, also such as looks like JSON, folds to more characters, or is longer than an index's key.
fn texts() -> BoxedStrategy<Value> {
    const ODD: [&str; 9] = [
        "",
        " ",
        "null",
        "true",
        "12",
        "{\"a\":1}",
        "[\"b\"]",
        "\u{FB00}\u{1E9E}",
        "\u{1}\t\u{FFFE}",
    ];
    let long = "[nN]{1,2}".prop_map(|end| "n".repeat(1_000) + &end);
    prop_oneof![
        6 => text().prop_map(Value::from),
        2 => sample(&ODD),
        1 => long.prop_map(Value::from),
    ]
    .boxed()
}

fn integers() -> BoxedStrategy<Value> {
    let odd = [i64::MIN, i64::MAX, i64::MAX - 1, 1 << 53, (1 << 53) + 1];
    prop_oneof![-3..4_i64, prop::sample::select(odd.to_vec()), any::<i64>()]
        .prop_map(Value::from)
        .boxed()
}

fn decimals() -> BoxedStrategy<Value> {
    let odd = vec![
        json!(-0.0),
        json!(0.1),
        json!(0.1 + 0.2),
        json!(1e300),
        json!(-1e300),
        json!(1e16),
        json!(5e-324),
        json!(f64::MAX),
        json!(f64::MIN_POSITIVE),
        json!(u64::MAX),
        json!(i64::MIN),
        json!((1_i64 << 53) + 1),
        json!(9_007_199_254_740_992.0),
    ];
    prop_oneof![
        (-3..4_i64).prop_map(Value::from),
        (-30..30_i32).prop_map(|tenths| json!(f64::from(tenths) / 10.0)),
        prop::sample::select(odd),
        prop::num::f64::NORMAL.prop_map(Value::from),
    ]
    .boxed()
}

/// Times around one moment under several offsets, down to nanoseconds, and odd ones.
fn times() -> BoxedStrategy<Value> {
    const ODD: [&str; 8] = [
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+23:59",
        "1969-12-31T23:59:59.9999Z",
        "2016-12-31T23:59:60Z",
        "2016-12-31T23:59:60.999Z",
        "2017-01-01t00:00:00z",
        "2017-01-01T00:59:60+01:00",
        "9999-12-31T23:59:59.999999999-23:59",
    ];
    let offset = prop::sample::select(vec!["Z", "+00:00", "-00:30", "+05:45"]);
    let fraction = prop::sample::select(vec!["", ".0", ".001", ".0019", ".001000001"]);
    let near = (0..3_u8, fraction, offset)
        .prop_map(|(hour, fraction, offset)| format!("2026-03-01T0{hour}:15:00{fraction}{offset}"));
    prop_oneof![3 => near.prop_map(Value::from), 1 => sample(&ODD)].boxed()
}

/// A value of an attribute, with all its parts.
fn value(attribute: &Attribute) -> BoxedStrategy<Value> {
    let single = match attribute.kind {
        Kind::Complex => object(&attribute.sub_attributes),
        kind => simple(kind),
    };
    if attribute.multi_valued {
        vec(single, 0..4).prop_map(Value::from).boxed()
    } else {
        single
    }
}

fn object(attributes: &[Attribute]) -> BoxedStrategy<Value> {
    let fields = attributes.iter().fold(Just(Map::new()).boxed(), |all, it| {
        let name = it.name.clone();
        (all, maybe(value(it)))
            .prop_map(move |(mut all, value)| {
                all.extend(value.map(|value| (name.clone(), value)));
                all
            })
            .boxed()
    });
    fields.prop_map(Value::Object).boxed()
}

/// Random resources, read as if clients had sent them.
pub(super) fn resources(
    resource_type: &ResourceType,
    count: usize,
) -> impl Strategy<Value = Vec<Stored>> {
    let core = object(&resource_type.schema.attributes);
    let extension = maybe(object(&resource_type.extensions[0].schema.attributes));
    let resource_type = resource_type.clone();
    vec((core, extension), count).prop_map(move |bodies| {
        (0..)
            .zip(bodies)
            .map(|(number, (mut body, extension))| {
                body[EXTENSION] = extension.unwrap_or_default();
                body["serial"] = format!("{}ẞ", number * 7 % 10)
                    .repeat(number / 10 + 1)
                    .into();
                resource(&resource_type, number, &body)
            })
            .collect()
    })
}

/// A resource with an id made of a number, read from a body.
pub(super) fn resource(resource_type: &ResourceType, number: usize, body: &Value) -> Stored {
    let normalized = scim::normalize::normalize(body, resource_type, &Limits::default());
    let normalized = normalized.unwrap_or_else(|error| panic!("{body}: {error:?}"));
    assert_eq!(normalized.ignored, Vec::<String>::new(), "{body}");
    Stored {
        modified_at: at(i64::try_from(number % 3).unwrap()),
        resource: normalized.resource,
        ..stored(&format!("x{number:03}"), json!({}))
    }
}
