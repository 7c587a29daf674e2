//! A request on its way: a future of its result.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::{Client, Failure, Pick};
use crate::messages;
use crate::protocol::{RequestId, Response, Update};

#[derive(Default)]
enum State {
    #[default]
    Pending,
    Polled(Waker),
    Settled(Box<std::result::Result<Response, Failure>>),
    Taken,
}

/// Where the result will be.
#[derive(Clone, Default)]
pub(super) struct Result(Rc<RefCell<State>>);

/// The client's end of a call.
pub(super) struct Waiting {
    result: Result,
    on_update: Option<Rc<dyn Fn(Update)>>,
}

impl Waiting {
    pub(super) fn new(result: Result, on_update: Option<Box<dyn Fn(Update)>>) -> Self {
        Self { result, on_update: on_update.map(Rc::from) }
    }

    pub(super) fn listener(&self) -> Option<Rc<dyn Fn(Update)>> {
        self.on_update.clone()
    }

    pub(super) fn settle(self, result: std::result::Result<Response, Failure>) {
        if let State::Polled(waker) = self.result.0.replace(State::Settled(Box::new(result))) {
            waker.wake();
        }
    }
}

/// A request that has been sent. It resolves to the answer; dropped before that, it is cancelled.
#[must_use = "a call that is dropped is cancelled"]
pub struct Call<T, B: Clone + 'static> {
    client: Client<B>,
    id: RequestId,
    result: Result,
    pick: Pick<T>,
}

impl<T, B: Clone + 'static> Call<T, B> {
    pub(super) fn new(client: Client<B>, id: RequestId, result: Result, pick: Pick<T>) -> Self {
        Self { client, id, result, pick }
    }

    /// Its id, for [`Client::cancel`].
    pub fn id(&self) -> RequestId {
        self.id
    }
}

impl<T, B: Clone + 'static> Future for Call<T, B> {
    type Output = std::result::Result<T, Failure>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.result.0.borrow_mut();
        match std::mem::replace(&mut *state, State::Taken) {
            State::Settled(result) => Poll::Ready(result.and_then(|response| {
                (self.pick)(response).ok_or_else(|| {
                    let cause = "the answer is of another kind than the request";
                    Failure::Refused(vec![messages::BAD_MESSAGE.error().arg("cause", cause)])
                })
            })),
            State::Taken => panic!("a call is not polled after it is ready"),
            State::Pending | State::Polled(_) => {
                *state = State::Polled(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl<T, B: Clone + 'static> Drop for Call<T, B> {
    fn drop(&mut self) {
        let pending = matches!(*self.result.0.borrow(), State::Pending | State::Polled(_));
        if pending {
            self.client.cancel(self.id);
        }
    }
}
