//! Who is calling: from a bearer token to a tenant.
//!
//! A keyed fast hash of the presented token is compared, in constant time, with the one that is stored
//! of the token with its public id. Tokens that earlier versions made have only a slow hash, Argon2;
//! they get the fast one when they are first accepted. What is known of a token is held against the
//! database again every two seconds, by one indexed read: that is how long a revocation or suspension
//! by another process can take to be noticed here.

mod attempts;
mod cache;
mod identity;
mod known;
mod refusals;

pub use identity::{Identity, Refusal};

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use directory::tokens::TokenRecord;
use directory::{Directory, logins, tokens};
use roster::LoginRefusal;
use tokio::sync::{OnceCell, Semaphore};

use crate::token::{self, FastHash, FastHasher, Token};
use attempts::{Attempts, Verdict};
use cache::Cache;
use known::{Checked, Known};
use refusals::Refusals;

/// Tokens that are remembered at most, known ones and guessed-at ones each.
const CACHE_SIZE: usize = 10_000;

/// Verifies tokens, and remembers what it knows of them.
pub struct Authenticator {
    directory: Directory,
    hasher: OnceCell<FastHasher>,
    known: Mutex<Cache<Known>>,
    attempts: Mutex<Cache<Arc<tokio::sync::Mutex<Attempts>>>>,
    refusals: Refusals,
    argon2: Arc<Semaphore>,
    argon2_runs: AtomicU64,
}

impl Authenticator {
    /// Runs at most `parallelism` slow hash computations at a time.
    pub fn new(directory: Directory, parallelism: usize) -> Self {
        Self {
            directory,
            hasher: OnceCell::new(),
            known: Mutex::new(Cache::new(CACHE_SIZE)),
            attempts: Mutex::new(Cache::new(CACHE_SIZE)),
            refusals: Refusals::default(),
            argon2: Arc::new(Semaphore::new(parallelism)),
            argon2_runs: AtomicU64::new(0),
        }
    }

    /// How often Argon2 was run so far.
    pub fn argon2_runs(&self) -> u64 {
        self.argon2_runs.load(Ordering::Relaxed)
    }

    /// The identity behind the text that a client presented as its bearer token.
    pub async fn authenticate(&self, presented: &str) -> Result<Identity, Refusal> {
        let token = Token::parse(presented).ok_or(Refusal::Unknown)?;
        let hash = self.hasher().await?.hash(token.reveal());
        let known = match self.known(&token) {
            Some(known) => known,
            None => self.look_up(&token, hash).await?,
        };
        if !known.is_of(&hash) {
            return Err(self.refuse(known.owner(), LoginRefusal::WrongSecret));
        }
        let known = self.rechecked(&token, known).await?;
        let (identity, now) = (known.owner(), self.directory.now());
        if let Some(reason) = known.refusal(now) {
            return Err(self.refuse(identity, reason));
        }
        if known.touch_is_due(now) {
            self.note_use(identity);
        }
        Ok(identity.clone())
    }

    /// Writes the refused log-ins that were counted since the last time to the journal.
    ///
    /// What cannot be written is tried again the next time.
    pub async fn keep_refusals(&self) {
        let refused = self.refusals.take(self.directory.now());
        if refused.is_empty() {
            return;
        }
        if let Err(error) = logins::keep(&self.directory, &refused).await {
            let error = error.to_string();
            tracing::warn!(error, "refused log-ins could not be journaled yet");
            self.refusals.put_back(refused);
        }
    }

    fn refuse(&self, identity: &Identity, reason: LoginRefusal) -> Refusal {
        self.refusals.note(identity, reason, self.directory.now());
        Refusal::Named(identity.clone(), reason)
    }

    async fn hasher(&self) -> Result<&FastHasher, Refusal> {
        let make = async || Ok(FastHasher::new(tokens::key(&self.directory).await?));
        self.hasher
            .get_or_try_init(make)
            .await
            .map_err(Refusal::Storage)
    }

    fn known(&self, token: &Token) -> Option<Known> {
        lock(&self.known).get(token.id()).cloned()
    }

    fn remember(&self, known: Known) -> Known {
        lock(&self.known).insert(&known.owner().token_id, known.clone());
        known
    }

    async fn rechecked(&self, token: &Token, known: Known) -> Result<Known, Refusal> {
        let now = self.checked();
        if known.is_fresh(now) {
            return Ok(known);
        }
        let Some(record) = self.find(token).await? else {
            lock(&self.known).remove(token.id());
            return Err(Refusal::Unknown);
        };
        Ok(self.remember(known.rechecked(&record, now)))
    }

    /// The present, as it is to be taken before the database is asked.
    fn checked(&self) -> Checked {
        Checked {
            changes: self.directory.access_changes(),
            at: self.directory.now(),
        }
    }

    /// The first time a token is seen in this process: what the database has under its public id.
    async fn look_up(&self, token: &Token, hash: FastHash) -> Result<Known, Refusal> {
        let checked = self.checked();
        let record = self.find(token).await?.ok_or(Refusal::Unknown)?;
        let stored = record.token.fast_hash.as_deref();
        match stored.and_then(FastHash::parse) {
            Some(stored) => Ok(self.remember(Known::new(stored, &record, checked))),
            None => self.verify_slowly(token, hash, &record, checked).await,
        }
    }

    /// A token that has only a slow hash: the first time it is seen in this process, and every time
    /// its secret was wrong.
    async fn verify_slowly(
        &self,
        token: &Token,
        hash: FastHash,
        record: &TokenRecord,
        checked: Checked,
    ) -> Result<Known, Refusal> {
        let owner = Identity::of(record);
        if let Some(reason) = known::ended(&record.token, self.directory.now()) {
            return Err(self.refuse(&owner, reason));
        }
        let attempts = self.attempts_on(token);
        // Whoever waits here finds the answer of the one before.
        let mut attempts = attempts.lock().await;
        if let Some(known) = self.known(token) {
            return Ok(known);
        }
        match attempts.judge(&hash, self.directory.now()) {
            Verdict::KnownWrong => return Err(self.refuse(&owner, LoginRefusal::WrongSecret)),
            Verdict::TooMany => return Err(self.refuse(&owner, LoginRefusal::TooManyAttempts)),
            Verdict::Try => {}
        }
        if !self.run_argon2(token, &record.token.hash).await? {
            attempts.note_wrong(hash, self.directory.now());
            return Err(self.refuse(&owner, LoginRefusal::WrongSecret));
        }
        let known = self.remember(Known::new(hash, record, checked));
        self.keep_fast_hash(record, hash);
        Ok(known)
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

    /// Writes the fast hash of a token that was accepted by its slow one, and lets no request wait for
    /// it. If that fails, another process will do so.
    fn keep_fast_hash(&self, record: &TokenRecord, hash: FastHash) {
        let (directory, tenant) = (self.directory.clone(), record.tenant.key);
        let (id, hash) = (record.token.id.clone(), hash.to_string());
        tokio::spawn(async move {
            let kept = tokens::keep_fast_hash(&directory, tenant, &id, &hash).await;
            if let Err(error) = kept {
                let error = error.to_string();
                tracing::warn!(
                    token_id = id,
                    error,
                    "the fast hash of a token was not kept"
                );
            }
        });
    }

    /// Writes `last_used_at` now and then, and lets no request wait for it.
    fn note_use(&self, identity: &Identity) {
        let now = self.directory.now();
        if let Some(entry) = lock(&self.known).get_mut(&identity.token_id) {
            entry.touched(now);
        }
        let (directory, tenant) = (self.directory.clone(), identity.tenant);
        let id = identity.token_id.clone();
        tokio::spawn(async move {
            match tokens::note_use(&directory, tenant, &id).await {
                Ok(true) => {
                    tracing::info!(token_id = id, "a token was used for the first time");
                }
                Ok(false) => {}
                Err(error) => {
                    let error = error.to_string();
                    tracing::warn!(
                        token_id = id,
                        error,
                        "the time of a token's last use was not kept"
                    );
                }
            }
        });
    }
}

/// Nothing that holds these locks can leave them half-written, so a panic elsewhere is no reason
/// to refuse everybody.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
