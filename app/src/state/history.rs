//! Undo and redo over whole states. States share what they do not change, so keeping fifty is cheap.

use std::collections::VecDeque;

/// How many steps can be taken back.
pub const STEPS: usize = 50;

/// A state and the states before and after it.
#[derive(Clone, Debug, Default)]
pub struct History<T> {
    past: VecDeque<T>,
    present: T,
    future: Vec<T>,
}

impl<T: Clone + PartialEq> History<T> {
    /// A history that begins with `present`.
    pub fn new(present: T) -> Self {
        Self { past: VecDeque::new(), present, future: Vec::new() }
    }

    /// The current state.
    pub fn present(&self) -> &T {
        &self.present
    }

    /// Takes a step to `next`; a step that changes nothing is not kept. What was undone before is dropped.
    pub fn step(&mut self, next: T) {
        if next == self.present {
            return;
        }
        if self.past.len() == STEPS {
            self.past.pop_front();
        }
        self.past.push_back(std::mem::replace(&mut self.present, next));
        self.future.clear();
    }

    /// Changes all states alike without a step: for what undo must not take back.
    pub fn amend(&mut self, mut change: impl FnMut(&mut T)) {
        self.past.iter_mut().chain([&mut self.present]).chain(&mut self.future).for_each(&mut change);
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is an undone step to take again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Takes one step back. Does nothing at the beginning.
    pub fn undo(&mut self) {
        if let Some(before) = self.past.pop_back() {
            self.future.push(std::mem::replace(&mut self.present, before));
        }
    }

    /// Takes one undone step again. Does nothing at the end.
    pub fn redo(&mut self) {
        if let Some(after) = self.future.pop() {
            self.past.push_back(std::mem::replace(&mut self.present, after));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undo_and_redo_walk_the_steps() {
        let mut history = History::new(0);
        history.step(1);
        history.step(2);
        history.undo();
        history.undo();
        history.undo();
        assert_eq!(*history.present(), 0);
        history.redo();
        assert_eq!((*history.present(), history.can_undo(), history.can_redo()), (1, true, true));
        history.step(7);
        assert!(!history.can_redo());
        history.undo();
        assert_eq!(*history.present(), 1);
    }

    #[test]
    fn amendments_are_no_steps_and_survive_undo() {
        let mut history = History::new(0);
        history.step(1);
        history.amend(|state| *state += 10);
        history.undo();
        assert_eq!((*history.present(), history.can_undo()), (10, false));
        history.redo();
        assert_eq!(*history.present(), 11);
    }

    #[test]
    fn fifty_steps_are_kept_and_empty_steps_are_not() {
        let mut history = History::new(0);
        for state in 1..=60 {
            history.step(state);
            history.step(state);
        }
        for _ in 0..60 {
            history.undo();
        }
        assert_eq!(*history.present(), 60 - STEPS);
    }
}
