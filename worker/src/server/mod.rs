//! The worker's end: one thread that does long work in slices.
//!
//! A [`Server`] is told what the page says ([`Server::receive`]) and given time ([`Server::step`]) until it has nothing
//! to do. Between two slices the worker returns to its event loop, so that a cancel, a newer request for the same slot
//! or an interactive request is heard while something long is under way. A query holds on to the tables that it began
//! with, so what it says belongs together even when a table is replaced meanwhile.
//!
//! Time, memory, the port and the files belong to a [`Host`].

mod data;
mod job;
mod load;
mod query;
#[cfg(test)]
mod tests;

use std::ops::Range;

use sandtable_engine::diag::Diagnostic;
use sandtable_engine::interop::Input;

use crate::protocol::{
    FromWorker, ModelReport, Priority, Request, RequestId, Response, Slot, Stats, ToWorker, Update, VERSION,
};
use data::Data;
use job::{Job, Turn};
use load::{Load, Reading, Recognise};
use query::QueryRun;

/// How long the page may wait to be heard, in milliseconds.
const SLICE_MS: f64 = 24.0;

/// What surrounds a server.
pub trait Host {
    /// A file that came with a request.
    type File: File;

    /// Says something to the page.
    fn post(&mut self, message: &FromWorker);
    /// Milliseconds since some moment.
    fn now_ms(&self) -> f64;
    /// Bytes of memory that the worker has taken so far.
    fn memory_bytes(&self) -> u64;
}

/// A file that is read piece by piece.
pub trait File {
    /// Its size in bytes.
    fn bytes(&self) -> u64;
    /// Puts bytes from the start of `range` into `buffer`, and nothing else: all of them, or as many as are at hand.
    ///
    /// # Errors
    /// Why it cannot be read, in words for a log.
    fn read(&mut self, range: Range<u64>, buffer: &mut Vec<u8>) -> Result<Read, String>;
}

/// What came of asking a file for bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// At least one byte is in the buffer.
    Done,
    /// They are on their way; the host calls [`Server::arrived`] when it makes sense to ask again.
    Coming,
}

/// A request that is not done.
struct Entry<F> {
    id: RequestId,
    priority: Priority,
    slot: Option<Slot>,
    /// Whether it can do nothing before bytes of its file arrive.
    is_waiting: bool,
    job: Job<F>,
}

/// The engine behind a port.
pub struct Server<H: Host> {
    host: H,
    data: Data,
    /// In order of arrival.
    entries: Vec<Entry<H::File>>,
    /// Whom the page believes to be served.
    running: Option<RequestId>,
}

impl<H: Host> Server<H> {
    /// A server without data, which says that it is ready: the host must hear the page by now.
    pub fn new(mut host: H) -> Self {
        host.post(&FromWorker::Ready { version: VERSION });
        Self { host, data: Data::default(), entries: Vec::new(), running: None }
    }

    /// Hears the page.
    pub fn receive(&mut self, message: ToWorker, files: Vec<H::File>) {
        match message {
            ToWorker::Request { id, priority, slot, request } => {
                if let Some(slot) = &slot {
                    self.remove(|entry| entry.slot.as_ref() == Some(slot));
                }
                let job = Job::New(request, files);
                self.entries.push(Entry { id, priority, slot, is_waiting: false, job });
            }
            ToWorker::Cancel { id } => self.remove(|entry| entry.id == id),
        }
    }

    /// Bytes of a file may have arrived.
    pub fn arrived(&mut self) {
        self.entries.iter_mut().for_each(|entry| entry.is_waiting = false);
    }

    /// Whether there is something that can be done now.
    pub fn is_busy(&self) -> bool {
        self.entries.iter().any(|entry| !entry.is_waiting)
    }

    /// Works for one slice on what is most urgent. Whether there is more to do.
    pub fn step(&mut self) -> bool {
        let ready = self.entries.iter().enumerate().filter(|(_, entry)| !entry.is_waiting);
        let most_urgent = ready.min_by_key(|(_, entry)| entry.priority);
        let Some((at, entry)) = most_urgent.map(|(at, entry)| (at, entry.id)) else { return false };
        if self.running != Some(entry) {
            self.running = Some(entry);
            self.host.post(&FromWorker::Running { id: entry });
        }
        let deadline = self.host.now_ms() + SLICE_MS;
        let job = std::mem::replace(&mut self.entries[at].job, Job::Gone);
        match self.slice(entry, job, deadline) {
            Ok(Turn::More(job)) => self.entries[at].job = job,
            Ok(Turn::Waiting(job)) => {
                self.entries[at].is_waiting = true;
                self.entries[at].job = job;
            }
            Ok(Turn::Done(response)) => {
                self.entries.remove(at);
                self.finish(FromWorker::Done { id: entry, response });
            }
            Err(diagnostics) => {
                self.entries.remove(at);
                self.finish(FromWorker::Failed { id: entry, diagnostics });
            }
        }
        self.is_busy()
    }

    fn finish(&mut self, message: FromWorker) {
        self.running = None;
        self.host.post(&message);
    }

    /// Forgets requests, and says so.
    fn remove(&mut self, which: impl Fn(&Entry<H::File>) -> bool) {
        let (gone, kept) = std::mem::take(&mut self.entries).into_iter().partition(which);
        self.entries = kept;
        let gone: Vec<Entry<H::File>> = gone;
        for entry in gone {
            if self.running == Some(entry.id) {
                self.running = None;
            }
            self.host.post(&FromWorker::Cancelled { id: entry.id });
        }
    }

    fn slice(
        &mut self,
        id: RequestId,
        job: Job<H::File>,
        deadline: f64,
    ) -> Result<Turn<H::File>, Vec<Diagnostic>> {
        match job {
            Job::New(request, files) => self.begin(id, *request, files, deadline),
            Job::Recognise(mut recognise) => {
                let host = &self.host;
                match recognise.slice(|| host.now_ms() >= deadline)? {
                    Reading::More => Ok(Turn::More(Job::Recognise(recognise))),
                    Reading::Waiting => Ok(Turn::Waiting(Job::Recognise(recognise))),
                    Reading::Done => Ok(Turn::done(Response::Recognised(recognise.finish()?))),
                }
            }
            Job::Load(mut load) => {
                let host = &self.host;
                let reading = load.slice(|| host.now_ms() >= deadline)?;
                if reading != Reading::Done {
                    if let Some(progress) = load.progress(self.host.now_ms()) {
                        self.update(id, Update::Progress(progress));
                    }
                    let job = Job::Load(load);
                    return Ok(if reading == Reading::More { Turn::More(job) } else { Turn::Waiting(job) });
                }
                let (table, report) = load.finish()?;
                let schema = table.schema();
                self.data.insert(table);
                let stats = self.stats();
                Ok(Turn::done(Response::Loaded(crate::protocol::Loaded { schema, report, stats })))
            }
            Job::Query(mut run) => {
                let host = &self.host;
                if run.slice(|| host.now_ms() >= deadline)? {
                    return Ok(Turn::done(Response::Frame(run.finish()?)));
                }
                if run.is_partial_due(self.host.now_ms()) {
                    let frame = run.partial()?;
                    run.partial_done(self.host.now_ms());
                    self.update(id, Update::Partial(frame));
                }
                Ok(Turn::More(Job::Query(run)))
            }
            Job::Gone => unreachable!("a job is put back after each slice"),
        }
    }

    /// What is short is done at once; what is long gets the rest of the slice.
    fn begin(
        &mut self,
        id: RequestId,
        request: Request,
        files: Vec<H::File>,
        deadline: f64,
    ) -> Result<Turn<H::File>, Vec<Diagnostic>> {
        let now = self.host.now_ms();
        let job = match request {
            Request::Recognise { name, options } => {
                Job::Recognise(Box::new(Recognise::new(&name, *options, job::only(files)?)))
            }
            Request::Load { name, options } => {
                Job::Load(Box::new(Load::new(&name, *options, job::only(files)?, now)))
            }
            Request::Query { query } => Job::Query(Box::new(QueryRun::new(self.data.bound()?, &query, now)?)),
            Request::SetModel { source } => {
                let (model, diagnostics) = self.data.set_model(source);
                return Ok(Turn::done(Response::Model(ModelReport { model, diagnostics })));
            }
            Request::Open { source, renamed, gone } => {
                let (model, diagnostics) = self.data.open(source, &renamed, &gone)?;
                return Ok(Turn::done(Response::Model(ModelReport { model, diagnostics })));
            }
            Request::Explain { query } => return Ok(Turn::done(Response::Plan(self.data.explain(&query)?))),
            Request::Sql { query, dialect } => {
                return Ok(Turn::done(Response::Sql(self.data.sql(&query, dialect)?)));
            }
            Request::Rows { table, from, count } => {
                return Ok(Turn::done(Response::Rows(self.data.rows(&table, from, count)?)));
            }
            Request::Profile { table, column, top } => {
                return Ok(Turn::done(Response::Profile(self.data.profile(&table, column, top)?)));
            }
            Request::DropTable { table } => {
                self.data.remove(&table);
                return Ok(Turn::done(Response::Dropped));
            }
            Request::Try { change, query } => {
                Job::Query(Box::new(QueryRun::new(self.data.tried(&change)?, &query, now)?))
            }
            Request::Dictionary => {
                return Ok(Turn::done(Response::Dictionary(Box::new(self.data.dictionary()?))));
            }
            Request::Revise { change, author } => {
                return Ok(Turn::done(Response::Revised(self.data.revise(&change, &author)?)));
            }
            Request::Fit { catalogue } => {
                return Ok(Turn::done(Response::Fitted(Box::new(self.data.fit(&catalogue)?))));
            }
            Request::Stats => return Ok(Turn::done(Response::Stats(self.stats()))),
            Request::Export { format, lang } => {
                return Ok(Turn::done(Response::Exported(self.data.export(format, lang)?)));
            }
            Request::Import { name, bytes, format, options } => {
                let input = Input { name: &name, bytes: &bytes, format, options };
                return Ok(Turn::done(Response::Imported(Box::new(self.data.import(&input)?))));
            }
        };
        self.slice(id, job, deadline)
    }

    fn update(&mut self, id: RequestId, update: Update) {
        self.host.post(&FromWorker::Update { id, update: Box::new(update) });
    }

    fn stats(&self) -> Stats {
        Stats { memory_bytes: self.host.memory_bytes(), tables: self.data.stats() }
    }
}
