//! The repositories, through their public face, on both databases.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that finds something else than it expects has failed"
)]

mod abandoning;
mod agreement;
mod brakes;
mod contact_filters;
mod contacts;
mod costly_searches;
mod database;
mod exceptions;
mod filters;
mod journal;
mod journal_pages;
mod key_look_ups;
mod kinds;
mod long_values;
mod look_ups;
mod memberships;
mod migrations;
mod nesting;
mod plans;
mod races;
mod resources;
mod sorting;
mod sql;
mod support;
mod tenants;
mod training_groups;
mod units;
mod walking;
