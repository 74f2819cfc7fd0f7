//! Where in the bytes of a connection the heads of its requests are (RFC 9112).
//!
//! Only as much is read of a head as tells where its query and its body end. What is no HTTP is
//! passed over: the HTTP library will refuse it and end the connection.

/// The most bytes kept of a line. Those that say how long a body is are far shorter.
const KEPT: usize = 256;

/// Follows the requests of one connection, byte by byte through heads and at once through bodies.
#[derive(Debug, Default)]
pub(super) struct Heads {
    place: Place,
    /// The beginning of the line that is being read, where its content matters.
    line: Vec<u8>,
    length: u64,
    is_chunked: bool,
    /// Whether anything came since the last request.
    is_blank: bool,
    /// How many heads have ended.
    ended: u64,
}

/// What the next byte belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing that has begun.
    Between,
    /// Nothing, but there were empty lines.
    Blank,
    /// A head that has begun.
    Head,
    /// A body, or something whose end is not known.
    Body,
}

/// What the next byte is part of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Method,
    Path,
    Query,
    Version,
    Header,
    /// A body, or a rest of one, of so many bytes.
    Body(u64),
    ChunkSize,
    /// A chunk, or a rest of one, with the line break behind it.
    Chunk(u64),
    Trailer,
    /// Something whose end is not known.
    Unknown,
}

impl Heads {
    /// What is awaited, and how many heads there were before it.
    pub(super) fn awaited(&self) -> (Phase, u64) {
        let phase = match self.place {
            Place::Method if !self.line.is_empty() => Phase::Head,
            Place::Method if self.is_blank => Phase::Blank,
            Place::Method => Phase::Between,
            Place::Path | Place::Query | Place::Version | Place::Header => Phase::Head,
            Place::Body(_)
            | Place::ChunkSize
            | Place::Chunk(_)
            | Place::Trailer
            | Place::Unknown => Phase::Body,
        };
        (phase, self.ended)
    }

    /// Whether the next byte is part of a query.
    pub(super) fn is_in_query(&self) -> bool {
        self.place == Place::Query
    }

    /// Goes on by at least one of these bytes, and says by how many.
    pub(super) fn advance(&mut self, bytes: &[u8]) -> usize {
        let within = |left: u64| usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
        match self.place {
            Place::Unknown => bytes.len(),
            Place::Body(left) => {
                let count = within(left);
                self.place = rest_of(left, count).map_or(Place::Method, Place::Body);
                count
            }
            Place::Chunk(left) => {
                let count = within(left);
                self.place = rest_of(left, count).map_or(Place::ChunkSize, Place::Chunk);
                count
            }
            _ => bytes.first().map_or(0, |byte| {
                self.byte(*byte);
                1
            }),
        }
    }

    fn byte(&mut self, byte: u8) {
        self.is_blank |= self.place == Place::Method;
        if byte == b'\n' {
            self.place = self.after_line();
            self.line.clear();
            return;
        }
        match (self.place, byte) {
            (Place::Method, b' ') => self.place = Place::Path,
            (Place::Method, b'\r') => {}
            (Place::Method, _) if !is_of_method(byte) => self.place = Place::Unknown,
            (Place::Path, b'?') => self.place = Place::Query,
            (Place::Path | Place::Query, b' ') => self.place = Place::Version,
            (Place::Path | Place::Query | Place::Version, _) => {}
            _ if self.line.len() < KEPT => self.line.push(byte),
            _ => {}
        }
    }

    fn after_line(&mut self) -> Place {
        let line = self.line.trim_ascii();
        match self.place {
            // A request may have empty lines in front of it.
            Place::Method | Place::Trailer if line.is_empty() => Place::Method,
            Place::Version => Place::Header,
            Place::Header if line.is_empty() => self.after_head(),
            Place::Header => self.after_header(),
            Place::ChunkSize => chunk(line),
            Place::Trailer => Place::Trailer,
            _ => Place::Unknown,
        }
    }

    fn after_head(&mut self) -> Place {
        self.ended += 1;
        self.is_blank = false;
        let length = std::mem::take(&mut self.length);
        match (std::mem::take(&mut self.is_chunked), length) {
            (true, _) => Place::ChunkSize,
            (false, 0) => Place::Method,
            (false, length) => Place::Body(length),
        }
    }

    fn after_header(&mut self) -> Place {
        let line = String::from_utf8_lossy(&self.line);
        let Some((name, value)) = line.split_once(':') else {
            return Place::Unknown;
        };
        if name.eq_ignore_ascii_case("content-length") {
            match value.trim().parse() {
                Ok(length) => self.length = length,
                Err(_) => return Place::Unknown,
            }
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            let last = value.rsplit(',').next().unwrap_or_default();
            self.is_chunked = last.trim().eq_ignore_ascii_case("chunked");
        }
        Place::Header
    }
}

fn is_of_method(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

fn rest_of(left: u64, count: usize) -> Option<u64> {
    let rest = left.saturating_sub(count as u64);
    (rest > 0).then_some(rest)
}

/// What follows the line that tells a chunk's size.
fn chunk(line: &[u8]) -> Place {
    let line = String::from_utf8_lossy(line);
    let size = line.split(';').next().unwrap_or_default().trim();
    match u64::from_str_radix(size, 16) {
        Ok(0) => Place::Trailer,
        Ok(size) => size.checked_add(2).map_or(Place::Unknown, Place::Chunk),
        Err(_) => Place::Unknown,
    }
}
