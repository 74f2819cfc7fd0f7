//! The command that sends recorded or written conversations again.

use std::fs;
use std::io::{Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use conformance::http::{Network, Secrets, SendError, SetupError, Transport};
use conformance::replay::{Replay, Report, Variables, play};
use conformance::traffic::{Made, Traffic, Unreadable, again};

use crate::connection::Connection;
use crate::exit;
use crate::progress::say;

/// What sending something again needs.
#[derive(Debug, Args)]
pub(crate) struct ReplayArguments {
    /// Files of saved traffic, or of written conversations
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The SCIM base URL, such as `https://example.com/scim/v2`
    #[arg(long)]
    url: String,
    #[command(flatten)]
    connection: Connection,
    /// Leave everything on the server
    #[arg(long)]
    keep: bool,
}

/// Why a file could not be sent.
#[derive(Debug, thiserror::Error)]
enum Unplayable {
    #[error("{} cannot be read: {cause}", path.display())]
    File {
        path: PathBuf,
        cause: std::io::Error,
    },
    #[error("{} is no traffic: {cause}", path.display())]
    Traffic { path: PathBuf, cause: Unreadable },
    #[error("{} is no conversation: {cause}", path.display())]
    Script {
        path: PathBuf,
        cause: serde_json::Error,
    },
    #[error(transparent)]
    Setup(#[from] SetupError),
    #[error("{url} cannot be reached: {cause}")]
    Unreachable { url: String, cause: SendError },
}

/// What a file holds.
enum Content {
    Traffic(Traffic),
    Script(Replay),
}

/// Sends all files in their order, and says where the answers are not the ones expected.
pub(crate) async fn run(arguments: ReplayArguments) -> ExitCode {
    match replayed(&arguments).await {
        Ok(true) => ExitCode::from(exit::GOOD),
        Ok(false) => ExitCode::from(exit::FAILED),
        Err(reason) => exit::untested(&reason.to_string()),
    }
}

async fn replayed(arguments: &ReplayArguments) -> Result<bool, Unplayable> {
    // All are read before the first is sent.
    let contents = arguments.files.iter().map(|path| read(path));
    let contents: Vec<Content> = contents.collect::<Result<_, _>>()?;
    let network = Network::new(arguments.connection.settings(&arguments.url))?;
    let secrets = Secrets::new([arguments.connection.token().0]);
    let mut is_same = true;
    for (path, content) in arguments.files.iter().zip(&contents) {
        let server = Made::over(&network);
        let report = sent(&path.display().to_string(), content, &server, &secrets).await;
        if !arguments.keep {
            for left in server.take_away().await {
                say(&format!("warning: {left} could not be deleted"));
            }
        }
        let report = report.map_err(|cause| Unplayable::Unreachable {
            url: network.base_url().to_owned(),
            cause,
        })?;
        is_same &= report.passed();
        // Who closed the output doesn't want to read it.
        let _ = write!(stdout().lock(), "{}", secrets.cover(&report.to_string()));
    }
    Ok(is_same)
}

async fn sent(
    name: &str,
    content: &Content,
    server: &dyn Transport,
    secrets: &Secrets,
) -> Result<Report, SendError> {
    match content {
        Content::Traffic(traffic) => {
            let tag = format!("{:08x}", fastrand::u32(..));
            again(name, traffic, server, &tag, secrets).await
        }
        Content::Script(replay) => Ok(play(replay, server, &mut Variables::default()).await),
    }
}

/// A written conversation is one JSON object with steps; everything else is held for traffic.
fn read(path: &Path) -> Result<Content, Unplayable> {
    let text = fs::read_to_string(path).map_err(|cause| Unplayable::File {
        path: path.to_owned(),
        cause,
    })?;
    let value: Result<serde_json::Value, _> = serde_json::from_str(&text);
    if value.is_ok_and(|value| value.get("steps").is_some()) {
        let replay = Replay::read(&text).map_err(|cause| Unplayable::Script {
            path: path.to_owned(),
            cause,
        })?;
        return Ok(Content::Script(replay));
    }
    let traffic = Traffic::read(&text).map_err(|cause| Unplayable::Traffic {
        path: path.to_owned(),
        cause,
    })?;
    Ok(Content::Traffic(traffic))
}
