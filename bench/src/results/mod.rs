//! What a run found: the file that keeps it, and the table, page and charts made of that.

mod chart;
mod estimate;
mod figures;
mod markdown;
mod model;
mod page;
mod svg;
mod table;

pub(crate) use model::{Cost, Fleet, Growth, MemberCost, Results, Row, StoreSize};
pub(crate) use page::write_page;
pub(crate) use table::text;
