//! Asks a server what it is, and whether it can be tested at all.

use super::claims::Claims;
use super::{Target, types};
use crate::http::{Request, Response, SendError, Transport};

/// The server cannot be tested; each says why and what to look at.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// Nothing answers there.
    #[error("{url} cannot be reached: {cause}")]
    Unreachable {
        /// The base URL.
        url: String,
        /// What went wrong.
        cause: SendError,
    },
    /// The token is refused.
    #[error(
        "{url} refuses the token (HTTP {status} on /Users): check that it is whole, not expired, and of this server and tenant"
    )]
    Refused {
        /// The base URL.
        url: String,
        /// The status it answers with.
        status: u16,
    },
    /// Something answers, but it does not speak SCIM 2.0.
    #[error(
        "{url} does not answer as a SCIM 2.0 server: {found}. The URL must be the one that /Users stands behind"
    )]
    NotScim {
        /// The base URL.
        url: String,
        /// What it answers instead.
        found: String,
    },
}

/// Reads the three discovery endpoints, and lists one user to see that the token is good.
///
/// # Errors
/// The server cannot be tested.
pub async fn discover(server: &dyn Transport) -> Result<Target, Unusable> {
    let url = server.base_url().to_owned();
    let config = ask(server, "/ServiceProviderConfig").await?;
    let resource_types = ask(server, "/ResourceTypes").await?;
    let schemas = ask(server, "/Schemas").await?;
    let (types, assumed) = types::read(Some(&resource_types), Some(&schemas));
    let first = types
        .first()
        .map_or("/Users", |kind| kind.endpoint.as_str());
    let list = ask(server, &format!("{first}?count=1")).await?;
    if matches!(list.status, 401 | 403) {
        let status = list.status;
        return Err(Unusable::Refused { url, status });
    }
    if ![&config, &resource_types, &schemas, &list]
        .iter()
        .any(|answer| speaks_scim(answer))
    {
        let found = described(&list);
        return Err(Unusable::NotScim { url, found });
    }
    let claimed = (config.status == 200).then(|| config.json()).flatten();
    Ok(Target {
        base_url: url,
        claims: Claims::read(claimed.as_ref()),
        types,
        assumed,
        config: Some(config),
        resource_types: Some(resource_types),
        schemas: Some(schemas),
    })
}

async fn ask(server: &dyn Transport, path: &str) -> Result<Response, Unusable> {
    let answer = server.send(Request::get(path)).await;
    answer.map_err(|cause| Unusable::Unreachable {
        url: server.base_url().to_owned(),
        cause,
    })
}

/// Whether the body names a SCIM schema or message: nothing else has such URNs.
fn speaks_scim(answer: &Response) -> bool {
    answer.status == 200 && answer.json().is_some() && answer.body.contains("urn:ietf:params:scim:")
}

fn described(answer: &Response) -> String {
    let kind = answer.header("content-type").unwrap_or("no content type");
    let start: String = answer.body.chars().take(80).collect();
    format!("HTTP {} with {kind}, beginning {start:?}", answer.status)
}
