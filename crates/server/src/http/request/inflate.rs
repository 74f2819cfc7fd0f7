//! Collecting a body up to limits that hold after decompression.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;

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
    pub(super) fn plain(limit: usize, most: Most) -> Self {
        Self::Plain(Bounded::new(limit, most))
    }

    pub(super) fn gzip(limit: usize, most: Most) -> Self {
        let target = Bounded::new(limit, most);
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

    /// The whole body.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, Stop> {
        if let Self::Gzip(decoder, _) = &mut self
            && decoder.try_finish().is_err()
        {
            return Err(self.stop());
        }
        Ok(match self {
            Self::Plain(target) => target.bytes,
            Self::Gzip(mut decoder, _) => std::mem::take(&mut decoder.get_mut().bytes),
        })
    }

    /// Why the last write failed: the buffer's reason, or else the decoder's.
    fn stop(&mut self) -> Stop {
        let target = match self {
            Self::Plain(target) => target,
            Self::Gzip(decoder, _) => decoder.get_mut(),
        };
        target.stopped.take().unwrap_or(Stop::NotGzip)
    }
}

/// A buffer that refuses to grow past its limits.
pub(super) struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
    content: Content,
    stopped: Option<Stop>,
}

impl Bounded {
    fn new(limit: usize, most: Most) -> Self {
        Self {
            bytes: Vec::new(),
            limit,
            content: Content::new(most),
            stopped: None,
        }
    }

    fn add(&mut self, piece: &[u8]) -> Result<(), Stop> {
        if piece.len() > self.limit - self.bytes.len() {
            return Err(Stop::TooLarge);
        }
        self.content.read(piece).map_err(Stop::Exceeds)?;
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

    use super::*;

    const MOST: Most = Most {
        depth: 3,
        values: 4,
    };

    fn plain(limit: usize) -> Collector {
        Collector::plain(limit, MOST)
    }

    fn gzip(limit: usize) -> Collector {
        Collector::gzip(limit, MOST)
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
        collector.finish()
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
