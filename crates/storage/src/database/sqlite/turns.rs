//! Whose unit of work is next. Tenants take turns, so however many units of one wait, one of another
//! is next but one. A commit comes behind the units that were waiting when it was asked for, but not
//! much later: however many they are, those that are done wait for it.
//!
//! A unit either waits for the turn and uses it where it is, or was handed over: then the writer's
//! thread carries it out. That thread commits, too, so units that were handed over and their commit
//! follow each other without any thread waking another.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

use tokio::sync::oneshot::{Receiver, Sender, channel};

use super::handed::Handed;
use crate::tenant_key::TenantKey;

/// Whose unit it is; `None` for what belongs to no tenant.
pub(super) type Owner = Option<TenantKey>;

/// After this time a commit is next, whoever waits.
const PATIENCE: Duration = Duration::from_millis(10);

/// Gives one turn at a time.
#[derive(Debug)]
pub(super) struct Turns {
    state: Mutex<State>,
    /// To the writer's thread.
    errands: mpsc::Sender<Errand>,
}

/// What the writer's thread is to do.
#[derive(Debug)]
pub(super) enum Errand {
    /// To carry out a unit.
    Unit(Handed<Turn>, Turn),
    /// To make last what is done.
    Commit(Turn),
}

#[derive(Debug, Default)]
struct State {
    is_taken: bool,
    /// Whoever has units that wait; whose turn is next comes first.
    waiting: VecDeque<(Owner, VecDeque<Waiting>)>,
    commit: Option<Commit>,
}

/// A unit that waits.
#[derive(Debug)]
enum Waiting {
    /// It is carried out by whoever waits here.
    Lent(Sender<Turn>),
    /// It is carried out by the writer's thread.
    Handed(Handed<Turn>),
}

/// What has the next turn.
#[derive(Debug)]
enum Next {
    Unit(Waiting),
    Commit,
}

/// A commit that waits.
#[derive(Debug)]
struct Commit {
    /// How many units come before it.
    before: usize,
    /// Until when units come before it.
    until: Instant,
}

/// The turn, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn(Arc<Turns>);

impl Turns {
    /// What the writer's thread is to do comes out of the receiver.
    pub(super) fn new() -> (Arc<Self>, mpsc::Receiver<Errand>) {
        let (errands, awaited) = mpsc::channel();
        let turns = Self {
            state: Mutex::default(),
            errands,
        };
        (Arc::new(turns), awaited)
    }

    /// Waits for the turn of a unit. Whoever drops the receiver waits no longer.
    pub(super) fn of_unit(self: &Arc<Self>, owner: Owner) -> Receiver<Turn> {
        let (sender, receiver) = channel();
        self.lock().enqueue(owner, Waiting::Lent(sender));
        self.advance();
        receiver
    }

    /// Has the writer's thread carry out a unit when its turn comes.
    pub(super) fn hand_over(self: &Arc<Self>, owner: Owner, unit: Handed<Turn>) {
        self.lock().enqueue(owner, Waiting::Handed(unit));
        self.advance();
    }

    /// Gives the turn to the next, if nobody has it.
    fn advance(self: &Arc<Self>) {
        loop {
            let next = self.lock().next();
            let Some(next) = next else {
                return;
            };
            let turn = Turn(Arc::clone(self));
            // The turn of one that has gone meanwhile is dropped, which gives it to another.
            match next {
                Next::Unit(Waiting::Lent(sender)) => drop(sender.send(turn)),
                Next::Unit(Waiting::Handed(unit)) => {
                    drop(self.errands.send(Errand::Unit(unit, turn)));
                }
                Next::Commit => drop(self.errands.send(Errand::Commit(turn))),
            }
        }
    }

    /// Nothing that holds the lock can leave it half-written.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// Asks for the commit of what is done.
    pub(super) fn ask_for_commit(&self) {
        self.0.lock().ask_for_commit();
    }
}

impl State {
    fn enqueue(&mut self, owner: Owner, unit: Waiting) {
        match self.waiting.iter_mut().find(|(of, _)| *of == owner) {
            Some((_, units)) => units.push_back(unit),
            None => self.waiting.push_back((owner, VecDeque::from([unit]))),
        }
    }

    fn ask_for_commit(&mut self) {
        let before = self.waiting.iter().map(|(_, units)| units.len()).sum();
        let until = Instant::now() + PATIENCE;
        self.commit.get_or_insert(Commit { before, until });
    }

    /// Takes out the next, and counts the turn as taken.
    fn next(&mut self) -> Option<Next> {
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

    fn due_commit(&mut self) -> Option<Next> {
        let nobody_waits = self.waiting.is_empty();
        let is_due = |it: &mut Commit| it.before == 0 || nobody_waits || it.until <= Instant::now();
        self.commit.take_if(is_due).map(|_| Next::Commit)
    }

    /// The next unit of whoever is first, if somebody still waits for it. Those that nobody waits for
    /// count as done.
    fn next_unit(&mut self) -> Option<Next> {
        let (owner, mut units) = self.waiting.pop_front()?;
        let gone = units.iter().take_while(|unit| unit.is_gone()).count();
        units.drain(..gone);
        let next = units.pop_front();
        if !units.is_empty() {
            self.waiting.push_back((owner, units));
        }
        if let Some(commit) = &mut self.commit {
            let over = gone + usize::from(next.is_some());
            commit.before = commit.before.saturating_sub(over);
        }
        next.map(Next::Unit)
    }
}

impl Waiting {
    /// Whether nobody waits for it any more.
    fn is_gone(&self) -> bool {
        match self {
            Self::Lent(sender) => sender.is_closed(),
            Self::Handed(unit) => unit.is_given_up(),
        }
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
    use std::sync::mpsc;

    use tokio::sync::oneshot;

    use super::{Errand, Owner, Turn, Turns};
    use crate::tenant_key::TenantKey;

    const ONE: Owner = Some(TenantKey::new(1));
    const TWO: Owner = Some(TenantKey::new(2));

    /// Who waits, and the errands of the writer's thread.
    struct Place {
        turns: Arc<Turns>,
        errands: mpsc::Receiver<Errand>,
        waiting: Vec<(&'static str, oneshot::Receiver<Turn>)>,
    }

    impl Place {
        fn new() -> Self {
            let (turns, errands) = Turns::new();
            Self {
                turns,
                errands,
                waiting: Vec::new(),
            }
        }

        /// The turn that is free.
        fn take(&self) -> Turn {
            self.turns.of_unit(None).try_recv().unwrap()
        }

        fn wait(&mut self, name: &'static str, owner: Owner) {
            self.waiting.push((name, self.turns.of_unit(owner)));
        }

        fn next(&mut self) -> Option<(&'static str, Turn)> {
            let mut turns = Vec::new();
            self.waiting.retain_mut(|(name, receiver)| {
                let turn = receiver.try_recv().ok();
                let waits = turn.is_none();
                turns.extend(turn.map(|turn| (*name, turn)));
                waits
            });
            turns.extend(self.errands.try_iter().map(|errand| match errand {
                Errand::Commit(turn) => ("commit", turn),
                Errand::Unit(_, turn) => ("handed over", turn),
            }));
            assert!(turns.len() < 2, "two have the turn: {turns:?}");
            turns.pop()
        }

        /// Takes the turns of all, each when the one before is over, and tells their order.
        fn order(mut self, first: Turn) -> Vec<&'static str> {
            drop(first);
            let mut order = Vec::new();
            while let Some((name, turn)) = self.next() {
                order.push(name);
                drop(turn);
            }
            assert!(self.waiting.is_empty(), "somebody got no turn");
            order
        }
    }

    #[test]
    fn tenants_take_turns_however_many_units_of_one_wait() {
        let mut place = Place::new();
        let first = place.take();
        for (name, owner) in
            [("one", ONE); 3]
                .into_iter()
                .chain([("two", TWO), ("two", TWO), ("none", None)])
        {
            place.wait(name, owner);
        }
        let order = ["one", "two", "none", "one", "two", "one"];
        assert_eq!(place.order(first), order);
    }

    #[test]
    fn a_commit_comes_behind_those_who_waited_when_it_was_asked_for() {
        let mut place = Place::new();
        let first = place.take();
        place.wait("unit", ONE);
        place.wait("unit", TWO);
        first.ask_for_commit();
        place.wait("late", TWO);
        assert_eq!(place.order(first), ["unit", "unit", "commit", "late"]);
    }

    #[test]
    fn a_commit_waits_for_nobody_if_nobody_waits() {
        let place = Place::new();
        let first = place.take();
        first.ask_for_commit();
        assert_eq!(place.order(first), ["commit"]);
    }

    #[test]
    fn whoever_has_gone_takes_no_turn() {
        let mut place = Place::new();
        let first = place.take();
        for _ in 0..10_000 {
            drop(place.turns.of_unit(ONE));
        }
        first.ask_for_commit();
        place.wait("unit", TWO);
        assert_eq!(place.order(first), ["commit", "unit"]);
    }

    #[test]
    fn a_turn_that_nobody_took_is_given_to_the_next() {
        let place = Place::new();
        let unused = place.turns.of_unit(TWO);
        drop(unused);
        drop(place.take());
    }
}
