//! How the text of a setting is read. Each error completes the sentence "expected …".

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use url::Url;

use crate::duration;

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// An absolute http or https URL without a query, a fragment or a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Reads one. The error completes the sentence "expected …".
    ///
    /// # Errors
    ///
    /// What was expected, and what was found instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        base_url(text)
    }

    /// `http://` and the address.
    pub fn of_address(address: SocketAddr) -> Self {
        Self(format!("http://{address}"))
    }

    /// The base of all SCIM URLs below it, without a slash at its end.
    pub fn scim(&self) -> String {
        format!("{}/scim/v2", self.0)
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| format!("an address and a port such as 127.0.0.1:8080, found {text:?}"))
}

pub(super) fn base_url(text: &str) -> Result<BaseUrl, String> {
    // What stands before an @ may be a password, and is not repeated.
    let found = if text.contains('@') {
        String::new()
    } else {
        format!(", found {text:?}")
    };
    let expected = || format!("a URL such as https://scim.example.com{found}");
    let url = Url::parse(text).map_err(|_| expected())?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("a URL without a user name or password, since every client is told it".into());
    }
    let plain = url.query().is_none() && url.fragment().is_none();
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() || !plain {
        return Err(expected());
    }
    let base = url.as_str().trim_end_matches('/');
    if base.to_ascii_lowercase().ends_with("/scim/v2") {
        return Err(format!(
            "the URL without /scim/v2 at its end, which Rollcall adds itself{found}"
        ));
    }
    Ok(BaseUrl(base.to_owned()))
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        other => Err(format!("text or json, found {other:?}")),
    }
}

pub(super) fn log_filter(text: &str) -> Result<String, String> {
    match EnvFilter::try_new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(format!(
            "a tracing filter such as info or warn,rollcall_server=debug, found {text:?}"
        )),
    }
}

pub(super) fn directory(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if path.is_dir() {
        Ok(path)
    } else {
        Err(format!("a directory that exists, found {text:?}"))
    }
}

pub(super) fn size(text: &str) -> Result<usize, String> {
    within(text, 1_024, 1 << 30)
        .ok_or_else(|| format!("1024 to {} (bytes), found {text:?}", 1 << 30))
}

pub(super) fn count(text: &str) -> Result<u64, String> {
    within(text, 1, 100_000).ok_or_else(|| format!("a number from 1 to 100000, found {text:?}"))
}

pub(super) fn parallelism(text: &str) -> Result<usize, String> {
    number(text, 1, 1_024)
}

/// Beyond 127 the JSON parser would stop by itself; a PATCH in a bulk request needs 8.
pub(super) fn body_depth(text: &str) -> Result<usize, String> {
    number(text, 8, 127)
}

pub(super) fn number(text: &str, least: usize, most: usize) -> Result<usize, String> {
    within(text, least, most)
        .ok_or_else(|| format!("a number from {least} to {most}, found {text:?}"))
}

pub(super) fn duration(text: &str) -> Result<Duration, String> {
    duration::parse(text).map_err(|expected| format!("{expected}, found {text:?}"))
}

fn within<N: std::str::FromStr + PartialOrd>(text: &str, least: N, most: N) -> Option<N> {
    text.parse()
        .ok()
        .filter(|number| (least..=most).contains(number))
}
