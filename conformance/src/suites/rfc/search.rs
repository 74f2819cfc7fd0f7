//! Queries as `POST .search` (RFC 7644 §3.4.3).

use scim::ResourceType;
use serde_json::{Map, Value, json};

use super::common::{naming, typed};
use super::own::Own;
use crate::check::{Answer, Session, Severity, Stop, Suite, Test, Verdict};
use crate::http::query;
use crate::target::{Need, Target};

const SOURCE: &str = "RFC 7644 §3.4.3";

/// A search request with these members.
pub(super) fn search_request(members: Value) -> Value {
    let mut body = Map::new();
    let urn = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
    body.insert("schemas".to_owned(), json!([urn]));
    if let Value::Object(members) = members {
        body.extend(members);
    }
    Value::Object(body)
}

/// The tests for each resource type, and those of the root.
pub(super) fn tests(target: &Target) -> Vec<Test> {
    let mut all: Vec<Test> = target.types.iter().flat_map(for_type).collect();
    all.push(root(
        "post",
        "POST .search on the root finds resources of every type",
        SOURCE,
        true,
    ));
    all.push(root(
        "get",
        "GET on the root finds resources of every type",
        "RFC 7644 §3.4.2.1",
        false,
    ));
    all.into_iter()
        .map(|test| test.needs(Need::Filter))
        .collect()
}

fn for_type(kind: &ResourceType) -> Vec<Test> {
    vec![
        typed(kind, "search", "as-get", "POST .search finds what GET with the same filter finds", SOURCE, as_get)
            .why("Clients that keep names and addresses out of URLs get other answers than those that don't.")
            .fix("Read the SearchRequest into the same query as the URL's parameters."),
        typed(kind, "search", "attributes", "attributes in the body restrict what comes back", SOURCE, attributes)
            .why("Clients get more than they asked for, perhaps more than they may keep.")
            .fix("Read attributes as a list of names, and answer with those and what is always returned."),
        typed(kind, "search", "excluded-attributes", "excludedAttributes in the body leave out what they name", SOURCE, excluded)
            .why("Clients get more than they asked for; large groups come whole though only names were wanted.")
            .fix("Read excludedAttributes as a list of names, and leave those out."),
        typed(kind, "search", "paging", "startIndex and count in the body page through the results", SOURCE, paging)
            .needs(Need::Index)
            .why("A client that searches by POST cannot get behind the first page.")
            .fix("Read startIndex and count from the body as numbers."),
        typed(kind, "search", "sorting", "sortBy and sortOrder in the body order the results", SOURCE, sorting)
            .needs(Need::Sort)
            .why("A client that searches by POST gets its results in any order.")
            .fix("Read sortBy and sortOrder from the body."),
        typed(kind, "search", "makes-nothing", "POST .search without a filter is a query, not a creation", SOURCE, makes_nothing)
            .why("A search makes a nameless resource.")
            .fix("Route POST of paths that end in /.search to the query before anything else."),
    ]
}

fn root(what: &str, title: &str, source: &str, post: bool) -> Test {
    Test::new(Suite::Rfc, &format!("search.root.{what}"), title, source)
        .severity(Severity::Must)
        .why("A client that looks for an id without knowing its type finds nothing, or the wrong thing.")
        .fix("Search all resource types, treating an attribute that a type lacks as one without a value.")
        .run(move |session| root_search(session, post))
}

/// Sends a search. A server that has no such endpoint doesn't claim it: the RFC lets clients use
/// it but does not say that servers must have it.
async fn search(session: &Session, endpoint: &str, members: Value) -> Result<Answer, Stop> {
    let path = format!("{endpoint}/.search");
    let answer = session.post(&path, &search_request(members)).await?;
    if matches!(answer.status(), 404 | 405 | 501) {
        let status = answer.status();
        return Err(Stop::NotClaimed(format!(
            "POST {path} is answered with {status}"
        )));
    }
    Ok(answer)
}

async fn as_get(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 2).await?;
    let answer = search(&session, &kind.endpoint, json!({"filter": own.restriction})).await?;
    let list = answer.list()?;
    same_ids(&answer, &own, &list.ids())
}

async fn attributes(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 1).await?;
    let Some(naming) = naming(&kind) else {
        return Ok(());
    };
    let members = json!({"filter": own.restriction, "attributes": [naming.path()]});
    let answer = search(&session, &kind.endpoint, members).await?;
    answer.list()?;
    answer.expect_text(&format!("/Resources/0/{}", naming.attribute.name))?;
    answer.expect_text("/Resources/0/id")?;
    answer.expect_nothing("/Resources/0/meta/created")?;
    Ok(())
}

async fn excluded(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 1).await?;
    let members = json!({"filter": own.restriction, "excludedAttributes": ["meta"]});
    let answer = search(&session, &kind.endpoint, members).await?;
    answer.list()?;
    answer.expect_text("/Resources/0/id")?;
    answer.expect_nothing("/Resources/0/meta/created")?;
    Ok(())
}

async fn paging(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 3).await?;
    let mut met = Vec::new();
    for start in 1..=3 {
        let members = json!({"filter": own.restriction, "startIndex": start, "count": 1});
        let answer = search(&session, &kind.endpoint, members).await?;
        let list = answer.list()?;
        super::index::at_most(&answer, &list, 1)?;
        super::index::total(&answer, &list, 3)?;
        met.extend(list.ids().into_iter().map(str::to_owned));
        if start == 3 {
            let met: Vec<&str> = met.iter().map(String::as_str).collect();
            same_ids(&answer, &own, &met)?;
        }
    }
    Ok(())
}

async fn sorting(session: Session, kind: ResourceType) -> Verdict {
    let own = Own::make_minimal(&session, &kind, 2).await?;
    let Some(naming) = naming(&kind) else {
        return Ok(());
    };
    let members = |order: &str| json!({"filter": own.restriction, "sortBy": naming.path(), "sortOrder": order});
    let up = search(&session, &kind.endpoint, members("ascending")).await?;
    let down = search(&session, &kind.endpoint, members("descending")).await?;
    let (up, down_list) = (up.list()?, down.list()?);
    let mut turned = down_list.ids();
    turned.reverse();
    if up.ids() == turned {
        return Ok(());
    }
    let expected = "descending order to be ascending order turned round";
    Err(down.fail(expected, own.names(&down_list.ids())))
}

async fn makes_nothing(session: Session, kind: ResourceType) -> Verdict {
    let answer = search(&session, &kind.endpoint, json!({"count": 1})).await?;
    match answer.status() {
        400 => answer.expect_scim_type(400, "tooMany").map(|_| ()),
        _ => answer.list().map(|_| ()),
    }
}

async fn root_search(session: Session, post: bool) -> Verdict {
    let types = session.target().types.clone();
    let mut made = Vec::new();
    for kind in &types {
        made.push(session.given_minimal(kind).await?.expect_id()?.to_owned());
    }
    let terms: Vec<String> = made
        .iter()
        .map(|id| format!("id eq {}", json!(id)))
        .collect();
    let filter = terms.join(" or ");
    let answer = if post {
        search(&session, "", json!({"filter": filter})).await?
    } else {
        session.get(&query("/", &[("filter", &filter)])).await?
    };
    // A query of everything may be too much for a server, and it may not offer the root at all.
    if matches!(answer.status(), 400 | 403 | 404 | 405 | 501) {
        let status = answer.status();
        return Err(Stop::NotClaimed(format!(
            "a query of the root is answered with {status}"
        )));
    }
    let list = answer.list()?;
    let (mut found, mut wanted) = (
        list.ids(),
        made.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    found.sort_unstable();
    wanted.sort_unstable();
    if found == wanted {
        return Ok(());
    }
    let expected = format!(
        "the {} resources of different types with these ids",
        wanted.len()
    );
    Err(answer.fail(expected, format!("{} resources", found.len())))
}

fn same_ids(answer: &Answer, own: &Own, found: &[&str]) -> Verdict {
    let (mut found, mut wanted) = (found.to_vec(), own.ids());
    found.sort_unstable();
    wanted.sort_unstable();
    if found == wanted {
        return Ok(());
    }
    Err(answer.fail(own.names(&wanted), own.names(&found)))
}
