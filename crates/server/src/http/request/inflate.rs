//! Collecting a body up to limits that hold after decompression.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;

use super::budget::{Full, Held};
use super::content::{Content, Excess, Most};

/// How much longer than its content a small gzip body may be.
const OVERHEAD: usize = 1024;

/// Why no more can be collected.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The limit of bytes is passed.
    TooLarge,
    /// More is inside each other, or more values are there, than may be.
    Exceeds(Excess),
    /// There is no room for more bytes of bodies at present.
    NoRoom(Full),
    /// What came is not gzip.
    NotGzip,
}

/// Collects a body. A gzip bomb is noticed as it unfolds: never is more kept than the limit, and
/// never more taken than the limit either, since members may be empty.
pub(super) enum Collector {
    Plain(Bounded),
    /// Of one member or several (RFC 1952 §2.2), and how many more compressed bytes are taken.
    Gzip(Box<MultiGzDecoder<Bounded>>, usize),
}

impl Collector {
    /// Of a body that is not compressed. If its length is announced, its place in memory never has to
    /// be changed; what of it the client does not send takes none.
    pub(super) fn plain(limit: usize, announced: Option<u64>, most: Most, held: Held) -> Self {
        let mut target = Bounded::new(limit, most, held);
        let length = announced.and_then(|length| usize::try_from(length).ok());
        target
            .bytes
            .reserve_exact(length.unwrap_or_default().min(limit));
        Self::Plain(target)
    }

    pub(super) fn gzip(limit: usize, most: Most, held: Held) -> Self {
        let target = Bounded::new(limit, most, held);
        Self::Gzip(Box::new(MultiGzDecoder::new(target)), limit + OVERHEAD)
    }

    /// Takes the next piece as it came over the wire.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<(), Stop> {
        let result = match self {
            Self::Plain(target) => target.write_all(piece),
            Self::Gzip(decoder, left) => {
                *left = left.checked_sub(piece.len()).ok_or(Stop::TooLarge)?;
                decoder.write_all(piece)
            }
        };
        result.map_err(|_| self.stop())
    }

    /// The whole body, and the room that it takes.
    pub(super) fn finish(mut self) -> Result<(Vec<u8>, Held), Stop> {
        if let Self::Gzip(decoder, _) = &mut self
            && decoder.try_finish().is_err()
        {
            return Err(self.stop());
        }
        let target = self.target();
        Ok((std::mem::take(&mut target.bytes), target.held.take()))
    }

    fn target(&mut self) -> &mut Bounded {
        match self {
            Self::Plain(target) => target,
            Self::Gzip(decoder, _) => decoder.get_mut(),
        }
    }

    /// Why the last write failed: the buffer's reason, or else the decoder's.
    fn stop(&mut self) -> Stop {
        self.target().stopped.take().unwrap_or(Stop::NotGzip)
    }
}

/// A buffer that refuses to grow past its limits.
pub(super) struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
    content: Content,
    held: Held,
    stopped: Option<Stop>,
}

impl Bounded {
    fn new(limit: usize, most: Most, held: Held) -> Self {
        Self {
            bytes: Vec::new(),
            limit,
            content: Content::new(most),
            held,
            stopped: None,
        }
    }

    fn add(&mut self, piece: &[u8]) -> Result<(), Stop> {
        if piece.len() > self.limit - self.bytes.len() {
            return Err(Stop::TooLarge);
        }
        self.content.read(piece).map_err(Stop::Exceeds)?;
        self.held.add(piece.len()).map_err(Stop::NoRoom)?;
        self.bytes.extend_from_slice(piece);
        Ok(())
    }
}

impl Write for Bounded {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if let Err(stop) = self.add(piece) {
            self.stopped = Some(stop);
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::super::budget::Budget;
    use super::*;
    use crate::config::HttpSettings;

    const MOST: Most = Most {
        depth: 3,
        values: 4,
    };

    fn budget() -> Budget {
        Budget::new(&HttpSettings::default())
    }

    fn plain(limit: usize) -> Collector {
        Collector::plain(limit, None, MOST, budget().hold(1))
    }

    fn gzip(limit: usize) -> Collector {
        Collector::gzip(limit, MOST, budget().hold(1))
    }

    fn zipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn collect(mut collector: Collector, wire: &[u8]) -> Result<Vec<u8>, Stop> {
        for piece in wire.chunks(7) {
            collector.push(piece)?;
        }
        collector.finish().map(|(bytes, _)| bytes)
    }

    #[test]
    fn a_body_may_fill_the_limit_and_not_pass_it() {
        assert_eq!(collect(plain(10), &[1; 10]), Ok(vec![1; 10]));
        assert_eq!(collect(plain(10), &[1; 11]), Err(Stop::TooLarge));
        assert_eq!(collect(gzip(10), &zipped(&[1; 10])), Ok(vec![1; 10]));
        assert_eq!(collect(gzip(10), &zipped(&[1; 11])), Err(Stop::TooLarge));
    }

    #[test]
    fn a_bomb_is_stopped_before_it_unfolds() {
        let bomb = zipped(&vec![0; 50_000_000]);
        let mut collector = gzip(100_000);
        assert_eq!(collector.push(&bomb), Err(Stop::TooLarge));
        let Collector::Gzip(decoder, _) = collector else {
            panic!("it was made for gzip")
        };
        assert!(decoder.get_ref().bytes.capacity() <= 200_000);
    }

    #[test]
    fn a_body_is_stopped_as_soon_as_it_holds_too_much() {
        for (body, excess) in [("[[[[", Excess::Depth), ("[{},{},{},{},", Excess::Values)] {
            let stop = Stop::Exceeds(excess);
            let long = format!("{body}{}", " ".repeat(100_000));
            assert_eq!(plain(50).push(body.as_bytes()).as_ref(), Err(&stop));
            assert_eq!(collect(gzip(200_000), &zipped(long.as_bytes())), Err(stop));
        }
    }

    #[test]
    fn bytes_are_held_after_decompression_and_until_nobody_needs_them() {
        let budget = Budget::new(&HttpSettings {
            max_body_bytes: 100,
            max_bulk_bytes: 100,
            max_tenant_bytes: 100,
            ..HttpSettings::default()
        });
        let collect = |length| {
            let mut collector = Collector::gzip(100, MOST, budget.hold(1));
            collector.push(&zipped(&vec![b' '; length]))?;
            collector.finish()
        };
        let first = collect(60).unwrap();
        assert_eq!(first.0.len(), 60);
        let no_room = Err(Stop::NoRoom(Full::Tenant));
        assert_eq!(collect(41).map(|(bytes, _)| bytes), no_room);
        assert!(collect(40).is_ok());
        drop(first);
        assert!(collect(100).is_ok());
    }

    #[test]
    fn all_members_of_a_gzip_are_read() {
        let members = [zipped(&[1; 4]), zipped(b""), zipped(&[2; 6])].concat();
        let whole = [[1; 4].as_slice(), &[2; 6]].concat();
        assert_eq!(collect(gzip(10), &members), Ok(whole));
        assert_eq!(collect(gzip(9), &members), Err(Stop::TooLarge));
        for broken in [
            &members[..members.len() - 12],
            &[members.as_slice(), b"x"].concat(),
        ] {
            assert_eq!(collect(gzip(10), broken), Err(Stop::NotGzip));
        }
    }

    #[test]
    fn members_without_content_come_to_an_end() {
        let empty = zipped(b"").repeat(1000);
        assert_eq!(collect(gzip(100), &empty), Err(Stop::TooLarge));
    }

    #[test]
    fn what_is_not_gzip_or_is_cut_short_is_noticed() {
        assert_eq!(
            collect(gzip(100), b"{\"a\":1}, which is not gzip"),
            Err(Stop::NotGzip)
        );
        let cut = &zipped(b"whole")[..12];
        assert_eq!(collect(gzip(100), cut), Err(Stop::NotGzip));
    }
}
