//! Every test of what has failed with Entra fails on a server that has the fault.
#![cfg(test)]

mod spoiled;
mod support;

use conformance::http::Request;
use serde_json::{Value, json};

use spoiled::{
    After, Before, each_operation, each_resource, error, has, is_html, leave, nothing, refuse,
    refuse_body, unnoticed,
};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// The id of a test behind `entra.`, and what a server does that it must notice.
const FAULTS: [(&str, Before, After); 44] = [
    (
        "failure.01.*",
        |request| each_operation(request, empty_group),
        leave,
    ),
    (
        "failure.02.*",
        |request| {
            refuse(request, |it| {
                has(it, "op", "remove") && it.get("value").is_some()
            })
        },
        leave,
    ),
    (
        "failure.03.*",
        |request| {
            refuse(request, |it| {
                it["value"]
                    .as_str()
                    .is_some_and(|it| it.eq_ignore_ascii_case("false"))
            })
        },
        leave,
    ),
    (
        "failure.04.*",
        |request| refuse(request, |it| it["op"] == "Replace"),
        leave,
    ),
    (
        "failure.05.*",
        |request| refuse(request, |it| it["path"].to_string().contains('[')),
        leave,
    ),
    ("failure.06.*", nothing, |_, response| {
        each_resource(response, first_mail_only);
    }),
    ("failure.07.*", nothing, |_, response| {
        each_resource(response, split_address);
    }),
    (
        "failure.08.*",
        |request| each_operation(request, forget_dotted),
        leave,
    ),
    (
        "failure.09.*",
        |request| {
            refuse(request, |it| {
                it["path"].to_string().ends_with("manager\"") && it["value"].is_string()
            })
        },
        leave,
    ),
    (
        "failure.09.*",
        |request| refuse_body(request, |it| it[ENTERPRISE]["manager"].is_string()),
        leave,
    ),
    ("failure.10.*", nothing, |_, response| {
        each_resource(response, manager_as_text);
    }),
    ("failure.11.*", nothing, |_, response| {
        each_resource(response, manager_outside);
    }),
    (
        "failure.12.*",
        |request| request.path.starts_with("/Groups").then(|| error(404)),
        leave,
    ),
    (
        "failure.13.*",
        |request| (!sends(request, "user-agent")).then(|| error(403)),
        leave,
    ),
    (
        "failure.14.*",
        |request| (!sends(request, "accept")).then(|| error(406)),
        leave,
    ),
    (
        "failure.15.*",
        |request| says(request, "content-type", "charset").then(|| error(400)),
        leave,
    ),
    ("failure.16.*", nothing, |_, response| {
        response.headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    }),
    ("failure.17.*", nothing, |_, response| {
        if response.status == 401 {
            is_html(response, 302);
        }
    }),
    ("failure.17.*", nothing, |_, response| {
        if response.status == 401 {
            is_html(response, 401);
        }
    }),
    (
        "failure.19.external-id",
        |request| request.path.contains("externalId").then(|| error(400)),
        leave,
    ),
    (
        "failure.19.mail-of-a-type",
        |request| request.path.contains("emails").then(|| error(400)),
        leave,
    ),
    (
        "failure.19.unknown-attribute",
        |request| {
            request.path = request.path.replace("noSuchAttribute+eq", "userName+ne");
            None
        },
        leave,
    ),
    (
        "failure.20.case-of-user-name",
        |request| (request.method == "GET" && request.path.contains("USER-")).then(|| error(404)),
        leave,
    ),
    ("failure.20.case-of-user-name", nothing, |_, response| {
        if response.status == 409 {
            *response = error(500);
        }
    }),
    ("failure.21.*", nothing, |_, response| {
        each_resource(response, |it| {
            if it["active"] == false {
                *it = json!({});
            }
        });
    }),
    (
        "failure.22.*",
        |request| {
            each_operation(request, |it| {
                if it["path"] == "active" {
                    it["value"] = json!(true);
                }
            })
        },
        leave,
    ),
    (
        "failure.23.*",
        |request| refuse(request, |it| has(it, "op", "add")),
        leave,
    ),
    (
        "failure.24.*",
        |request| (request.method == "PATCH").then(|| error(404)),
        leave,
    ),
    (
        "failure.25.*",
        |request| (request.method == "PATCH").then(|| error(405)),
        leave,
    ),
    (
        "failure.26.*",
        |request| refuse_body(request, |it| !it["displayName"].to_string().is_ascii()),
        leave,
    ),
    (
        "failure.27.*",
        |request| request.path.contains("%5C").then(|| error(400)),
        leave,
    ),
    ("failure.28.*", nothing, |_, response| {
        each_resource(response, |it| {
            if it["active"] == false {
                it["active"] = json!(true);
            }
        });
    }),
    (
        "failure.29.*",
        |request| refuse_body(request, |it| it["roles"][0]["primary"].is_string()),
        leave,
    ),
    (
        "failure.30.roles-replaced",
        |request| each_operation(request, |it| it["op"] = json!("add")),
        leave,
    ),
    (
        "failure.31.*",
        |request| (request.method == "GET").then(|| error(429)),
        leave,
    ),
    (
        "failure.32.*",
        |request| (request.method == "DELETE").then(|| error(405)),
        leave,
    ),
    (
        "failure.36.*",
        |request| each_operation(request, |it| it["value"] = json!("before")),
        leave,
    ),
    ("failure.37.*", nothing, |_, response| {
        each_resource(response, |it| it["active"] = json!(false));
    }),
    (
        "failure.38.*",
        |request| each_operation(request, |it| it["op"] = json!("replace")),
        leave,
    ),
    (
        "failure.19.unquoted-value",
        |request| request.path.contains("eq+e").then(|| error(400)),
        leave,
    ),
    (
        "failure.30.role-as-json",
        |request| {
            refuse(request, |it| {
                it["value"][0]["value"].to_string().contains('{')
            })
        },
        leave,
    ),
    (
        "failure.33.*",
        |request| {
            refuse(request, |it| {
                has(it, "op", "remove") && it.get("value").is_some()
            })
        },
        leave,
    ),
    (
        "failure.39.*",
        |request| (request.method == "DELETE").then(|| error(405)),
        leave,
    ),
    (
        "failure.40.*",
        |request| {
            request
                .path
                .contains("filter=externalId")
                .then(|| error(400))
        },
        leave,
    ),
];

fn empty_group(operation: &mut Value) {
    if has(operation, "op", "remove") && operation["path"] == "members" {
        operation.as_object_mut().unwrap().remove("value");
    }
}

fn first_mail_only(resource: &mut Value) {
    if let Some(mails) = resource["emails"].as_array_mut() {
        mails.truncate(1);
    }
}

fn split_address(resource: &mut Value) {
    if let Some(address) = resource["addresses"][0].as_object() {
        let part = |(name, value): (&String, &Value)| json!({"type": "work", name: value});
        resource["addresses"] = address.iter().map(part).collect();
    }
}

fn forget_dotted(operation: &mut Value) {
    if let Some(value) = operation["value"].as_object_mut() {
        value.retain(|name, _| !name.contains('.'));
    }
}

fn manager_as_text(resource: &mut Value) {
    if let Some(manager) = resource.pointer_mut(&format!("/{ENTERPRISE}/manager")) {
        *manager = manager["value"].clone();
    }
}

fn manager_outside(resource: &mut Value) {
    if let Some(mut extension) = resource.get_mut(ENTERPRISE).map(Value::take) {
        resource["manager"] = extension["manager"].take();
    }
}

fn sends(request: &Request, name: &str) -> bool {
    request.headers.iter().any(|(known, _)| known == name)
}

fn says(request: &Request, name: &str, word: &str) -> bool {
    let mut headers = request.headers.iter();
    headers.any(|(known, value)| known == name && value.contains(word))
}

#[tokio::test]
async fn every_failure_is_noticed() {
    let unnoticed = unnoticed(&FAULTS).await;
    assert!(unnoticed.is_empty(), "{}", unnoticed.join("\n"));
}
