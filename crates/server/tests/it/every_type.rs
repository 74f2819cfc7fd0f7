//! What holds for the resources of every type, built in or a customer's own: one suite over a
//! resource type, with values made from the kinds of its attributes.

use directory::{Caller, schemas, tenants};
use scim::schema::{AttrRef, Attribute, Kind, Mutability, ResourceType, Returned};
use serde_json::{Map, Value, json};

use crate::own_types::documents;
use crate::support::{Tenant, TestServer, on_both};

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
        let read = format!("{path}?attributes={}", all.join(","));
        let mut versions = Vec::new();
        // What is never returned is cleared by the first.
        for _ in 0..2 {
            let read = self.server.get(self.tenant, &read).await.body;
            let put = self
                .server
                .request(self.tenant, "PUT", &path)
                .json(&read)
                .send()
                .await;
            assert_eq!(put.status, 200, "{put:?}");
            versions.push(put.body["meta"]["version"].clone());
        }
        assert_eq!(versions[0], versions[1]);
    }

    async fn what_is_deleted_is_gone(&self) {
        for id in &self.ids {
            let path = self.path(id);
            let deleted = self
                .server
                .request(self.tenant, "DELETE", &path)
                .send()
                .await;
            assert_eq!(deleted.status, 204);
            assert_eq!(self.server.get(self.tenant, &path).await.status, 404);
        }
        assert_eq!(self.list(&[]).await.body["totalResults"], 0);
    }

    fn path(&self, id: &str) -> String {
        format!("{}/{id}", self.resource_type.endpoint)
    }

    async fn list(&self, query: &[(&str, &str)]) -> crate::support::Answer {
        let query = query
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)));
        let query: Vec<_> = query.collect();
        let path = format!("{}?{}", self.resource_type.endpoint, query.join("&"));
        self.server.get(self.tenant, &path).await
    }

    async fn patch(&self, operation: Value) -> crate::support::Answer {
        let body = json!({"schemas": [PATCH], "Operations": [operation]});
        self.server
            .patch(self.tenant, &self.path(&self.ids[2]), &body)
            .await
    }
}

/// Whether the resource made from a number has that value at a place.
fn has(leaf: AttrRef<'_>, number: usize, wanted: &Value) -> bool {
    let whole = sample(leaf.attribute, number);
    let elements = match &whole {
        Value::Array(elements) => elements.as_slice(),
        one => std::slice::from_ref(one),
    };
    elements.iter().any(|element| match leaf.sub {
        Some(sub) => &element[&sub.name] == wanted,
        None => element == wanted,
    })
}

/// The attributes that a client may set, but for a group's members, which need ids.
fn places(resource_type: &ResourceType) -> impl Iterator<Item = AttrRef<'_>> {
    let extensions = resource_type.extensions.iter().map(|it| &it.schema);
    std::iter::once((None, &resource_type.schema))
        .chain(extensions.map(|schema| (Some(schema), schema)))
        .flat_map(|(extension, schema)| {
            schema.attributes.iter().map(move |attribute| AttrRef {
                extension,
                attribute,
                sub: None,
            })
        })
        .filter(|place| place.attribute.name != "members" && is_writable(place.attribute))
}

/// The values that can be compared: the attribute itself or its parts.
fn leaves(place: AttrRef<'_>) -> Vec<AttrRef<'_>> {
    match place.attribute.kind {
        Kind::Complex => parts(place.attribute)
            .map(|sub| place.with_sub(sub))
            .collect(),
        _ => vec![place],
    }
}

fn parts(attribute: &Attribute) -> impl Iterator<Item = &Attribute> {
    let parts = attribute.sub_attributes.iter();
    parts.filter(|sub| is_writable(sub) && sub.name != "primary")
}

fn is_writable(attribute: &Attribute) -> bool {
    attribute.mutability != Mutability::ReadOnly
}

fn is_list(place: AttrRef<'_>) -> bool {
    place.attribute.multi_valued
}

/// A resource made from a number.
fn body(resource_type: &ResourceType, number: usize) -> Value {
    let mut body = Map::new();
    for place in places(resource_type) {
        let value = sample(place.attribute, number);
        match place.extension {
            None => body.insert(place.attribute.name.clone(), value),
            Some(schema) => body
                .entry(schema.id.clone())
                .or_insert_with(|| json!({}))
                .as_object_mut()
                .unwrap()
                .insert(place.attribute.name.clone(), value),
        };
    }
    Value::Object(body)
}

fn sample(attribute: &Attribute, number: usize) -> Value {
    if attribute.multi_valued {
        return json!([single(attribute, number), single(attribute, number + 1)]);
    }
    single(attribute, number)
}

fn single(attribute: &Attribute, number: usize) -> Value {
    match attribute.kind {
        Kind::String => format!("Text {number:02}").into(),
        Kind::Boolean => number.is_multiple_of(2).into(),
        Kind::Integer => (i64::try_from(number).unwrap() * 100 - 250).into(),
        Kind::Decimal => json!([-2.5, -0.25, 10.75, 3.5][number % 4]),
        Kind::DateTime => format!("2026-01-{:02}T08:00:00Z", 20 - number).into(),
        Kind::Binary => format!("QU{}B", ["A", "x", "J", "5"][number % 4]).into(),
        Kind::Reference => format!("https://x.example/{number:02}").into(),
        Kind::Complex => parts(attribute)
            .map(|sub| (sub.name.clone(), single(sub, number)))
            .collect(),
    }
}

/// What a resource made from a number is sorted by, in an order that Rust knows.
fn key(leaf: AttrRef<'_>, number: usize) -> (Rank, String) {
    match single(leaf.leaf(), number) {
        Value::Bool(flag) => (Rank(flag.into()), String::new()),
        Value::Number(number) => (Rank(number.as_f64().unwrap()), String::new()),
        // Bytes, or in lower case: the samples differ in nothing that case would hide.
        Value::String(text) => (Rank(0.0), text),
        other => panic!("{other} has no order"),
    }
}

/// A number among the samples, none of which is infinite or no number.
#[derive(PartialEq)]
struct Rank(f64);

impl Eq for Rank {}

impl Ord for Rank {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Rank {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
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
