//! What a server says of itself.

use conformance::http::{Credentials, Request, Response};
use serde_json::{Value, json};

use crate::edit::{body, error, is_discovery, walk};
use crate::fault::Fault;

pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault::answers("no-config", |request, answer| {
            missing(request, answer, "/ServiceProviderConfig")
        }),
        Fault::reads("config-is-not-for-strangers", |request| {
            if request.credentials == Credentials::None {
                return request.credentials(Credentials::Header("Bearer unknown".to_owned()));
            }
            request
        }),
        Fault::answers("no-resource-types", |request, answer| {
            missing(request, answer, "/ResourceTypes")
        }),
        Fault::answers("no-schemas-endpoint", |request, answer| {
            missing(request, answer, "/Schemas")
        }),
        Fault::answers("no-single-schema", |request, answer| {
            missing(request, answer, "/Schemas/")
        }),
        Fault::answers("no-single-resource-type", |request, answer| {
            missing(request, answer, "/ResourceTypes/")
        }),
        Fault::answers("discovery-without-schemas", |request, answer| {
            remove(request, answer, "schemas")
        }),
        Fault::answers("discovery-without-id", |request, answer| {
            remove(request, answer, "id")
        }),
        Fault::answers("discovery-without-name", |request, answer| {
            remove(request, answer, "name")
        }),
        Fault::answers("resource-types-without-endpoint", |request, answer| {
            remove(request, answer, "endpoint")
        }),
        Fault::answers("resource-types-without-schema", |request, answer| {
            remove(request, answer, "schema")
        }),
        Fault::answers("schemas-without-attributes", |request, answer| {
            remove(request, answer, "attributes")
        }),
        Fault::answers("discovery-lists-are-arrays", |request, answer| {
            if !is_discovery(request) {
                return answer;
            }
            body(answer, |body| {
                if body.get("Resources").is_some() {
                    *body = body["Resources"].take();
                }
            })
        }),
        Fault::answers("discovery-lists-are-not-counted", |request, answer| {
            if !is_discovery(request) {
                return answer;
            }
            body(answer, |body| {
                body.as_object_mut()
                    .and_then(|it| it.shift_remove("totalResults"));
            })
        }),
        Fault::answers("attributes-without-type", |request, answer| {
            characteristic(request, answer, "type")
        }),
        Fault::answers("attributes-without-characteristics", |request, answer| {
            [
                "mutability",
                "returned",
                "uniqueness",
                "required",
                "caseExact",
                "multiValued",
            ]
            .iter()
            .fold(answer, |answer, name| characteristic(request, answer, name))
        }),
        Fault::answers("attributes-with-unknown-words", |request, answer| {
            if !request.path.starts_with("/Schemas") {
                return answer;
            }
            body(answer, |body| {
                walk(body, &mut |value| {
                    if let Value::Object(fields) = value
                        && fields.contains_key("mutability")
                    {
                        fields.insert("mutability".into(), "sometimes".into());
                        fields.insert("type".into(), "text".into());
                        fields.insert("returned".into(), "maybe".into());
                        fields.insert("uniqueness".into(), "rarely".into());
                    }
                });
            })
        }),
        Fault::answers("attributes-have-no-parts", |request, answer| {
            characteristic(request, answer, "subAttributes")
        }),
        Fault::answers("userName-is-not-in-the-schema", |request, answer| {
            if !request.path.starts_with("/Schemas") {
                return answer;
            }
            body(answer, |body| {
                walk(body, &mut |value| {
                    if let Value::Array(list) = value {
                        list.retain(|it| it["name"] != "userName" && it["name"] != "active");
                    }
                });
            })
        }),
        Fault::answers("config-without-features", |request, answer| {
            config(request, answer, |config| {
                for name in ["patch", "bulk", "filter", "changePassword", "sort", "etag"] {
                    config.as_object_mut().and_then(|it| it.shift_remove(name));
                }
            })
        }),
        Fault::answers("config-without-authentication", |request, answer| {
            config(request, answer, |config| {
                config
                    .as_object_mut()
                    .and_then(|it| it.shift_remove("authenticationSchemes"));
            })
        }),
        Fault::answers("config-with-empty-authentication", |request, answer| {
            config(request, answer, |config| {
                config["authenticationSchemes"] = json!([{}]);
            })
        }),
        Fault::answers("config-without-limits", |request, answer| {
            config(request, answer, |config| {
                config["bulk"] = json!({"supported": true});
                config["filter"] = json!({"supported": true});
            })
        }),
        Fault::answers("config-says-booleans-as-text", |request, answer| {
            config(request, answer, |config| {
                walk(config, &mut |value| {
                    if let Value::Bool(is) = value {
                        *value = is.to_string().into();
                    }
                });
            })
        }),
    ]
}

fn missing(request: &Request, answer: Response, start: &str) -> Response {
    if request.path.starts_with(start) {
        error(404, None)
    } else {
        answer
    }
}

fn remove(request: &Request, answer: Response, name: &str) -> Response {
    if !is_discovery(request) {
        return answer;
    }
    body(answer, |body| match body.get_mut("Resources") {
        Some(Value::Array(list)) => list.iter_mut().for_each(|it| cut(it, name)),
        _ => cut(body, name),
    })
}

fn cut(value: &mut Value, name: &str) {
    value
        .as_object_mut()
        .and_then(|fields| fields.shift_remove(name));
}

fn characteristic(request: &Request, answer: Response, name: &str) -> Response {
    if !request.path.starts_with("/Schemas") {
        return answer;
    }
    body(answer, |body| {
        walk(body, &mut |value| {
            if let Value::Object(fields) = value
                && fields.contains_key("multiValued")
            {
                cut(value, name);
            }
        });
    })
}

fn config(request: &Request, answer: Response, change: fn(&mut Value)) -> Response {
    if !request.path.starts_with("/ServiceProviderConfig") || answer.status != 200 {
        return answer;
    }
    body(answer, change)
}
