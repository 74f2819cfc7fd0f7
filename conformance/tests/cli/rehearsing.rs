//! `--dry-run`.

use crate::program::check;
use crate::server::{Faultless, Server};

#[tokio::test]
async fn a_dry_run_lists_what_would_be_sent_and_only_discovers() {
    let server = Server::start(Faultless).await;
    let ended = check(&server, &["--dry-run", "--only", "rfc.retrieve.*"]).await;
    assert_eq!(ended.status, 0, "{}", ended.err);
    let first = "rfc.retrieve.User.as-created\n  POST /Users\n    {\"schemas\":";
    assert!(ended.out.starts_with(first), "{}", ended.out);
    let last = "Nothing was written: only discovery was asked for.\n";
    assert!(ended.out.ends_with(last), "{}", ended.out);
    let asked = server.asked.lock().unwrap().clone();
    let discovery = [
        "/ServiceProviderConfig",
        "/ResourceTypes",
        "/Schemas",
        "/Users?count=1",
    ];
    assert_eq!(asked, discovery.map(|path| format!("GET {path}")));
}
