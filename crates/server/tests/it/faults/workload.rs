//! A few writes of each kind.

use serde_json::{Value, json};

use super::place::Injector;
use super::session::{Effect, Outcome, Session};

const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const BULK: &str = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";

impl<I: Injector> Session<'_, I> {
    /// Every kind of write once or twice, in a fixed order. What needs a resource that could not
    /// be made is left out.
    pub(super) async fn run(&mut self) {
        let ann = self.post_user("ann@contoso.example", "joiner").await;
        let bob = self.post_user("bob@contoso.example", "joiner").await;
        let team = match &ann {
            Some(ann) => self.post_group("team", ann).await,
            None => None,
        };
        if let Some(ann) = &ann {
            self.patch_title(ann).await;
            self.post_taken_name().await;
        }
        if let (Some(team), Some(bob)) = (&team, &bob) {
            self.add_member(team, bob).await;
        }
        if let (Some(team), Some(ann)) = (&team, &ann) {
            self.remove_member(team, ann).await;
        }
        if let Some(bob) = &bob {
            self.put_user(bob).await;
        }
        self.bulk(ann.as_deref()).await;
        if let Some(bob) = &bob {
            self.delete_user(bob).await;
        }
    }

    /// A write that has to be done: whatever failed before is over.
    pub(super) async fn run_after(&mut self) {
        self.post_user("eve@contoso.example", "late").await;
        if self.steps.last().unwrap().outcome != Outcome::Acknowledged {
            let wrong = format!("the write after being ready again: {:?}", self.steps.last());
            self.wrongs.push(wrong);
        }
    }

    async fn post_user(&mut self, name: &str, title: &str) -> Option<String> {
        let body = json!({"userName": name, "title": title});
        let effect = Effect::User(title.to_owned());
        let user = self.write("POST", "/Users", body, name, effect).await?;
        let id = user["id"].as_str().unwrap().to_owned();
        self.expect_title(&id, Some(title)).await;
        Some(id)
    }

    async fn post_group(&mut self, name: &str, ann: &str) -> Option<String> {
        let body = json!({"displayName": name, "members": [{"value": ann}]});
        let effect = Effect::Group("ann@contoso.example".to_owned());
        let group = self.write("POST", "/Groups", body, name, effect).await?;
        let id = group["id"].as_str().unwrap().to_owned();
        self.expect_member(&id, ann, true).await;
        Some(id)
    }

    async fn patch_title(&mut self, ann: &str) {
        let change = json!({"op": "Replace", "path": "title", "value": "mover"});
        let path = format!("/Users/{ann}");
        let effect = Effect::User("mover".to_owned());
        let done = self.patch(&path, change, "ann@contoso.example", effect);
        if done.await {
            self.expect_title(ann, Some("mover")).await;
        }
    }

    async fn post_taken_name(&mut self) {
        let body = json!({"userName": "ANN@contoso.example"});
        let name = "ANN@contoso.example";
        self.write("POST", "/Users", body, name, Effect::Taken)
            .await;
    }

    async fn add_member(&mut self, team: &str, bob: &str) {
        let change = json!({"op": "Add", "path": "members", "value": [{"value": bob}]});
        let path = format!("/Groups/{team}");
        let effect = Effect::AddMember("bob@contoso.example".to_owned());
        if self.patch(&path, change, "team", effect).await {
            self.expect_member(team, bob, true).await;
        }
    }

    async fn remove_member(&mut self, team: &str, ann: &str) {
        let change = json!({"op": "Remove", "path": format!("members[value eq \"{ann}\"]")});
        let path = format!("/Groups/{team}");
        let effect = Effect::RemoveMember("ann@contoso.example".to_owned());
        if self.patch(&path, change, "team", effect).await {
            self.expect_member(team, ann, false).await;
        }
    }

    async fn put_user(&mut self, bob: &str) {
        let name = "bob@contoso.example";
        let body = json!({"userName": name, "title": "leaver"});
        let effect = Effect::User("leaver".to_owned());
        let path = format!("/Users/{bob}");
        if self.write("PUT", &path, body, name, effect).await.is_some() {
            self.expect_title(bob, Some("leaver")).await;
        }
    }

    async fn delete_user(&mut self, bob: &str) {
        let (path, name) = (format!("/Users/{bob}"), "bob@contoso.example");
        let deleted = self.write("DELETE", &path, Value::Null, name, Effect::DeleteUser);
        if deleted.await.is_some() {
            self.expect_title(bob, None).await;
        }
    }

    async fn bulk(&mut self, ann: Option<&str>) {
        let mut operations = Vec::new();
        let mut effects = Vec::new();
        for name in ["cid@contoso.example", "dan@contoso.example"] {
            let data = json!({"userName": name, "title": "bulk"});
            operations
                .push(json!({"method": "POST", "path": "/Users", "bulkId": name, "data": data}));
            effects.push((name, Effect::User("bulk".to_owned())));
        }
        if let Some(ann) = ann {
            let change = json!({"op": "Replace", "path": "title", "value": "bulk"});
            let data = json!({"schemas": [PATCH], "Operations": [change]});
            let path = format!("/Users/{ann}");
            operations.push(json!({"method": "PATCH", "path": path, "data": data}));
            effects.push(("ann@contoso.example", Effect::User("bulk".to_owned())));
        }
        let body = json!({"schemas": [BULK], "Operations": operations});
        for location in self.write_bulk(&body, effects).await {
            let id = location.rsplit('/').next().unwrap();
            self.expect_title(id, Some("bulk")).await;
        }
    }

    async fn patch(&mut self, path: &str, change: Value, name: &str, effect: Effect) -> bool {
        let body = json!({"schemas": [PATCH], "Operations": [change]});
        self.write("PATCH", path, body, name, effect)
            .await
            .is_some()
    }
}
