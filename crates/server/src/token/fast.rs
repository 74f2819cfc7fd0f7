//! What is kept of a verified token in memory: a digest under a key that only this process has.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::token::RandomError;

/// HMAC-SHA256 of a token.
#[derive(Clone, Copy)]
pub(super) struct Digest([u8; 32]);

impl Digest {
    /// Takes the same time whether the digests differ in the first byte or the last.
    pub(super) fn equals(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// Makes digests under a random key.
pub(super) struct Digester {
    keyed: Hmac<Sha256>,
}

impl Digester {
    pub(super) fn with_random_key() -> Result<Self, RandomError> {
        let mut key = [0_u8; 64];
        getrandom::fill(&mut key)?;
        Ok(Self {
            keyed: Hmac::new(&key.into()),
        })
    }

    pub(super) fn digest(&self, token: &str) -> Digest {
        let mut mac = self.keyed.clone();
        mac.update(token.as_bytes());
        Digest(mac.finalize().into_bytes().into())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Digest(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_equal_for_equal_tokens_under_one_key() {
        let (digester, other) = (
            Digester::with_random_key().unwrap(),
            Digester::with_random_key().unwrap(),
        );
        assert!(digester.digest("a").equals(&digester.digest("a")));
        assert!(!digester.digest("a").equals(&digester.digest("b")));
        assert!(!digester.digest("a").equals(&other.digest("a")));
    }
}
