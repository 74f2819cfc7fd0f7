//! Sorted lists (RFC 7644 §3.4.2.3), by every kind of attribute that has an order.

use serde_json::{Value, json};

use crate::own_types::{self, WARRANTY};
use crate::support::{Tenant, TestServer, on_both};

/// A device with the lowest, one with the middle and one with the highest value of everything, and
/// two with no value of anything that is not required.
const SERIALS: [&str; 5] = ["low", "mid", "top", "none", "NONE"];

/// What the first three have.
fn rising() -> Value {
    let ports = |value: &str, speed: usize| json!([{"value": "z", "speed": 500}, {"value": value, "speed": speed, "primary": true}]);
    json!({
        "externalId": ["A", "B", "a"],
        "label": ["Alpha", "beta", "Gamma"],
        "size": [-10, 9, 100],
        "weight": [-0.5, 9.25, 10.0],
        "bought": ["2026-01-01T12:00:00+05:00", "2026-01-01T08:00:00Z", "2026-01-01T12:00:00Z"],
        "key": ["QUFB", "QUFa", "aUFB"],
        "manual": ["https://A.example", "https://B.example", "https://a.example"],
        "model": ["m1", "M2", "m3"],
        "tags": [["a", "z"], ["b", "a"], ["c", "a"]],
        "readings": [[2, 99], [10, 1], [11, 1]],
        "box": [
            {"height": -2.5, "colour": "a"},
            {"height": 2.5, "colour": "B"},
            {"height": 10.0, "colour": "c"},
        ],
        "ports": [ports("a", 9), ports("B", 10), ports("c", 100)],
        "provider": ["ant", "Bee", "cat"],
        "claims": [[1, 9], [2, 8], [10, 7]],
    })
}

/// Makes them, not in their order.
async fn devices(server: &TestServer) -> Tenant {
    let tenant = own_types::contoso(server).await;
    for (serial, rank) in [
        ("mid", Some(1)),
        ("none", None),
        ("top", Some(2)),
        ("NONE", None),
        ("low", Some(0)),
    ] {
        let body = device(serial, rank);
        server.create(&tenant, "/Devices", &body).await;
    }
    tenant
}

fn device(serial: &str, rank: Option<usize>) -> Value {
    let mut body = json!({"serial": serial, WARRANTY: {"until": "2027-01-01T00:00:00Z"}});
    let Some(rank) = rank else { return body };
    for (name, values) in rising().as_object().unwrap() {
        let of_extension = ["provider", "claims"].contains(&name.as_str());
        let holder = if of_extension {
            &mut body[WARRANTY]
        } else {
            &mut body
        };
        holder[name] = values[rank].clone();
    }
    body
}

async fn sorted(server: &TestServer, tenant: &Tenant, query: &[(&str, &str)]) -> Vec<String> {
    let body = query
        .iter()
        .map(|(name, value)| ((*name).to_owned(), json!(value)));
    let answer = server
        .post(tenant, "/Devices/.search", &body.collect())
        .await;
    assert_eq!(answer.status, 200, "{query:?}: {answer:?}");
    let found = answer.body["Resources"].as_array().unwrap().iter();
    found
        .map(|it| it["serial"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn every_kind_of_attribute_has_its_order_and_missing_values_come_last() {
    on_both(async |server| {
        let tenant = devices(&server).await;
        let (provider, claims) = (format!("{WARRANTY}:provider"), format!("{WARRANTY}:claims"));
        for path in [
            "externalId",
            "label",
            "size",
            "weight",
            "bought",
            "key",
            "manual",
            "model",
            "tags",
            "readings",
            "box.height",
            "box.colour",
            "ports",
            "ports.value",
            "ports.speed",
            &provider,
            "Provider",
            &claims,
        ] {
            let rising = sorted(&server, &tenant, &[("sortBy", path)]).await;
            assert_eq!(rising, SERIALS, "{path}");
            let order = [("sortBy", path), ("sortOrder", "descending")];
            let falling = sorted(&server, &tenant, &order).await;
            let expected = ["none", "NONE", "top", "mid", "low"];
            assert_eq!(falling, expected, "{path}, descending");
        }
    })
    .await;
}

#[tokio::test]
async fn equal_values_are_in_the_order_of_their_ids() {
    on_both(async |server| {
        let tenant = devices(&server).await;
        let made = ["mid", "none", "top", "NONE", "low"];
        let until = format!("{WARRANTY}:until");
        for (path, order, expected) in [
            ("id", "ascending", made),
            ("meta.created", "ascending", made),
            (until.as_str(), "ascending", made),
            (until.as_str(), "descending", made),
            ("meta.resourceType", "descending", made),
            ("serial", "ascending", ["NONE", "low", "mid", "none", "top"]),
        ] {
            let order = [("sortBy", path), ("sortOrder", order)];
            assert_eq!(sorted(&server, &tenant, &order).await, expected, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn truth_comes_after_falsehood() {
    on_both(async |server| {
        let tenant = own_types::contoso(&server).await;
        for (serial, lent) in [
            ("yes", json!(true)),
            ("unsaid", json!(null)),
            ("no", json!("False")),
        ] {
            let mut body = device(serial, None);
            body["lent"] = lent;
            server.create(&tenant, "/Devices", &body).await;
        }
        for (order, expected) in [
            ("ascending", ["no", "yes", "unsaid"]),
            ("descending", ["unsaid", "yes", "no"]),
        ] {
            let order = [("sortBy", "lent"), ("sortOrder", order)];
            assert_eq!(sorted(&server, &tenant, &order).await, expected);
        }
    })
    .await;
}

#[tokio::test]
async fn what_has_no_order_is_refused() {
    on_both(async |server| {
        let tenant = devices(&server).await;
        for path in [
            "box",
            "pin",
            "nothing",
            "box.nothing",
            "meta",
            "size.x",
            "",
            "a b",
        ] {
            let answer = server
                .get(&tenant, &format!("/Devices?sortBy={path}"))
                .await;
            let expected = if path.is_empty() { 200 } else { 400 };
            assert_eq!(answer.status, expected, "{path}: {answer:?}");
        }
    })
    .await;
}
