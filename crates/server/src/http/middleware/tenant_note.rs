//! Whose a request is, told by the part that finds out to the part that logs.

use std::cell::RefCell;
use std::rc::Rc;

/// Where the slug of the authenticated tenant is left for the log line.
#[derive(Clone, Default)]
pub(in crate::http) struct TenantNote(Rc<RefCell<String>>);

impl TenantNote {
    pub(super) fn slug(&self) -> String {
        self.0.borrow().clone()
    }

    pub(in crate::http) fn leave(&self, slug: &str) {
        slug.clone_into(&mut self.0.borrow_mut());
    }
}
