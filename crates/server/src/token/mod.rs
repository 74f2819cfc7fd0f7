//! Bearer tokens: `rc_` + public id + `_` + secret + checksum.
//!
//! The prefix and the checksum let secret scanners recognise a token, and let a mistyped one be
//! refused without asking the database. The public id finds the token's row, where only hashes are
//! kept: a keyed fast one, and an Argon2id hash of the secret, which earlier versions ask for.

mod base62;
mod fast;
mod hash;

use std::fmt;

pub use base62::RandomError;
pub use fast::{FastHash, FastHasher};
pub use hash::{HashError, hash, verify};

const PREFIX: &str = "rc_";
/// 95 bits: enough that two never meet.
const ID_LENGTH: usize = 16;
/// 256 bits.
const SECRET_LENGTH: usize = 43;
const CHECKSUM_LENGTH: usize = 6;
const LENGTH: usize = PREFIX.len() + ID_LENGTH + 1 + SECRET_LENGTH + CHECKSUM_LENGTH;

/// A token in the clear. It shows its public id only, so that it cannot slip into a log.
#[derive(Clone)]
pub struct Token {
    text: String,
}

impl Token {
    /// A fresh token from the system's random number generator.
    pub fn generate() -> Result<Self, RandomError> {
        let id = base62::random(ID_LENGTH)?;
        let secret = base62::random(SECRET_LENGTH)?;
        let body = format!("{PREFIX}{id}_{secret}");
        let checksum = checksum(&body);
        Ok(Self {
            text: body + &checksum,
        })
    }

    /// Reads a token that a client presented; `None` if prefix, length, alphabet or checksum are
    /// not those of a token.
    pub fn parse(text: &str) -> Option<Self> {
        let (body, sum) = text.split_at_checked(LENGTH - CHECKSUM_LENGTH)?;
        let (id, secret) = body.strip_prefix(PREFIX)?.split_once('_')?;
        let shape = id.len() == ID_LENGTH && secret.len() == SECRET_LENGTH;
        let alphabet = base62::is(id) && base62::is(secret);
        (shape && alphabet && sum == checksum(body)).then(|| Self {
            text: text.to_owned(),
        })
    }

    /// The public part, by which the token is found, listed and revoked.
    pub fn id(&self) -> &str {
        self.text
            .get(PREFIX.len()..PREFIX.len() + ID_LENGTH)
            .unwrap_or_default()
    }

    /// The secret part: what is hashed.
    pub fn secret(&self) -> &str {
        self.text
            .get(PREFIX.len() + ID_LENGTH + 1..LENGTH - CHECKSUM_LENGTH)
            .unwrap_or_default()
    }

    /// The whole token, to be shown once.
    pub fn reveal(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Token")
            .field("id", &self.id())
            .finish_non_exhaustive()
    }
}

fn checksum(body: &str) -> String {
    base62::number(crc32fast::hash(body.as_bytes()), CHECKSUM_LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_token_can_be_read_back() {
        let token = Token::generate().unwrap();
        let parsed = Token::parse(token.reveal()).unwrap();
        assert_eq!(parsed.id(), token.id());
        assert_eq!(parsed.secret(), token.secret());
        assert!(token.reveal().len() <= 128);
        assert!(
            token
                .reveal()
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        );
    }

    /// RFC 6750 §5.2 asks for a chance of 2^-128 at most, better 2^-160; a digit has 62 values.
    #[test]
    fn a_secret_cannot_be_guessed() {
        let digits = Token::generate().unwrap().secret().len();
        assert!(62_f64.log2() * f64::from(u32::try_from(digits).unwrap()) > 160.0);
    }

    #[test]
    fn two_tokens_share_nothing() {
        let (one, other) = (Token::generate().unwrap(), Token::generate().unwrap());
        assert_ne!(one.id(), other.id());
        assert_ne!(one.secret(), other.secret());
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let token = Token::generate().unwrap();
        for place in 0..token.reveal().len() {
            let mut changed = token.reveal().as_bytes().to_vec();
            changed[place] = if changed[place] == b'x' { b'y' } else { b'x' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(Token::parse(&changed).is_none(), "{place}");
        }
    }

    #[test]
    fn what_is_not_shaped_like_a_token_is_none() {
        let token = Token::generate().unwrap();
        let text = token.reveal();
        for wrong in [
            String::new(),
            "rc_".into(),
            "é".repeat(35),
            text[1..].to_owned(),
            text[..text.len() - 1].to_owned(),
            format!("{text}0"),
            format!(" {text}"),
            text.to_ascii_uppercase(),
        ] {
            assert!(Token::parse(&wrong).is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn debugging_shows_no_secret() {
        let token = Token::generate().unwrap();
        let shown = format!("{token:?}");
        assert!(shown.contains(token.id()));
        assert!(!shown.contains(token.secret()));
    }
}
