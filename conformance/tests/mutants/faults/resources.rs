//! What resources look like.

use conformance::http::{Request, Response};
use serde_json::{Map, Value, json};

use crate::edit::{body, is_discovery, is_error, parameters, resources, sent, walk, without};
use crate::fault::{Fault, Mutant};

/// What even a server that keeps nothing keeps.
const KEPT: [&str; 7] = [
    "schemas",
    "id",
    "meta",
    "userName",
    "displayName",
    "callSign",
    "active",
];

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault::answers("booleans-are-text", |request, answer| {
            if is_discovery(request) || is_error(&answer) {
                return answer;
            }
            body(answer, |body| {
                walk(body, &mut |value| {
                    if let Value::Bool(is) = value {
                        *value = if *is { "True".into() } else { "False".into() };
                    }
                });
            })
        }),
        Fault::answers("numbers-are-text", |request, answer| {
            resources(request, answer, |resource| {
                resource.values_mut().for_each(|value| {
                    walk(value, &mut |value| {
                        if value.is_number() {
                            *value = value.to_string().into();
                        }
                    });
                });
            })
        }),
        Fault::answers("empty-is-null", |request, answer| {
            resources(request, answer, |resource| {
                for name in ["title", "nickName", "members", "emails", "nick"] {
                    resource.entry(name).or_insert(Value::Null);
                }
            })
        }),
        Fault::reads("most-attributes-are-lost", |request| {
            if request.method != "POST" && request.method != "PUT" || request.path == "/Bulk" {
                return request;
            }
            sent(request, |body| {
                if let Some(fields) = body.as_object_mut() {
                    fields.retain(|name, _| KEPT.contains(&name.as_str()));
                }
            })
        }),
        Fault::answers("most-attributes-are-not-shown", |request, answer| {
            resources(request, answer, |resource| {
                resource.retain(|name, _| KEPT.contains(&name.as_str()) || name == "members");
            })
        }),
        Fault::answers("extensions-are-lost", |request, answer| {
            resources(request, answer, |resource| {
                resource.retain(|name, _| !name.starts_with("urn:"));
            })
        }),
        Fault::answers("extensions-are-flattened", |request, answer| {
            resources(request, answer, |resource| {
                let urns: Vec<String> = resource
                    .keys()
                    .filter(|it| it.starts_with("urn:"))
                    .cloned()
                    .collect();
                for urn in urns {
                    if let Some(Value::Object(fields)) = resource.shift_remove(&urn) {
                        resource.extend(fields);
                    }
                }
            })
        }),
        Fault::answers("extensions-are-not-in-schemas", |request, answer| {
            resources(request, answer, |resource| {
                if let Some(Value::Array(urns)) = resource.get_mut("schemas") {
                    urns.truncate(1);
                }
            })
        }),
        Fault::answers("parts-of-objects-are-lost", |request, answer| {
            resources(request, answer, |resource| {
                each_object(resource, &mut |parts| {
                    let last = parts.keys().next_back().cloned();
                    last.and_then(|name| parts.shift_remove(&name));
                });
            })
        }),
        Fault::answers("only-the-first-of-several-is-kept", |request, answer| {
            resources(request, answer, |resource| {
                for (name, value) in resource.iter_mut() {
                    if let (Value::Array(list), true) = (value, name != "schemas") {
                        list.truncate(1);
                    }
                }
            })
        }),
        Fault::answers("lists-of-one-are-single", |request, answer| {
            resources(request, answer, |resource| {
                for (name, value) in resource.iter_mut() {
                    if let (Value::Array(list), true) = (&value, name != "schemas")
                        && let [one] = list.as_slice()
                    {
                        *value = one.clone();
                    }
                }
            })
        }),
        Fault::answers("text-is-upper-case", |request, answer| {
            text(request, answer, str::to_uppercase)
        }),
        Fault::answers("text-is-ascii", |request, answer| {
            text(request, answer, |text| {
                text.replace(|it: char| !it.is_ascii(), "?")
            })
        }),
        Fault::answers("text-is-cut", |request, answer| {
            text(request, answer, |text| text.chars().take(20).collect())
        }),
        Fault::answers("times-are-days", |request, answer| {
            text(request, answer, |text| match scim::instant::parse(text) {
                Some(_) => text.chars().take(10).collect(),
                None => text.to_owned(),
            })
        }),
        Fault::answers("no-id", |request, answer| remove(request, answer, "id")),
        Fault::answers("id-is-a-number", |request, answer| {
            resources(request, answer, |resource| {
                resource.insert("id".into(), 7.into());
            })
        }),
        Fault::answers("no-schemas", |request, answer| {
            remove(request, answer, "schemas")
        }),
        Fault::answers("wrong-schemas", |request, answer| {
            resources(request, answer, |resource| {
                resource.insert(
                    "schemas".into(),
                    json!(["urn:ietf:params:scim:schemas:core:1.0"]),
                );
            })
        }),
        Fault::answers("no-meta", |request, answer| remove(request, answer, "meta")),
        Fault::answers("meta-is-empty", |request, answer| {
            resources(request, answer, |resource| {
                resource.insert("meta".into(), json!({}));
            })
        }),
        Fault::answers("meta-of-another-type", |request, answer| {
            meta(request, answer, "resourceType", &json!("Thing"))
        }),
        Fault::answers("meta-location-is-elsewhere", |request, answer| {
            meta(request, answer, "location", &json!("/x"))
        }),
        Fault::answers("meta-created-is-no-time", |request, answer| {
            meta(request, answer, "created", &json!("today"))
        }),
        Fault::answers("meta-modified-never-moves", |request, answer| {
            meta(
                request,
                answer,
                "lastModified",
                &json!("2020-01-01T00:00:00Z"),
            )
        }),
        Fault::answers("meta-created-moves", |request, answer| {
            let now = format!(
                "2026-01-01T00:{:02}:{:02}Z",
                fastrand::u8(..60),
                fastrand::u8(..60)
            );
            meta(request, answer, "created", &json!(now))
        }),
        Fault::answers("externalId-is-lost", |request, answer| {
            remove(request, answer, "externalId")
        }),
        Fault::answers("active-is-always-true", |request, answer| {
            resources(request, answer, |resource| {
                if let Some(active) = resource.get_mut("active") {
                    *active = true.into();
                }
            })
        }),
        Fault::answers("active-is-not-shown", |request, answer| {
            remove(request, answer, "active")
        }),
        Fault::answers("members-are-not-shown", |request, answer| {
            remove(request, answer, "members")
        }),
        Fault::answers("members-without-value", |request, answer| {
            resources(request, answer, |resource| {
                if let Some(Value::Array(members)) = resource.get_mut("members") {
                    for member in members.iter_mut().filter_map(Value::as_object_mut) {
                        member.shift_remove("value");
                    }
                }
            })
        }),
        Fault::acts("what-is-excluded-is-shown", |server, request| {
            server.right(&without(request.clone(), "excludedAttributes"))
        }),
        Fault::acts("what-is-not-asked-for-is-shown", |server, request| {
            server.right(&without(request.clone(), "attributes"))
        }),
        Fault::answers("only-what-is-asked-for-is-shown", |request, answer| {
            if !request.path.contains("ttributes=") && !request.path.ends_with("/.search") {
                return answer;
            }
            remove(request, remove(request, answer, "id"), "schemas")
        }),
        Fault::reads("parts-asked-for-give-all", |request| {
            parameters(request, "attributes", |text| Some(whole(&text)))
        }),
        Fault::reads("parts-asked-for-are-not-known", |request| {
            parameters(request, "attributes", |text| {
                Some(if whole(&text) == text {
                    text
                } else {
                    "id".to_owned()
                })
            })
        }),
        Fault::reads("excluded-parts-take-all", |request| {
            parameters(request, "excludedAttributes", |text| Some(whole(&text)))
        }),
        Fault::reads("attributes-may-not-be-asked-for-in-upper-case", |request| {
            parameters(request, "attributes", |text| {
                let has_lower = text.contains(char::is_lowercase);
                Some(if has_lower { text } else { "id".to_owned() })
            })
        }),
        Fault::answers("what-is-never-returned-is-shown", |request, answer| {
            resources(request, answer, |resource| {
                resource.insert("alarmCode".into(), "4711".into());
                resource.insert("password".into(), "hunter2".into());
            })
        }),
        Fault::answers("what-is-on-request-is-always-shown", |request, answer| {
            resources(request, answer, |resource| {
                resource.insert("logbook".into(), "long".into());
            })
        }),
        Fault::answers("what-is-on-request-is-never-shown", |request, answer| {
            remove(request, answer, "logbook")
        }),
        Fault::answers("what-is-always-returned-is-not", |request, answer| {
            if !request.path.contains("ttributes=") && !request.path.ends_with("/.search") {
                return answer;
            }
            remove(request, answer, "registry")
        }),
        Fault::acts("what-is-read-only-is-written", read_only_is_written),
        Fault::acts("what-is-immutable-changes", |server, request| {
            let answer = server.right(request);
            if answer.status != 400 || !answer.body.contains("\"mutability\"") {
                return answer;
            }
            server.right(&Request::get(&request.path))
        }),
        Fault::acts("what-is-immutable-cannot-be-set", |server, request| {
            server.right(&sent(request.clone(), |body| {
                body.as_object_mut()
                    .and_then(|fields| fields.shift_remove("hullNumber"));
            }))
        }),
    ]
}

fn read_only_is_written(server: &Mutant, request: &Request) -> Response {
    let answer = server.right(request);
    resources(request, answer, |resource| {
        let id = resource
            .get("id")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let sent = server.written(id);
        for name in ["id", "meta", "groups", "lastSeen"] {
            if let Some(value) = sent.get(name) {
                resource.insert(name.to_owned(), value.clone());
            }
        }
    })
}

fn remove(request: &Request, answer: Response, name: &str) -> Response {
    resources(request, answer, |resource| {
        resource.shift_remove(name);
    })
}

fn meta(request: &Request, answer: Response, name: &str, value: &Value) -> Response {
    resources(request, answer, |resource| {
        if let Some(Value::Object(meta)) = resource.get_mut("meta") {
            meta.insert(name.to_owned(), value.clone());
        }
    })
}

fn text(request: &Request, answer: Response, change: fn(&str) -> String) -> Response {
    resources(request, answer, |resource| {
        for (name, value) in resource.iter_mut() {
            if ["id", "schemas", "meta", "members", "groups"].contains(&name.as_str()) {
                continue;
            }
            walk(value, &mut |value| {
                if let Value::String(text) = value {
                    *text = change(text);
                }
            });
        }
    })
}

fn each_object(resource: &mut Map<String, Value>, change: &mut dyn FnMut(&mut Map<String, Value>)) {
    for (name, value) in resource.iter_mut() {
        match value {
            Value::Object(parts) if name != "meta" && !name.starts_with("urn:") => change(parts),
            Value::Array(list) => list
                .iter_mut()
                .filter_map(Value::as_object_mut)
                .for_each(&mut *change),
            _ => {}
        }
    }
}

/// The attributes to which the parts belong.
fn whole(names: &str) -> String {
    let whole = |name: &str| {
        let start = name.rfind(':').map_or(0, |at| at + 1);
        let end = name[start..].find('.').map_or(name.len(), |at| start + at);
        name[..end].to_owned()
    };
    names.split(',').map(whole).collect::<Vec<_>>().join(",")
}
