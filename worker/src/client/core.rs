//! The client's decisions, as a pure state machine: what goes in are requests, messages and deaths of the worker;
//! what comes out are [`Effect`]s, in order. It knows no port, no future and no clock.

mod restart;

use std::collections::BTreeMap;

use sandtable_engine::diag::Diagnostic;

use super::{Failure, Outgoing, Status};
use crate::messages;
use crate::protocol::{FromWorker, Progress, RequestId, Response, ToWorker, Update, VERSION};

/// Deaths in a row that no request is to blame for, after which the engine counts as broken.
const MAX_BARREN_STARTS: u32 = 3;
/// Deaths that one request may cause.
const MAX_DEATHS: u32 = 2;

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect<B> {
    /// End the worker, if there is one, and start another; its messages count from now on.
    Spawn,
    /// End the worker.
    Terminate,
    /// Send to the worker.
    Post(ToWorker, Vec<B>),
    /// Tell the caller what is new.
    Update(RequestId, Update),
    /// Give the caller the result; nothing more follows for this id.
    Settle(RequestId, Result<Response, Failure>),
    /// The state of the engine has changed.
    Status(Status),
    /// Something to tell the person, whatever they are doing.
    Notice(Diagnostic),
}

/// A request without an answer.
#[derive(Clone, Debug)]
struct Pending<B> {
    outgoing: Outgoing<B>,
    /// Who asked.
    origin: Origin,
    deaths: u32,
}

#[derive(Clone, Debug, PartialEq)]
enum Origin {
    /// A caller who waits.
    Caller,
    /// The client itself, to bring a table back.
    RestoreTable(String),
    /// The client itself, to bring the model back.
    RestoreModel,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Waiting for the worker's first words.
    Starting,
    /// Bringing tables and model back; callers' requests wait.
    Restoring,
    /// Requests go straight to the worker.
    Open,
    /// Given up; requests are refused.
    Broken,
}

/// A request that can be repeated, and how often it has been fatal since it last succeeded.
#[derive(Clone, Debug)]
struct Retained<B> {
    outgoing: Outgoing<B>,
    deaths: u32,
}

/// The state of one client. `B` is a handle on a file: cheap to clone, and it outlives the worker.
#[derive(Debug)]
pub struct Core<B> {
    phase: Phase,
    next: u32,
    pending: BTreeMap<RequestId, Pending<B>>,
    running: Option<RequestId>,
    progress: Option<Progress>,
    tables: Vec<(String, Retained<B>)>,
    model: Option<Retained<B>>,
    /// Whether this worker has finished anything.
    answered: bool,
    /// Deaths in a row that no request is to blame for, without an answer in between.
    barren_starts: u32,
    restarted: bool,
    status: Status,
    effects: Vec<Effect<B>>,
}

impl<B: Clone> Core<B> {
    /// A client that starts its worker.
    pub fn new() -> Self {
        Self {
            phase: Phase::Starting,
            next: 1,
            pending: BTreeMap::new(),
            running: None,
            progress: None,
            tables: Vec::new(),
            model: None,
            answered: false,
            barren_starts: 0,
            restarted: false,
            status: Status::Starting,
            effects: vec![Effect::Spawn],
        }
    }

    /// What is to be done now, oldest first.
    pub fn effects(&mut self) -> Vec<Effect<B>> {
        std::mem::take(&mut self.effects)
    }

    /// The state of the engine.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Takes a request. Its result comes as [`Effect::Settle`].
    pub fn submit(&mut self, outgoing: Outgoing<B>) -> RequestId {
        let id = self.fresh_id();
        if let Some(slot) = &outgoing.slot {
            let older = self.pending.iter().find(|(_, it)| it.outgoing.slot.as_ref() == Some(slot));
            if let Some(older) = older.map(|(id, _)| *id) {
                self.forget(older);
                self.effects.push(Effect::Settle(older, Err(Failure::Superseded)));
            }
        }
        if let Status::Failed(diagnostic) = &self.status {
            let refused = Failure::Refused(vec![diagnostic.clone()]);
            self.effects.push(Effect::Settle(id, Err(refused)));
            return id;
        }
        let pending = Pending { outgoing, origin: Origin::Caller, deaths: 0 };
        if self.phase == Phase::Open {
            self.post(id, &pending.outgoing);
        }
        self.pending.insert(id, pending);
        self.update_status();
        id
    }

    /// Stops work on a request and settles it as cancelled. An id that is done is no error.
    pub fn cancel(&mut self, id: RequestId) {
        if self.pending.get(&id).is_some_and(|it| it.origin == Origin::Caller) {
            self.forget(id);
            self.effects.push(Effect::Settle(id, Err(Failure::Cancelled)));
            self.update_status();
        }
    }

    /// Starts the worker anew with its data, for a person who does not want to wait for it any longer.
    pub fn restart(&mut self) {
        self.barren_starts = 0;
        self.restarted = true;
        self.begin_again();
    }

    /// Hears the worker.
    pub fn receive(&mut self, message: FromWorker) {
        match message {
            FromWorker::Ready { version } if version == VERSION => self.ready(),
            FromWorker::Ready { version } => {
                let diagnostic =
                    messages::VERSION_MISMATCH.error().arg("page", VERSION).arg("worker", version);
                self.give_up(diagnostic);
            }
            FromWorker::Running { id } => {
                let id = Some(id).filter(|id| self.pending.contains_key(id));
                if id != self.running {
                    self.progress = None;
                }
                self.running = id;
                self.update_status();
            }
            FromWorker::Update { id, update } => {
                let Some(pending) = self.pending.get(&id) else { return };
                if let Update::Progress(progress) = *update {
                    self.progress = Some(progress);
                }
                if pending.origin == Origin::Caller {
                    self.effects.push(Effect::Update(id, *update));
                }
                self.update_status();
            }
            FromWorker::Done { id, response } => self.settle(id, Ok(*response)),
            FromWorker::Failed { id, diagnostics } => self.settle(id, Err(Failure::Refused(diagnostics))),
            FromWorker::Cancelled { id } => self.settle(id, Err(Failure::Cancelled)),
            FromWorker::Panicked { message } => self.died(&message),
        }
    }

    /// The worker is dead, or is to be taken for dead.
    pub fn died(&mut self, cause: &str) {
        if self.phase == Phase::Broken {
            return;
        }
        if self.running.is_none() && !self.answered {
            self.barren_starts += 1;
            if self.barren_starts >= MAX_BARREN_STARTS {
                let diagnostic = messages::START_FAILED.error().arg("cause", cause);
                self.give_up(diagnostic.hint(messages::START_FAILED_HINT.text()));
                return;
            }
        }
        self.blame(cause);
        if self.phase != Phase::Starting {
            self.restarted = true;
            self.effects.push(Effect::Notice(messages::CRASHED.warning().arg("cause", cause)));
        }
        self.begin_again();
    }

    fn fresh_id(&mut self) -> RequestId {
        let id = RequestId(self.next);
        self.next += 1;
        id
    }

    fn post(&mut self, id: RequestId, outgoing: &Outgoing<B>) {
        let message = ToWorker::Request {
            id,
            priority: outgoing.priority,
            slot: outgoing.slot.clone(),
            request: Box::new(outgoing.request.clone()),
        };
        self.effects.push(Effect::Post(message, outgoing.blobs.clone()));
    }

    /// Drops a caller's request here and in the worker.
    fn forget(&mut self, id: RequestId) {
        self.pending.remove(&id);
        if self.running == Some(id) {
            self.progress = None;
        }
        if self.phase == Phase::Open {
            self.effects.push(Effect::Post(ToWorker::Cancel { id }, Vec::new()));
        }
    }

    fn settle(&mut self, id: RequestId, result: Result<Response, Failure>) {
        if self.running == Some(id) {
            self.running = None;
            self.progress = None;
        }
        let Some(pending) = self.pending.remove(&id) else { return };
        self.answered = true;
        self.barren_starts = 0;
        match pending.origin {
            Origin::Caller => {
                if let Ok(response) = &result {
                    self.retain(&pending.outgoing, response);
                }
                self.effects.push(Effect::Settle(id, result));
            }
            Origin::RestoreTable(name) => match result {
                Ok(_) => self.reset_deaths(&name),
                Err(failure) => self.lose_table(&name, &failure.to_string()),
            },
            Origin::RestoreModel => {}
        }
        if self.phase == Phase::Restoring && !self.is_restoring() {
            self.open();
        }
        self.update_status();
    }

    fn update_status(&mut self) {
        let status = match self.phase {
            Phase::Broken => return,
            Phase::Starting | Phase::Restoring if self.restarted => {
                Status::Restarting { progress: self.progress }
            }
            Phase::Starting | Phase::Restoring => Status::Starting,
            Phase::Open if self.pending.is_empty() => Status::Ready,
            Phase::Open => Status::Busy { progress: self.progress },
        };
        if status != self.status {
            self.status = status;
            self.effects.push(Effect::Status(self.status.clone()));
        }
    }
}

impl<B: Clone> Default for Core<B> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
