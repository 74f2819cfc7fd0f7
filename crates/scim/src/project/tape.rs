//! A JSON text taken apart without copying it: a list of its values, each before those inside it.
//!
//! Only texts that are known to be JSON are read, such as stored documents. Of any other nothing is
//! promised but that nothing panics.

use std::borrow::Cow;

/// A value in a text.
#[derive(Debug)]
pub(super) struct Node<'t> {
    /// Its name in the object around it; empty in a list and at the top.
    pub(super) name: Cow<'t, str>,
    pub(super) kind: Kind,
    /// The text of a simple value.
    pub(super) text: &'t str,
    /// The position of the first node that is not inside it.
    pub(super) next: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    List,
    /// Text without escapes, with its quotation marks.
    Plain,
    /// Text that may be written in several ways.
    Escaped,
    /// A number, true, false or null.
    Other,
}

/// The values of a text, in its order.
#[derive(Debug)]
pub(super) struct Tape<'t> {
    nodes: Vec<Node<'t>>,
}

impl<'t> Tape<'t> {
    /// `None` if the text is no JSON.
    pub(super) fn read(text: &'t str) -> Option<Self> {
        let mut reader = Reader {
            text,
            at: 0,
            // Most values are longer than this, and more is made room for where they are not.
            nodes: Vec::with_capacity(text.len() / 16 + 1),
        };
        reader.value(Cow::Borrowed(""))?;
        reader.skip_space();
        let is_all = reader.at == text.len();
        is_all.then_some(Self {
            nodes: reader.nodes,
        })
    }

    pub(super) fn node(&self, position: usize) -> Option<&Node<'t>> {
        self.nodes.get(position)
    }

    /// The values directly inside an object or a list, with their positions.
    pub(super) fn inside(&self, position: usize) -> Inside<'_, 't> {
        let end = self.node(position).map_or(0, |node| node.next);
        Inside {
            tape: self,
            at: position + 1,
            end,
        }
    }
}

/// The values directly inside another.
#[derive(Clone)]
pub(super) struct Inside<'a, 't> {
    tape: &'a Tape<'t>,
    at: usize,
    end: usize,
}

impl<'a, 't> Iterator for Inside<'a, 't> {
    type Item = (usize, &'a Node<'t>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.end {
            return None;
        }
        let position = self.at;
        let node = self.tape.node(position)?;
        self.at = node.next;
        Some((position, node))
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    nodes: Vec<Node<'t>>,
}

impl<'t> Reader<'t> {
    fn value(&mut self, name: Cow<'t, str>) -> Option<()> {
        self.skip_space();
        let (position, start) = (self.nodes.len(), self.at);
        let kind = match self.peek()? {
            b'{' => Kind::Object,
            b'[' => Kind::List,
            b'"' if self.string()? => Kind::Escaped,
            b'"' => Kind::Plain,
            _ => self.word(),
        };
        self.nodes.push(Node {
            name,
            kind,
            text: self.text.get(start..self.at)?,
            next: position + 1,
        });
        match kind {
            Kind::Object => self.members(b'}', Self::member)?,
            Kind::List => self.members(b']', |reader| reader.value(Cow::Borrowed("")))?,
            _ => {}
        }
        let next = self.nodes.len();
        self.nodes.get_mut(position)?.next = next;
        Some(())
    }

    /// What stands between two brackets, separated by commas.
    fn members(&mut self, end: u8, member: impl Fn(&mut Self) -> Option<()>) -> Option<()> {
        self.at += 1;
        self.skip_space();
        if self.peek()? == end {
            self.at += 1;
            return Some(());
        }
        loop {
            member(self)?;
            self.skip_space();
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b',' => {}
                _ if byte == end => return Some(()),
                _ => return None,
            }
        }
    }

    fn member(&mut self) -> Option<()> {
        self.skip_space();
        let start = self.at;
        if self.peek()? != b'"' {
            return None;
        }
        let is_escaped = self.string()?;
        let quoted = self.text.get(start..self.at)?;
        let name = if is_escaped {
            Cow::Owned(serde_json::from_str(quoted).ok()?)
        } else {
            Cow::Borrowed(quoted.get(1..quoted.len() - 1)?)
        };
        self.skip_space();
        if self.peek()? != b':' {
            return None;
        }
        self.at += 1;
        self.value(name)
    }

    /// Goes on behind a text, and tells whether there are escapes in it.
    fn string(&mut self) -> Option<bool> {
        self.at += 1;
        let mut is_escaped = false;
        loop {
            let rest = self.text.as_bytes().get(self.at..)?;
            let ends = |byte: &u8| matches!(byte, b'"' | b'\\');
            self.at += rest.iter().position(ends)?;
            if self.peek()? == b'"' {
                self.at += 1;
                return Some(is_escaped);
            }
            is_escaped = true;
            self.at += 2;
        }
    }

    fn word(&mut self) -> Kind {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let ends = |byte: &u8| {
            matches!(
                byte,
                b',' | b']' | b'}' | b':' | b'"' | b' ' | b'\n' | b'\r' | b'\t'
            )
        };
        self.at += rest.iter().position(ends).unwrap_or(rest.len());
        Kind::Other
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}
