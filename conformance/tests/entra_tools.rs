//! The tests of Microsoft's validator and Logic App fail on servers with faults.
#![cfg(test)]

mod spoiled;
mod support;

use conformance::http::{Request, Response};
use serde_json::{Value, json};

use spoiled::{
    After, Before, each_operation, each_resource, error, has, leave, nothing, refuse, unnoticed,
};

/// The id of a test behind `entra.`, and what a server does that it must notice.
const FAULTS: [(&str, Before, After); 38] = [
    ("validator.u1.*", nothing, |_, response| {
        each_resource(response, |it| it["title"] = json!(null));
    }),
    ("validator.*.duplicate-*", nothing, |_, response| {
        if response.status == 409 {
            response.status = 201;
        }
    }),
    ("validator.u3.*", nothing, |_, response| {
        response.headers.clear();
    }),
    (
        "validator.u4.*",
        |request| request.path.contains("filter").then(|| error(404)),
        leave,
    ),
    (
        "validator.u5.*",
        |request| request.path.contains("USER-").then(|| error(404)),
        leave,
    ),
    (
        "validator.u6.*",
        |request| each_operation(request, |it| it["op"] = json!("add")),
        |_, response| each_resource(response, |it| it["nickName"] = json!("old")),
    ),
    ("validator.u7.*", nothing, |_, response| {
        each_resource(response, |it| {
            if it["roles"].is_array() {
                it["roles"] = json!([{"primary": true}, {"primary": true}]);
            }
        });
    }),
    ("validator.u8.*", nothing, |request, response| {
        if request.method == "PATCH" {
            *response = error(400);
        }
    }),
    ("validator.u9.*", nothing, |_, response| {
        each_resource(response, |it| it["active"] = json!(true));
    }),
    (
        "validator.u*-manager",
        |request| refuse(request, |it| it["value"].is_string()),
        leave,
    ),
    ("validator.u13.*", nothing, |request, response| {
        if request.method == "DELETE" {
            response.status = 200;
        }
    }),
    (
        "validator.g1.*",
        |request| {
            request.path = request.path.replace("excludedAttributes", "x");
            None
        },
        leave,
    ),
    (
        "validator.g2.*",
        |request| {
            request.path = request.path.replace("excludedAttributes", "x");
            None
        },
        leave,
    ),
    (
        "validator.g3.*",
        |request| request.path.contains("filter").then(|| error(400)),
        leave,
    ),
    (
        "validator.g4.*",
        |request| request.path.contains("filter").then(|| error(404)),
        leave,
    ),
    (
        "validator.g5.*",
        |request| request.path.contains("NAME-").then(|| error(404)),
        leave,
    ),
    ("validator.g6.*", nothing, |_, response| {
        each_resource(response, |it| it["externalId"] = json!(null));
    }),
    (
        "validator.g8.*",
        |request| refuse(request, |it| it.get("path").is_none()),
        leave,
    ),
    (
        "validator.g9.*",
        |request| refuse(request, |it| it.get("path").is_none()),
        leave,
    ),
    ("validator.g10.*", nothing, |_, response| {
        each_resource(response, |it| it["members"] = json!([]));
    }),
    (
        "validator.g11.*",
        |request| {
            each_operation(request, |it| {
                if has(it, "op", "remove") {
                    it["path"] = json!("members");
                }
            })
        },
        leave,
    ),
    (
        "validator.g12.*",
        |request| (request.method == "DELETE").then(|| error(501)),
        leave,
    ),
    (
        "validator.p1.*",
        |request| refuse(request, |it| has(it, "op", "remove")),
        leave,
    ),
    ("validator.p2.*", |request| reversed(request), leave),
    ("validator.p3.*", nothing, |_, response| {
        if response.status == 404 {
            response.status = 204;
        }
    }),
    ("validator.p4.*", nothing, |_, response| {
        if response.status == 404 {
            response.status = 204;
        }
    }),
    ("validator.p5.*", |request| reversed(request), leave),
    ("validator.p6.*", nothing, |_, response| {
        if response.status == 404 {
            response.status = 204;
        }
    }),
    ("validator.p7.*", nothing, |_, response| {
        if response.status == 404 {
            response.status = 204;
        }
    }),
    ("logic-app.15.*", nothing, |_, response| {
        each_resource(response, |it| it["attributes"] = json!([]));
    }),
    ("logic-app.16.*", nothing, |_, response| {
        each_resource(response, |it| {
            if it.get("title").is_none() {
                it["title"] = json!("");
            }
        });
    }),
    ("logic-app.17.*", nothing, |_, response| {
        each_resource(response, |it| it["id"] = json!(""));
    }),
    ("logic-app.18.*", nothing, |_, response| {
        each_resource(response, |it| it["title"] = json!("old"));
    }),
    ("logic-app.19.*", nothing, |_, response| {
        each_resource(response, |it| it["id"] = json!(""));
    }),
    ("logic-app.20.*", nothing, |_, response| {
        each_resource(response, |it| it["displayName"] = json!("old"));
    }),
    ("logic-app.23.*", nothing, |_, response| shorten(response)),
    (
        "logic-app.24.*",
        |request| {
            request.path = request.path.replace("startIndex=6", "startIndex=5");
            None
        },
        leave,
    ),
    (
        "logic-app.25.*",
        |request| refuse(request, |it| it["value"] == ""),
        leave,
    ),
];

fn reversed(request: &mut Request) -> Option<Response> {
    let mut body: Value = serde_json::from_str(request.body.as_deref()?).unwrap();
    body["Operations"].as_array_mut()?.reverse();
    request.body = Some(body.to_string());
    None
}

/// Leaves out the first resource of a list.
fn shorten(response: &mut Response) {
    let mut body: Value = serde_json::from_str(&response.body).unwrap_or_default();
    if let Some(resources) = body["Resources"].as_array_mut().filter(|it| !it.is_empty()) {
        resources.remove(0);
        response.body = body.to_string();
    }
}

#[tokio::test]
async fn every_fault_is_noticed() {
    let unnoticed = unnoticed(&FAULTS).await;
    assert!(unnoticed.is_empty(), "{}", unnoticed.join("\n"));
}
