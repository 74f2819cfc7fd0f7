//! How a token is recognised: by HMAC-SHA256 under the installation's own key. Its secret is 256 random
//! bits, which nobody finds by trying, however fast that is; so nothing slow is needed, and whoever
//! presents wrong ones costs nobody else anything.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// The fast hash of a token. Displayed as 64 hexadecimal digits.
#[derive(Clone, Copy)]
pub struct FastHash([u8; 32]);

impl FastHash {
    /// Takes the same time whether the hashes differ in the first byte or the last.
    pub fn equals(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// Reads one as it is displayed; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0_u8; 32];
        let digits = text.as_bytes().as_chunks::<2>();
        if !digits.1.is_empty() || digits.0.len() != bytes.len() {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.0) {
            let [high, low] = pair.map(|digit| char::from(digit).to_digit(16));
            *byte = u8::try_from(high? * 16 + low?).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for FastHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for FastHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FastHash(…)")
    }
}

/// Makes fast hashes under one key.
pub struct FastHasher {
    keyed: Hmac<Sha256>,
}

impl FastHasher {
    /// With the key that all servers of a database share.
    pub fn new(key: [u8; 64]) -> Self {
        Self {
            keyed: Hmac::new(&key.into()),
        }
    }

    /// The fast hash of a token: of all of it, so that no other token's can stand in.
    pub fn hash(&self, token: &str) -> FastHash {
        let mut mac = self.keyed.clone();
        mac.update(token.as_bytes());
        FastHash(mac.finalize().into_bytes().into())
    }
}

impl fmt::Debug for FastHasher {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("FastHasher(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_equal_for_equal_tokens_under_one_key() {
        let (hasher, foreign) = (FastHasher::new([1; 64]), FastHasher::new([2; 64]));
        assert!(hasher.hash("a").equals(&hasher.hash("a")));
        assert!(!hasher.hash("a").equals(&hasher.hash("b")));
        assert!(!hasher.hash("a").equals(&foreign.hash("a")));
    }

    /// By the `hmac` module of Python.
    #[test]
    fn a_hash_is_hmac_sha256_and_can_be_read_back() {
        let hasher = FastHasher::new([b'7'; 64]);
        let shown = hasher.hash("rc_token").to_string();
        assert_eq!(
            shown,
            "3365a62db68c8198426dfdb0826f5047e57f1085dd5f0b663cc3f52e85ff00d4"
        );
        let read = FastHash::parse(&shown).unwrap();
        assert!(read.equals(&hasher.hash("rc_token")));
        for wrong in [
            "",
            "0",
            &shown[..62],
            &format!("{shown}00"),
            &"g".repeat(64),
        ] {
            assert!(FastHash::parse(wrong).is_none(), "{wrong:?}");
        }
    }
}
