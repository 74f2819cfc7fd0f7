//! What the server says about itself.

use crate::support::on_both;

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

#[tokio::test]
async fn discovery_cannot_be_filtered() {
    on_both(async |server| {
        let tenant = server.tenant("contoso").await;
        for path in [
            "/ServiceProviderConfig",
            "/ResourceTypes",
            "/Schemas",
            "/ResourceTypes/User",
        ] {
            let answer = server
                .get(&tenant, &format!("{path}?filter=name+eq+%22User%22"))
                .await;
            assert_eq!(answer.status, 403, "{path}");
            let answer = server
                .get(&tenant, &format!("{path}?count=1&aadOptscim062020="))
                .await;
            assert_eq!(answer.status, 200, "{path}");
        }
    })
    .await;
}
