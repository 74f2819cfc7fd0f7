//! What a server refuses is learned before the tests, and left out of them.
#![cfg(test)]

mod support;

use std::sync::Arc;

use conformance::http::{BoxFuture, Request, Response, SendError, Transport};
use conformance::rehearsal::Rehearsal;
use conformance::run::fit;
use conformance::target::discover;
use support::{rich, shared};

/// A server that takes no resource in whose body one of these texts stands.
struct Picky {
    server: Arc<Rehearsal>,
    refused: &'static [&'static str],
}

impl Transport for Picky {
    fn base_url(&self) -> &str {
        self.server.base_url()
    }

    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        let body = request.body.as_deref().unwrap_or_default();
        if self.refused.iter().any(|text| body.contains(text)) {
            let refusal = Response {
                status: 400,
                headers: Vec::new(),
                body: r#"{"detail": "not here"}"#.to_owned(),
            };
            return Box::pin(async { Ok(refusal) });
        }
        self.server.send(request)
    }
}

async fn check(refused: &'static [&'static str], left_out: &[&str]) {
    let server = rich();
    let target = discover(server.as_ref()).await.unwrap();
    let picky = Picky {
        server: Arc::clone(&server),
        refused,
    };
    let mut shared = Arc::new(shared(Arc::new(picky), target));
    fit(&mut shared).await;
    assert_eq!(shared.profile.leave_out, left_out, "{refused:?}");
    for place in left_out {
        let mut told = shared.target.assumed.iter();
        assert!(told.any(|it| it.contains(place) && it.contains("not here")));
    }
    assert_eq!(server.len(), 0, "something is left");
}

#[tokio::test]
async fn refused_attributes_are_named_and_left_out() {
    check(&[], &[]).await;
    check(
        &["\"title\"", "\"costCenter\""],
        &[
            "User.title",
            "User.urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter",
        ],
    )
    .await;
}

#[tokio::test]
async fn a_server_that_takes_nothing_is_left_to_the_tests() {
    check(&["\"schemas\""], &[]).await;
}
