//! A bulk request that is too much for its time.

use std::time::Duration;

use rollcall_server::config::HttpSettings;
use scim::Limits;
use serde_json::{Value, json};

use super::REQUEST;
use crate::support::TestServer;

/// More than any machine does in the time of a request here.
const OPERATIONS: usize = 20_000;

#[tokio::test]
async fn a_bulk_request_past_its_deadline_tells_what_was_done_and_what_was_not() {
    for database in testkit::both() {
        let settings = HttpSettings {
            request_timeout: Duration::from_secs(3),
            ..HttpSettings::default()
        };
        let limits = Limits {
            bulk_operations: OPERATIONS,
            ..Limits::default()
        };
        let server = TestServer::start_limited(database, settings, limits, None).await;
        let tenant = server.tenant("contoso").await;
        let operation = |number| {
            json!({
                "method": "POST",
                "path": "/Users",
                "bulkId": format!("u{number}"),
                "data": { "userName": format!("u{number}") },
            })
        };
        let operations: Vec<Value> = (0..OPERATIONS).map(operation).collect();
        let body = json!({ "schemas": [REQUEST], "Operations": operations });
        let answer = server.post(&tenant, "/Bulk", &body).await;
        assert_eq!(answer.status, 200, "{:?}", answer.detail());
        let told = answer.body["Operations"].as_array().unwrap();
        assert_eq!(told.len(), OPERATIONS);
        let done = told.iter().filter(|it| it["status"] == "201").count();
        let refused = told.iter().filter(|it| it["status"] == "503").count();
        assert_eq!(done + refused, OPERATIONS, "{told:?}");
        assert!(refused > 0, "all were done");
        let last = &told[OPERATIONS - 1]["response"]["detail"];
        assert!(last.as_str().unwrap().contains("Send it again"), "{last}");
        let found = server.get(&tenant, "/Users?count=0").await;
        assert_eq!(found.body["totalResults"], done, "{found:?}");
    }
}
