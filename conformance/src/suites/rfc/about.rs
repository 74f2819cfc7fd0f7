//! Tests about one resource type.

use std::future::Future;
use std::sync::Arc;

use scim::ResourceType;
use scim::schema::AttrRef;

use crate::check::{Session, Stop, Suite, Test, Verdict};

/// What the URNs of the RFC's own schemas begin with; ids of tests leave it out.
const REGISTERED: &str = "urn:ietf:params:scim:schemas:";

/// Makes tests about one resource type. Their ids begin with the area and the type's name, and in
/// their titles `{type}` stands for that name.
pub(super) struct About {
    area: &'static str,
    kind: Arc<ResourceType>,
}

impl About {
    /// Tests of that area about that type.
    pub(super) fn new(area: &'static str, kind: &ResourceType) -> Self {
        Self {
            area,
            kind: Arc::new(kind.clone()),
        }
    }

    /// A test that does this.
    pub(super) fn test<F, Doing>(&self, what: &str, title: &str, source: &str, doing: F) -> Test
    where
        F: Fn(Session, Arc<ResourceType>) -> Doing + Send + Sync + 'static,
        Doing: Future<Output = Verdict> + Send + 'static,
    {
        let id = format!("{}.{}.{what}", self.area, self.kind.name);
        let title = title.replace("{type}", &self.kind.name);
        let kind = Arc::clone(&self.kind);
        Test::new(Suite::Rfc, &id, &title, source)
            .run(move |session| doing(session, Arc::clone(&kind)))
    }

    /// A test of an attribute, which does this with the attribute's path; its id ends with the path,
    /// and `{attribute}` stands for it in the title.
    pub(super) fn attribute<F, Doing>(
        &self,
        what: &str,
        place: &AttrRef<'_>,
        title: &str,
        source: &str,
        doing: F,
    ) -> Test
    where
        F: Fn(Session, Arc<ResourceType>, Arc<str>) -> Doing + Send + Sync + 'static,
        Doing: Future<Output = Verdict> + Send + 'static,
    {
        let path: Arc<str> = place.path().into();
        let short = path.strip_prefix(REGISTERED).unwrap_or(&path);
        let what = format!("{what}.{}", short.replace(':', "."));
        let title = title.replace("{attribute}", &path);
        self.test(&what, &title, source, move |session, kind| {
            doing(session, kind, Arc::clone(&path))
        })
    }
}

/// The attribute of that path, which the type is known to have.
pub(super) fn place<'k>(kind: &'k ResourceType, path: &str) -> Result<AttrRef<'k>, Stop> {
    let missing = || {
        Stop::NotClaimed(format!(
            "the served schemas of {} have no {path}",
            kind.name
        ))
    };
    kind.find_path(path).ok_or_else(missing)
}
