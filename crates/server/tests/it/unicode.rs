//! One verdict on whether two names are the same, whoever asks.

use serde_json::json;

use crate::support::on_both;

/// Names that are the same after Unicode case folding.
const SAME: [(&str, &str); 5] = [
    ("Straße@x.example", "STRASSE@x.example"),
    ("\u{212a}im", "kim"),
    ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ("\u{fb00}ion", "FFION"),
    ("ÅSA", "åsa"),
];

/// Names that are not.
const DIFFERENT: [(&str, &str); 4] = [
    ("ılker", "ilker"),
    ("jose", "josé"),
    ("ann", "a\u{200d}nn"),
    ("bob", "bób"),
];

#[tokio::test]
async fn names_that_fold_alike_are_one_name() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for (name, same) in SAME {
            let id = server
                .create(&tenant, "/Users", &json!({"userName": name}))
                .await;
            let again = server
                .post(&tenant, "/Users", &json!({"userName": same}))
                .await;
            assert_eq!(
                (again.status, &again.body["scimType"]),
                (409, &json!("uniqueness")),
                "{same}"
            );

            let filter = format!("userName eq {}", json!(same));
            let found = server
                .post(&tenant, "/Users/.search", &json!({"filter": filter}))
                .await;
            assert_eq!(
                found.body["Resources"][0]["id"],
                id.as_str(),
                "{same}: {found:?}"
            );
            assert_eq!(found.body["Resources"][0]["userName"], name);

            let put = server.request(&tenant, "PUT", &format!("/Users/{id}"));
            assert_eq!(
                put.json(&json!({"userName": same})).send().await.status,
                200,
                "{same}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn names_that_fold_differently_are_two_names() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for (name, other) in DIFFERENT {
            server
                .create(&tenant, "/Users", &json!({"userName": name}))
                .await;
            let filter = format!("userName eq {}", json!(other));
            let found = server
                .post(&tenant, "/Users/.search", &json!({"filter": filter}))
                .await;
            assert_eq!(found.body["totalResults"], 0, "{other}");
            server
                .create(&tenant, "/Users", &json!({"userName": other}))
                .await;
        }
    })
    .await;
}
