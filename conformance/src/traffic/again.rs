//! Sends recorded traffic again.

use super::expected::{differences, learn};
use super::file::Traffic;
use super::names::Names;
use super::send::prepared;
use crate::http::{Exchange, Request, Response, Secrets, SendError, Transport};
use crate::replay::{Mismatch, Report};

/// Sends the requests of a recording in their order, and reports each whose answer is not the one
/// that was recorded. `tag` stands in all names for that of the recorded run.
///
/// # Errors
/// No answer came to the very first request: the server is not there.
pub async fn again(
    name: &str,
    traffic: &Traffic,
    server: &dyn Transport,
    tag: &str,
    secrets: &Secrets,
) -> Result<Report, SendError> {
    let mut names = Names::default();
    if let Some(base_url) = base_url(traffic) {
        names.part(&base_url, server.base_url());
    }
    if let Some(header) = &traffic.header {
        names.part(&header.tag, tag);
        // Tests of letter case write names otherwise than they made them.
        names.part(&header.tag.to_uppercase(), &tag.to_uppercase());
    }
    let mut report = Report {
        name: name.to_owned(),
        requests: 0,
        mismatches: Vec::new(),
    };
    let password = format!("Again-{tag}-aA1!");
    for (number, exchange) in (1..).zip(&traffic.exchanges) {
        let request = prepared(&exchange.request, &names, &password);
        report.requests += 1;
        let step = step(number, exchange);
        let sent = described(&request, secrets);
        match server.send(request.clone()).await {
            Ok(answer) => {
                let found = held(exchange, &request, &answer, &mut names);
                report
                    .mismatches
                    .extend((!found.is_empty()).then(|| Mismatch {
                        step,
                        sent,
                        answered: format!("{} {}", answer.status, secrets.cover(&answer.body)),
                        differences: found,
                    }));
            }
            Err(error) if number == 1 => return Err(error),
            Err(error) if exchange.response.is_some() => report.mismatches.push(Mismatch {
                step,
                sent,
                answered: secrets.cover(&error.to_string()),
                differences: Vec::new(),
            }),
            Err(_) => {}
        }
    }
    Ok(report)
}

fn held(
    exchange: &Exchange,
    request: &Request,
    answer: &Response,
    names: &mut Names,
) -> Vec<crate::replay::Difference> {
    let Some(recorded) = &exchange.response else {
        return Vec::new();
    };
    if recorded.status == answer.status {
        learn(request, recorded, answer, names);
    }
    differences(request, recorded, answer, names)
}

fn step(number: usize, exchange: &Exchange) -> String {
    if exchange.test.is_empty() {
        return number.to_string();
    }
    format!("{number}, of {}", exchange.test)
}

fn described(request: &Request, secrets: &Secrets) -> String {
    let shown = secrets.request(request);
    let mut lines = vec![format!("{} {}", shown.method, shown.path)];
    let headers = shown.headers.iter();
    lines.extend(headers.map(|(name, value)| format!("{name}: {value}")));
    lines.extend(shown.body);
    lines.join("\n")
}

/// The base URL of the recording: that of the header, else what stands before the path in the address
/// of something that was made.
fn base_url(traffic: &Traffic) -> Option<String> {
    if let Some(header) = &traffic.header {
        return Some(header.base_url.clone());
    }
    traffic.exchanges.iter().find_map(|exchange| {
        let location = exchange.response.as_ref()?.header("location")?;
        let path = exchange.request.path.split('?').next()?;
        let is_post = exchange.request.method == "POST";
        let end = if is_post {
            format!("{path}/")
        } else {
            path.to_owned()
        };
        let at = location.rfind(&end)?;
        location
            .get(..at)
            .filter(|base| base.contains("://"))
            .map(str::to_owned)
    })
}
