//! Answers by query: who waits for them, and which are kept. Knows no worker.

use std::collections::BTreeMap;

use leptos::prelude::ArcRwSignal;
use sandtable_engine::query::Query;
use sandtable_worker::protocol::RequestId;

use super::Answer;

/// Answers that nobody looks at are kept up to this many, for Back, undo and the switches of a view.
const KEPT: usize = 200;

/// The answers of one generation of data.
#[derive(Default)]
pub(super) struct Cache {
    entries: BTreeMap<String, Entry>,
    clock: u64,
}

struct Entry {
    answer: ArcRwSignal<Answer>,
    /// The request on its way.
    running: Option<RequestId>,
    is_settled: bool,
    waiting: usize,
    used: u64,
}

/// A query as text: equal queries are the same question.
fn key(query: &Query) -> String {
    serde_json::to_string(query).unwrap_or_default()
}

impl Cache {
    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }

    fn open(&mut self, query: &Query) -> &mut Entry {
        self.clock += 1;
        let clock = self.clock;
        let entry = self.entries.entry(key(query)).or_insert_with(|| Entry {
            answer: ArcRwSignal::new(Answer::Waiting),
            running: None,
            is_settled: false,
            waiting: 0,
            used: 0,
        });
        entry.used = clock;
        entry
    }

    /// The place of an answer, whether it is there or not.
    pub(super) fn entry(&mut self, query: &Query) -> ArcRwSignal<Answer> {
        self.open(query).answer.clone()
    }

    /// Somebody waits. The answer's place, if it has yet to be asked for.
    pub(super) fn want(&mut self, query: &Query) -> Option<ArcRwSignal<Answer>> {
        let entry = self.open(query);
        entry.waiting += 1;
        let is_new = !entry.is_settled && entry.running.is_none();
        let answer = is_new.then(|| entry.answer.clone());
        self.forget_oldest();
        answer
    }

    pub(super) fn started(&mut self, query: &Query, id: RequestId) {
        self.open(query).running = Some(id);
    }

    /// Whether the request is still the one that is waited for.
    pub(super) fn finished(&mut self, query: &Query, id: RequestId) -> bool {
        match self.entries.get_mut(&key(query)) {
            Some(entry) if entry.running == Some(id) => {
                entry.running = None;
                entry.is_settled = true;
                true
            }
            _ => false,
        }
    }

    /// Somebody waits no more. The request to cancel, if nobody else waits for it.
    pub(super) fn release(&mut self, query: &Query) -> Option<RequestId> {
        let key = key(query);
        let entry = self.entries.get_mut(&key)?;
        entry.waiting = entry.waiting.saturating_sub(1);
        if entry.waiting > 0 || entry.is_settled {
            return None;
        }
        self.entries.remove(&key)?.running
    }

    fn forget_oldest(&mut self) {
        while self.entries.len() > KEPT {
            let idle = self.entries.iter().filter(|(_, entry)| entry.waiting == 0);
            let Some(oldest) = idle.min_by_key(|(_, entry)| entry.used).map(|(key, _)| key.clone()) else {
                return;
            };
            self.entries.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(metric: &str) -> Query {
        Query { metrics: vec![metric.into()], ..Query::default() }
    }

    const ID: RequestId = RequestId(7);

    #[test]
    fn one_question_is_asked_once() {
        let mut cache = Cache::default();
        assert!(cache.want(&query("a")).is_some());
        cache.started(&query("a"), ID);
        assert!(cache.want(&query("a")).is_none(), "it is on its way");
        assert!(cache.finished(&query("a"), ID));
        assert!(cache.want(&query("a")).is_none(), "it is there");
        assert!(cache.want(&query("b")).is_some());
    }

    #[test]
    fn work_that_nobody_waits_for_is_cancelled() {
        let mut cache = Cache::default();
        cache.want(&query("a"));
        cache.started(&query("a"), ID);
        cache.want(&query("a"));
        assert_eq!(cache.release(&query("a")), None, "one still waits");
        assert_eq!(cache.release(&query("a")), Some(ID));
        assert!(!cache.finished(&query("a"), ID), "what comes too late is dropped");
        assert!(cache.want(&query("a")).is_some(), "asked again, it is asked anew");
    }

    #[test]
    fn answers_are_kept_when_nobody_looks() {
        let mut cache = Cache::default();
        cache.want(&query("a"));
        cache.started(&query("a"), ID);
        cache.finished(&query("a"), ID);
        assert_eq!(cache.release(&query("a")), None);
        assert!(cache.want(&query("a")).is_none());
        for at in 0..2 * KEPT {
            cache.want(&query(&at.to_string()));
            cache.started(&query(&at.to_string()), ID);
            cache.finished(&query(&at.to_string()), ID);
            cache.release(&query(&at.to_string()));
        }
        assert!(cache.entries.len() <= KEPT + 1);
    }
}
