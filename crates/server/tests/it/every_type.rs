//! What holds for the resources of every type, built in or a customer's own: one suite over a
//! resource type, with values made from the kinds of its attributes.

mod samples;

use directory::{Caller, schemas, tenants};
use scim::schema::{AttrRef, Kind, Mutability, ResourceType, Returned};
use serde_json::{Value, json};

use self::samples::{body, has, is_list, key, leaves, places, sample, single};
use crate::own_types::documents;
use crate::support::{Answer, Tenant, TestServer, on_both};

const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

#[tokio::test]
async fn users_groups_and_a_customers_devices_behave_alike() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        let added = schemas::add(&server.directory, "contoso", "acme.json", &documents()).await;
        added.unwrap();
        let caller = Caller {
            tenant: tenants::show(&server.directory, "contoso")
                .await
                .unwrap()
                .key,
            token_id: String::new(),
            request_id: String::new(),
            deadline: None,
        };
        let registry = server.directory.registry_of(&caller).await.unwrap();
        assert_eq!(registry.resource_types().len(), 3);
        for resource_type in registry.resource_types() {
            Suite::start(&server, &tenant, resource_type)
                .await
                .run()
                .await;
        }
    })
    .await;
}

struct Suite<'a> {
    server: &'a TestServer,
    tenant: &'a Tenant,
    resource_type: &'a ResourceType,
    /// Three resources, made from the numbers 1, 2 and 3.
    ids: Vec<String>,
}

impl<'a> Suite<'a> {
    async fn start(
        server: &'a TestServer,
        tenant: &'a Tenant,
        resource_type: &'a ResourceType,
    ) -> Self {
        let mut ids = Vec::new();
        for number in 1..=3 {
            let body = body(resource_type, number);
            ids.push(server.create(tenant, &resource_type.endpoint, &body).await);
        }
        Self {
            server,
            tenant,
            resource_type,
            ids,
        }
    }

    async fn run(&self) {
        self.what_was_created_is_read().await;
        for place in places(self.resource_type) {
            for leaf in leaves(place) {
                self.a_filter_selects(leaf).await;
                self.an_order_is_kept(leaf).await;
            }
            self.a_projection_shows(place).await;
            self.a_patch_changes(place).await;
        }
        self.a_put_of_what_was_read_changes_nothing().await;
        self.writes_answer_what_was_asked_for().await;
        self.what_is_deleted_is_gone().await;
    }

    async fn what_was_created_is_read(&self) {
        for (number, id) in (1..).zip(&self.ids) {
            let answer = self.server.get(self.tenant, &self.path(id)).await;
            assert_eq!(answer.status, 200);
            assert_eq!(answer.body["meta"]["resourceType"], self.resource_type.name);
            for place in places(self.resource_type) {
                let shown = matches!(
                    place.attribute.returned,
                    Returned::Default | Returned::Always
                );
                let expected = shown.then(|| sample(place.attribute, number));
                assert_eq!(
                    value(&answer.body, place),
                    expected.as_ref(),
                    "{}",
                    place.path()
                );
            }
        }
    }

    async fn a_filter_selects(&self, leaf: AttrRef<'_>) {
        let path = leaf.path();
        if leaf.attribute.returned == Returned::Never {
            let refused = self.list(&[("filter", &format!("{path} pr"))]).await;
            assert_eq!(refused.status, 403, "{path}");
            return;
        }
        let wanted = literal(&single(leaf.leaf(), 2));
        self.selects(&format!("{path} pr"), |_| true).await;
        let equal = |number| has(leaf, number, &single(leaf.leaf(), 2));
        self.selects(&format!("{path} eq {wanted}"), equal).await;
        self.selects(&format!("not ({path} eq {wanted})"), |number| {
            !equal(number)
        })
        .await;
        if !matches!(leaf.leaf().kind, Kind::Boolean | Kind::Binary) && !is_list(leaf) {
            let greater = |number| key(leaf, number) > key(leaf, 2);
            self.selects(&format!("{path} gt {wanted}"), greater).await;
        }
    }

    async fn selects(&self, filter: &str, expected: impl Fn(usize) -> bool) {
        let answer = self.list(&[("filter", filter)]).await;
        assert_eq!(answer.status, 200, "{filter}: {answer:?}");
        let mut found = ids(&answer.body);
        found.sort();
        let chosen = (1..).zip(&self.ids).filter(|(number, _)| expected(*number));
        let mut chosen: Vec<_> = chosen.map(|(_, id)| id.clone()).collect();
        chosen.sort();
        assert_eq!(found, chosen, "{} {filter}", self.resource_type.name);
    }

    async fn an_order_is_kept(&self, leaf: AttrRef<'_>) {
        if leaf.attribute.returned == Returned::Never {
            return;
        }
        let answer = self.list(&[("sortBy", &leaf.path())]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let mut expected: Vec<_> = (1..).zip(&self.ids).collect();
        expected.sort_by_key(|(number, id)| (key(leaf, *number), (*id).clone()));
        let expected: Vec<_> = expected.into_iter().map(|(_, id)| id.clone()).collect();
        assert_eq!(ids(&answer.body), expected, "{}", leaf.path());
    }

    async fn a_projection_shows(&self, place: AttrRef<'_>) {
        let path = encoded(&place.path());
        let one = self.path(&self.ids[0]);
        let only = self
            .server
            .get(self.tenant, &format!("{one}?attributes={path}"))
            .await
            .body;
        let shown = place.attribute.returned != Returned::Never;
        assert_eq!(value(&only, place).is_some(), shown, "{path}");
        for other in places(self.resource_type) {
            let is_always = other.attribute.returned == Returned::Always;
            if other != place && !is_always {
                assert_eq!(value(&only, other), None, "{path}");
            }
        }
        let without = self
            .server
            .get(self.tenant, &format!("{one}?excludedAttributes={path}"))
            .await;
        let is_always = place.attribute.returned == Returned::Always;
        assert_eq!(value(&without.body, place).is_some(), is_always, "{path}");
    }

    async fn a_patch_changes(&self, place: AttrRef<'_>) {
        let (path, new) = (place.path(), sample(place.attribute, 9));
        let answer = self
            .patch(json!({"op": "replace", "path": path, "value": new}))
            .await;
        if place.attribute.mutability == Mutability::Immutable {
            assert_eq!(answer.body["scimType"], "mutability", "{path}: {answer:?}");
            return;
        }
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        if place.attribute.returned == Returned::Default {
            assert_eq!(value(&answer.body, place), Some(&new), "{path}");
        }
        let removed = self.patch(json!({"op": "remove", "path": path})).await;
        if place.attribute.required {
            assert_eq!(removed.status, 400, "{path}");
        } else {
            assert_eq!(removed.status, 200, "{path}: {removed:?}");
            assert_eq!(value(&removed.body, place), None, "{path}");
        }
    }

    async fn a_put_of_what_was_read_changes_nothing(&self) {
        let path = self.path(&self.ids[1]);
        let all: Vec<_> = places(self.resource_type)
            .map(|place| encoded(&place.path()))
            .collect();
        let read = format!("{path}?attributes=meta,{}", all.join(","));
        let read = self.server.get(self.tenant, &read).await.body;
        let put = self.write("PUT", &path, &read).await;
        assert_eq!(put.status, 200, "{put:?}");
        assert_eq!(put.body["meta"]["version"], read["meta"]["version"]);
    }

    /// The first resource is written as it is, a new one made and deleted again.
    async fn writes_answer_what_was_asked_for(&self) {
        let (base, one) = (&self.resource_type.endpoint, self.path(&self.ids[0]));
        let name = self.resource_type.unique_attribute().unwrap();
        let same = json!({"op": "replace", "path": name.name, "value": sample(name, 1)});
        let same = json!({"schemas": [PATCH], "Operations": [same]});
        for place in places(self.resource_type) {
            for parameter in ["attributes", "excludedAttributes"] {
                let query = format!("?{parameter}={}", encoded(&place.path()));
                let (here, there) = (format!("{one}{query}"), format!("{base}{query}"));
                let put = self.write("PUT", &here, &body(self.resource_type, 1)).await;
                let patched = self.write("PATCH", &here, &same).await;
                let made = self
                    .write("POST", &there, &body(self.resource_type, 5))
                    .await;
                assert_eq!((put.status, patched.status, made.status), (200, 200, 201));
                for answer in [&put, &patched, &made] {
                    self.is_shaped(&answer.body, parameter, place);
                }
                let id = made.body["id"].as_str().unwrap();
                let deleted = self.write("DELETE", &self.path(id), &json!({})).await;
                assert_eq!(deleted.status, 204);
            }
        }
    }

    fn is_shaped(&self, body: &Value, parameter: &str, place: AttrRef<'_>) {
        for other in places(self.resource_type) {
            let named = other == place;
            let shown = match (other.attribute.returned, parameter) {
                (Returned::Always, _) => true,
                (Returned::Never, _) | (Returned::Request, "excludedAttributes") => false,
                (_, "excludedAttributes") => !named,
                _ => named,
            };
            let what = format!("{parameter}={}: {}", place.path(), other.path());
            assert_eq!(value(body, other).is_some(), shown, "{what} in {body}");
        }
    }

    async fn what_is_deleted_is_gone(&self) {
        for id in &self.ids {
            let path = self.path(id);
            let deleted = self.write("DELETE", &path, &json!({})).await;
            assert_eq!(deleted.status, 204);
            assert_eq!(self.server.get(self.tenant, &path).await.status, 404);
        }
        assert_eq!(self.list(&[]).await.body["totalResults"], 0);
    }

    fn path(&self, id: &str) -> String {
        format!("{}/{id}", self.resource_type.endpoint)
    }

    async fn write(&self, method: &str, path: &str, body: &Value) -> Answer {
        let request = self.server.request(self.tenant, method, path);
        request.json(body).send().await
    }

    async fn list(&self, query: &[(&str, &str)]) -> Answer {
        let query = query
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)));
        let query: Vec<_> = query.collect();
        let path = format!("{}?{}", self.resource_type.endpoint, query.join("&"));
        self.server.get(self.tenant, &path).await
    }

    async fn patch(&self, operation: Value) -> Answer {
        let body = json!({"schemas": [PATCH], "Operations": [operation]});
        self.server
            .patch(self.tenant, &self.path(&self.ids[2]), &body)
            .await
    }
}

fn value<'v>(body: &'v Value, place: AttrRef<'_>) -> Option<&'v Value> {
    let holder = match place.extension {
        None => body,
        Some(schema) => body.get(&schema.id)?,
    };
    holder.get(&place.attribute.name)
}

fn literal(value: &Value) -> String {
    value.to_string()
}

fn ids(list: &Value) -> Vec<String> {
    let resources = list["Resources"].as_array().unwrap();
    resources
        .iter()
        .map(|it| it["id"].as_str().unwrap().to_owned())
        .collect()
}

fn encoded(text: &str) -> String {
    let escapes: Vec<_> = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    escapes.concat()
}
