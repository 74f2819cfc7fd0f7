//! The repositories, through their public face, on both databases.

mod agreement;
mod contacts;
mod database;
mod filters;
mod journal;
mod memberships;
mod migrations;
mod plans;
mod races;
mod resources;
mod sorting;
mod support;
mod tenants;
mod training_groups;
