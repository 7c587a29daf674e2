//! The server under a host with a clock of its own and files in memory.

mod exchange;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use sandtable_engine::frame::{Cells, Frame};
use sandtable_engine::load::LoadOptions;
use sandtable_engine::query::sql::Dialect;
use sandtable_engine::query::{Axis, Query};
use sandtable_engine::table::Scalar;

use super::*;
use crate::protocol::{ModelSource, Renaming};

/// Every look at the clock takes this long, so that a slice ends after a known amount of work.
const TICK_MS: f64 = 10.0;

#[derive(Clone, Default)]
struct World {
    now_ms: Rc<Cell<f64>>,
    said: Rc<RefCell<Vec<FromWorker>>>,
}

impl Host for World {
    type File = Memory;

    fn post(&mut self, message: &FromWorker) {
        self.said.borrow_mut().push(message.clone());
    }

    fn now_ms(&self) -> f64 {
        self.now_ms.set(self.now_ms.get() + TICK_MS);
        self.now_ms.get()
    }

    fn memory_bytes(&self) -> u64 {
        1 << 20
    }
}

/// A file in memory, which may be gone by the time it is read, or slow: then every other question comes too early.
struct Memory {
    bytes: Vec<u8>,
    is_gone: bool,
    is_slow: bool,
    is_coming: bool,
}

impl Memory {
    fn new(text: &str) -> Self {
        Self { bytes: text.as_bytes().to_vec(), is_gone: false, is_slow: false, is_coming: false }
    }
}

impl File for Memory {
    fn bytes(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read(&mut self, range: Range<u64>, buffer: &mut Vec<u8>) -> Result<Read, String> {
        if self.is_gone {
            return Err("NotFoundError".to_owned());
        }
        self.is_coming = self.is_slow && !self.is_coming;
        if self.is_coming {
            return Ok(Read::Coming);
        }
        // A slow file brings less than was asked for.
        let end = if self.is_slow { range.end.min(range.start + 100_000) } else { range.end };
        buffer.clear();
        buffer.extend_from_slice(&self.bytes[range.start as usize..end as usize]);
        Ok(Read::Done)
    }
}

struct Bench {
    server: Server<World>,
    world: World,
    next: u32,
}

impl Bench {
    fn new() -> Self {
        let world = World::default();
        let bench = Self { server: Server::new(world.clone()), world, next: 1 };
        assert_eq!(bench.world.said.take(), [FromWorker::Ready { version: VERSION }]);
        bench
    }

    fn send(
        &mut self,
        priority: Priority,
        slot: Option<&str>,
        request: Request,
        file: Option<&str>,
    ) -> RequestId {
        let id = RequestId(self.next);
        self.next += 1;
        let request = Box::new(request);
        let files = file.map(Memory::new);
        let message = ToWorker::Request { id, priority, slot: slot.map(Slot::from), request };
        self.server.receive(message, files.into_iter().collect());
        id
    }

    fn ask(&mut self, request: Request) -> RequestId {
        self.send(Priority::Interactive, None, request, None)
    }

    /// Steps to the end; what was said.
    fn run(&mut self) -> Vec<FromWorker> {
        while self.server.step() {}
        self.world.said.take()
    }

    /// The result of one request that is served at once.
    fn answer(&mut self, request: Request, file: Option<&str>) -> Result<Response, Vec<Diagnostic>> {
        let id = self.send(Priority::Interactive, None, request, file);
        let said = self.run();
        match said.into_iter().next_back() {
            Some(FromWorker::Done { id: of, response }) if of == id => Ok(*response),
            Some(FromWorker::Failed { id: of, diagnostics }) if of == id => Err(diagnostics),
            other => panic!("no result: {other:?}"),
        }
    }

    fn with_orders(rows: usize) -> Self {
        let mut bench = Self::new();
        bench.answer(load("orders"), Some(&orders(rows))).expect("it loads");
        let model = bench.answer(Request::SetModel { source: source() }, None);
        let Ok(Response::Model(report)) = model else { panic!("no model: {model:?}") };
        assert_eq!(report.diagnostics, []);
        bench
    }
}

/// `rows` orders of one yuan each, in seven stores.
fn orders(rows: usize) -> String {
    let mut text = "store,amount\n".to_owned();
    for row in 0..rows {
        text.push_str(&format!("s{},1\n", row % 7));
    }
    text
}

fn source() -> ModelSource {
    let text = "sandtable: 1\nname: Orders\ndatasets:\n  - {code: orders, label: Orders, table: orders}\n\
        dimensions:\n  - {code: store, label: Store, field: orders.store}\n\
        metrics:\n  - {code: amount, label: Amount, dataset: orders, aggregate: sum, field: amount}\n";
    ModelSource { name: "orders.yaml".to_owned(), text: text.to_owned() }
}

fn load(table: &str) -> Request {
    let options = LoadOptions { table: table.to_owned(), ..LoadOptions::default() };
    Request::Load { name: format!("{table}.csv"), options: Box::new(options) }
}

fn query() -> Request {
    let dimensions = vec![Axis::new("store")];
    Request::Query {
        query: Box::new(Query { metrics: vec!["amount".to_owned()], dimensions, ..Query::default() }),
    }
}

fn total(frame: &Frame) -> i64 {
    let Some(Cells::Int(values)) = frame.column("amount").map(|column| &column.cells) else {
        panic!("{frame:?}")
    };
    values.iter().sum()
}

/// Messages in words.
fn words(said: &[FromWorker]) -> Vec<String> {
    let word = |message: &FromWorker| match message {
        FromWorker::Ready { .. } => "ready".to_owned(),
        FromWorker::Running { id } => format!("{} running", id.0),
        FromWorker::Update { id, update } => match **update {
            Update::Progress(_) => format!("{} progress", id.0),
            Update::Partial(_) => format!("{} partial", id.0),
        },
        FromWorker::Done { id, .. } => format!("{} done", id.0),
        FromWorker::Failed { id, diagnostics } => format!("{} failed: {}", id.0, diagnostics[0].code),
        FromWorker::Cancelled { id } => format!("{} cancelled", id.0),
        FromWorker::Panicked { message } => message.clone(),
    };
    said.iter().map(word).collect()
}

#[test]
fn a_file_becomes_a_table_a_model_and_an_answer() {
    let mut bench = Bench::with_orders(70);
    let Ok(Response::Frame(frame)) = bench.answer(query(), None) else { panic!("no frame") };
    assert_eq!((frame.rows(), total(&frame)), (7, 70));
    assert!(frame.coverage.is_complete());
    let Ok(Response::Rows(rows)) =
        bench.answer(Request::Rows { table: "orders".to_owned(), from: 68, count: 9 }, None)
    else {
        panic!("no rows")
    };
    assert_eq!((rows.from, rows.total), (68, 70));
    assert_eq!(rows.columns[0].2, [Scalar::Text("s5".to_owned()), Scalar::Text("s6".to_owned())]);
    let profile = Request::Profile { table: "orders".to_owned(), column: 0, top: 1 };
    let Ok(Response::Profile(profile)) = bench.answer(profile, None) else { panic!("no profile") };
    assert_eq!((profile.rows, profile.nulls, profile.top.len()), (70, 0, 1));
    let Ok(Response::Stats(stats)) = bench.answer(Request::Stats, None) else { panic!("no stats") };
    assert_eq!((stats.tables[0].rows, stats.tables[0].columns, stats.memory_bytes), (70, 2, 1 << 20));
    let Request::Query { query } = query() else { unreachable!() };
    let sql = Request::Sql { query: query.clone(), dialect: Dialect::ClickHouse };
    let Ok(Response::Sql(sql)) = bench.answer(sql, None) else { panic!("no statement") };
    assert!(
        sql.starts_with("-- Sandtable, ClickHouse\n") && sql.contains("FROM\n    `orders` AS `f`"),
        "{sql}"
    );
    let Ok(Response::Plan(plan)) = bench.answer(Request::Explain { query }, None) else { panic!("no plan") };
    assert!(plan.contains("amount"), "{plan}");
}

#[test]
fn a_file_is_recognised() {
    let mut bench = Bench::new();
    let request = Request::Recognise { name: "orders.csv".to_owned(), options: Box::default() };
    let Ok(Response::Recognised(found)) = bench.answer(request, Some(&orders(3))) else {
        panic!("no answer")
    };
    assert_eq!((found.table.as_str(), found.columns.len()), ("orders", 2));
}

#[test]
fn a_load_tells_how_far_it_is_and_can_be_cancelled() {
    let mut bench = Bench::new();
    let text = orders(2_000_000);
    let id = bench.send(Priority::Background, None, load("orders"), Some(&text));
    for _ in 0..2 {
        assert!(bench.server.step());
    }
    let said = words(&bench.world.said.take());
    assert_eq!(said[0], "1 running");
    assert!(said.contains(&"1 progress".to_owned()), "{said:?}");
    bench.server.receive(ToWorker::Cancel { id }, vec![]);
    assert!(!bench.server.is_busy());
    assert_eq!(words(&bench.run()), ["1 cancelled"]);
    let Ok(Response::Stats(stats)) = bench.answer(Request::Stats, None) else { panic!("no stats") };
    assert_eq!(stats.tables, []);
}

#[test]
fn a_catalogue_is_fitted_beside_what_is_there() {
    let mut bench = Bench::with_orders(7);
    let text = "sandtable: 1\nname: Catalogue\n\
        datasets:\n  - {code: visits, label: Visits, table: orders}\n  - {code: claims, table: claims}\n\
        metrics:\n  - {code: amount, label: Another, dataset: visits, aggregate: count}\n\
        \x20 - {code: stores, label: Stores, dataset: visits, aggregate: count_distinct, field: store}\n\
        \x20 - {code: claims, label: Claims, dataset: claims, aggregate: count}\n";
    let catalogue = ModelSource { name: "catalogue.yaml".to_owned(), text: text.to_owned() };
    let Ok(Response::Fitted(fitted)) = bench.answer(Request::Fit { catalogue }, None) else {
        panic!("no fit")
    };
    let added: Vec<&str> = fitted.added.iter().map(|name| name.en.as_str()).collect();
    let missing: Vec<&str> = fitted.missing.iter().map(|metric| metric.metric.as_str()).collect();
    assert_eq!((added, fitted.known, missing), (vec!["Stores"], 1, vec!["claims"]));
    assert_eq!(fitted.tables.iter().map(|table| table.found.as_str()).collect::<Vec<_>>(), ["orders"]);

    let source = ModelSource { name: "orders.yaml".to_owned(), text: fitted.definition };
    let Ok(Response::Model(report)) = bench.answer(Request::SetModel { source }, None) else {
        panic!("no model")
    };
    let names: Vec<&str> = report.model.metrics.iter().map(|metric| metric.label.en.as_str()).collect();
    assert_eq!(
        (names, report.diagnostics),
        (vec!["Amount", "Stores"], vec![]),
        "what was there keeps its name"
    );
}

#[test]
fn while_bytes_are_on_their_way_something_else_is_done() {
    let mut bench = Bench::with_orders(700);
    let text = orders(100_000);
    let request = Box::new(load("more"));
    let slow = RequestId(1_000);
    let message = ToWorker::Request { id: slow, priority: Priority::Interactive, slot: None, request };
    bench.server.receive(message, vec![Memory { is_slow: true, ..Memory::new(&text) }]);
    assert!(!bench.server.step(), "nothing to do before bytes arrive");
    let other = bench.ask(query());
    assert!(words(&bench.run()).contains(&format!("{} done", other.0)), "waiting holds nothing up");
    let mut turns = 0;
    while !words(&bench.world.said.take()).contains(&format!("{} done", slow.0)) {
        bench.server.arrived();
        while bench.server.step() {}
        turns += 1;
        assert!(turns < 100, "the load never ends");
    }
    let Ok(Response::Stats(stats)) = bench.answer(Request::Stats, None) else { panic!("no stats") };
    let rows: Vec<u64> = stats.tables.iter().map(|table| table.rows).collect();
    assert_eq!(rows, [100_000, 700]);
}

#[test]
fn what_is_urgent_goes_first_and_the_rest_goes_on() {
    let mut bench = Bench::with_orders(700);
    let long = bench.send(Priority::Background, None, load("more"), Some(&orders(2_000_000)));
    bench.server.step();
    let urgent = bench.ask(query());
    let said = words(&bench.run());
    let at = |word: String| {
        said.iter().position(|it| *it == word).unwrap_or_else(|| panic!("no {word}: {said:?}"))
    };
    assert!(at(format!("{} done", urgent.0)) < at(format!("{} done", long.0)), "{said:?}");
    assert_eq!(said.iter().filter(|it| **it == format!("{} running", long.0)).count(), 2);
}

#[test]
fn a_newer_request_for_a_slot_supersedes_the_older() {
    let mut bench = Bench::with_orders(7);
    let [old, new] = [0, 1].map(|_| bench.send(Priority::Interactive, Some("pivot"), query(), None));
    let other = bench.send(Priority::Interactive, Some("card"), query(), None);
    let said = words(&bench.run());
    let expected = [
        format!("{} cancelled", old.0),
        format!("{} running", new.0),
        format!("{} done", new.0),
        format!("{} running", other.0),
        format!("{} done", other.0),
    ];
    assert_eq!(said, expected);
}

#[test]
fn a_long_query_shows_parts_of_its_answer_first() {
    let mut bench = Bench::with_orders(2_000_000);
    bench.ask(query());
    let said = bench.run();
    let parts: Vec<&Frame> = said
        .iter()
        .filter_map(|message| match message {
            FromWorker::Update { update, .. } => match &**update {
                Update::Partial(frame) => Some(frame),
                Update::Progress(_) => None,
            },
            _ => None,
        })
        .collect();
    assert!(parts.len() > 1, "{} parts", parts.len());
    for pair in parts.windows(2) {
        assert!(pair[0].coverage.rows_done < pair[1].coverage.rows_done);
    }
    for part in parts {
        assert!(!part.coverage.is_complete());
        assert_eq!(total(part) as u64, part.coverage.rows_done);
    }
}

#[test]
fn a_query_keeps_the_data_that_it_began_with() {
    let mut bench = Bench::with_orders(2_000_000);
    let long = bench.send(Priority::Background, None, query(), None);
    bench.server.step();
    bench.ask(Request::DropTable { table: "orders".to_owned() });
    let said = bench.run();
    let frame = said.iter().find_map(|message| match message {
        FromWorker::Done { id, response } if *id == long => match &**response {
            Response::Frame(frame) => Some(frame),
            _ => None,
        },
        _ => None,
    });
    assert_eq!(frame.map(total), Some(2_000_000));
    assert!(bench.answer(query(), None).is_err(), "the table is gone");
}

/// Opens the table that was loaded as `from` as the orders, by this definition.
fn open(from: &str, source: ModelSource) -> Request {
    let renamed = vec![Renaming { from: from.to_owned(), to: "orders".to_owned() }];
    Request::Open { source, renamed, gone: vec!["prices".to_owned()] }
}

fn tables(bench: &mut Bench) -> Vec<String> {
    let Ok(Response::Stats(stats)) = bench.answer(Request::Stats, None) else { panic!("no stats") };
    stats.tables.into_iter().map(|table| table.name).collect()
}

#[test]
fn loaded_tables_are_opened_as_a_whole_or_not_at_all() {
    let mut bench = Bench::with_orders(70);
    for table in ["prices", "1"] {
        bench.answer(load(table), Some(&orders(7))).expect("it loads");
    }
    let asked = |bench: &mut Bench| match bench.answer(query(), None) {
        Ok(Response::Frame(frame)) => total(&frame),
        other => panic!("no frame: {other:?}"),
    };
    assert_eq!(asked(&mut bench), 70, "what is loaded is not open");
    let without_metrics = ModelSource { name: String::new(), text: "sandtable: 1\nname: x\n".to_owned() };
    let missing_column =
        ModelSource { text: source().text.replace("field: amount", "field: price"), ..source() };
    for (from, source, code) in [
        ("2", source(), "no_table"),
        ("1", without_metrics, "no_metric"),
        ("1", missing_column, "missing_column"),
    ] {
        let refused = bench.answer(open(from, source), None).expect_err("it is refused");
        assert_eq!(
            refused.iter().find(|it| it.is_error()).map(|it| it.code.to_string()),
            Some(code.to_owned())
        );
        assert_eq!(
            (asked(&mut bench), tables(&mut bench)),
            (70, ["1", "orders", "prices"].map(str::to_owned).to_vec())
        );
    }
    let opened = bench.answer(open("1", source()), None).expect("it opens");
    let Response::Model(report) = opened else { panic!("no model: {opened:?}") };
    assert_eq!((report.diagnostics, report.model.metrics.len()), (vec![], 1));
    assert_eq!((asked(&mut bench), tables(&mut bench)), (7, vec!["orders".to_owned()]));
}

#[test]
fn what_cannot_be_done_is_said() {
    let mut bench = Bench::new();
    let code = |result: Result<Response, Vec<Diagnostic>>| result.map_err(|found| found[0].code.to_string());
    assert_eq!(code(bench.answer(query(), None)), Err("no_model".to_owned()));
    let rows = Request::Rows { table: "none".to_owned(), from: 0, count: 1 };
    assert_eq!(code(bench.answer(rows, None)), Err("no_table".to_owned()));
    assert_eq!(code(bench.answer(load("orders"), None)), Err("worker_bad_message".to_owned()));
    assert_eq!(code(bench.answer(load("orders"), Some(""))), Err("empty_file".to_owned()));
    let gone = Memory { is_gone: true, ..Memory::new("a") };
    let request = Box::new(load("orders"));
    let message =
        ToWorker::Request { id: RequestId(50), priority: Priority::Interactive, slot: None, request };
    bench.server.receive(message, vec![gone]);
    assert_eq!(words(&bench.run()), ["50 running", "50 failed: read_failed"]);
}
