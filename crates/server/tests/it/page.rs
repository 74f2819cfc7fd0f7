//! The page for a browser.

use crate::support::Program;

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_told_what_this_is() {
    let program = Program::new();
    let running = program.serve(&["--tenant", "contoso"]);
    let client = reqwest::Client::new();
    let answer = client.get(&running.url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    assert!(header("content-security-policy").starts_with("default-src 'none'"));
    let page = answer.text().await.unwrap();
    assert!(
        page.contains("<h1>Rollcall</h1>") && page.contains("docs/README.md"),
        "{page}"
    );
    for resource in ["http://", "https://", "src=", "url(", "@import", "contoso"] {
        assert!(!page.contains(resource), "{resource}");
    }
    assert!(page.contains("prefers-color-scheme: dark"));
    let head = client.head(&running.url).send().await.unwrap();
    assert_eq!(head.status(), 200);
    let posted = client.post(&running.url).send().await.unwrap();
    assert_eq!(
        (posted.status().as_u16(), &posted.headers()["allow"]),
        (405, &"GET, HEAD".parse().unwrap())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_below_scim_is_a_page() {
    let program = Program::new();
    let running = program.serve(&["--tenant", "contoso"]);
    for path in [
        "/scim",
        "/scim/",
        "/scim/v2",
        "/scim/v2/Users",
        "/index.html",
    ] {
        let request = reqwest::Client::new().get(format!("{}{path}", running.url));
        let answer = request.header("accept", "text/html").send().await.unwrap();
        assert!(answer.status().as_u16() >= 400, "{path}");
        assert_eq!(
            answer.headers()["content-type"],
            "application/scim+json",
            "{path}"
        );
    }
}
