//! Cursors (RFC 9865): where a walk through a search has got to, in the client's keeping.
//!
//! Nobody else keeps anything. A cursor says from which resource to go on, and is signed together
//! with its owner, the endpoint and the search, so that it is of use for nothing else. Whoever holds
//! the same key takes it. The key and the time are the caller's to bring.

mod content;

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::ScimError;
use crate::instant::millis;
use crate::message::ListParameters;
use content::Content;

/// Bytes of a signature.
const SIGNATURE: usize = 32;

/// What a cursor is good for.
#[derive(Clone, Copy, Debug)]
pub struct Purpose<'a> {
    /// Who it is given to: bytes that no two have in common who may not use each other's cursors.
    pub owner: &'a [u8],
    /// The endpoint that is searched.
    pub endpoint: &'a str,
    /// The search. Filter and sorting have to stay the same from page to page.
    pub parameters: &'a ListParameters,
    /// How many resources a page has, the same on every page.
    pub count: u64,
}

/// Where a walk has got to.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor {
    /// In which direction to go on.
    pub toward: Toward,
    /// From where; `None` for the very beginning.
    pub from: Option<Position>,
}

/// In which direction to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    /// To the end.
    End,
    /// Back to the beginning.
    Beginning,
}

/// A place in the order: that of a resource, whether it is still there or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// The value it was sorted by.
    pub key: Option<SortValue>,
    /// Its id.
    pub id: String,
}

/// A value to sort by, in its comparable form.
#[derive(Clone, Debug, PartialEq)]
pub enum SortValue {
    /// Text.
    Text(String),
    /// A number or a point in time.
    Whole(i64),
}

/// Signs cursors, and knows its own again.
#[derive(Clone)]
pub struct Signer(Hmac<Sha256>);

impl Signer {
    /// With a key that must stay secret.
    pub fn new(key: [u8; 64]) -> Self {
        Self(Hmac::new(&key.into()))
    }

    /// The cursor as the client gets it: of characters that need no escape in an address.
    pub fn seal(&self, cursor: &Cursor, purpose: Purpose<'_>, given_at: DateTime<Utc>) -> String {
        let content = Content::new(cursor, purpose.count, millis(given_at)).to_bytes();
        let signature = self.mac(&content, purpose).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([signature.as_slice(), &content].concat())
    }

    /// The cursor that was given for this purpose, at most `lifetime` ago.
    ///
    /// # Errors
    ///
    /// 400 `invalidCursor` for a text that was not given for this search, `expiredCursor` for one
    /// that is too old, and `invalidCount` if its walk had pages of another size.
    pub fn open(
        &self,
        text: &str,
        purpose: Purpose<'_>,
        now: DateTime<Utc>,
        lifetime: Duration,
    ) -> Result<Cursor, ScimError> {
        let content = self.verified(text, purpose);
        let content = content.ok_or_else(ScimError::invalid_cursor)?;
        if content.age(millis(now)) > lifetime {
            return Err(ScimError::expired_cursor(format!(
                "The cursor was given more than {} seconds ago. Begin again with an empty cursor.",
                lifetime.as_secs()
            )));
        }
        if content.count != purpose.count {
            return Err(ScimError::invalid_count(format!(
                "The walk was begun with a count of {}; it has to stay the same on every page.",
                content.count
            )));
        }
        Ok(content.into_cursor())
    }

    /// Nothing of the content is read before its signature was found to be right.
    fn verified(&self, text: &str, purpose: Purpose<'_>) -> Option<Content> {
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (signature, content) = sealed.split_at_checked(SIGNATURE)?;
        self.mac(content, purpose).verify_slice(signature).ok()?;
        Content::from_bytes(content)
    }

    fn mac(&self, content: &[u8], purpose: Purpose<'_>) -> Hmac<Sha256> {
        let parameters = purpose.parameters;
        let mut mac = self.0.clone();
        mac.update(&[u8::from(parameters.descending)]);
        for part in [
            Some(purpose.owner),
            Some(purpose.endpoint.as_bytes()),
            parameters.filter.as_deref().map(str::as_bytes),
            parameters.sort_by.as_deref().map(str::as_bytes),
        ] {
            // With its length before it, no part can be taken for a piece of its neighbour.
            let length = part.map_or(u64::MAX, |part| part.len() as u64);
            mac.update(&length.to_be_bytes());
            mac.update(part.unwrap_or_default());
        }
        mac.update(content);
        mac
    }
}
