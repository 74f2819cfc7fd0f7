//! How a token's secret is kept: Argon2id with the crate's default cost (19 MiB, 2 passes).

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

/// A secret could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("the token's secret could not be hashed")]
pub struct HashError(#[from] argon2::password_hash::Error);

/// The hash of a secret, with a fresh salt, as a PHC string. Takes tens of milliseconds.
pub fn hash(secret: &str) -> Result<String, HashError> {
    Ok(Argon2::default()
        .hash_password(secret.as_bytes())?
        .to_string())
}

/// Whether `hash` is of this secret. Takes tens of milliseconds.
pub fn verify(secret: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(secret.as_bytes(), &hash)
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_knows_its_secret_and_no_other() {
        let hashed = hash("correct").unwrap();
        assert!(
            hashed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hashed}"
        );
        assert!(verify("correct", &hashed));
        assert!(!verify("wrong", &hashed));
        assert!(!verify("correct", "not a hash"));
        assert_ne!(hashed, hash("correct").unwrap());
    }
}
