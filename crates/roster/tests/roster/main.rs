//! The life of contacts and training groups, as data in and data out.

#![cfg(test)]

mod actor;
mod brake;
mod brake_model;
mod contact_filters;
mod contact_groups;
mod events;
mod exceptions;
mod former_rules;
mod groups;
mod lifecycle;
mod matching;
mod nesting;
mod ownership;
mod reach;
mod scope;
mod source_profile;
mod support;
