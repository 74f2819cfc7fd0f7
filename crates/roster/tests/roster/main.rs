//! The life of contacts and training groups, as data in and data out.

#![cfg(test)]

mod actor;
