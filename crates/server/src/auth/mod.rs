//! Who is calling: from a bearer token to a tenant.
//!
//! Argon2 is slow on purpose, so it runs once per token and process. After that a keyed digest of
//! the presented token is compared, in constant time, with the one of the token that was verified.
//! A verified token is held against the database again every two seconds, by one indexed read:
//! that is how long a revocation or suspension by another process can take to be noticed here.

mod attempts;
mod cache;
mod digest;
mod identity;
mod verified;

pub use identity::{Identity, Refusal};

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use directory::{Directory, tokens};
use storage::tokens::TokenRecord;
use tokio::sync::Semaphore;

use crate::token::{self, RandomError, Token};
use attempts::{Attempts, Verdict};
use cache::Cache;
use digest::{Digest, Digester};
use verified::Verified;

/// Tokens that are remembered at most, verified ones and guessed-at ones each.
const CACHE_SIZE: usize = 10_000;

/// Verifies tokens, and remembers what it verified.
pub struct Authenticator {
    directory: Directory,
    digester: Digester,
    verified: Mutex<Cache<Verified>>,
    attempts: Mutex<Cache<Arc<tokio::sync::Mutex<Attempts>>>>,
    argon2: Arc<Semaphore>,
    argon2_runs: AtomicU64,
}

impl Authenticator {
    /// Runs at most `parallelism` hash computations at a time.
    pub fn new(directory: Directory, parallelism: usize) -> Result<Self, RandomError> {
        Ok(Self {
            directory,
            digester: Digester::with_random_key()?,
            verified: Mutex::new(Cache::new(CACHE_SIZE)),
            attempts: Mutex::new(Cache::new(CACHE_SIZE)),
            argon2: Arc::new(Semaphore::new(parallelism)),
            argon2_runs: AtomicU64::new(0),
        })
    }

    /// How often Argon2 was run so far.
    pub fn argon2_runs(&self) -> u64 {
        self.argon2_runs.load(Ordering::Relaxed)
    }

    /// The identity behind the text that a client presented as its bearer token.
    pub async fn authenticate(&self, presented: &str) -> Result<Identity, Refusal> {
        let token = Token::parse(presented).ok_or(Refusal::Invalid)?;
        let digest = self.digester.digest(token.reveal());
        let verified = match self.known(&token) {
            Some(known) if known.is_of(&digest) => self.rechecked(&token, known).await?,
            Some(_) => return Err(Refusal::Invalid),
            None => self.verify(&token, digest).await?,
        };
        let identity = verified.identity(self.directory.now())?;
        if verified.touch_is_due(self.directory.now()) {
            self.note_use(&identity);
        }
        Ok(identity)
    }

    fn known(&self, token: &Token) -> Option<Verified> {
        lock(&self.verified).get(token.id()).cloned()
    }

    async fn rechecked(&self, token: &Token, known: Verified) -> Result<Verified, Refusal> {
        let now = self.directory.now();
        if known.is_fresh(now) {
            return Ok(known);
        }
        let Some(record) = self.find(token).await? else {
            lock(&self.verified).remove(token.id());
            return Err(Refusal::Invalid);
        };
        let verified = known.rechecked(&record, now);
        lock(&self.verified).insert(token.id(), verified.clone());
        Ok(verified)
    }

    /// The first time a token is seen in this process, and every time its secret was wrong.
    async fn verify(&self, token: &Token, digest: Digest) -> Result<Verified, Refusal> {
        let record = self.find(token).await?.ok_or(Refusal::Invalid)?;
        if !verified::is_live(&record.token, self.directory.now()) {
            return Err(Refusal::Invalid);
        }
        let attempts = self.attempts_on(token);
        // Whoever waits here finds the answer of the one before.
        let mut attempts = attempts.lock().await;
        if let Some(known) = self.known(token) {
            return if known.is_of(&digest) {
                Ok(known)
            } else {
                Err(Refusal::Invalid)
            };
        }
        match attempts.judge(&digest, self.directory.now()) {
            Verdict::KnownWrong => return Err(Refusal::Invalid),
            Verdict::TooMany(seconds) => return Err(Refusal::TooManyAttempts(seconds)),
            Verdict::Try => {}
        }
        if !self.run_argon2(token, &record.token.hash).await? {
            attempts.note_wrong(digest, self.directory.now());
            return Err(Refusal::Invalid);
        }
        let verified = Verified::new(digest, &record, self.directory.now());
        lock(&self.verified).insert(token.id(), verified.clone());
        Ok(verified)
    }

    async fn find(&self, token: &Token) -> Result<Option<TokenRecord>, Refusal> {
        tokens::find(&self.directory, token.id())
            .await
            .map_err(Refusal::Storage)
    }

    fn attempts_on(&self, token: &Token) -> Arc<tokio::sync::Mutex<Attempts>> {
        let mut cache = lock(&self.attempts);
        if let Some(attempts) = cache.get(token.id()) {
            return Arc::clone(attempts);
        }
        let attempts = Arc::default();
        cache.insert(token.id(), Arc::clone(&attempts));
        attempts
    }

    async fn run_argon2(&self, token: &Token, hash: &str) -> Result<bool, Refusal> {
        let permit = Arc::clone(&self.argon2)
            .acquire_owned()
            .await
            .map_err(|_| Refusal::Internal)?;
        self.argon2_runs.fetch_add(1, Ordering::Relaxed);
        let (secret, hash) = (token.secret().to_owned(), hash.to_owned());
        let run = move || {
            // Held until the hash is computed, even if the client is gone by then.
            let _permit = permit;
            token::verify(&secret, &hash)
        };
        tokio::task::spawn_blocking(run)
            .await
            .map_err(|_| Refusal::Internal)
    }

    /// Writes `last_used_at` now and then, and lets no request wait for it.
    fn note_use(&self, identity: &Identity) {
        let now = self.directory.now();
        if let Some(entry) = lock(&self.verified).get_mut(&identity.token_id) {
            entry.touched(now);
        }
        let (directory, tenant) = (self.directory.clone(), identity.tenant);
        let id = identity.token_id.clone();
        tokio::spawn(async move {
            if let Err(error) = tokens::touch(&directory, tenant, &id).await {
                let error = error.to_string();
                tracing::warn!(
                    token_id = id,
                    error,
                    "the time of a token's last use was not kept"
                );
            }
        });
    }
}

/// Nothing that holds these locks can leave them half-written, so a panic elsewhere is no reason
/// to refuse everybody.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
