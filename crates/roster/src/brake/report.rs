//! A tenant's brake, as it is shown.

use serde::Serialize;

use super::settings::Settings;

/// A tenant's brake: what was chosen, and whom it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What was chosen.
    #[serde(flatten)]
    pub settings: Settings,
    /// Whether it would hold anybody now: it is on, and not raised.
    pub works: bool,
    /// Contacts that it holds until somebody decides.
    pub held: u64,
    /// Contacts that leave by themselves when their grace ends.
    pub in_grace: u64,
    /// Those who left within the last hour as it counts them: held or not, and confirmed by nobody.
    pub left_last_hour: u64,
}
