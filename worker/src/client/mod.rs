//! The page's end: requests with ids, progress, cancel, and a worker that is restarted with its data.
//!
//! ```text
//! let client = browser::connect("./worker.js");
//! client.on_status(move |status| set_status(status));
//! client.load("orders.csv", file, options).on_progress(move |p| show(p)).await?;
//! client.set_model(source).await?;
//! let frame = client.query(query).slot("pivot").on_partial(move |frame| show(frame)).await?;
//! ```
//!
//! A request is sent when its [`Draft`] is awaited or [sent](Draft::send). Dropping the [`Call`] cancels it. When the
//! worker dies, the client starts another, loads the tables again from their files, sets the model again and repeats
//! what was not answered; a request that kills the worker twice is refused with a diagnostic. The page keeps its
//! state, and hears of it by status and notice.

mod call;
mod core;
mod draft;

pub use call::Call;
pub use core::{Core, Effect};
pub use draft::Draft;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::rc::{Rc, Weak};

use sandtable_engine::diag::Diagnostic;

use crate::messages;
use crate::protocol::{self, FromWorker, Priority, Progress, Request, RequestId, Response, Slot, Update};
use call::Waiting;

/// The state of the engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// The worker is on its way; requests wait.
    Starting,
    /// Nothing to do.
    Ready,
    /// At work.
    Busy {
        /// How far the present request is, where it says so.
        progress: Option<Progress>,
    },
    /// A worker has died; the next one is getting its data back.
    Restarting {
        /// How far the present table is.
        progress: Option<Progress>,
    },
    /// It does not start. Requests are refused; [`Client::restart`] tries again.
    Failed(Diagnostic),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// It was cancelled.
    Cancelled,
    /// A newer request for the same slot has taken its place.
    Superseded,
    /// At least one error, for the person.
    Refused(Vec<Diagnostic>),
}

impl Failure {
    /// What to show: nothing when nobody waits for it any more.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match self {
            Self::Cancelled | Self::Superseded => &[],
            Self::Refused(diagnostics) => diagnostics,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancelled => f.write_str("cancelled"),
            Self::Superseded => f.write_str("superseded"),
            Self::Refused(diagnostics) => match diagnostics.iter().find(|it| it.is_error()) {
                Some(error) => write!(f, "{}", error.message),
                None => f.write_str("refused"),
            },
        }
    }
}

impl std::error::Error for Failure {}

/// A request on its way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing<B> {
    /// What to do.
    pub request: Request,
    /// The files that it speaks of.
    pub blobs: Vec<B>,
    /// What goes first.
    pub priority: Priority,
    /// What it supersedes.
    pub slot: Option<Slot>,
}

/// A way to run a worker and to write to it. What the worker says comes back through an [`Inbox`].
pub trait Link<B> {
    /// Ends the worker, if there is one, and starts another.
    ///
    /// # Errors
    /// When it cannot be started, in words for a log.
    fn spawn(&mut self, inbox: Inbox<B>) -> Result<(), String>;
    /// Sends a message and the files that it speaks of.
    ///
    /// # Errors
    /// When it cannot be sent, in words for a log.
    fn post(&mut self, message: Vec<u8>, blobs: Vec<B>) -> Result<(), String>;
    /// Ends the worker.
    fn terminate(&mut self);
}

/// Where one worker is heard. What an older worker still says is not.
pub struct Inbox<B> {
    client: Weak<Shared<B>>,
    generation: u32,
}

impl<B> Clone for Inbox<B> {
    fn clone(&self) -> Self {
        Self { client: self.client.clone(), generation: self.generation }
    }
}

impl<B: Clone + 'static> Inbox<B> {
    /// Takes the bytes of a message.
    pub fn receive(&self, message: &[u8]) {
        self.with(|core| match protocol::decode::<FromWorker>(message) {
            Ok(message) => core.receive(message),
            Err(cause) => core.died(&messages::BAD_MESSAGE.error().arg("cause", cause).message.en),
        });
    }

    /// The worker has died, or did not start: why, in words for a log.
    pub fn died(&self, cause: &str) {
        self.with(|core| core.died(cause));
    }

    fn with(&self, hear: impl FnOnce(&mut Core<B>)) {
        if let Some(shared) = self.client.upgrade().filter(|it| it.generation.get() == self.generation) {
            hear(&mut shared.core.borrow_mut());
            shared.act();
        }
    }
}

type Listeners<T> = RefCell<Vec<Rc<dyn Fn(&T)>>>;

struct Shared<B> {
    core: RefCell<Core<B>>,
    link: RefCell<Box<dyn Link<B>>>,
    /// Counts workers.
    generation: Cell<u32>,
    waiting: RefCell<BTreeMap<RequestId, Waiting>>,
    status: Listeners<Status>,
    notices: Listeners<Diagnostic>,
    /// What is still to be done: callbacks may ask for more while effects are being carried out.
    effects: RefCell<VecDeque<Effect<B>>>,
    acting: Cell<bool>,
    this: Weak<Shared<B>>,
}

/// The engine, from the page. Clones speak to the same worker.
pub struct Client<B> {
    shared: Rc<Shared<B>>,
}

impl<B> Clone for Client<B> {
    fn clone(&self) -> Self {
        Self { shared: self.shared.clone() }
    }
}

impl<B> fmt::Debug for Client<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

impl<B: Clone + 'static> Client<B> {
    /// A client over this link; its worker starts at once.
    pub fn new(link: impl Link<B> + 'static) -> Self {
        let shared = Rc::new_cyclic(|this| Shared {
            core: RefCell::new(Core::new()),
            link: RefCell::new(Box::new(link)),
            generation: Cell::new(0),
            waiting: RefCell::default(),
            status: RefCell::default(),
            notices: RefCell::default(),
            effects: RefCell::default(),
            acting: Cell::new(false),
            this: this.clone(),
        });
        shared.act();
        Self { shared }
    }

    /// The state of the engine now.
    pub fn status(&self) -> Status {
        self.shared.core.borrow().status().clone()
    }

    /// Calls back now and with every change of the state of the engine.
    pub fn on_status(&self, listen: impl Fn(&Status) + 'static) {
        listen(&self.status());
        self.shared.status.borrow_mut().push(Rc::new(listen));
    }

    /// Calls back with what the person should hear whatever they are doing: the worker died, a table is lost.
    pub fn on_notice(&self, listen: impl Fn(&Diagnostic) + 'static) {
        self.shared.notices.borrow_mut().push(Rc::new(listen));
    }

    /// Stops work on a request; its call ends as [`Failure::Cancelled`].
    pub fn cancel(&self, id: RequestId) {
        self.shared.change(|core| core.cancel(id));
    }

    /// Ends the worker and starts another with its data, for a person who does not want to wait any longer, and after
    /// [`Status::Failed`].
    pub fn restart(&self) {
        self.shared.change(Core::restart);
    }

    fn send(
        &self,
        outgoing: Outgoing<B>,
        on_update: Option<Box<dyn Fn(Update)>>,
    ) -> (RequestId, call::Result) {
        let id = self.shared.core.borrow_mut().submit(outgoing);
        let result = call::Result::default();
        self.shared.waiting.borrow_mut().insert(id, Waiting::new(result.clone(), on_update));
        self.shared.act();
        (id, result)
    }
}

impl<B: Clone + 'static> Shared<B> {
    fn change(&self, change: impl FnOnce(&mut Core<B>)) {
        change(&mut self.core.borrow_mut());
        self.act();
    }

    /// Carries out what the core has decided. No borrow is held while a callback runs.
    fn act(&self) {
        let effects = self.core.borrow_mut().effects();
        self.effects.borrow_mut().extend(effects);
        if self.acting.replace(true) {
            return;
        }
        loop {
            let effect = self.effects.borrow_mut().pop_front();
            let Some(effect) = effect else { break };
            self.carry_out(effect);
            let effects = self.core.borrow_mut().effects();
            self.effects.borrow_mut().extend(effects);
        }
        self.acting.set(false);
    }

    fn carry_out(&self, effect: Effect<B>) {
        match effect {
            Effect::Spawn => {
                self.generation.set(self.generation.get() + 1);
                let inbox = Inbox { client: self.this.clone(), generation: self.generation.get() };
                let spawned = self.link.borrow_mut().spawn(inbox);
                if let Err(cause) = spawned {
                    self.core.borrow_mut().died(&cause);
                }
            }
            Effect::Terminate => {
                self.generation.set(self.generation.get() + 1);
                self.link.borrow_mut().terminate();
            }
            Effect::Post(message, blobs) => {
                let posted = self.link.borrow_mut().post(protocol::encode(&message), blobs);
                if let Err(cause) = posted {
                    self.core.borrow_mut().died(&cause);
                }
            }
            Effect::Update(id, update) => {
                let listener = self.waiting.borrow().get(&id).and_then(Waiting::listener);
                if let Some(listener) = listener {
                    listener(update);
                }
            }
            Effect::Settle(id, result) => {
                let waiting = self.waiting.borrow_mut().remove(&id);
                if let Some(waiting) = waiting {
                    waiting.settle(result);
                }
            }
            Effect::Status(status) => tell(&self.status, &status),
            Effect::Notice(diagnostic) => tell(&self.notices, &diagnostic),
        }
    }
}

fn tell<T>(listeners: &Listeners<T>, value: &T) {
    let listeners = listeners.borrow().clone();
    for listen in listeners {
        listen(value);
    }
}

/// The answer of this kind in a response.
type Pick<T> = fn(Response) -> Option<T>;
