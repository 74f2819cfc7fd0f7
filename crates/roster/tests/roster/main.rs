//! The life of contacts and training groups, as data in and data out.

#![cfg(test)]

mod actor;
mod contact_filters;
mod source_profile;
mod support;
