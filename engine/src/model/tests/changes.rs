//! Changes of a definition, their history, and the gates of a metric's life.

use crate::calendar::Date;
use crate::diag::Diagnostic;
use crate::limits::Limits;
use crate::model::edit::{Author, Change, Part, apply, steps};
use crate::model::lineage::{Source, dependents, lineage};
use crate::model::{Document, MetricDoc, QualifierDoc, assumed_schemas, read, resolve, write};
use crate::text::Text;

const MODEL: &str = "\
sandtable: 1
datasets:
  - {code: orders, key: order_id, time: order_date, fields: [{code: margin, expr: total_amount - cost}]}
qualifiers:
  - {code: in_warranty, label: {zh: 质保期内, en: In-warranty}, where: is_warranty = 1, on: orders}
metrics:
  - {code: order_count, label: {zh: 工单数, en: orders}, dataset: orders, aggregate: count, field: order_id, unit: {zh: 单, en: orders}}
  - {code: margin, label: {zh: 毛利, en: margin}, dataset: orders, aggregate: sum, field: margin, unit: {zh: 元, en: CNY}}
  - {code: warranty_count, base: order_count, qualifiers: in_warranty}
  - {code: warranty_share, label: {zh: 质保工单占比, en: warranty share}, formula: warranty_count / order_count, format: percent}
";

pub(super) fn document() -> Document {
    let (document, found) = read(MODEL, &Limits::default());
    assert_eq!(found, []);
    document
}

pub(super) fn author(name: &str) -> Author {
    Author {
        name: name.to_owned(),
        on: Date::from_ymd(2024, 12, 20).expect("it is a date"),
        note: "试".to_owned(),
    }
}

pub(super) fn change(document: &Document, change: &Change, by: &str) -> Result<Document, Vec<Diagnostic>> {
    apply(document, change, &author(by), &assumed_schemas(document), &Limits::default())
}

pub(super) fn metric(document: &Document, code: &str) -> MetricDoc {
    document.metrics.iter().find(|metric| metric.code.value == code).expect("it is there").value.clone()
}

#[track_caller]
pub(super) fn refused(document: &Document, wanted: &Change, by: &str, code: &str) {
    let found = change(document, wanted, by).expect_err("it is refused");
    assert!(found.iter().any(|found| found.code == code), "{found:?}");
}

#[test]
fn a_change_leaves_a_record_and_can_be_taken_back() {
    let before = document();
    let mut renamed = metric(&before, "order_count");
    renamed.code = "ticket_count".into();
    let after = change(&before, &Change::Put(Box::new(renamed), Some("order_count".to_owned())), "张三")
        .expect("it holds");
    assert_eq!(metric(&after, "warranty_count").base.value, "ticket_count");
    assert_eq!(metric(&after, "warranty_share").formula.value, "warranty_count / ticket_count");
    let record = &after.history[0];
    assert_eq!(
        (record.by.as_str(), record.on.as_str(), record.before.code.as_str()),
        ("张三", "2024-12-20", "order_count")
    );
    // The file tells the same.
    let text = write(&after).expect("it is written");
    assert_eq!(read(&text, &Limits::default()), (after.clone(), Vec::new()));

    let mut share = metric(&after, "warranty_share");
    share.formula = "warranty_count / ticket_count * 100".into();
    let changed = change(&after, &Change::Put(Box::new(share), Some("warranty_share".to_owned())), "李四")
        .expect("it holds");
    let restored =
        change(&changed, &Change::Restore("warranty_share".to_owned(), 1), "王五").expect("it holds");
    assert_eq!(metric(&restored, "warranty_share").formula.value, "warranty_count / ticket_count");
    assert_eq!(restored.history.len(), 3);
}

#[test]
fn each_record_can_be_restored_by_itself() {
    let put = |document: &Document, edit: fn(&mut MetricDoc)| {
        let mut edited = metric(document, "warranty_share");
        edit(&mut edited);
        change(document, &Change::Put(Box::new(edited), Some("warranty_share".to_owned())), "张三")
            .expect("it holds")
    };
    // Two records of one version: drafts keep theirs.
    let document = put(&document(), |own| own.formula = "order_count / warranty_count".into());
    let document = put(&document, |own| own.owner = "李四".into());
    let older =
        change(&document, &Change::Restore("warranty_share".to_owned(), 0), "王五").expect("it holds");
    assert_eq!(metric(&older, "warranty_share").formula.value, "warranty_count / order_count");
    let newer =
        change(&document, &Change::Restore("warranty_share".to_owned(), 1), "王五").expect("it holds");
    assert_eq!(metric(&newer, "warranty_share").formula.value, "order_count / warranty_count");
    refused(&document, &Change::Restore("warranty_share".to_owned(), 2), "王五", "no_such_record");
}

#[test]
fn what_changes_nothing_leaves_no_record() {
    let before = document();
    let same = metric(&before, "warranty_share");
    let after = change(&before, &Change::Put(Box::new(same), Some("warranty_share".to_owned())), "张三")
        .expect("it holds");
    assert_eq!(after, before);
}

#[test]
fn a_change_without_an_author_is_refused() {
    let document = document();
    let mut edited = metric(&document, "warranty_share");
    edited.owner = "张三".into();
    let put = Change::Put(Box::new(edited), Some("warranty_share".to_owned()));
    refused(&document, &put, " ", "author_missing");
    refused(&document, &Change::Delete("warranty_share".to_owned()), "", "author_missing");
}

#[test]
fn each_definition_has_a_number_of_its_own() {
    let mut document = document();
    let version =
        |document: &Document| metric(document, "warranty_share").version.map_or(1, |version| version.value);
    type Edit = fn(&mut MetricDoc);
    let edits: [(Edit, u32); 4] = [
        (|own| own.formula = "warranty_count / order_count * 1".into(), 2),
        (|own| own.owner = "李四".into(), 2),
        (|own| own.label.en = "share under warranty".to_owned(), 3),
        (|own| own.formula = "warranty_count / order_count".into(), 4),
    ];
    for (edit, expected) in edits {
        let mut edited = metric(&document, "warranty_share");
        edit(&mut edited);
        let put = Change::Put(Box::new(edited), Some("warranty_share".to_owned()));
        document = change(&document, &put, "张三").expect("it holds");
        assert_eq!(version(&document), expected);
    }
    let told: Vec<(u32, Part)> = steps(&document, "warranty_share")
        .iter()
        .map(|step| (step.told.version.as_ref().map_or(0, |version| version.value), step.part))
        .collect();
    let expected =
        [(4, Part::Definition), (3, Part::Definition), (2, Part::Management), (2, Part::Definition)];
    assert_eq!(told, expected);
}

#[test]
fn a_name_stands_for_one_metric() {
    let document = document();
    let mut twin = metric(&document, "warranty_share");
    twin.code = "another".into();
    refused(&document, &Change::Put(Box::new(twin), None), "张三", "name_taken");
}

#[test]
fn a_name_says_what_the_metric_is() {
    let document = document();
    let mut other = metric(&document, "warranty_count");
    (other.code, other.label) =
        ("this_month_order_count".into(), Text::new("本月工单数", "orders, this month"));
    refused(&document, &Change::Put(Box::new(other.clone()), None), "张三", "name_contradicts");
    // A name outside the grammar says nothing of its own.
    other.label = Text::new("质保量", "warranty volume");
    assert!(change(&document, &Change::Put(Box::new(other), None), "张三").is_ok());
}

#[test]
fn a_change_that_breaks_something_is_refused_whole() {
    let document = document();
    refused(&document, &Change::Delete("order_count".to_owned()), "张三", "metric_in_use");
    let mut broken = metric(&document, "warranty_share");
    broken.formula = "warranty_count / order_coun".into();
    refused(
        &document,
        &Change::Put(Box::new(broken), Some("warranty_share".to_owned())),
        "张三",
        "unknown_name",
    );
    let twin = metric(&document, "margin");
    refused(&document, &Change::Put(Box::new(twin), None), "张三", "code_taken");
    let mut circle = metric(&document, "warranty_share");
    circle.formula = "warranty_share + 1".into();
    refused(
        &document,
        &Change::Put(Box::new(circle), Some("warranty_share".to_owned())),
        "张三",
        "metric_cycle",
    );
}

#[test]
fn a_cause_is_told_before_what_follows_from_it() {
    let mut document = document();
    let mut above = metric(&document, "warranty_share");
    (above.code, above.label) = ("above".into(), Text::new("上层", "above"));
    above.formula = "warranty_share * 2".into();
    document = change(&document, &Change::Put(Box::new(above), None), "张三").expect("it holds");
    // What uses the broken one stands before it in the file.
    document.metrics.rotate_right(1);
    let mut broken = metric(&document, "warranty_share");
    broken.formula = "warranty_count / order_coun".into();
    let put = Change::Put(Box::new(broken), Some("warranty_share".to_owned()));
    let found = change(&document, &put, "张三").expect_err("a name is wrong");
    let codes: Vec<&str> = found.iter().map(|found| found.code.as_ref()).collect();
    assert_eq!(codes, ["unknown_name", "unavailable"]);
}

#[test]
fn lineage_reaches_down_to_tables_and_up_to_composites() {
    let document = document();
    let (model, _) = resolve(&document, &assumed_schemas(&document), &Limits::default());
    let code = |source: &Source| match source {
        Source::Dataset(id) => model.dataset(*id).code.clone(),
        Source::Field(id) => format!("{}.{}", model.dataset(id.dataset).code, model.field(*id).code),
        Source::Qualifier(at) => model.qualifiers[*at as usize].code.clone(),
        Source::Metric(id) => model.metric(*id).code.clone(),
    };
    let of = |metric: &str| {
        let found = lineage(&model, model.find_metric(metric).expect("it is there"));
        let mut codes: Vec<String> = found.nodes.iter().map(code).collect();
        codes.sort();
        (codes.join(" "), found.edges.len())
    };
    assert_eq!(
        of("warranty_count").0,
        "in_warranty order_count orders orders.is_warranty orders.order_id warranty_count warranty_share"
    );
    assert_eq!(of("margin").0, "margin orders orders.cost orders.margin orders.total_amount");
    let cost = model.find_field("orders.cost").expect("it is there");
    let users: Vec<String> =
        dependents(&model, Source::Field(cost)).iter().map(|id| model.metric(*id).code.clone()).collect();
    assert_eq!(users, ["margin"]);
    let orders = model.find_dataset("orders").expect("it is there");
    assert_eq!(dependents(&model, Source::Dataset(orders)).len(), 4);
}

#[test]
fn a_qualifier_is_registered_changed_and_dropped() {
    let before = document();
    let own = before.qualifiers[0].value.clone();
    // Neither its code nor its name is taken silently.
    refused(&before, &Change::Qualifier(Box::new(own.clone()), None), "张三", "qualifier_taken");
    let twin = QualifierDoc { code: "other".into(), ..own.clone() };
    refused(&before, &Change::Qualifier(Box::new(twin), None), "张三", "qualifier_taken");
    let nameless = QualifierDoc { label: Text::default(), code: "other".into(), ..own.clone() };
    refused(&before, &Change::Qualifier(Box::new(nameless), None), "张三", "qualifier_incomplete");
    let broken = QualifierDoc { condition: "is_warrant = ".into(), ..own.clone() };
    let broken = Change::Qualifier(Box::new(broken), Some("in_warranty".to_owned()));
    assert!(change(&before, &broken, "张三").is_err());
    // What it is called changes where it is used.
    let renamed = QualifierDoc { code: "warranty".into(), ..own.clone() };
    let renamed = Change::Qualifier(Box::new(renamed), Some("in_warranty".to_owned()));
    let after = change(&before, &renamed, "张三").expect("it holds");
    assert_eq!(after.qualifiers.len(), 1);
    assert_eq!(metric(&after, "warranty_count").qualifiers[0].value, "warranty");
    refused(&before, &Change::DropQualifier(Box::new(own.clone())), "张三", "qualifier_in_use");
    let spare = QualifierDoc {
        code: "paid".into(),
        label: Text::new("自费", "Self-pay"),
        condition: "is_warranty = 0".into(),
        ..own
    };
    let more = change(&before, &Change::Qualifier(Box::new(spare.clone()), None), "张三").expect("it holds");
    assert_eq!(change(&more, &Change::DropQualifier(Box::new(spare)), "张三").expect("it holds"), before);
}
