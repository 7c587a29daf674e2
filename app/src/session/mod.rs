//! The engine from the page's side: one worker, its data, and the answers that it gave.
//!
//! A [`Session`] is asked with a query that may change; what comes back is a signal of what to show. Answers are kept
//! by query and by generation of the data: the same question is never computed twice, an answer to an older question
//! or about older data is never shown, and work that nobody waits for any more is cancelled.

mod answer;
mod cache;
mod dictionary;
mod importing;
mod loading;
mod sample;

pub use answer::{Answer, Shown, Standing};
pub use loading::LoadFailure;
pub use sandtable_worker::client::Status;
pub use sandtable_worker::protocol::{Priority, Progress, RequestId};

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::load::LoadOptions;
use sandtable_engine::query::Query;
use sandtable_worker::browser::{Client, connect};

use crate::browser::{self, PickedFile};
use crate::state::{FileKey, NoticeKind, Store};
use answer::settled;
use cache::Cache;

/// The session of this page. Copies are the same session.
#[derive(Clone, Copy)]
pub struct Session {
    client: StoredValue<Client, LocalStorage>,
    cache: StoredValue<Cache, LocalStorage>,
    /// Files by their keys; the client holds on to those that it has loaded, to load them again.
    files: StoredValue<BTreeMap<FileKey, PickedFile>, LocalStorage>,
    /// Files so far: no key is used twice.
    files_kept: StoredValue<u32, LocalStorage>,
    /// Files that are tables of the worker but not of a sandbox, and how they were read.
    staged: StoredValue<BTreeMap<FileKey, LoadOptions>, LocalStorage>,
    /// The load under way.
    loading: StoredValue<Option<RequestId>, LocalStorage>,
    /// The definition that the worker answers by.
    in_force: StoredValue<Arc<str>, LocalStorage>,
    /// Grows whenever tables or model change: older answers are about something else.
    generation: RwSignal<u32>,
    status: RwSignal<Status>,
}

impl Session {
    /// Starts the worker. What the reader should hear goes to the store.
    pub fn start(store: Store) -> Self {
        let client = connect(&browser::worker_url());
        let status = RwSignal::new(client.status());
        client.on_status(move |now| status.set(now.clone()));
        client.on_notice(move |notice| store.report(NoticeKind::Warning, None, vec![notice.clone()]));
        Self {
            client: StoredValue::new_local(client),
            cache: StoredValue::new_local(Cache::default()),
            files: StoredValue::new_local(BTreeMap::new()),
            files_kept: StoredValue::new_local(0),
            staged: StoredValue::new_local(BTreeMap::new()),
            loading: StoredValue::new_local(None),
            in_force: StoredValue::new_local("".into()),
            generation: RwSignal::new(0),
            status,
        }
    }

    /// The session of this page.
    pub fn here() -> Self {
        expect_context()
    }

    /// What the worker is doing.
    pub fn status(&self) -> Signal<Status> {
        self.status.into()
    }

    /// Ends the worker and starts another with the same data.
    pub fn restart(&self) {
        self.client().restart();
    }

    fn client(&self) -> Client {
        self.client.with_value(Clone::clone)
    }

    /// Everything asked from now on is about other data.
    fn renew(&self) {
        self.cache.update_value(Cache::clear);
        self.generation.update(|generation| *generation += 1);
    }

    /// Asks whenever the question changes, for as long as the caller lives. While an answer is on its way, the one
    /// before stays, marked as such.
    pub fn ask(
        &self,
        priority: Priority,
        question: impl Fn() -> Option<Query> + Send + Sync + 'static,
    ) -> Signal<Shown> {
        let session = *self;
        let question = Memo::new(move |_| question());
        let entry = Memo::new(move |_| {
            session.generation.track();
            question.get().map(|query| session.cache.try_update_value(|cache| cache.entry(&query)))
        });
        Effect::new(move |_| {
            session.generation.track();
            let Some(query) = question.get() else { return };
            session.want(&query, priority);
            on_cleanup(move || session.release(&query));
        });
        Memo::new(move |before: Option<&Shown>| match entry.get().flatten() {
            None => Shown::default(),
            Some(entry) => Shown::after(before, entry.get()),
        })
        .into()
    }

    fn want(&self, query: &Query, priority: Priority) {
        let Some(Some(answer)) = self.cache.try_update_value(|cache| cache.want(query)) else { return };
        let partial = answer.clone();
        let call = self
            .client()
            .query(query.clone())
            .priority(priority)
            .on_partial(move |frame| partial.set(Answer::partial(frame)))
            .send();
        let id = call.id();
        self.cache.update_value(|cache| cache.started(query, id));
        let (session, query) = (*self, query.clone());
        spawn_local(async move {
            let result = call.await;
            // A cancelled call has no entry any more, or a newer one.
            if session.cache.try_update_value(|cache| cache.finished(&query, id)) == Some(true) {
                answer.set(settled(result));
            }
        });
    }

    fn release(&self, query: &Query) {
        if let Some(Some(id)) = self.cache.try_update_value(|cache| cache.release(query)) {
            self.client().cancel(id);
        }
    }
}
