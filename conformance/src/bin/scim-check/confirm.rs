//! Asks before a server of somebody else is written to.

use std::io::{self, BufRead, IsTerminal, Write, stderr, stdin};

/// Whether to go on: asks whoever sits at a terminal unless the server is on this machine; elsewhere
/// nobody can answer, and the command itself was the answer.
pub(crate) fn confirmed(url: &str, tests: usize) -> io::Result<bool> {
    if is_loopback(url) || !stdin().is_terminal() || !stderr().is_terminal() {
        return Ok(true);
    }
    write!(
        stderr(),
        "{tests} tests will be run against {url}.\nThey make users, groups and other resources there, \
         change them and delete them again;\nwhat is there already is only read. Go on? [y/N] "
    )?;
    stderr().flush()?;
    let mut answer = String::new();
    stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

fn is_loopback(url: &str) -> bool {
    let url = url::Url::parse(url).ok();
    match url.as_ref().and_then(url::Url::host) {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_not_asked_about() {
        for url in [
            "http://127.0.0.1:8080/scim",
            "http://[::1]/",
            "http://localhost:1/",
        ] {
            assert!(is_loopback(url), "{url}");
        }
        for url in [
            "https://example.com/scim",
            "http://localhost.example.com/",
            "http://10.0.0.1/",
        ] {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
