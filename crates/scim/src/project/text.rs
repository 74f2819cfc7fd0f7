//! A resource as it is answered, written from the text in which it is kept.
//!
//! What comes out is what [`Projection::apply`] leaves of the whole resource [in order](super::in_order),
//! printed; but nothing is built in between.

use super::simple::{push_simple, push_text, quoted};
use super::tape::{Kind, Node, Tape};
use super::{Projection, whole};
use crate::Attribute;
use crate::schema::AttrRef;

/// A resource on its way out, in parts.
#[derive(Clone, Copy, Debug)]
pub struct Kept<'p> {
    /// Its attributes: a JSON object, in any order.
    pub document: &'p str,
    /// Its id.
    pub id: &'p str,
    /// Its `meta`: a JSON object in the order in which it is shown.
    pub meta: &'p str,
    /// The values of [`crate::ResourceType::related_attribute`], a JSON list; nothing of it is shown
    /// if `None`.
    pub related: Option<&'p str>,
}

/// What was written of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Where the list of [`Kept::related`] ends, before its bracket, if it is shown. Further values
    /// can be put there, in parts.
    pub related_end: Option<usize>,
}

impl Projection<'_> {
    /// Writes what is answered of a resource at the end of `out`. `None` if the document is not what
    /// it should be; then nobody can use what was written.
    pub fn write(&self, kept: &Kept<'_>, out: &mut String) -> Option<Written> {
        let document = Tape::read(kept.document)?;
        if document.node(0)?.kind != Kind::Object {
            return None;
        }
        let mut writer = Writer {
            projection: self,
            out,
            is_first: true,
            related_end: None,
        };
        writer.out.push('{');
        writer.resource(kept, &document)?;
        writer.out.push('}');
        Some(Written {
            related_end: writer.related_end,
        })
    }
}

struct Writer<'w, 's> {
    projection: &'w Projection<'s>,
    out: &'w mut String,
    /// Whether nothing stands in the object that is being written.
    is_first: bool,
    related_end: Option<usize>,
}

impl<'s> Writer<'_, 's> {
    fn resource(&mut self, kept: &Kept<'_>, document: &Tape<'_>) -> Option<()> {
        let types = self.projection.resource_type;
        self.schemas(document);
        let id = quoted(kept.id);
        self.common("id", &Tape::read(&id)?);
        let related = types.related_attribute();
        let mut fields = Fields::of(document, 0);
        for attribute in &types.schema.attributes {
            let is_related = related.is_some_and(|related| std::ptr::eq(related, attribute));
            if let Some(values) = kept.related.filter(|_| is_related) {
                let before = self.out.len();
                self.attribute(whole(None, attribute), &Tape::read(values)?, 0);
                let is_shown = self.out.len() > before;
                self.related_end = is_shown.then(|| self.out.len() - 1);
            } else if let Some(position) = fields.find(&attribute.name) {
                self.attribute(whole(None, attribute), document, position);
            }
        }
        if types.schema.attribute("externalId").is_none()
            && let Some(position) = fields.find("externalId")
            && let Some(attribute) = types.core_attribute("externalId")
        {
            self.attribute(whole(None, attribute), document, position);
        }
        self.extensions(document, &mut fields);
        self.common("meta", &Tape::read(kept.meta)?);
        Some(())
    }

    fn schemas(&mut self, document: &Tape<'_>) {
        let types = self.projection.resource_type;
        let Some(attribute) = types.core_attribute("schemas") else {
            return;
        };
        if !self.projection.shows(whole(None, attribute)) {
            return;
        }
        self.name("schemas");
        self.out.push('[');
        push_text(self.out, &types.schema.id);
        for extension in &types.extensions {
            let mut fields = document.inside(0);
            if fields.any(|(_, field)| field.name == extension.schema.id.as_str()) {
                self.out.push(',');
                push_text(self.out, &extension.schema.id);
            }
        }
        self.out.push(']');
    }

    /// An attribute of every resource, whose value is all of a text.
    fn common(&mut self, name: &str, value: &Tape<'_>) {
        if let Some(attribute) = self.projection.resource_type.core_attribute(name) {
            self.attribute(whole(None, attribute), value, 0);
        }
    }

    fn extensions(&mut self, document: &Tape<'_>, fields: &mut Fields<'_, '_>) {
        for extension in &self.projection.resource_type.extensions {
            let schema = &extension.schema;
            let Some(position) = fields.find(&schema.id) else {
                continue;
            };
            if !document
                .node(position)
                .is_some_and(|it| it.kind == Kind::Object)
            {
                continue;
            }
            self.field(&schema.id, |writer| {
                writer.object(|writer| {
                    let mut parts = Fields::of(document, position);
                    for attribute in &schema.attributes {
                        if let Some(position) = parts.find(&attribute.name) {
                            let place = whole(Some(schema), attribute);
                            writer.attribute(place, document, position);
                        }
                    }
                })
            });
        }
    }

    fn attribute(&mut self, place: AttrRef<'s>, tape: &Tape<'_>, position: usize) {
        if !self.projection.shows(place) {
            return;
        }
        self.field(&place.attribute.name, |writer| {
            let is_list = tape.node(position).is_some_and(|it| it.kind == Kind::List);
            if is_list && tape.inside(position).next().is_some() {
                return writer.list(|writer| {
                    for (position, _) in tape.inside(position) {
                        writer.item(|writer| writer.element(place, tape, position));
                    }
                });
            }
            writer.element(place, tape, position)
        });
    }

    fn element(&mut self, place: AttrRef<'s>, tape: &Tape<'_>, position: usize) -> bool {
        if !tape
            .node(position)
            .is_some_and(|it| it.kind == Kind::Object)
        {
            self.ordered(place.attribute, tape, position);
            return true;
        }
        self.object(|writer| {
            let mut fields = Fields::of(tape, position);
            for sub in &place.attribute.sub_attributes {
                if let Some(position) = fields.find(&sub.name)
                    && writer.projection.shows_part(place, sub)
                {
                    writer.name(&sub.name);
                    writer.ordered(sub, tape, position);
                }
            }
        })
    }

    /// A value as it is, its names in the order of the schema.
    fn ordered(&mut self, attribute: &Attribute, tape: &Tape<'_>, position: usize) {
        let Some(node) = tape.node(position) else {
            return;
        };
        match node.kind {
            Kind::Object => {
                self.out.push('{');
                let is_first = std::mem::replace(&mut self.is_first, true);
                let mut fields = Fields::of(tape, position);
                for sub in &attribute.sub_attributes {
                    if let Some(position) = fields.find(&sub.name) {
                        self.name(&sub.name);
                        self.ordered(sub, tape, position);
                    }
                }
                self.is_first = is_first;
                self.out.push('}');
            }
            Kind::List => {
                self.out.push('[');
                for (count, (position, _)) in tape.inside(position).enumerate() {
                    if count > 0 {
                        self.out.push(',');
                    }
                    self.ordered(attribute, tape, position);
                }
                self.out.push(']');
            }
            _ => push_simple(self.out, node),
        }
    }

    /// Writes a field, or takes it back if its value comes to nothing.
    fn field(&mut self, name: &str, value: impl FnOnce(&mut Self) -> bool) {
        let (length, is_first) = (self.out.len(), self.is_first);
        self.name(name);
        if !value(self) {
            self.out.truncate(length);
            self.is_first = is_first;
        }
    }

    /// The same without a name.
    fn item(&mut self, value: impl FnOnce(&mut Self) -> bool) {
        let (length, is_first) = (self.out.len(), self.is_first);
        self.separate();
        if !value(self) {
            self.out.truncate(length);
            self.is_first = is_first;
        }
    }

    /// Whether there is anything in the object.
    fn object(&mut self, fields: impl FnOnce(&mut Self)) -> bool {
        self.brackets(['{', '}'], fields)
    }

    fn list(&mut self, items: impl FnOnce(&mut Self)) -> bool {
        self.brackets(['[', ']'], items)
    }

    fn brackets(&mut self, [open, close]: [char; 2], inside: impl FnOnce(&mut Self)) -> bool {
        self.out.push(open);
        let is_first = std::mem::replace(&mut self.is_first, true);
        inside(self);
        let is_empty = std::mem::replace(&mut self.is_first, is_first);
        self.out.push(close);
        !is_empty
    }

    fn name(&mut self, name: &str) {
        self.separate();
        push_text(self.out, name);
        self.out.push(':');
    }

    fn separate(&mut self) {
        if !std::mem::replace(&mut self.is_first, false) {
            self.out.push(',');
        }
    }
}

/// The fields of an object, to be found by their names. Those that are asked for in the order in
/// which they stand are found at once.
struct Fields<'a, 't> {
    tape: &'a Tape<'t>,
    object: usize,
    /// The field behind the one that was found last.
    expected: usize,
}

impl<'a, 't> Fields<'a, 't> {
    fn of(tape: &'a Tape<'t>, object: usize) -> Self {
        Self {
            tape,
            object,
            expected: object + 1,
        }
    }

    fn find(&mut self, name: &str) -> Option<usize> {
        let end = self.tape.node(self.object)?.next;
        let is_it = |node: &Node<'_>| node.name == name;
        let expected = self.tape.node(self.expected);
        let position = match expected.filter(|node| self.expected < end && is_it(node)) {
            Some(_) => self.expected,
            None => {
                self.tape
                    .inside(self.object)
                    .find(|(_, node)| is_it(node))?
                    .0
            }
        };
        self.expected = self.tape.node(position)?.next;
        Some(position)
    }
}
