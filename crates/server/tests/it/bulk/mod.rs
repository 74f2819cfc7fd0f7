//! Bulk requests (RFC 7644 §3.7) over HTTP, on both databases.

mod circles;
mod errors;
mod examples;
mod late;
mod references;

use serde_json::{Value, json};

use crate::support::{Answer, Tenant, TestServer};

pub(crate) const REQUEST: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
const RESPONSE: &str = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// A server with a tenant on one of the databases.
struct World {
    server: TestServer,
    tenant: Tenant,
}

async fn on_both(test: impl AsyncFn(World)) {
    crate::support::on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        test(World { server, tenant }).await;
    })
    .await;
}

impl World {
    async fn send(&self, body: &Value) -> Answer {
        self.server.post(&self.tenant, "/Bulk", body).await
    }

    /// Sends operations and returns what is answered for each.
    async fn bulk(&self, operations: Value) -> Vec<Value> {
        self.bulk_until(None, operations).await
    }

    async fn bulk_until(&self, fail_on_errors: Option<u64>, operations: Value) -> Vec<Value> {
        let mut body = json!({ "schemas": [REQUEST], "Operations": operations });
        if let Some(count) = fail_on_errors {
            body["failOnErrors"] = json!(count);
        }
        let answer = self.send(&body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.body["schemas"], json!([RESPONSE]), "{answer:?}");
        let operations = answer.body["Operations"].as_array().unwrap();
        for operation in operations {
            self.check(operation);
        }
        operations.clone()
    }

    /// What holds of every operation's answer.
    fn check(&self, operation: &Value) {
        let status: u16 = operation["status"].as_str().unwrap().parse().unwrap();
        let failed = status >= 400;
        assert_eq!(operation.get("response").is_some(), failed, "{operation}");
        if failed {
            assert_eq!(operation["response"]["status"], operation["status"]);
            assert!(operation.get("version").is_none(), "{operation}");
        } else {
            let base = format!("{}/scim/v2/", self.server.url);
            let location = operation["location"].as_str().unwrap();
            assert!(location.starts_with(&base), "{operation}");
            let is_gone = operation["method"] == "DELETE";
            assert_eq!(operation.get("version").is_none(), is_gone, "{operation}");
        }
    }

    /// What a GET answers at the location of an operation's answer.
    async fn at(&self, operation: &Value) -> Value {
        let answer = self.look(operation).await;
        assert_eq!(answer.status, 200, "{operation}: {answer:?}");
        assert_eq!(answer.header("etag").unwrap(), operation["version"]);
        answer.body
    }

    async fn look(&self, operation: &Value) -> Answer {
        let location = operation["location"].as_str().unwrap();
        let path = location.split_once("/scim/v2").unwrap().1;
        self.server.get(&self.tenant, path).await
    }

    async fn create(&self, path: &str, body: Value) -> String {
        self.server.create(&self.tenant, path, &body).await
    }

    async fn total(&self, path: &str) -> Value {
        self.server.get(&self.tenant, path).await.body["totalResults"].clone()
    }
}

fn post(path: &str, bulk_id: &str, data: Value) -> Value {
    let mut operation = json!({ "method": "POST", "path": path, "bulkId": bulk_id });
    operation["data"] = data;
    operation
}

fn user(name: &str) -> Value {
    json!({ "schemas": [USER], "userName": name })
}

fn group(name: &str, members: &[&str]) -> Value {
    let members: Vec<Value> = members.iter().map(|id| json!({ "value": id })).collect();
    json!({ "schemas": [GROUP], "displayName": name, "members": members })
}

fn statuses(operations: &[Value]) -> Vec<&str> {
    operations
        .iter()
        .map(|it| it["status"].as_str().unwrap())
        .collect()
}

/// The id at the end of a location.
fn id(operation: &Value) -> &str {
    operation["location"]
        .as_str()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
}

/// The ids of a group's members, sorted.
fn members(group: &Value) -> Vec<&str> {
    let members = group["members"].as_array().map(Vec::as_slice);
    let members = members.unwrap_or_default().iter();
    let mut ids: Vec<&str> = members.map(|it| it["value"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids
}

fn sorted<'i>(ids: impl IntoIterator<Item = &'i str>) -> Vec<&'i str> {
    let mut ids: Vec<&str> = ids.into_iter().collect();
    ids.sort_unstable();
    ids
}
