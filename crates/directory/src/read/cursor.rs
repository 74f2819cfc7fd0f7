//! Cursors (RFC 9865): where a walk through a search has got to, in the client's keeping.
//!
//! The server keeps nothing. A cursor says from which resource to go on, and is signed together with
//! the tenant, the endpoint and the search, so that it is of use for nothing else. Any server on the
//! same database takes it, before and after a restart.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use scim::message::ListParameters;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use storage::TenantKey;
use storage::resources::{Position, SortValue, Toward};

/// Bytes of a signature.
const SIGNATURE: usize = 32;

/// What a cursor is good for.
#[derive(Clone, Copy)]
pub(super) struct Purpose<'a> {
    pub(super) tenant: TenantKey,
    /// The resource type that is searched, empty for all.
    pub(super) resource_type: &'a str,
    pub(super) parameters: &'a ListParameters,
}

/// Where a walk has got to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cursor {
    /// When it was given out, in milliseconds since 1970.
    pub(super) given_at: i64,
    /// How many resources a page of the walk has.
    pub(super) count: u64,
    pub(super) toward: Toward,
    /// `None` for the very beginning.
    pub(super) from: Option<Position>,
}

/// Signs cursors, and knows its own again.
pub(crate) struct Signer(Hmac<Sha256>);

/// A cursor's content, with short names: it travels in addresses.
#[derive(Deserialize, Serialize)]
struct Content {
    #[serde(rename = "t")]
    given_at: i64,
    #[serde(rename = "c")]
    count: u64,
    #[serde(rename = "b", default, skip_serializing_if = "std::ops::Not::not")]
    back: bool,
    #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(rename = "k", default, skip_serializing_if = "Option::is_none")]
    key: Option<Key>,
}

/// A number with a fraction travels as its bits, so that it comes back the same.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Key {
    T(String),
    W(i64),
    D(u64),
}

impl Signer {
    pub(crate) fn new(key: [u8; 64]) -> Self {
        Self(Hmac::new(&key.into()))
    }

    /// The cursor as the client gets it: of characters that need no escape in an address.
    pub(super) fn seal(&self, cursor: &Cursor, purpose: Purpose<'_>) -> String {
        // Numbers and text always serialise.
        let content = serde_json::to_vec(&Content::of(cursor)).unwrap_or_default();
        let signature = self.mac(&content, purpose).finalize().into_bytes();
        let mut sealed = signature.to_vec();
        sealed.extend(content);
        URL_SAFE_NO_PAD.encode(sealed)
    }

    /// The cursor that was given for this purpose; `None` if it was not.
    pub(super) fn open(&self, text: &str, purpose: Purpose<'_>) -> Option<Cursor> {
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (signature, content) = sealed.split_at_checked(SIGNATURE)?;
        self.mac(content, purpose).verify_slice(signature).ok()?;
        let content: Content = serde_json::from_slice(content).ok()?;
        Some(content.into_cursor())
    }

    fn mac(&self, content: &[u8], purpose: Purpose<'_>) -> Hmac<Sha256> {
        let parameters = purpose.parameters;
        let mut mac = self.0.clone();
        mac.update(&i64::from(purpose.tenant).to_be_bytes());
        mac.update(&[u8::from(parameters.descending)]);
        for part in [
            Some(purpose.resource_type),
            parameters.filter.as_deref(),
            parameters.sort_by.as_deref(),
        ] {
            // With its length before it, no part can be taken for a piece of its neighbour.
            let length = part.map_or(u64::MAX, |part| part.len() as u64);
            mac.update(&length.to_be_bytes());
            mac.update(part.unwrap_or_default().as_bytes());
        }
        mac.update(content);
        mac
    }
}

impl Content {
    fn of(cursor: &Cursor) -> Self {
        let from = cursor.from.as_ref();
        Self {
            given_at: cursor.given_at,
            count: cursor.count,
            back: cursor.toward == Toward::Beginning,
            id: from.map(|from| from.id.clone()),
            key: from.and_then(|from| from.key.as_ref()).map(Key::of),
        }
    }

    fn into_cursor(self) -> Cursor {
        let key = self.key.map(Key::into_value);
        Cursor {
            given_at: self.given_at,
            count: self.count,
            toward: if self.back {
                Toward::Beginning
            } else {
                Toward::End
            },
            from: self.id.map(|id| Position { key, id }),
        }
    }
}

impl Key {
    fn of(value: &SortValue) -> Self {
        match value {
            SortValue::Text(text) => Self::T(text.clone()),
            SortValue::Whole(number) => Self::W(*number),
            SortValue::Decimal(number) => Self::D(number.to_bits()),
        }
    }

    fn into_value(self) -> SortValue {
        match self {
            Self::T(text) => SortValue::Text(text),
            Self::W(number) => SortValue::Whole(number),
            Self::D(bits) => SortValue::Decimal(f64::from_bits(bits)),
        }
    }
}
