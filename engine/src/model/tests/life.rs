//! The gates of a metric's life, and the next version of a published metric.

use super::changes::{change, document, metric, refused};
use crate::limits::Limits;
use crate::model::edit::{Author, Change, Part, apply, steps, tried};
use crate::model::lifecycle::{revision_of, users};
use crate::model::{Document, MetricDoc, State, assumed_schemas, read, resolve, write};
use crate::text::Text;

const SHARE: &str = "warranty_share";

fn step(document: &Document, to: State, by: &str) -> Result<Document, Vec<crate::diag::Diagnostic>> {
    change(document, &Change::Move(SHARE.to_owned(), to), by)
}

/// A step without a word about it.
fn mute(document: &Document, to: State, by: &str) -> Result<Document, Vec<crate::diag::Diagnostic>> {
    let author = Author { name: by.to_owned(), on: Default::default(), note: " ".to_owned() };
    let change = Change::Move(SHARE.to_owned(), to);
    apply(document, &change, &author, &assumed_schemas(document), &Limits::default())
}

#[track_caller]
fn held(document: &Document, to: State, by: &str, code: &str) {
    refused(document, &Change::Move(SHARE.to_owned(), to), by, code);
}

fn put(document: &Document, edit: impl FnOnce(&mut MetricDoc)) -> Document {
    let mut changed = metric(document, SHARE);
    edit(&mut changed);
    change(document, &Change::Put(Box::new(changed), Some(SHARE.to_owned())), "张三").expect("it holds")
}

fn version(metric: &MetricDoc) -> u32 {
    metric.version.as_ref().map_or(1, |version| version.value)
}

fn complete() -> Document {
    put(&document(), |metric| {
        metric.description = Text::new("质保工单占全部工单", "share of warranty orders");
        metric.reason = Text::new("看质保成本", "cost of warranty");
    })
}

fn online() -> Document {
    let mut document = put(&complete(), |metric| {
        metric.owner = "张三（数据分析师）".into();
        metric.reviewer = "李四（运营总监）".into();
        metric.domain = "after_sales".into();
        metric.raci.responsible = ["数据分析师"].into_iter().collect();
        metric.raci.accountable = ["运营总监"].into_iter().collect();
        metric.refresh = Text::new("每日凌晨2点", "daily at 02:00");
    });
    for (to, by) in [
        (State::Requested, "张三"),
        (State::Reviewed, "李四"),
        (State::Developed, "王五"),
        (State::Online, "李四"),
    ] {
        document = step(&document, to, by).unwrap_or_else(|found| panic!("{to:?}: {found:?}"));
    }
    document
}

#[test]
fn each_gate_asks_for_its_fields() {
    held(&document(), State::Online, "张三", "no_such_step");
    let found = step(&document(), State::Requested, "张三").expect_err("it lacks fields");
    assert!(found[0].message.zh.contains("业务口径、业务原因"), "{found:?}");
    let document = step(&complete(), State::Requested, "张三").expect("it is complete");
    held(&document, State::Reviewed, "李四", "gate_lacks_field");
    let document = put(&document, |metric| metric.owner = "张三".into());
    let document = step(&document, State::Reviewed, "李四").expect("it is reviewed");
    // Who approved it is its reviewer.
    assert_eq!(metric(&document, SHARE).reviewer.value, "李四");
    let found = step(&document, State::Developed, "王五").expect_err("it lacks roles and a domain");
    assert!(found[0].message.zh.contains("RACI 中的 R、RACI 中的 A"), "{found:?}");
    assert!(
        found.iter().any(|found| found.code == "gate_smart" && found.message.zh.contains('R')),
        "{found:?}"
    );
}

#[test]
fn who_approves_is_named_and_somebody_else() {
    let asked = step(&complete(), State::Requested, "赵六").expect("it is complete");
    let asked = put(&asked, |metric| metric.owner = "张三（数据分析师）".into());
    held(&asked, State::Reviewed, "  ", "author_missing");
    held(&asked, State::Reviewed, "张三", "own_review");
    held(&asked, State::Reviewed, "赵六", "own_request");
    let named = put(&asked, |metric| metric.reviewer = "李四（运营总监）".into());
    held(&named, State::Reviewed, "钱七", "not_the_reviewer");
    held(&named, State::Rejected, "钱七", "not_the_reviewer");
    step(&named, State::Reviewed, "李四").expect("they are the reviewer");
}

#[test]
fn a_gate_reads_what_the_card_shows() {
    // Owner, roles and refresh come from the domain, and the definition in words from the atomic metric.
    let text = write(&document()).expect("it is written");
    let area = "domains:\n  - {code: after_sales, label: {zh: 售后, en: After-sales}, owner: 张三, reviewer: 李四, \
                raci: {r: 数据分析师, a: 运营总监}, refresh: 每日}\n";
    let (mut document, found) = read(&format!("{text}\n{area}"), &Limits::default());
    assert_eq!(found, []);
    let code = "warranty_count";
    for metric in document.metrics.iter_mut().filter(|own| ["order_count", code].contains(&own.code.as_str()))
    {
        metric.value.reason = Text::same("看质保");
        // The name of the domain is as good as its code.
        metric.value.domain = "售后".into();
        if metric.code.value == "order_count" {
            metric.value.description = Text::new("工单", "orders");
        }
    }
    let (model, found) = resolve(&document, &assumed_schemas(&document), &Limits::default());
    assert_eq!(found, []);
    let shown = &model.metric(model.find_metric(code).expect("it is there")).governance;
    assert_eq!((&*shown.domain, &*shown.owner, &*shown.reviewer), ("after_sales", "张三", "李四"));
    assert_eq!(shown.raci.responsible, ["数据分析师"]);
    for (to, by) in [
        (State::Requested, "张三"),
        (State::Reviewed, "李四"),
        (State::Developed, "王五"),
        (State::Online, "李四"),
    ] {
        document = change(&document, &Change::Move(code.to_owned(), to), by)
            .unwrap_or_else(|found| panic!("{to:?}: {found:?}"));
    }
}

#[test]
fn a_rejection_says_why() {
    let asked = step(&complete(), State::Requested, "张三").expect("it is complete");
    let found = mute(&asked, State::Rejected, "李四").expect_err("it has no reason");
    assert_eq!(found[0].code, "rejection_without_reason");
    let rejected = step(&asked, State::Rejected, "李四").expect("it has a reason");
    let last = steps(&rejected, SHARE).remove(0);
    assert_eq!((last.part, last.told.note.as_str(), last.told.by.as_str()), (Part::State, "试", "李四"));
}

#[test]
fn a_request_for_what_is_there_is_refused() {
    let mut document = complete();
    let mut twin = metric(&document, SHARE);
    (twin.code, twin.label) = ("another".into(), Text::new("另一个", "another"));
    document = change(&document, &Change::Put(Box::new(twin), None), "张三").expect("it holds");
    let ask = Change::Move("another".to_owned(), State::Requested);
    refused(&document, &ask, "张三", "gate_same_definition");
    // Also of what came first.
    held(&document, State::Requested, "张三", "gate_same_definition");
    let mut named = metric(&document, "another");
    named.formula = "order_count / warranty_count".into();
    named.aliases = ["质保工单占比"].into_iter().collect();
    let put = Change::Put(Box::new(named), Some("another".to_owned()));
    document = change(&document, &put, "张三").expect("it holds");
    refused(&document, &ask, "张三", "gate_same_name");
}

#[test]
fn an_edit_after_the_review_is_reviewed_again() {
    let asked = step(&complete(), State::Requested, "张三").expect("it is complete");
    let asked = put(&asked, |metric| metric.owner = "张三".into());
    let reviewed = step(&asked, State::Reviewed, "李四").expect("it is reviewed");
    let managed = put(&reviewed, |metric| metric.refresh = Text::same("每日"));
    assert_eq!(metric(&managed, SHARE).state.value, "reviewed");
    let edited = put(&reviewed, |metric| metric.formula = "warranty_count / order_count * 1".into());
    assert_eq!(metric(&edited, SHARE).state.value, "requested");
}

#[test]
fn a_published_metric_answers_until_its_next_version_is_released() {
    let document = online();
    let before = metric(&document, SHARE);
    let first = version(&before);
    let edited = put(&document, |metric| {
        metric.formula = "warranty_count / order_count * 1".into();
        metric.polarity = "down".into();
    });
    // What else is said counts at once.
    assert_eq!(metric(&edited, SHARE).formula, before.formula);
    assert_eq!((metric(&edited, SHARE).polarity.as_str(), version(&metric(&edited, SHARE))), ("down", first));
    let next = revision_of(&edited, SHARE).expect("there is a next version");
    assert_eq!((version(&next), next.state.as_str()), (first + 1, ""));
    assert_eq!((next.owner.as_str(), next.polarity.as_str()), ("张三（数据分析师）", "down"));
    // The file tells the same.
    let text = write(&edited).expect("it is written");
    assert_eq!(read(&text, &Limits::default()), (edited.clone(), Vec::new()));
    // There is one next version at a time, and it is changed as what it is.
    let other = MetricDoc { formula: "order_count / warranty_count".into(), ..metric(&edited, SHARE) };
    let again = Change::Put(Box::new(other.clone()), Some(SHARE.to_owned()));
    refused(&edited, &again, "张三", "revision_open");
    let of_next = MetricDoc { version: next.version, ..other };
    let again = Change::Put(Box::new(of_next), Some(SHARE.to_owned()));
    let edited = change(&edited, &again, "张三").expect("it is the next version's");
    assert_eq!(version(&revision_of(&edited, SHARE).expect("it is there")), first + 2);

    let mut asked = step(&edited, State::Requested, "张三").expect("it has a reason");
    held(&asked, State::Reviewed, "张三", "own_review");
    for (to, by) in [(State::Reviewed, "李四"), (State::Developed, "王五")] {
        asked = step(&asked, to, by).unwrap_or_else(|found| panic!("{to:?}: {found:?}"));
        assert_eq!(
            (&metric(&asked, SHARE).formula, metric(&asked, SHARE).state.as_str()),
            (&before.formula, "online")
        );
    }
    let released = step(&asked, State::Online, "李四").expect("it is released");
    let now = metric(&released, SHARE);
    assert_eq!(
        (now.formula.as_str(), version(&now), now.state.as_str()),
        ("order_count / warranty_count", first + 2, "online")
    );
    assert_eq!((now.reason, revision_of(&released, SHARE)), (before.reason, None));

    let told: Vec<Part> = steps(&released, SHARE).iter().map(|step| step.part).take(7).collect();
    let expected = [
        Part::Release,
        Part::State,
        Part::State,
        Part::State,
        Part::Definition,
        Part::Definition,
        Part::Management,
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_next_version_can_be_given_up_and_must_hold() {
    let document = online();
    let first = version(&metric(&document, SHARE));
    let broken = MetricDoc { formula: "warranty_count / order_coun".into(), ..metric(&document, SHARE) };
    refused(&document, &Change::Put(Box::new(broken), Some(SHARE.to_owned())), "张三", "unknown_name");
    let edited = put(&document, |metric| metric.formula = "warranty_count / order_count * 1".into());
    held(&edited, State::Retired, "李四", "still_revised");
    let given_up = change(&edited, &Change::Withdraw(SHARE.to_owned()), "张三").expect("there is one");
    assert_eq!((metric(&given_up, SHARE), revision_of(&given_up, SHARE)), (metric(&document, SHARE), None));
    refused(&given_up, &Change::Withdraw(SHARE.to_owned()), "张三", "no_revision");
    // Its number is not given again.
    let edited = put(&given_up, |metric| metric.formula = "warranty_count / order_count * 2".into());
    assert_eq!(version(&revision_of(&edited, SHARE).expect("it is there")), first + 2);
    // A version that was online comes back through the gates.
    let withdrawn = change(&edited, &Change::Withdraw(SHARE.to_owned()), "张三").expect("there is one");
    let record = steps(&withdrawn, SHARE).iter().find(|step| step.told.revision).map(|step| step.record);
    let restore = Change::Restore(SHARE.to_owned(), record.expect("it has records"));
    let restored = change(&withdrawn, &restore, "张三").expect("it holds");
    let next = revision_of(&restored, SHARE).expect("it is there");
    assert_eq!((next.formula.as_str(), version(&next)), ("warranty_count / order_count * 2", first + 3));
    // What rests on a next version's parts cannot lose them.
    assert_eq!(users(&restored, "order_count"), ["warranty_count", SHARE]);
}

#[test]
fn what_is_online_keeps_its_code_and_what_is_retired_its_definition() {
    let document = online();
    let renamed = MetricDoc { code: "share".into(), ..metric(&document, SHARE) };
    refused(&document, &Change::Put(Box::new(renamed), Some(SHARE.to_owned())), "张三", "code_stays");
    held(&document, State::Retired, "王五", "not_the_reviewer");
    let retired = step(&document, State::Retired, "李四").expect("nothing uses it");
    let edited = MetricDoc { formula: "order_count".into(), ..metric(&retired, SHARE) };
    refused(&retired, &Change::Put(Box::new(edited), Some(SHARE.to_owned())), "张三", "metric_retired");
    // A metric that others rest on does not go.
    let list =
        change(&document, &Change::Delete("warranty_count".to_owned()), "张三").expect_err("it is used");
    assert!(list[0].message.zh.contains("质保工单占比") && !list[0].message.zh.contains(SHARE), "{list:?}");
}

#[test]
fn a_trial_computes_by_the_changed_definition() {
    let document = online();
    let edited = MetricDoc { formula: "order_count".into(), ..metric(&document, SHARE) };
    let put = Change::Put(Box::new(edited), Some(SHARE.to_owned()));
    let next = tried(&document, &put, &assumed_schemas(&document), &Limits::default()).expect("it holds");
    assert_eq!(metric(&next, SHARE).formula.value, "order_count");
    assert_eq!(next.history, document.history);
}
