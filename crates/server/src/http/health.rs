//! Whether the process runs, and whether it can serve.

use std::time::Duration;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, Responder, web};
use serde_json::{Value, json};
use storage::{Database, WriteState};

use super::methods::reading;
use super::{Refused, State};

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config.service(
        web::resource("/healthz")
            .route(reading().to(healthy))
            .default_service(web::to(only_read)),
    );
    config.service(
        web::resource("/readyz")
            .route(reading().to(ready))
            .default_service(web::to(only_read)),
    );
}

async fn healthy() -> impl Responder {
    plain(StatusCode::OK, &json!({"status": "ok"}))
}

/// How long the database may take to answer; whoever asks shall know within two seconds.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// Ready while the database answers, has the schema this program was built for or a newer one, and
/// takes writes.
async fn ready(state: web::Data<State>) -> impl Responder {
    let readiness = tokio::time::timeout(PATIENCE, readiness(state.directory.database()));
    readiness
        .await
        .unwrap_or_else(|_| not_ready("the database does not answer in time"))
}

async fn readiness(database: &Database) -> HttpResponse {
    match pending(database).await {
        Ok(pending) if pending.is_empty() => match database.write_state().await {
            WriteState::Well => plain(StatusCode::OK, &json!({"status": "ready"})),
            WriteState::Failing(trouble) => {
                not_ready(&format!("the database does not take writes: {trouble}"))
            }
        },
        Ok(_) => not_ready("migrations are pending"),
        Err(error) => {
            tracing::warn!(error, "the database does not answer");
            not_ready("the database does not answer")
        }
    }
}

async fn pending(database: &Database) -> Result<Vec<String>, String> {
    let applied = database.applied_migrations().await;
    let applied = applied.map_err(|error| error.to_string())?;
    Ok(migrations::lacking(&applied))
}

async fn only_read(request: HttpRequest) -> Refused {
    Refused::method_not_allowed(&request, "GET, HEAD")
}

fn not_ready(reason: &str) -> HttpResponse {
    plain(
        StatusCode::SERVICE_UNAVAILABLE,
        &json!({"status": "unavailable", "reason": reason}),
    )
}

fn plain(status: StatusCode, body: &Value) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body.to_string())
}
