//! The life of contacts and training groups, as data in and data out.

#![cfg(test)]

mod actor;
mod contact_filters;
mod contact_groups;
mod events;
mod former_rules;
mod lifecycle;
mod matching;
mod ownership;
mod source_profile;
mod support;
