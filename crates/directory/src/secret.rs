//! Secrets that all servers of a database share.

use std::fmt::Write;

use storage::{Database, StorageError, Transaction, secrets};

/// The secret of that name: 256 random bits as 64 hexadecimal digits, made when it is first asked for.
pub(crate) async fn shared(database: &Database, name: &str) -> Result<[u8; 64], StorageError> {
    if let Some(secret) = secrets::find(database.reader(), name).await? {
        return digits(&secret);
    }
    let proposed = random()?;
    let propose = async |unit: &Transaction| secrets::propose(unit, name, &proposed).await;
    database.write(propose).await?;
    let secret = secrets::find(database.reader(), name).await?;
    digits(&secret.unwrap_or_default())
}

fn random() -> Result<String, StorageError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| StorageError::Internal(error.to_string().into()))?;
    Ok(bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string does not fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    }))
}

fn digits(secret: &str) -> Result<[u8; 64], StorageError> {
    let wrong = |_| StorageError::Internal("a shared secret has not 64 digits".into());
    secret.as_bytes().try_into().map_err(wrong)
}
