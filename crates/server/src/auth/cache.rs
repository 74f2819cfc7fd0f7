//! A map that holds so many entries at most and forgets the one that was used longest ago.

use std::collections::HashMap;

pub(super) struct Cache<V> {
    capacity: usize,
    /// Counts uses; an entry's value of it says how long ago it was used.
    uses: u64,
    entries: HashMap<String, Entry<V>>,
}

struct Entry<V> {
    value: V,
    used: u64,
}

impl<V> Cache<V> {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            uses: 0,
            entries: HashMap::new(),
        }
    }

    pub(super) fn get(&mut self, key: &str) -> Option<&V> {
        self.get_mut(key).map(|value| &*value)
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        self.uses += 1;
        let entry = self.entries.get_mut(key)?;
        entry.used = self.uses;
        Some(&mut entry.value)
    }

    /// Looks through all entries if the cache is full; who inserts has just asked the database for
    /// a token that exists, and nobody can make up many of those.
    pub(super) fn insert(&mut self, key: &str, value: V) {
        self.uses += 1;
        if self.entries.len() >= self.capacity && !self.entries.contains_key(key) {
            self.forget_oldest();
        }
        self.entries.insert(
            key.to_owned(),
            Entry {
                value,
                used: self.uses,
            },
        );
    }

    pub(super) fn remove(&mut self, key: &str) {
        self.entries.remove(key);
    }

    fn forget_oldest(&mut self) {
        let oldest = self.entries.iter().min_by_key(|(_, entry)| entry.used);
        if let Some(key) = oldest.map(|(key, _)| key.clone()) {
            self.entries.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_cache_forgets_what_was_used_longest_ago() {
        let mut cache = Cache::new(2);
        cache.insert("a", 1);
        cache.insert("b", 2);
        assert_eq!(cache.get("a"), Some(&1));
        cache.insert("c", 3);
        assert_eq!(cache.get("b"), None);
        assert_eq!(cache.get("a"), Some(&1));
        assert_eq!(cache.get("c"), Some(&3));
    }

    #[test]
    fn replacing_forgets_nothing() {
        let mut cache = Cache::new(2);
        cache.insert("a", 1);
        cache.insert("b", 2);
        cache.insert("b", 3);
        assert_eq!(cache.get("a"), Some(&1));
        assert_eq!(cache.get("b"), Some(&3));
        cache.remove("a");
        assert_eq!(cache.get("a"), None);
    }
}
