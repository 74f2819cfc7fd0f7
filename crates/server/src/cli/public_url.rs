//! The URL that clients are told. It belongs to the database: what `serve` was told is kept there, so
//! that commands print the same.

use std::net::SocketAddr;

use chrono::{DateTime, Utc};
use directory::installation;
use storage::Database;

use super::error::Failure;
use crate::config::{BaseUrl, Settings};

/// The URL of a server that listens at an address. One that is set is kept.
pub(super) async fn of_server(
    database: &Database,
    settings: &Settings,
    address: SocketAddr,
    now: DateTime<Utc>,
) -> Result<BaseUrl, Failure> {
    let kept = kept(database).await?;
    let Some(set) = &settings.public_url else {
        return Ok(kept.unwrap_or_else(|| BaseUrl::of_address(address)));
    };
    if kept.as_ref() != Some(set) {
        if let Some(kept) = kept {
            tracing::warn!(%kept, new = %set, "another public URL is kept from now on");
        }
        installation::keep_public_url(database, &set.to_string(), now).await?;
    }
    Ok(set.clone())
}

/// The URL as a command knows it.
pub(super) async fn of_command(
    database: &Database,
    settings: &Settings,
) -> Result<BaseUrl, Failure> {
    let kept = kept(database).await?;
    match (&settings.public_url, kept) {
        (None, None) => Ok(BaseUrl::of_address(settings.listen)),
        (None, Some(kept)) => Ok(kept),
        (Some(set), kept) => {
            if let Some(kept) = kept.filter(|kept| kept != set) {
                tracing::warn!(
                    %kept,
                    %set,
                    "the server of this database was told another public URL than this command"
                );
            }
            Ok(set.clone())
        }
    }
}

/// What was kept; nothing if that is no URL.
async fn kept(database: &Database) -> Result<Option<BaseUrl>, Failure> {
    let kept = installation::public_url(database).await?;
    Ok(kept.and_then(|kept| BaseUrl::parse(&kept).ok()))
}

/// What is wrong with a SCIM URL that is to be entered at an identity provider elsewhere, if anything
/// is, and what to do.
pub(super) fn doubt(scim_url: &str) -> Option<String> {
    let url = url::Url::parse(scim_url).ok()?;
    let what = match url.host()? {
        url::Host::Ipv4(host) if host.is_unspecified() => "is no address that anybody can call",
        url::Host::Ipv6(host) if host.is_unspecified() => "is no address that anybody can call",
        url::Host::Ipv4(host) if host.is_loopback() => "can be called from this machine only",
        url::Host::Ipv6(host) if host.is_loopback() => "can be called from this machine only",
        url::Host::Domain("localhost") => "can be called from this machine only",
        _ if url.scheme() == "http" => "is not encrypted, and Microsoft Entra calls https:// only",
        _ => return None,
    };
    Some(format!(
        "This URL {what}. Start `rollcall serve` with --public-url and the https:// address under which \
         it is reached from outside."
    ))
}

#[cfg(test)]
mod tests {
    use super::doubt;

    #[test]
    fn a_url_that_nobody_elsewhere_can_call_is_told_with_what_to_do() {
        for (url, about) in [
            ("http://127.0.0.1:8080/scim/v2", Some("this machine only")),
            ("https://localhost/scim/v2", Some("this machine only")),
            ("http://[::1]:8080/scim/v2", Some("this machine only")),
            ("http://0.0.0.0:8080/scim/v2", Some("anybody can call")),
            ("http://[::]:8080/scim/v2", Some("anybody can call")),
            ("http://scim.example/scim/v2", Some("not encrypted")),
            ("https://scim.example/scim/v2", None),
        ] {
            let told = doubt(url);
            let is_right = match (&told, about) {
                (Some(told), Some(about)) => told.contains(about),
                (told, about) => told.is_none() && about.is_none(),
            };
            assert!(is_right, "{url}: {told:?}");
        }
    }
}
