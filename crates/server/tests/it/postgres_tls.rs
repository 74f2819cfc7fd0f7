//! PostgreSQL over TLS, and what is told when there is no way to it.

use sea_orm::{ConnectionTrait, Statement};
use testkit::tls::{self, TlsCluster};

use crate::support::Program;

/// A database of the cluster, and what `migrate` comes to there.
struct Way {
    user: &'static str,
    host: &'static str,
    database: &'static str,
    parameters: String,
    /// Words of the refusal, none if there is none.
    refused: Option<&'static str>,
}

fn way(host: &'static str, parameters: &str, refused: Option<&'static str>) -> Way {
    Way {
        user: "postgres",
        host,
        database: "postgres",
        parameters: parameters.to_owned(),
        refused,
    }
}

impl Way {
    fn url(&self, port: u16) -> String {
        let (user, host, database) = (self.user, self.host, self.database);
        format!(
            "postgres://{user}@{host}:{port}/{database}?{}",
            self.parameters
        )
    }
}

fn ways(cluster: &TlsCluster) -> Vec<Way> {
    let full = format!("sslmode=verify-full&sslrootcert={}", cluster.authority());
    let authority = format!("sslmode=verify-ca&sslrootcert={}", cluster.authority());
    let stranger = format!("sslmode=verify-full&sslrootcert={}", cluster.stranger());
    let (not_trusted, other_host) = ("signed by nobody who is trusted", "is for another host");
    let not_admitted = Some("does not let this user in");
    vec![
        way("localhost", &full, None),
        way("127.0.0.1", &full, Some(other_host)),
        way("127.0.0.1", &authority, None),
        way("localhost", &stranger, Some(not_trusted)),
        way("localhost", "sslmode=verify-full", Some(not_trusted)),
        way("localhost", "sslmode=verify-ca", Some(not_trusted)),
        way("localhost", "sslmode=require", None),
        way("localhost", "sslmode=prefer", None),
        way("localhost", "sslmode=disable", not_admitted),
        way("no-such-host.invalid", &full, Some("it cannot be reached")),
        Way {
            user: "guest:wr0ng",
            ..way("localhost", &full, not_admitted)
        },
        Way {
            user: "guest:s3cret",
            database: "elsewhere",
            ..way("localhost", &full, Some("there is no database yet"))
        },
    ]
}

#[test]
fn each_way_to_a_cluster_with_its_own_authority_works_or_is_told_in_words() {
    let cluster = tls::start();
    for way in ways(&cluster) {
        let url = way.url(cluster.port);
        let run = Program::new()
            .with("ROLLCALL_DATABASE_URL", &url)
            .run(&["migrate"]);
        let Some(words) = way.refused else {
            assert_eq!(run.status, 0, "{url}: {run:?}");
            continue;
        };
        assert_eq!(run.status, 1, "{url}: {run:?}");
        let place = format!("{:?} at {}:{}", way.database, way.host, cluster.port);
        for told in [words, place.as_str()] {
            assert!(run.stderr.contains(told), "{url}: {told}: {run:?}");
        }
        for kept in ["s3cret", "wr0ng", "postgres://", "rustls", "UnknownIssuer"] {
            assert!(!run.stderr.contains(kept), "{url}: {kept}: {run:?}");
        }
        assert_eq!(run.stderr.lines().count(), 1, "{url}: {run:?}");
    }
}

#[test]
fn a_server_that_offers_no_tls_is_refused_where_it_is_demanded() {
    let database = testkit::postgres();
    let url = format!("{}&sslmode=require", database.url);
    let program = Program::new().with("ROLLCALL_DATABASE_URL", &url);
    let run = program.run(&["migrate"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("does not offer TLS"), "{run:?}");
}

#[tokio::test]
async fn a_server_of_ours_speaks_nothing_but_tls_with_its_database() {
    let cluster = tls::start();
    let parameters = format!("sslmode=verify-full&sslrootcert={}", cluster.authority());
    let url = way("localhost", &parameters, None).url(cluster.port);
    let program = Program::new().with("ROLLCALL_DATABASE_URL", &url);
    let running = program.serve(&["--tenant", "contoso"]);
    let client = reqwest::Client::new();
    let request = client.get(format!("{}/scim/v2/Users", running.url));
    let answer = request.bearer_auth(running.token()).send().await.unwrap();
    assert_eq!(answer.status(), 200);

    let conn = sea_orm::Database::connect(&url).await.unwrap();
    let sql = "SELECT COUNT(*) AS connections, COUNT(*) FILTER (WHERE ssl) AS with_tls \
        FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'rollcall'";
    let statement = Statement::from_string(conn.get_database_backend(), sql);
    let row = conn.query_one_raw(statement).await.unwrap().unwrap();
    let [connections, with_tls] =
        ["connections", "with_tls"].map(|column| row.try_get::<i64>("", column).unwrap());
    assert!(connections > 0);
    assert_eq!(with_tls, connections);
}
