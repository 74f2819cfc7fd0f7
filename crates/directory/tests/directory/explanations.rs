//! What is known of a person, and why somebody trains or does not.

use rollcall_directory::explain;
use serde_json::{Value, json};

use crate::world::{ENTERPRISE, World, at};

async fn explained(world: &World, who: &str) -> Value {
    let explained = explain::person(&world.directory, world.slug(), who).await;
    serde_json::to_value(explained.unwrap()).unwrap()
}

fn ann() -> Value {
    json!({
        "userName": "ann.lee@contoso.example",
        "name": {"givenName": "Ann", "familyName": "Lee"},
        "title": "Analyst",
        ENTERPRISE: {"department": "Risk"},
    })
}

fn field(value: &str, path: &str, since: i64) -> Value {
    json!({
        "value": value, "source": "scim", "path": path, "since": at(since), "pinned": false,
        "directory_value": value,
    })
}

#[tokio::test]
async fn a_contact_tells_where_its_fields_come_from_and_what_happened() {
    for world in World::both().await {
        let user = world.create("User", ann()).await.unwrap().id;
        world.pass(60);
        world.set(&user, "title", json!("Manager")).await;
        world.pass(60);
        let refused = world.replace("User", &user, json!({})).await;
        let detail = refused.unwrap_err().detail().to_owned();
        let mut told = explained(&world, "Ann.Lee@contoso.example").await;
        assert_eq!(told["contact"], world.contact().await);
        assert_eq!(
            explained(&world, told["contact"]["id"].as_str().unwrap()).await,
            told
        );
        told["decision"]["remedies"] = Value::Null;
        told["contact"] = Value::Null;
        let name = "ann.lee@contoso.example";
        let expected = json!({
            "contact": null,
            "status": "in_scope",
            "decision": {
                "in_scope": true, "because": {"kind": "everyone"}, "remedies": null,
            },
            "audiences": [],
            "fields": {
                "user_name": field(name, "userName", 0),
                "email": field(name, "userName", 0),
                "first_name": field("Ann", "name.givenName", 0),
                "last_name": field("Lee", "name.familyName", 0),
                "display_name": field("Ann Lee", "name.givenName, name.familyName", 0),
                "title": field("Manager", "title", 60),
                "department": field("Risk", &format!("{ENTERPRISE}:department"), 0),
            },
            "seen": [
                {"at": at(0), "what": "created", "detail": "by scim"},
                {"at": at(60), "what": "updated", "detail": "title"},
                {"at": at(120), "what": "refused", "detail": detail},
            ],
            "hint": null,
        });
        assert_eq!(told, expected);
    }
}

#[tokio::test]
async fn a_leaver_is_explained_by_the_directorys_word() {
    for world in World::both().await {
        let user = world.create("User", ann()).await.unwrap().id;
        world.pass(60);
        world.set(&user, "active", json!(false)).await;
        world.pass(60);
        world.set(&user, "active", json!(true)).await;
        world.pass(60);
        world.delete("User", &user).await.unwrap();
        let told = explained(&world, "ann.lee@contoso.example").await;
        assert_eq!(told["status"], "left");
        let because = json!({"kind": "directory", "since": at(180)});
        assert_eq!(told["decision"]["because"], because);
        assert_eq!(told["decision"]["in_scope"], false);
        let remedies = told["decision"]["remedies"].as_array().unwrap();
        let kinds: Vec<&Value> = remedies.iter().map(|remedy| &remedy["do"]).collect();
        assert_eq!(kinds, ["directory", "exception"]);
        assert_eq!(told["fields"]["title"]["path"], Value::Null);
        assert_eq!(told["fields"]["title"]["directory_value"], Value::Null);
        assert_eq!(
            told["seen"],
            json!([
                {"at": at(0), "what": "created", "detail": "by scim"},
                {"at": at(60), "what": "disabled", "detail": ""},
                {"at": at(120), "what": "updated", "detail": "enabled again"},
                {"at": at(180), "what": "deleted", "detail": ""},
            ])
        );
    }
}

#[tokio::test]
async fn those_who_are_no_contacts_are_told_of_too() {
    for world in World::both().await {
        let nobody = explained(&world, "nobody").await;
        let never = "Nothing was pushed of a person of this name. Look whether the person is \
                     assigned to the application in the directory.";
        assert_eq!(
            nobody,
            json!({"contact": null, "fields": {}, "seen": [], "hint": never})
        );
        let broken = json!({"userName": "bob", "active": "perhaps"});
        let refused = world.create("User", broken).await;
        let detail = refused.unwrap_err().detail().to_owned();
        let told = explained(&world, "BOB").await;
        let refused = json!([{"at": at(0), "what": "refused", "detail": detail}]);
        assert_eq!(told["seen"], refused);
        let why = "The directory pushed this person and was refused; \"seen\" says why.";
        assert_eq!(told["hint"], why);
    }
}
