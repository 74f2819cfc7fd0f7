//! `rollcall exception …`.

mod draft;
mod import;
mod sheet;
mod text;
mod view;

use std::path::PathBuf;

use clap::Subcommand;
use directory::exceptions::{self, ExceptionPages, Mode};

use self::draft::Wish;
use super::context::{Context, Need};
use super::error::Failure;
use super::table::Shape;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an exception for one person
    Add {
        /// The tenant's short name
        tenant: String,
        /// The contact's id, SCIM id, address, userName or externalId
        contact: String,
        #[command(flatten)]
        wish: Box<Wish>,
        /// Only show what the contact would become
        #[arg(long)]
        preview: bool,
    },
    /// List a tenant's exceptions, those that are over too
    List {
        /// The tenant's short name
        tenant: String,
        /// Only those that are due for review, the longest due first
        #[arg(long)]
        due: bool,
        #[command(flatten)]
        shape: Shape,
    },
    /// End an exception now
    End {
        /// The tenant's short name
        tenant: String,
        /// The exception's id, as `exception list` shows it
        id: String,
        /// Only show what the contact would become
        #[arg(long)]
        preview: bool,
    },
    /// Show what would come of a table (CSV) of exceptions, or make them
    Import {
        /// The tenant's short name
        tenant: String,
        /// The file, with a line of names: contact, kind, reason, `approved_by`, and perhaps from, until,
        /// review, owner, field, value
        file: PathBuf,
        /// Make them at once; else they are a preview, which can be applied
        #[arg(long)]
        yes: bool,
    },
}

impl Command {
    /// What it needs of the database. Who only looks at what would come of something does it, and
    /// takes it back.
    pub(super) fn need(&self) -> Need {
        match self {
            Self::Add { .. } | Self::End { .. } | Self::Import { .. } => Need::Write,
            Self::List { .. } => Need::Read,
        }
    }
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let (directory, output) = (&context.directory, context.output);
    match command {
        Command::Add {
            tenant,
            contact,
            wish,
            preview,
        } => {
            let draft = wish.draft(directory.now())?;
            let mode = mode(!preview);
            let new = exceptions::add(directory, &tenant, &contact, draft, mode).await?;
            Ok(output.show(&new, |new| view::text(new, mode))?)
        }
        Command::List { tenant, due, shape } => {
            let mut pages = ExceptionPages::of(directory, &tenant, due).await?;
            let next = async || pages.next_page().await;
            view::LISTING.print(context, shape, next).await
        }
        Command::End {
            tenant,
            id,
            preview,
        } => {
            let mode = mode(!preview);
            let ended = exceptions::end(directory, &tenant, &id, mode).await?;
            Ok(output.show(&ended, |ended| view::text(ended, mode))?)
        }
        Command::Import { tenant, file, yes } => {
            import::run(context, &tenant, &file, mode(yes)).await
        }
    }
}

fn mode(is_done: bool) -> Mode {
    if is_done { Mode::Do } else { Mode::Tell }
}
