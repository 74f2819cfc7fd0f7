//! HTTP in front of the ceiling's database.

use std::io::{Write, stdout};

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use anyhow::Result;

use super::database::Database;
use super::document::{filter_value, list};
use super::work::{Change, Lookup};

/// As long a body as the greatest that is sent.
const LONGEST_BODY: usize = 64 << 20;

/// What every request needs.
#[derive(Clone)]
struct Shared {
    database: Database,
    key: [u8; 32],
    token: blake3::Hash,
}

/// Serves until it is killed.
pub(super) async fn serve(database: Database, token: String, workers: usize) -> Result<()> {
    let key = [9; 32];
    let token = blake3::keyed_hash(&key, token.as_bytes());
    let shared = Shared {
        database,
        key,
        token,
    };
    let server = HttpServer::new(move || {
        App::new()
            .app_data(Data::new(shared.clone()))
            .app_data(web::PayloadConfig::new(LONGEST_BODY))
            .route("/Users", web::get().to(find_user))
            .route("/Users", web::post().to(create_user))
            .route("/Users/{id}", web::get().to(get_user))
            .route("/Users/{id}", web::patch().to(patch_user))
            .route("/Groups", web::get().to(find_group))
            .route("/Groups", web::post().to(create_group))
            .route("/Groups/{id}", web::patch().to(patch_group))
    });
    let server = server.workers(workers).bind(("127.0.0.1", 0))?;
    for address in server.addrs() {
        writeln!(stdout(), "listening on http://{address}")?;
    }
    Ok(server.run().await?)
}

async fn find_user(request: HttpRequest, shared: Data<Shared>) -> HttpResponse {
    let lookup = Lookup::UserName(filter_value(request.query_string()));
    found_in_list(&request, &shared, lookup).await
}

async fn find_group(request: HttpRequest, shared: Data<Shared>) -> HttpResponse {
    let lookup = Lookup::GroupName(filter_value(request.query_string()));
    found_in_list(&request, &shared, lookup).await
}

async fn get_user(request: HttpRequest, id: Path<String>, shared: Data<Shared>) -> HttpResponse {
    if !is_let_in(&request, &shared) {
        return answer(401, "{}".to_owned());
    }
    match shared.database.find(Lookup::UserId(id.into_inner())).await {
        Ok(Some(document)) => answer(200, document),
        Ok(None) => answer(404, "{}".to_owned()),
        Err(error) => failed(&error),
    }
}

async fn create_user(request: HttpRequest, body: String, shared: Data<Shared>) -> HttpResponse {
    changed(&request, &shared, Change::CreateUser(body)).await
}

async fn create_group(request: HttpRequest, body: String, shared: Data<Shared>) -> HttpResponse {
    changed(&request, &shared, Change::CreateGroup(body)).await
}

async fn patch_user(
    request: HttpRequest,
    id: Path<String>,
    body: String,
    shared: Data<Shared>,
) -> HttpResponse {
    changed(&request, &shared, Change::PatchUser(id.into_inner(), body)).await
}

async fn patch_group(
    request: HttpRequest,
    id: Path<String>,
    body: String,
    shared: Data<Shared>,
) -> HttpResponse {
    changed(&request, &shared, Change::PatchGroup(id.into_inner(), body)).await
}

async fn found_in_list(request: &HttpRequest, shared: &Shared, lookup: Lookup) -> HttpResponse {
    if !is_let_in(request, shared) {
        return answer(401, "{}".to_owned());
    }
    match shared.database.find(lookup).await {
        Ok(document) => answer(200, list(document)),
        Err(error) => failed(&error),
    }
}

async fn changed(request: &HttpRequest, shared: &Shared, change: Change) -> HttpResponse {
    if !is_let_in(request, shared) {
        return answer(401, "{}".to_owned());
    }
    match shared.database.change(change).await {
        Ok(done) => answer(done.status, done.document),
        Err(error) => failed(&error),
    }
}

fn is_let_in(request: &HttpRequest, shared: &Shared) -> bool {
    let header = request.headers().get("authorization");
    let token = header.and_then(|header| header.as_bytes().strip_prefix(b"Bearer "));
    token.is_some_and(|token| blake3::keyed_hash(&shared.key, token) == shared.token)
}

fn answer(status: u16, body: String) -> HttpResponse {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if status == StatusCode::NO_CONTENT {
        return HttpResponse::build(status).finish();
    }
    HttpResponse::build(status)
        .content_type("application/scim+json")
        .body(body)
}

fn failed(error: &anyhow::Error) -> HttpResponse {
    answer(500, format!("{error:#}"))
}
