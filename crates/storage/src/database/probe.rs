//! The probe that shows whether a database which failed a write takes writes again.

use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::sea_query::OnConflict;
use sha2::{Digest, Sha256};

use super::{Database, WriteState};
use crate::{StorageError, statement};

/// A full disk may take a small write where it refuses the next real one.
const SIZE: usize = 64 * 1024;

static PROBES: AtomicU64 = AtomicU64::new(0);

impl Database {
    /// Whether writes can be expected to succeed. After a failed write a probe of 64 KiB finds out,
    /// at most once a second; while all is well nothing is written.
    pub async fn write_state(&self) -> WriteState {
        // Why a probe fails, its transaction has noted.
        if self.parts.health.take_probe_turn() && self.probe().await.is_ok() {
            self.parts.health.probe_succeeded();
        }
        self.parts.health.state()
    }

    async fn probe(&self) -> Result<(), StorageError> {
        let replace = OnConflict::column("id").update_column("content").to_owned();
        let row = vec![("id", 1_i64.into()), ("content", content().into())];
        let mut insert = statement::insert("write_probes", row)?;
        insert.on_conflict(replace);
        let transaction = self.begin().await?;
        transaction.execute(&insert).await?;
        transaction.commit().await
    }
}

/// Bytes that no database can compress, other ones each time.
fn content() -> Vec<u8> {
    let number = PROBES.fetch_add(1, Ordering::Relaxed);
    let seed = (u64::from(std::process::id()), number);
    let blocks = SIZE.div_ceil(Sha256::output_size());
    let block = |index: usize| Sha256::digest(format!("{seed:?} {index}"));
    (0..blocks).flat_map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::{SIZE, content};

    #[test]
    fn a_probe_writes_64_kib_and_never_the_same() {
        let (one, other) = (content(), content());
        assert_eq!(one.len(), SIZE);
        assert_ne!(one, other);
    }
}
