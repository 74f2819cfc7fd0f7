//! The command that tests a server.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use conformance::check::{Interrupt, Shared, Suite, Test, Tracer};
use conformance::http::{Network, Secrets, SetupError, Throttle, Transport};
use conformance::rehearsal::Rehearsal;
use conformance::report::{Baseline, Report};
use conformance::run::{Planned, Selection, fit, plan, run};
use conformance::suites::{Dialect, Options, tests};
use conformance::target::{Target, Unusable, discover};
use conformance::traffic::{Header, Recorder};

use crate::again::command;
use crate::arguments::CheckArguments;
use crate::baseline::read_baseline;
use crate::confirm::confirmed;
use crate::elsewhere::{found_elsewhere, found_in_words};
use crate::exit;
use crate::file::FileError;
use crate::interrupt;
use crate::output::{self, OutputError};
use crate::profile::{FullProfile, read_profile};
use crate::progress::{Display, Watcher, say};
use crate::rehearse::Listing;
use crate::skip::{idle, read_skips};

/// Why nothing could be tested.
#[derive(Debug, thiserror::Error)]
enum Untested {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(transparent)]
    Setup(#[from] SetupError),
    #[error(transparent)]
    Server(Unusable),
    #[error("{reason}. {}", found_in_words(found))]
    Elsewhere {
        reason: Unusable,
        found: Vec<String>,
    },
    #[error(
        "{url} wants a token (HTTP {status} on /Users): give one with --token or in SCIM_CHECK_TOKEN"
    )]
    NoToken { url: String, status: u16 },
    #[error("no test has an id like {0}")]
    NoTest(String),
    #[error("nothing was sent, since nobody agreed")]
    Declined,
    #[error("{} cannot be used for traffic: {cause}", path.display())]
    Traffic { path: PathBuf, cause: io::Error },
    #[error(transparent)]
    Output(#[from] OutputError),
    #[error("standard input or a signal cannot be read: {0}")]
    System(#[from] io::Error),
}

/// What a run goes by, read before anything is sent.
struct Job {
    arguments: CheckArguments,
    profile: FullProfile,
    skips: Vec<(String, String)>,
    baseline: Option<Baseline>,
    secrets: Secrets,
}

/// Tests the server, writes the report, and says by the exit status how it went.
pub(crate) async fn check(arguments: CheckArguments) -> ExitCode {
    let job = match Job::new(arguments) {
        Ok(job) => job,
        Err(reason) => return exit::untested(&reason.to_string()),
    };
    match job.report().await {
        Ok(None) => ExitCode::from(exit::GOOD),
        Ok(Some(report)) if report.interrupted => ExitCode::from(exit::INTERRUPTED),
        Ok(Some(report)) if report.passed() => ExitCode::from(exit::GOOD),
        Ok(_) => ExitCode::from(exit::FAILED),
        Err(reason) => exit::untested(&job.secrets.cover(&reason.to_string())),
    }
}

impl Job {
    fn new(arguments: CheckArguments) -> Result<Self, Untested> {
        let profile = arguments.profile.as_deref().map(read_profile).transpose()?;
        let skips = arguments.skip.as_deref().map(read_skips).transpose()?;
        let profile = profile.unwrap_or_default();
        let baseline = arguments.baseline.as_deref().map(read_baseline);
        let token = arguments.connection.token().0;
        if let Some(path) = &arguments.output {
            output::usable(path)?;
        }
        Ok(Self {
            secrets: Secrets::new(profile.secrets().chain([token])),
            skips: skips.unwrap_or_default(),
            baseline: baseline.transpose()?,
            profile,
            arguments,
        })
    }

    /// Tests the server, and writes what it found to where it was asked for; in a dry run only what
    /// would be sent.
    async fn report(&self) -> Result<Option<Report>, Untested> {
        let (network, mut target) = self.server().await?;
        self.warn(&target);
        self.leave_out(&mut target);
        let planned = self.plan(&target)?;
        if self.arguments.dry_run {
            self.rehearse(&target, &planned).await?;
            return Ok(None);
        }
        let sent = planned.iter().filter(|it| it.left_out.is_none()).count();
        if !self.arguments.yes && !confirmed(&target.base_url, sent)? {
            return Err(Untested::Declined);
        }
        let report = self.run(network, &target, &planned).await?;
        let path = self.arguments.output.as_deref();
        let quiet = self.arguments.quiet;
        output::write(&report, self.arguments.report, path, quiet)?;
        Ok(Some(report))
    }

    /// The way to the server, and what it is.
    async fn server(&self) -> Result<(Network, Target), Untested> {
        let mut settings = self.arguments.connection.settings(&self.arguments.url);
        settings.headers.clone_from(&self.profile.headers);
        let has_token = !settings.token.is_empty();
        let network = Network::new(settings.clone())?;
        let mut target = match discover(&network).await {
            Ok(target) => target,
            Err(Unusable::Refused { url, status }) if !has_token => {
                return Err(Untested::NoToken { url, status });
            }
            Err(reason @ Unusable::NotScim { .. }) => {
                let found = found_elsewhere(&settings, network.base_url()).await;
                return Err(Untested::Elsewhere { reason, found });
            }
            Err(reason) => return Err(Untested::Server(reason)),
        };
        if !has_token {
            let text = "No token was given, and the server answers without one.";
            target.assumed.push(text.to_owned());
        }
        Ok((network, target))
    }

    async fn rehearse(&self, target: &Target, planned: &[Planned]) -> Result<(), Untested> {
        let model = Arc::new(Rehearsal::of(target));
        let shared = Arc::new(Shared {
            throttle: Throttle::new(None),
            ..self.shared(model, target)
        });
        let listing = Listing::default();
        run(planned, &shared, 1, &listing).await;
        let url = self.secrets.cover(&target.base_url);
        let text = listing.text(planned, &url);
        Ok(output::put(&text, self.arguments.output.as_deref())?)
    }

    /// Says which lines of the files are of no use, so that they don't stay for ever.
    fn warn(&self, target: &Target) {
        let everything = Options {
            suites: Suite::ALL.to_vec(),
            dialects: Dialect::ALL.to_vec(),
            ..self.options()
        };
        for pattern in idle(&self.skips, &tests(target, &everything)) {
            say(&format!("warning: {pattern:?} of --skip matches no test"));
        }
        for name in self.profile.idle(target) {
            say(&format!(
                "warning: the server serves no {name}, which --profile names"
            ));
        }
    }

    fn leave_out(&self, target: &mut Target) {
        for name in &self.profile.profile.leave_out_types {
            target.types.retain(|kind| kind.name != *name);
            let text = format!("{name} is left out, as the profile says");
            target.assumed.push(text);
        }
    }

    fn plan(&self, target: &Target) -> Result<Vec<Planned>, Untested> {
        let selection = Selection {
            only: self.arguments.only.clone(),
            skip: self.skips.clone(),
        };
        let tests: Vec<Test> = tests(target, &self.options());
        let planned = plan(tests, &selection, target);
        if planned.is_empty() {
            return Err(Untested::NoTest(selection.only.join(" or ")));
        }
        Ok(planned)
    }

    async fn run(
        &self,
        network: Network,
        target: &Target,
        planned: &[Planned],
    ) -> Result<Report, Untested> {
        let mut shared = Arc::new(self.shared(Arc::new(network), target));
        let watcher = Watcher {
            display: self.display(planned.len()),
            recorder: self.recorder(&shared)?,
        };
        interrupt::listen(shared.interrupt.clone(), watcher.display.clone())?;
        fit(&mut shared).await;
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that knows the time of a run"
        )]
        let started_at = chrono::Utc::now();
        let started = Instant::now();
        let parallel = usize::from(self.arguments.parallel);
        let results = run(planned, &shared, parallel, &watcher).await;
        watcher.display.clear();
        let mut report = Report::new(&shared.target, started_at, results);
        report.milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        report.interrupted = shared.interrupt.is_set();
        report.chosen = !self.arguments.only.is_empty();
        report.command = command(&self.arguments, &report.server);
        report.traces = shared.tracer.traces(&shared.tag);
        report.cover(&self.secrets);
        report.baseline = self.baseline.as_ref().map(|it| it.compare(&report));
        Ok(report)
    }

    fn display(&self, total: usize) -> Display {
        if self.arguments.quiet {
            return Display::silent();
        }
        Display::new(total)
    }

    fn shared(&self, transport: Arc<dyn Transport>, target: &Target) -> Shared {
        Shared {
            transport,
            target: target.clone(),
            profile: self.profile.profile.clone(),
            secrets: self.secrets.clone(),
            throttle: Throttle::new(self.arguments.rate),
            interrupt: Interrupt::default(),
            tag: format!("{:08x}", fastrand::u32(..)),
            tracer: Tracer::default(),
        }
    }

    fn recorder(&self, shared: &Shared) -> Result<Option<Recorder>, Untested> {
        let Some(path) = &self.arguments.save_traffic else {
            return Ok(None);
        };
        let server = self.secrets.cover(&shared.target.base_url);
        let recorder = Recorder::new(path, Header::new(&server, &shared.tag));
        recorder.map(Some).map_err(|cause| Untested::Traffic {
            path: path.clone(),
            cause,
        })
    }

    fn options(&self) -> Options {
        let arguments = &self.arguments;
        Options {
            suites: arguments.suite.suites(),
            dialects: arguments.dialect.dialects(),
            seed: arguments.seed,
            users: arguments.users,
            groups: arguments.groups,
            // A rehearsal shows what is sent, not for how long.
            load_seconds: if arguments.dry_run {
                1
            } else {
                arguments.load_seconds
            },
        }
    }
}
