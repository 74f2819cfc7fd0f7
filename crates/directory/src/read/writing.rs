//! Writing an answer part by part, from what was read for it before. What comes out is what
//! [`Directory::render`] makes of the same resources.

use std::ops::Range;
use std::sync::Arc;
use std::{fmt, vec};

use scim::project::{Kept, Projection, push_text};
use scim::{Attribute, ResourceType, instant, schema};
use storage::StorageError;
use storage::memberships::Linked;
use storage::resources::{Found, Unread};

use super::page::END;
use crate::etag::etag;
use crate::{Directory, Shape, TenantRegistry};

/// So many bytes are a part. A shorter answer is sent in one piece.
const PART: usize = 64 * 1024;

/// An answer that is being written.
pub(crate) struct Writing {
    pub(super) directory: Directory,
    pub(super) registry: Arc<TenantRegistry>,
    pub(super) shape: Shape,
    /// What is known of the resources of each type that was asked for.
    pub(super) types: Vec<OfType>,
    pub(super) found: vec::IntoIter<Found>,
    /// Whether it is a list, or one resource.
    pub(super) is_list: bool,
    pub(super) under_way: Option<UnderWay>,
    /// How many resources were begun.
    pub(super) count: usize,
}

/// The resources of one type in an answer.
pub(super) struct OfType {
    /// Where the registry has the type.
    pub(super) place: usize,
    pub(super) linked: Linked,
    /// How many of them were begun.
    pub(super) count: usize,
}

/// A resource that was begun, up to the end of the list of what is linked to it.
pub(super) struct UnderWay {
    selection: usize,
    links: Range<usize>,
    is_first: bool,
    /// What comes behind the list.
    tail: String,
}

/// What an answer shows of the resources of a type.
struct View<'r> {
    resource_type: &'r ResourceType,
    projection: Projection<'r>,
    related: Option<Related<'r>>,
}

/// What it shows of what is linked to them.
struct Related<'r> {
    attribute: &'r Attribute,
    parts: Vec<&'r str>,
}

impl OfType {
    /// The resources of a type that the registry has.
    pub(super) fn new(
        registry: &TenantRegistry,
        resource_type: &ResourceType,
        linked: Linked,
    ) -> Result<Self, StorageError> {
        let mut types = registry.resource_types().iter();
        let place = types.position(|it| std::ptr::eq(it, resource_type));
        Ok(Self {
            place: place.ok_or_else(unasked)?,
            linked,
            count: 0,
        })
    }
}

impl fmt::Debug for Writing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Writing");
        shown.field("count", &self.count).finish_non_exhaustive()
    }
}

impl Writing {
    /// Writes the next part behind `text`, and tells whether it was the last.
    pub(crate) fn write_part(&mut self, text: &mut String) -> Result<bool, StorageError> {
        let registry = Arc::clone(&self.registry);
        let views = self.views(&registry)?;
        loop {
            if !self.write_links(&views, text)? {
                return Ok(false);
            }
            let Some(found) = self.found.next() else {
                text.push_str(if self.is_list { END } else { "" });
                return Ok(true);
            };
            if self.count > 0 {
                text.push(',');
            }
            self.begin(&views, &found, text)?;
        }
    }

    fn views<'r>(&self, registry: &'r TenantRegistry) -> Result<Vec<View<'r>>, StorageError> {
        let types = self.types.iter().map(|of_type| {
            let resource_type = registry.resource_types().get(of_type.place);
            let resource_type = resource_type.ok_or_else(unasked)?;
            // It was read before, when the search was.
            let projection = self.shape.projection(resource_type);
            let projection = projection.map_err(|error| StorageError::Internal(error.into()))?;
            let attribute = resource_type.related_attribute();
            let attribute = attribute.filter(|it| projection.includes(&it.name));
            Ok(View {
                resource_type,
                related: attribute.map(|attribute| Related {
                    attribute,
                    parts: projection.parts_of(attribute),
                }),
                projection,
            })
        });
        types.collect()
    }

    /// Writes a resource, up to what is linked to it if there is anything.
    fn begin(
        &mut self,
        views: &[View<'_>],
        found: &Found,
        text: &mut String,
    ) -> Result<(), StorageError> {
        let (selection, unread) = (found.selection, &found.unread);
        let of_type = self.types.get_mut(selection).ok_or_else(unasked)?;
        let links = of_type.linked.of(of_type.count);
        of_type.count += 1;
        self.count += 1;
        let view = views.get(selection).ok_or_else(unasked)?;
        let related = view.related.as_ref().and_then(|related| {
            let says_something =
                |place| self.push_link(selection, related, place, &mut String::new());
            match related.attribute.kept {
                schema::Kept::Groups if links.is_empty() => None,
                _ if links.is_empty() || links.clone().any(says_something) => Some("[]"),
                // Then nothing is shown of the list either.
                _ => Some("[{}]"),
            }
        });
        let kept = Kept {
            document: &unread.document,
            id: &unread.id,
            meta: &self.meta(view.resource_type, unread),
            related,
        };
        let written = view.projection.write(&kept, text);
        let written = written
            .ok_or_else(|| StorageError::Internal("a resource's document is no object".into()))?;
        if let (Some(end), false) = (written.related_end, links.is_empty()) {
            self.under_way = Some(UnderWay {
                selection,
                links,
                is_first: true,
                tail: text.split_off(end),
            });
        }
        Ok(())
    }

    /// Goes on with the resource that was begun, and tells whether there is room for another one.
    fn write_links(&mut self, views: &[View<'_>], text: &mut String) -> Result<bool, StorageError> {
        let Some(mut under_way) = self.under_way.take() else {
            return Ok(text.len() < PART);
        };
        let view = views.get(under_way.selection).ok_or_else(unasked)?;
        let related = view.related.as_ref().ok_or_else(unasked)?;
        while text.len() < PART {
            let Some(place) = under_way.links.next() else {
                text.push_str(&under_way.tail);
                return Ok(text.len() < PART);
            };
            let length = text.len();
            text.push_str(if under_way.is_first { "" } else { "," });
            if self.push_link(under_way.selection, related, place, text) {
                under_way.is_first = false;
            } else {
                text.truncate(length);
            }
        }
        self.under_way = Some(under_way);
        Ok(false)
    }

    fn push_link(
        &self,
        selection: usize,
        related: &Related<'_>,
        place: usize,
        text: &mut String,
    ) -> bool {
        let of_type = self.types.get(selection);
        let link = of_type.and_then(|of_type| of_type.linked.get(place));
        link.is_some_and(|link| {
            let kept = related.attribute.kept;
            self.directory.push_link(text, link, kept, &related.parts)
        })
    }

    fn meta(&self, resource_type: &ResourceType, unread: &Unread) -> String {
        let location = self.directory.location(resource_type, &unread.id);
        let (created, modified) = (unread.created_at, unread.modified_at);
        let fields = [
            ("{\"resourceType\":", resource_type.name.as_str()),
            (",\"created\":", &instant::format(created)),
            (",\"lastModified\":", &instant::format(modified)),
            (",\"location\":", &location),
            (",\"version\":", &etag(unread.version)),
        ];
        let mut meta = String::with_capacity(256);
        for (name, value) in fields {
            meta.push_str(name);
            push_text(&mut meta, value);
        }
        meta.push('}');
        meta
    }
}

fn unasked() -> StorageError {
    StorageError::Internal("a search found what it was not asked for".into())
}
