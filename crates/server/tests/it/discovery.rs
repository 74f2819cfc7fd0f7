//! What the server says about itself.

use crate::own_types;
use crate::support::{Tenant, TestServer, on_both};

#[tokio::test]
async fn each_listed_type_and_schema_can_be_read_by_its_id() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for (list, count) in [("/ResourceTypes", 2), ("/Schemas", 3)] {
            let all = server.get(&tenant, list).await;
            assert_eq!(all.status, 200);
            assert_eq!(all.body["totalResults"], count);
            for one in all.body["Resources"].as_array().unwrap() {
                let id = one["id"].as_str().unwrap();
                let answer = server.get(&tenant, &format!("{list}/{id}")).await;
                assert_eq!(&answer.body, one, "{list}/{id}");
                let location = one["meta"]["location"].as_str().unwrap();
                assert_eq!(location, format!("{}/scim/v2{list}/{id}", server.url));
            }
            assert_eq!(
                server.get(&tenant, &format!("{list}/Nothing")).await.status,
                404
            );
        }
        assert_eq!(
            server.get(&tenant, "/ServiceProviderConfig").await.status,
            200
        );
    })
    .await;
}

/// The lists, and everything in them.
async fn everything(server: &TestServer, tenant: &Tenant) -> Vec<String> {
    let mut paths = vec!["/ServiceProviderConfig".to_owned()];
    for list in ["/ResourceTypes", "/Schemas"] {
        paths.push(list.to_owned());
        for one in server.get(tenant, list).await.body["Resources"]
            .as_array()
            .unwrap()
        {
            paths.push(format!("{list}/{}", one["id"].as_str().unwrap()));
        }
    }
    paths
}

#[tokio::test]
async fn discovery_cannot_be_filtered() {
    on_both(async |server| {
        let tenant = own_types::contoso(&server).await;
        for path in everything(&server, &tenant).await {
            for filter in [
                "filter=name+eq+%22User%22",
                "count=1&Filter=id+pr",
                "filter=",
            ] {
                let answer = server.get(&tenant, &format!("{path}?{filter}")).await;
                assert_eq!(answer.status, 403, "{path} {filter}");
            }
            let other = "count=1&startIndex=2&sortBy=id&attributes=id&aadOptscim062020=";
            let answer = server.get(&tenant, &format!("{path}?{other}")).await;
            let plain = server.get(&tenant, &path).await;
            assert_eq!((answer.status, &answer.body), (200, &plain.body), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn discovery_is_for_reading_only() {
    on_both(async |server| {
        let tenant = own_types::contoso(&server).await;
        let paths = everything(&server, &tenant).await;
        assert_eq!(paths.len(), 12, "{paths:?}");
        for path in paths {
            for method in ["POST", "PUT", "PATCH", "DELETE"] {
                for body in ["", "{", "{\"name\": \"x\"}"] {
                    let request = server.request(&tenant, method, &path).body(body);
                    let answer = request.send().await;
                    assert_eq!(answer.status, 405, "{method} {path} {body}");
                    assert_eq!(answer.header("allow"), Some("GET, HEAD"), "{method} {path}");
                }
            }
        }
    })
    .await;
}
