//! Whose unit of work is next. Tenants take turns, so however many units of one wait, one of another
//! is next but one. A commit comes behind the units that were waiting when it was asked for, but not
//! much later: however many they are, those that are done wait for it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot::{Receiver, Sender, channel};

use crate::tenant_key::TenantKey;

/// Whose unit it is; `None` for what belongs to no tenant.
pub(super) type Owner = Option<TenantKey>;

/// After this time a commit is next, whoever waits.
const PATIENCE: Duration = Duration::from_millis(10);

/// Gives one turn at a time.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    is_taken: bool,
    /// Whoever has units that wait; whose turn is next comes first.
    waiting: VecDeque<(Owner, VecDeque<Sender<Turn>>)>,
    commit: Option<Commit>,
}

/// A commit that waits.
#[derive(Debug)]
struct Commit {
    /// How many units come before it.
    before: usize,
    /// Until when units come before it.
    until: Instant,
    sender: Sender<Turn>,
}

/// The turn, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn(Arc<Turns>);

impl Turns {
    /// Waits for the turn of a unit. Whoever drops the receiver waits no longer.
    pub(super) fn of_unit(self: &Arc<Self>, owner: Owner) -> Receiver<Turn> {
        let (sender, receiver) = channel();
        self.lock().enqueue(owner, sender);
        self.advance();
        receiver
    }

    /// Waits for the turn of a commit. There is one at a time.
    pub(super) fn of_commit(self: &Arc<Self>) -> Receiver<Turn> {
        let (sender, receiver) = channel();
        {
            let mut state = self.lock();
            let before = state.waiting.iter().map(|(_, units)| units.len()).sum();
            let until = Instant::now() + PATIENCE;
            state.commit = Some(Commit {
                before,
                until,
                sender,
            });
        }
        self.advance();
        receiver
    }

    /// Gives the turn to the next, if nobody has it.
    fn advance(self: &Arc<Self>) {
        loop {
            let next = self.lock().next();
            let Some(sender) = next else {
                return;
            };
            // The turn of one that has gone meanwhile is dropped, which gives it to another.
            drop(sender.send(Turn(Arc::clone(self))));
        }
    }

    /// Nothing that holds the lock can leave it half-written.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn enqueue(&mut self, owner: Owner, sender: Sender<Turn>) {
        match self.waiting.iter_mut().find(|(of, _)| *of == owner) {
            Some((_, units)) => units.push_back(sender),
            None => self.waiting.push_back((owner, VecDeque::from([sender]))),
        }
    }

    /// Takes out the next, and counts the turn as taken.
    fn next(&mut self) -> Option<Sender<Turn>> {
        if self.is_taken {
            return None;
        }
        while self.commit.is_some() || !self.waiting.is_empty() {
            let next = self.due_commit().or_else(|| self.next_unit());
            if next.is_some() {
                self.is_taken = true;
                return next;
            }
        }
        None
    }

    fn due_commit(&mut self) -> Option<Sender<Turn>> {
        let nobody_waits = self.waiting.is_empty();
        let is_due = |it: &mut Commit| it.before == 0 || nobody_waits || it.until <= Instant::now();
        Some(self.commit.take_if(is_due)?.sender)
    }

    /// The next unit of whoever is first, if somebody still waits for it. Those that nobody waits for
    /// count as done.
    fn next_unit(&mut self) -> Option<Sender<Turn>> {
        let (owner, mut units) = self.waiting.pop_front()?;
        let gone = units.iter().take_while(|unit| unit.is_closed()).count();
        units.drain(..gone);
        let next = units.pop_front();
        if !units.is_empty() {
            self.waiting.push_back((owner, units));
        }
        if let Some(commit) = &mut self.commit {
            let over = gone + usize::from(next.is_some());
            commit.before = commit.before.saturating_sub(over);
        }
        next
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.lock().is_taken = false;
        self.0.advance();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::oneshot::Receiver;

    use super::{Owner, Turn, Turns};
    use crate::tenant_key::TenantKey;

    const ONE: Owner = Some(TenantKey::new(1));
    const TWO: Owner = Some(TenantKey::new(2));

    /// Takes the turns of all, each when the one before is over, and tells their order.
    fn order(first: Turn, mut waiting: Vec<(&'static str, Receiver<Turn>)>) -> Vec<&'static str> {
        drop(first);
        let mut order = Vec::new();
        while !waiting.is_empty() {
            let taken = |(_, receiver): &mut (_, Receiver<Turn>)| receiver.try_recv().ok();
            let mut turns = waiting.iter_mut().map(taken);
            let (position, turn) = turns
                .by_ref()
                .enumerate()
                .find_map(|(position, turn)| Some((position, turn?)))
                .unwrap();
            assert!(turns.all(|turn| turn.is_none()), "two have the turn");
            order.push(waiting.remove(position).0);
            drop(turn);
        }
        order
    }

    #[test]
    fn tenants_take_turns_however_many_units_of_one_wait() {
        let turns = Arc::new(Turns::default());
        let first = turns.of_unit(ONE).try_recv().unwrap();
        let mut waiting: Vec<_> = (0..3).map(|_| ("one", turns.of_unit(ONE))).collect();
        waiting.push(("two", turns.of_unit(TWO)));
        waiting.push(("two", turns.of_unit(TWO)));
        waiting.push(("none", turns.of_unit(None)));
        let order = order(first, waiting);
        assert_eq!(order, ["one", "two", "none", "one", "two", "one"]);
    }

    #[test]
    fn a_commit_comes_behind_those_who_waited_when_it_was_asked_for() {
        let turns = Arc::new(Turns::default());
        let first = turns.of_unit(ONE).try_recv().unwrap();
        let waiting = vec![
            ("unit", turns.of_unit(ONE)),
            ("unit", turns.of_unit(TWO)),
            ("commit", turns.of_commit()),
            ("late", turns.of_unit(TWO)),
        ];
        assert_eq!(order(first, waiting), ["unit", "unit", "commit", "late"]);
        let alone = turns.of_commit().try_recv();
        assert!(alone.is_ok(), "it waits for nobody");
    }

    #[test]
    fn whoever_has_gone_takes_no_turn() {
        let turns = Arc::new(Turns::default());
        let first = turns.of_unit(ONE).try_recv().unwrap();
        for _ in 0..10_000 {
            drop(turns.of_unit(ONE));
        }
        let waiting = vec![("commit", turns.of_commit()), ("unit", turns.of_unit(TWO))];
        assert_eq!(order(first, waiting), ["commit", "unit"]);
        let unused = turns.of_unit(TWO);
        drop(unused);
        assert!(turns.of_unit(ONE).try_recv().is_ok(), "it was given back");
    }
}
