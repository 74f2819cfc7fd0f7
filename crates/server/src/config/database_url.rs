//! How the database's URL is read. It may hold a password, so no message repeats any part of it
//! that could be one: what the drivers say of a URL that they cannot read does.

use percent_encoding::percent_decode_str;
use url::{Url, form_urlencoded};

/// What PostgreSQL's `sslmode` may be.
const TLS_MODES: [&str; 6] = [
    "disable",
    "allow",
    "prefer",
    "require",
    "verify-ca",
    "verify-full",
];
/// The parameters of a PostgreSQL URL that the driver knows.
const PARAMETERS: [&str; 18] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
];
/// Those that name a file, or hold what would stand in it.
const FILES: [&str; 7] = [
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
];
const ENCODE: &str = "in a user name or password, write @ as %40, : as %3A, / as %2F, ? as %3F, # \
                      as %23 and % as %25";

/// Checks the URL of a database. The error completes the sentence "expected …".
pub(super) fn check(text: &str) -> Result<String, String> {
    if let Some(rest) = text.strip_prefix("sqlite:") {
        check_sqlite(rest.strip_prefix("//").unwrap_or(rest))?;
    } else if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        check_postgres(text)?;
    } else {
        return Err("a URL that starts with sqlite:// or postgres://".into());
    }
    Ok(text.to_owned())
}

/// Everything in the URL that nobody shall read in a message: the URL itself, and its passwords as
/// they are written and as they are meant.
pub(super) fn secrets(url: &str) -> Vec<String> {
    let mut secrets = vec![url.to_owned()];
    if let Ok(parsed) = Url::parse(url) {
        let password = parsed.password().unwrap_or_default();
        let decoded = percent_decode_str(password).decode_utf8_lossy();
        secrets.extend([password.to_owned(), decoded.into_owned()]);
        let pairs = parsed.query_pairs();
        let passwords = pairs.filter(|(key, _)| key == "password");
        secrets.extend(passwords.map(|(_, value)| value.into_owned()));
    }
    secrets
}

/// What people call the database, in words and without passwords.
pub(super) fn described(url: &str) -> String {
    if let Some(rest) = url.strip_prefix("sqlite:") {
        let path = rest.strip_prefix("//").unwrap_or(rest);
        let path = path.split('?').next().unwrap_or_default();
        return format!("the SQLite file {}", decoded(path));
    }
    let Ok(parsed) = Url::parse(url) else {
        return "the PostgreSQL database".to_owned();
    };
    let parameter = |wanted: &str| {
        let mut pairs = parsed.query_pairs();
        let found = pairs.find(|(key, _)| key == wanted);
        found.map(|(_, value)| value.into_owned())
    };
    let host = parameter("hostaddr").or_else(|| parameter("host"));
    let host = host.unwrap_or_else(|| decoded(parsed.host_str().unwrap_or("localhost")));
    let port = parameter("port").or_else(|| parsed.port().map(|port| port.to_string()));
    let port = port.unwrap_or_else(|| "5432".to_owned());
    let name = decoded(parsed.path().trim_start_matches('/'));
    let name = Some(name).filter(|name| !name.is_empty());
    match parameter("dbname").or(name) {
        Some(name) => format!("the PostgreSQL database {name:?} at {host}:{port}"),
        None => format!("the PostgreSQL server at {host}:{port}"),
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn check_sqlite(rest: &str) -> Result<(), String> {
    let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let parameters: Vec<_> = form_urlencoded::parse(parameters.as_bytes()).collect();
    let in_memory = parameters
        .iter()
        .any(|(key, value)| key == "mode" && value == "memory");
    if path.is_empty() || path == ":memory:" || in_memory {
        return Err(
            "a URL that names a file, such as sqlite:///var/lib/rollcall/rollcall.db: a database in \
             memory would be empty for every connection and gone at the end"
                .into(),
        );
    }
    if !is_text(path) {
        return Err("a URL whose path is UTF-8 after percent-decoding".into());
    }
    for (key, value) in &parameters {
        let is_fine = match key.as_ref() {
            "mode" => matches!(value.as_ref(), "ro" | "rw" | "rwc"),
            "cache" => matches!(value.as_ref(), "private" | "shared"),
            "immutable" => matches!(value.as_ref(), "true" | "false" | "1" | "0"),
            "vfs" => true,
            _ => false,
        };
        if !is_fine {
            return Err(
                "a URL with no other parameters than mode (ro, rw or rwc), cache (private or \
                 shared), immutable (true or false) and vfs; a ? in the path is written %3F"
                    .into(),
            );
        }
    }
    Ok(())
}

fn check_postgres(text: &str) -> Result<(), String> {
    let url = Url::parse(text).map_err(|error| {
        format!("a URL such as postgres://user:password@host:5432/database ({error}); {ENCODE}")
    })?;
    let path = url.path();
    let is_split = path.contains('@') || url.query().is_some_and(|query| query.contains('@'));
    if is_split || url.fragment().is_some() {
        return Err(format!(
            "a URL such as postgres://user:password@host:5432/database; {ENCODE}"
        ));
    }
    let password = url.password().unwrap_or_default();
    if ![url.username(), password, path].into_iter().all(is_text) {
        return Err("a URL whose parts are UTF-8 without NUL after percent-decoding".into());
    }
    url.query_pairs()
        .try_for_each(|(key, value)| check_parameter(&key, &value))
}

fn check_parameter(key: &str, value: &str) -> Result<(), String> {
    let is_number = |most: u64| value.parse().is_ok_and(|number: u64| number <= most);
    let expected = match key {
        "sslmode" | "ssl-mode" if !TLS_MODES.contains(&value) => TLS_MODES.join(", "),
        "port" if !is_number(65_535) => "a number up to 65535".into(),
        "statement-cache-capacity" if !is_number(100_000) => "a number up to 100000".into(),
        key if FILES.contains(&key) && !is_pem(value) && std::fs::File::open(value).is_err() => {
            "the path of a file that can be read".into()
        }
        "hostaddr" if value.parse::<std::net::IpAddr>().is_err() => "an IP address".into(),
        _ if PARAMETERS.contains(&key) || key.starts_with("options[") => return Ok(()),
        _ => {
            return Err(format!(
                "a URL with no other parameters than {}",
                PARAMETERS.join(", ")
            ));
        }
    };
    Err(format!("a URL whose parameter {key} is {expected}"))
}

fn is_pem(value: &str) -> bool {
    value.trim_start().starts_with("-----BEGIN ")
}

fn is_text(encoded: &str) -> bool {
    let decoded = percent_decode_str(encoded).decode_utf8();
    decoded.is_ok_and(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_drivers_can_read_is_taken_as_it_is() {
        for url in [
            "sqlite://rollcall.db",
            "sqlite:///var/lib/a%3Fb.db?mode=rwc&cache=private",
            "sqlite:rollcall.db",
            "postgres://joe:s3c%40ret@db:5432/rollcall?sslmode=verify-full&options[search_path]=x",
            "postgresql:///rollcall?host=/run/postgresql&port=5433&application_name=x",
            "postgres://joe@%2Frun%2Fpostgresql/rollcall",
        ] {
            assert_eq!(check(url).as_deref(), Ok(url));
        }
    }

    #[test]
    fn what_is_refused_is_told_without_the_password() {
        for (url, says) in [
            ("mysql://joe:s3cret@db/x", "sqlite:// or postgres://"),
            ("postgres://joe:s3cret@host:99999/db", "invalid port number"),
            ("postgres://joe:s3cret@/db", "empty host"),
            ("postgres://joe:s3cret@[bad/db", "%40"),
            ("postgres://joe:12/s3cret@host/db", "%2F"),
            ("postgres://joe:12?s3cret@host/db", "%3F"),
            ("postgres://joe:12#s3cret@host/db", "%23"),
            ("postgres://joe:s3cret%ff@host/db", "UTF-8"),
            ("postgres://joe:s3cret%00@host/db", "NUL"),
            ("postgres://host/db?passwrod=s3cret", "password"),
            ("postgres://host/db?sslmode=s3cret", "verify-full"),
            ("postgres://host/db?port=s3cret", "65535"),
            ("postgres://host/db?sslrootcert=/s3cret.crt", "a file"),
            ("postgres://host/db?hostaddr=s3cret", "IP address"),
            (
                "postgres://host/db?statement-cache-capacity=s3cret",
                "100000",
            ),
            ("sqlite::memory:", "names a file"),
            ("sqlite://:memory:", "names a file"),
            ("sqlite://x.db?mode=memory", "names a file"),
            ("sqlite:", "names a file"),
            ("sqlite://?mode=rwc", "names a file"),
            ("sqlite://%ff", "UTF-8"),
            ("sqlite://x.db?key=s3cret", "mode (ro, rw or rwc)"),
            ("sqlite://x.db?mode=s3cret", "mode (ro, rw or rwc)"),
        ] {
            let told = check(url).unwrap_err();
            assert!(told.contains(says), "{url}: {told}");
            assert!(!told.contains("s3cret"), "{url}: {told}");
        }
    }

    #[test]
    fn a_database_is_described_without_passwords() {
        for (url, described_as) in [
            ("sqlite://a%3Fb.db?mode=rwc", "the SQLite file a?b.db"),
            ("sqlite:/var/lib/a.db", "the SQLite file /var/lib/a.db"),
            (
                "postgres://joe:s3cret@db.example/roll%20call?password=x&sslmode=require",
                "the PostgreSQL database \"roll call\" at db.example:5432",
            ),
            (
                "postgresql:///x?host=/run/postgresql&port=5433&dbname=y",
                "the PostgreSQL database \"y\" at /run/postgresql:5433",
            ),
            (
                "postgres://joe@%2Frun%2Fpostgresql:1234",
                "the PostgreSQL server at /run/postgresql:1234",
            ),
        ] {
            assert_eq!(described(url), described_as);
        }
    }

    #[test]
    fn the_secrets_of_a_url_are_its_passwords_and_itself() {
        let url = "postgres://joe:s3c%40ret@host/db?password=other";
        assert_eq!(secrets(url), [url, "s3c%40ret", "s3c@ret", "other"]);
    }
}
