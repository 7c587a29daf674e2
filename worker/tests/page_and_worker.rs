//! Client and server together, over a link in memory: every message crosses it as bytes.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::ops::Range;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use sandtable_engine::load::LoadOptions;
use sandtable_engine::query::{Axis, Query};
use sandtable_worker::client::{Client, Failure, Inbox, Link, Status};
use sandtable_worker::protocol::{self, FromWorker, ModelSource};
use sandtable_worker::server::{File, Host, Read, Server};

/// A file that both sides can hold.
#[derive(Clone)]
struct Text(Rc<str>);

impl File for Text {
    fn bytes(&self) -> u64 {
        self.0.len() as u64
    }

    fn read(&mut self, range: Range<u64>, buffer: &mut Vec<u8>) -> Result<Read, String> {
        buffer.clear();
        buffer.extend_from_slice(&self.0.as_bytes()[range.start as usize..range.end as usize]);
        Ok(Read::Done)
    }
}

/// What the worker has said and the page has not heard.
#[derive(Clone, Default)]
struct Wire(Rc<RefCell<Vec<Vec<u8>>>>);

struct Scope {
    wire: Wire,
    now_ms: Cell<f64>,
}

impl Host for Scope {
    type File = Text;

    fn post(&mut self, message: &FromWorker) {
        self.wire.0.borrow_mut().push(protocol::encode(message));
    }

    fn now_ms(&self) -> f64 {
        self.now_ms.set(self.now_ms.get() + 10.0);
        self.now_ms.get()
    }

    fn memory_bytes(&self) -> u64 {
        1
    }
}

/// One worker at a time, run by hand.
#[derive(Clone, Default)]
struct Machine(Rc<RefCell<Option<Running>>>);

struct Running {
    server: Server<Scope>,
    wire: Wire,
    inbox: Inbox<Text>,
}

impl Link<Text> for Machine {
    fn spawn(&mut self, inbox: Inbox<Text>) -> Result<(), String> {
        let wire = Wire::default();
        let server = Server::new(Scope { wire: wire.clone(), now_ms: Cell::default() });
        self.0.replace(Some(Running { server, wire, inbox }));
        Ok(())
    }

    fn post(&mut self, message: Vec<u8>, blobs: Vec<Text>) -> Result<(), String> {
        let message = protocol::decode(&message)?;
        self.0.borrow_mut().as_mut().ok_or("no worker")?.server.receive(message, blobs);
        Ok(())
    }

    fn terminate(&mut self) {
        self.0.replace(None);
    }
}

impl Machine {
    /// One slice of the worker, and everything that it said is heard. Whether anything happened.
    fn turn(&self) -> bool {
        let mut running = self.0.borrow_mut();
        let Some(Running { server, wire, inbox }) = running.as_mut() else { return false };
        let is_busy = server.step();
        let (said, inbox) = (wire.0.take(), inbox.clone());
        drop(running);
        for message in &said {
            inbox.receive(message);
        }
        is_busy || !said.is_empty()
    }

    fn crash(&self) {
        let inbox = self.0.borrow().as_ref().map(|running| running.inbox.clone());
        inbox.expect("a worker").died("RuntimeError: unreachable");
    }

    /// Runs worker and page until the future is done.
    fn wait<T>(&self, future: impl IntoFuture<Output = T>) -> T {
        let mut future = pin!(future.into_future());
        loop {
            if let Poll::Ready(result) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                return result;
            }
            assert!(self.turn(), "nothing more happens");
        }
    }
}

fn start() -> (Client<Text>, Machine) {
    let machine = Machine::default();
    (Client::new(machine.clone()), machine)
}

/// `rows` orders of one yuan each, in seven stores.
fn orders(rows: usize) -> Text {
    let lines: String = (0..rows).map(|row| format!("s{},1\n", row % 7)).collect();
    Text(format!("store,amount\n{lines}").into())
}

fn model() -> ModelSource {
    let text = "sandtable: 1\nname: Orders\ndatasets:\n  - {code: orders, label: Orders, table: orders}\n\
        dimensions:\n  - {code: store, label: Store, field: orders.store}\n\
        metrics:\n  - {code: amount, label: Amount, dataset: orders, aggregate: sum, field: amount}\n";
    ModelSource { name: "orders.yaml".to_owned(), text: text.to_owned() }
}

fn query() -> Query {
    Query { metrics: vec!["amount".to_owned()], dimensions: vec![Axis::new("store")], ..Query::default() }
}

fn furnish(client: &Client<Text>, machine: &Machine, rows: usize) {
    let loaded =
        machine.wait(client.load("orders.csv", orders(rows), LoadOptions::default())).expect("it loads");
    assert_eq!((loaded.schema.table.as_str(), loaded.report.rows), ("orders", rows as u64));
    let report = machine.wait(client.set_model(model())).expect("it resolves");
    assert_eq!(report.diagnostics, []);
}

#[test]
fn from_file_to_frame() {
    let (client, machine) = start();
    assert_eq!(client.status(), Status::Starting);
    let found =
        machine.wait(client.recognise("orders.csv", orders(7), LoadOptions::default())).expect("a table");
    assert_eq!(found.columns.len(), 2);
    furnish(&client, &machine, 70);
    assert_eq!(client.status(), Status::Ready);
    let frame = machine.wait(client.query(query())).expect("an answer");
    assert_eq!(frame.rows(), 7);
    let plan = machine.wait(client.explain(query())).expect("a plan");
    assert!(plan.contains("amount"), "{plan}");
    let rows = machine.wait(client.rows("orders", 0, 2)).expect("rows");
    assert_eq!(rows.columns[1].2.len(), 2);
    machine.wait(client.drop_table("orders")).expect("it goes");
    assert_eq!(machine.wait(client.stats()).expect("stats").tables, []);
}

#[test]
fn progress_and_parts_are_heard_while_it_lasts() {
    let (client, machine) = start();
    let heard = Rc::new(Cell::new(0));
    let count = heard.clone();
    let load = client.load("orders.csv", orders(2_000_000), LoadOptions::default());
    machine
        .wait(load.on_progress(move |progress| {
            assert!(progress.fraction() <= 1.0);
            count.set(count.get() + 1);
        }))
        .expect("it loads");
    assert!(heard.replace(0) > 0);
    machine.wait(client.set_model(model())).expect("it resolves");
    let count = heard.clone();
    machine.wait(client.query(query()).on_partial(move |_| count.set(count.get() + 1))).expect("an answer");
    assert!(heard.get() > 0);
}

#[test]
fn a_crash_costs_neither_the_data_nor_the_question() {
    let (client, machine) = start();
    furnish(&client, &machine, 70);
    let notices = Rc::new(RefCell::new(Vec::new()));
    let noted = notices.clone();
    client.on_notice(move |notice| noted.borrow_mut().push(notice.code.to_string()));
    let call = client.query(query()).send();
    machine.crash();
    assert!(matches!(client.status(), Status::Restarting { .. }));
    let frame = machine.wait(call).expect("an answer all the same");
    assert_eq!(frame.rows(), 7);
    assert_eq!(client.status(), Status::Ready);
    assert_eq!(*notices.borrow(), ["worker_crashed"]);
}

#[test]
fn what_is_dropped_is_cancelled() {
    let (client, machine) = start();
    furnish(&client, &machine, 2_000_000);
    let call = client.query(query()).send();
    machine.turn();
    drop(call);
    assert_eq!(client.status(), Status::Ready);
    let stats = machine.wait(client.stats()).expect("it is served at once");
    assert_eq!(stats.tables.len(), 1);
    let (old, new) = (client.query(query()).slot("pivot").send(), client.query(query()).slot("pivot").send());
    assert_eq!(machine.wait(old), Err(Failure::Superseded));
    assert!(machine.wait(new).is_ok());
}

#[test]
fn a_listener_may_ask_for_more() {
    let (client, machine) = start();
    let (asker, calls) = (client.clone(), Rc::new(RefCell::new(Vec::new())));
    let asked = calls.clone();
    client.on_status(move |status| {
        if *status == Status::Ready && asked.borrow().is_empty() {
            let call = asker.stats().send();
            asked.borrow_mut().push(call);
        }
    });
    while machine.turn() {}
    let call = calls.borrow_mut().pop().expect("it was asked");
    assert!(machine.wait(call).is_ok());
}
