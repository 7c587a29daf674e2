//! The client's decisions: queues, supersedes, restarts, gives up.

use super::*;
use crate::protocol::{Loaded, ModelReport, ModelSource, Priority, Renaming, Request, Stats};
use sandtable_engine::load::{Format, LoadOptions, LoadReport};
use sandtable_engine::query::Query;
use sandtable_engine::table::Schema;

/// A core whose worker is on its way, with what it has decided since the last look.
struct Page(Core<&'static str>);

impl Page {
    fn starting() -> Self {
        let mut page = Self(Core::new());
        assert_eq!(page.0.effects(), [Effect::Spawn]);
        page
    }

    fn open() -> Self {
        let mut page = Self::starting();
        page.0.receive(FromWorker::Ready { version: VERSION });
        assert_eq!(page.0.effects(), [Effect::Status(Status::Ready)]);
        page
    }

    fn ask(&mut self, request: Request, slot: Option<&str>) -> RequestId {
        let blobs = if matches!(request, Request::Load { .. }) { vec!["file"] } else { vec![] };
        let slot = slot.map(Into::into);
        self.0.submit(Outgoing { request, blobs, priority: Priority::Interactive, slot })
    }

    fn answer(&mut self, id: RequestId, response: Response) {
        self.0.receive(FromWorker::Running { id });
        self.0.receive(FromWorker::Done { id, response: Box::new(response) });
    }

    /// Loads a table and sets a model, as every page does.
    fn furnished() -> Self {
        let mut page = Self::open();
        let id = page.ask(load("orders"), None);
        page.answer(id, loaded("orders"));
        let id = page.ask(Request::SetModel { source: ModelSource::default() }, None);
        page.answer(id, model());
        page.0.effects();
        page
    }

    /// Lets the worker die while it is working on `id`.
    fn kill(&mut self, id: RequestId) {
        self.0.receive(FromWorker::Running { id });
        self.0.receive(FromWorker::Panicked { message: "boom".to_owned() });
    }

    fn revive(&mut self) {
        self.0.receive(FromWorker::Ready { version: VERSION });
    }

    /// Requests posted since the last look.
    fn posted(&mut self) -> Vec<(RequestId, String)> {
        self.log().0
    }

    /// Requests posted, and results, notices and the rest in words, since the last look.
    fn log(&mut self) -> (Vec<(RequestId, String)>, Vec<String>) {
        let (mut posted, mut rest) = (Vec::new(), Vec::new());
        for effect in self.0.effects() {
            match effect {
                Effect::Post(ToWorker::Request { id, request, .. }, _) => posted.push((id, kind(&request))),
                Effect::Post(ToWorker::Cancel { id }, _) => rest.push(format!("cancel {}", id.0)),
                Effect::Settle(id, Ok(_)) => rest.push(format!("{} done", id.0)),
                Effect::Settle(id, Err(Failure::Refused(found))) => {
                    rest.push(format!("{} refused: {}", id.0, found[0].code));
                }
                Effect::Settle(id, Err(failure)) => rest.push(format!("{} {failure}", id.0)),
                Effect::Notice(diagnostic) => rest.push(format!("notice {}", diagnostic.code)),
                Effect::Status(Status::Failed(diagnostic)) => {
                    rest.push(format!("failed {}", diagnostic.code))
                }
                Effect::Status(status) => rest.push(format!("{status:?}").to_lowercase()),
                Effect::Spawn => rest.push("spawn".to_owned()),
                Effect::Terminate => rest.push("terminate".to_owned()),
                Effect::Update(id, _) => rest.push(format!("{} update", id.0)),
            }
        }
        (posted, rest)
    }
}

fn kind(request: &Request) -> String {
    match request {
        Request::Load { options, .. } => format!("load {}", options.table),
        Request::SetModel { .. } => "model".to_owned(),
        Request::Open { .. } => "open".to_owned(),
        Request::Query { .. } => "query".to_owned(),
        other => format!("{other:?}"),
    }
}

fn load(table: &str) -> Request {
    let options = LoadOptions { table: table.to_owned(), ..LoadOptions::default() };
    Request::Load { name: format!("{table}.csv"), options: Box::new(options) }
}

fn query() -> Request {
    Request::Query { query: Box::new(Query::default()) }
}

fn loaded(table: &str) -> Response {
    let report = LoadReport {
        format: Format::Csv,
        rows: 0,
        file_bytes: 0,
        table_bytes: 0,
        peak_bytes: 0,
        passes: 1,
        columns: vec![],
        rejects: Default::default(),
        diagnostics: vec![],
    };
    let schema = Schema { table: table.to_owned(), columns: vec![] };
    Response::Loaded(Loaded { schema, report, stats: Stats::default() })
}

fn model() -> Response {
    Response::Model(ModelReport { model: Default::default(), diagnostics: vec![] })
}

fn frame() -> Response {
    Response::Frame(Default::default())
}

#[test]
fn requests_wait_for_the_first_words_of_the_worker() {
    let mut page = Page::starting();
    let id = page.ask(query(), None);
    assert_eq!(page.posted(), []);
    page.revive();
    assert_eq!(page.posted(), [(id, "query".to_owned())]);
    page.answer(id, frame());
    assert!(page.log().1.contains(&format!("{} done", id.0)));
}

#[test]
fn stale_and_unknown_answers_are_dropped() {
    let mut page = Page::open();
    let id = page.ask(query(), None);
    page.0.cancel(id);
    assert_eq!(page.log().1, ["busy { progress: none }", "cancel 1", "1 cancelled", "ready"]);
    page.answer(id, frame());
    page.0.receive(FromWorker::Cancelled { id });
    page.answer(RequestId(99), frame());
    assert_eq!(page.log().1, [""; 0]);
}

#[test]
fn a_newer_request_for_a_slot_supersedes_the_older() {
    let mut page = Page::open();
    let old = page.ask(query(), Some("pivot"));
    let other = page.ask(query(), Some("card"));
    page.0.effects();
    let new = page.ask(query(), Some("pivot"));
    let (posted, rest) = page.log();
    assert_eq!(posted, [(new, "query".to_owned())]);
    assert_eq!(rest, [format!("cancel {}", old.0), format!("{} superseded", old.0)]);
    page.answer(other, frame());
    page.answer(new, frame());
    assert_eq!(page.log().1, ["2 done", "3 done", "ready"]);
}

#[test]
fn a_dead_worker_is_restarted_with_its_data() {
    let mut page = Page::furnished();
    let id = page.ask(query(), None);
    page.0.effects();
    page.kill(id);
    assert_eq!(page.log().1, ["notice worker_crashed", "spawn", "restarting { progress: none }"]);
    page.revive();
    let posted = page.posted();
    let kinds: Vec<&str> = posted.iter().map(|(_, kind)| kind.as_str()).collect();
    assert_eq!(kinds, ["load orders", "model"], "the query waits until all is there");
    page.answer(posted[0].0, loaded("orders"));
    assert_eq!(page.posted(), []);
    page.answer(posted[1].0, model());
    assert_eq!(page.log(), (vec![(id, "query".to_owned())], vec!["busy { progress: none }".to_owned()]));
    page.answer(id, frame());
    assert_eq!(page.log().1, [format!("{} done", id.0), "ready".to_owned()]);
}

#[test]
fn a_request_that_kills_twice_is_refused_and_its_neighbour_is_not() {
    let mut page = Page::open();
    let (bad, good) = (page.ask(query(), None), page.ask(query(), None));
    page.kill(bad);
    page.revive();
    page.0.effects();
    page.kill(bad);
    let (_, rest) = page.log();
    assert!(rest.contains(&format!("{} refused: request_crashed", bad.0)), "{rest:?}");
    page.revive();
    assert_eq!(page.posted(), [(good, "query".to_owned())]);
}

#[test]
fn a_table_that_cannot_be_restored_is_lost_with_a_notice_and_the_rest_lives() {
    let mut page = Page::furnished();
    let id = page.ask(load("prices"), None);
    page.answer(id, loaded("prices"));
    page.0.effects();
    page.0.died("gone");
    for _ in 0..2 {
        page.revive();
        let posted = page.posted();
        assert_eq!(posted[0].1, "load orders");
        page.kill(posted[0].0);
    }
    assert!(page.log().1.contains(&"notice table_lost".to_owned()));
    page.revive();
    let kinds: Vec<String> = page.posted().into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(kinds, ["load prices", "model"]);
}

#[test]
fn a_dropped_or_replaced_table_is_not_restored_twice() {
    let mut page = Page::furnished();
    let id = page.ask(load("orders"), None);
    page.answer(id, loaded("orders"));
    page.0.effects();
    page.0.died("gone");
    page.revive();
    assert_eq!(page.posted().len(), 2);
    let mut page = Page::furnished();
    let id = page.ask(Request::DropTable { table: "orders".to_owned() }, None);
    page.answer(id, Response::Dropped);
    page.0.effects();
    page.0.died("gone");
    page.revive();
    let posted: Vec<String> = page.posted().into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(posted, ["model"]);
}

#[test]
fn opened_tables_are_restored_under_the_names_that_they_were_given() {
    let opening = || Request::Open {
        source: ModelSource::default(),
        renamed: vec![Renaming { from: "1".to_owned(), to: "orders".to_owned() }],
        gone: vec!["prices".to_owned()],
    };
    let restored = |page: &mut Page| -> Vec<String> {
        page.0.effects();
        page.0.died("gone");
        page.revive();
        page.posted().into_iter().map(|(_, kind)| kind).collect()
    };
    let mut page = Page::furnished();
    for table in ["prices", "2", "1"] {
        let id = page.ask(load(table), None);
        page.answer(id, loaded(table));
    }
    let id = page.ask(opening(), None);
    page.0.receive(FromWorker::Failed { id, diagnostics: vec![messages::NO_METRIC.error()] });
    assert_eq!(restored(&mut page), ["load orders", "load prices", "load 2", "load 1", "model"]);
    let mut page = Page::furnished();
    for table in ["prices", "2", "1"] {
        let id = page.ask(load(table), None);
        page.answer(id, loaded(table));
    }
    let id = page.ask(opening(), None);
    page.answer(id, model());
    assert_eq!(restored(&mut page), ["load 2", "load orders", "model"]);
}

#[test]
fn a_worker_that_never_starts_is_given_up_and_can_be_tried_again() {
    let mut page = Page::starting();
    let id = page.ask(query(), None);
    page.0.died("404");
    page.0.died("404");
    assert_eq!(page.log().1, ["spawn", "spawn"]);
    page.0.died("404");
    let refused = format!("{} refused: worker_start_failed", id.0);
    assert_eq!(page.log().1, ["terminate", &refused, "failed worker_start_failed"]);
    let late = page.ask(query(), None);
    assert_eq!(page.log().1, [format!("{} refused: worker_start_failed", late.0)]);
    page.0.restart();
    assert_eq!(page.log().1, ["spawn", "restarting { progress: none }"]);
    page.revive();
    assert_eq!(page.log().1, ["ready"]);
}

#[test]
fn deaths_without_a_culprit_end_too() {
    let mut page = Page::open();
    for _ in 0..3 {
        page.0.died("boom");
        page.revive();
    }
    assert!(page.log().1.contains(&"failed worker_start_failed".to_owned()));
}

#[test]
fn another_version_is_refused() {
    let mut page = Page::starting();
    page.0.receive(FromWorker::Ready { version: VERSION + 1 });
    assert_eq!(page.log().1, ["terminate", "failed worker_version_mismatch"]);
}
