//! `rollcall brake …`.

use chrono::TimeDelta;
use clap::{Args, Subcommand};
use directory::brake;
use directory::held::{self, Verdict};
use roster::brake::{Adjustment, Report};
use scim::instant;

use super::context::{Context, Need};
use super::error::Failure;
use super::leavers::LISTING;
use super::output::fields;
use super::table::Shape;
use super::when::span;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show when the brake holds leavers, and how many it holds
    Show {
        /// The tenant's short name
        tenant: String,
    },
    /// Change when the brake holds leavers; what is not named stays
    Set {
        /// The tenant's short name
        tenant: String,
        #[command(flatten)]
        change: Change,
        /// Only show what it would be
        #[arg(long)]
        preview: bool,
    },
    /// List those whose leave is held
    Held {
        /// The tenant's short name
        tenant: String,
        #[command(flatten)]
        shape: Shape,
    },
    /// Have leaves that are held take effect, all of them or some
    Release(Choice),
    /// Have those stay whose leave is held, all of them or some, until that is looked at again in 30 days
    Reject(Choice),
}

/// What is to be otherwise.
#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
pub(super) struct Change {
    /// How long a single leave waits before it takes effect, such as 2d; 0 for not at all
    #[arg(long, value_name = "TIME", value_parser = span)]
    grace: Option<TimeDelta>,
    /// Hold so many leavers and more within an hour
    #[arg(long, value_name = "N")]
    number: Option<u32>,
    /// Hold so many leavers and more within an hour, in percent of those who train
    #[arg(long, value_name = "P")]
    percent: Option<u32>,
    /// The percentage counts where so many people train
    #[arg(long, value_name = "M")]
    minimum: Option<u32>,
    /// Hold nobody for so long, such as 1h; 0 to hold leavers again at once
    #[arg(long, value_name = "TIME", value_parser = span)]
    raise_for: Option<TimeDelta>,
    /// Hold leavers
    #[arg(long, conflicts_with = "off")]
    on: bool,
    /// Hold nobody until it is switched on
    #[arg(long)]
    off: bool,
}

impl Change {
    fn wanted(&self) -> Adjustment {
        Adjustment {
            on: (self.on || self.off).then_some(self.on),
            number: self.number,
            percent: self.percent,
            minimum: self.minimum,
            grace: self.grace,
            raise_for: self.raise_for,
        }
    }
}

/// About whom is decided.
#[derive(Args, Debug)]
pub(super) struct Choice {
    /// The tenant's short name
    tenant: String,
    /// Their ids, SCIM ids, addresses, userNames, externalIds, or parts of their names; all who are held if
    /// nobody is named
    contacts: Vec<String>,
    /// Only list whom it would concern
    #[arg(long)]
    preview: bool,
}

impl Command {
    /// What it needs of the database.
    pub(super) fn need(&self) -> Need {
        match self {
            Self::Show { .. } | Self::Held { .. } => Need::Read,
            Self::Set { preview, .. } => need(*preview),
            Self::Release(choice) | Self::Reject(choice) => need(choice.preview),
        }
    }
}

fn need(is_preview: bool) -> Need {
    if is_preview { Need::Read } else { Need::Write }
}

pub(super) async fn run(command: Command, context: &Context) -> Result<(), Failure> {
    let directory = &context.directory;
    match command {
        Command::Show { tenant } => {
            let report = brake::show(directory, &tenant).await?;
            Ok(context.output.show(&report, text)?)
        }
        Command::Set {
            tenant,
            change,
            preview,
        } => {
            let wanted = change.wanted();
            let report = if preview {
                brake::preview(directory, &tenant, wanted).await?
            } else {
                brake::set(directory, &tenant, wanted).await?
            };
            Ok(context.output.show(&report, text)?)
        }
        Command::Held { tenant, shape } => {
            let mut held = held::held(directory, &tenant, None).await?;
            LISTING
                .print(context, shape, async || held.next_page().await)
                .await
        }
        Command::Release(choice) => decide(context, choice, Verdict::Release).await,
        Command::Reject(choice) => decide(context, choice, Verdict::Reject).await,
    }
}

async fn decide(context: &Context, choice: Choice, verdict: Verdict) -> Result<(), Failure> {
    let (directory, tenant) = (&context.directory, choice.tenant.as_str());
    let only = (!choice.contacts.is_empty()).then_some(choice.contacts.as_slice());
    let mut people = if choice.preview {
        held::held(directory, tenant, only).await?
    } else {
        held::decide(directory, tenant, only, verdict).await?
    };
    LISTING
        .print(context, Shape::default(), async || people.next_page().await)
        .await
}

fn text(report: &Report) -> String {
    let settings = &report.settings;
    let raised = settings.raised_until.map(instant::format);
    let works = match (settings.on, report.works) {
        (false, _) => "no, it is off".to_owned(),
        (true, true) => "yes".to_owned(),
        (true, false) => format!("no, raised until {}", raised.unwrap_or_default()),
    };
    let percent = format!(
        "{} percent, where {} people train or more",
        settings.percent, settings.minimum
    );
    let grace = TimeDelta::seconds(settings.grace_seconds.into());
    fields(&[
        ("Works", works),
        (
            "Holds from",
            format!("{} leavers within an hour", settings.number),
        ),
        ("Or from", percent),
        ("Grace", in_words(grace)),
        ("Left in the last hour", report.left_last_hour.to_string()),
        ("Held", report.held.to_string()),
        ("In their grace", report.in_grace.to_string()),
    ])
}

fn in_words(span: TimeDelta) -> String {
    let seconds = span.num_seconds();
    match seconds {
        0 => "none".to_owned(),
        _ if seconds % 86_400 == 0 => format!("{} days", span.num_days()),
        _ if seconds % 3_600 == 0 => format!("{} hours", span.num_hours()),
        _ => format!("{seconds} seconds"),
    }
}
