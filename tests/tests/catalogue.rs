//! The catalogue on the sample: every metric in three settings equals DuckDB, whose SQL was written from the definitions
//! in words (`catalogue/oracle.py`).

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use sandtable_engine::calendar::{Date, Grain, Period};
use sandtable_engine::exec::Bound;
use sandtable_engine::frame::Frame;
use sandtable_engine::limits::Limits;
use sandtable_engine::model::tree::Bond;
use sandtable_engine::model::unit::unit_of;
use sandtable_engine::model::{Definition, apply, read, resolve};
use sandtable_engine::query::{Axis, Query, plan};
use sandtable_engine::table::Schema;
use sandtable_tests::duckdb::{self, Cell};
use sandtable_tests::real::{ask, load};
use sandtable_tests::sample::{files, folder, model_text, sample};
use serde_json::Value;

/// Metric → key → value.
type Values = BTreeMap<String, BTreeMap<String, Cell>>;

fn query(setting: &str, metrics: Vec<String>) -> Query {
    let date = |text: &str| Date::parse(text).expect("a date");
    let year = Period::Between(date("2024-01-01"), date("2024-12-31"));
    let (dimensions, period) = match setting {
        "total" => (Vec::new(), None),
        "month" => (vec![Axis::by("time", Grain::Month)], Some(year)),
        _ => (vec![Axis::new("region")], Some(year)),
    };
    Query { metrics, dimensions, period, as_of: Some(date("2024-12-31")), ..Query::default() }
}

fn expected() -> Option<BTreeMap<String, Values>> {
    let python = duckdb::python()?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/catalogue/oracle.py");
    let output = Command::new(python).arg(script).arg(folder()).output().expect("python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut settings: BTreeMap<String, Values> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).expect("it is UTF-8").lines() {
        let line: Vec<Value> = serde_json::from_str(line).expect("a line is JSON");
        let text = |at: usize| line[at].as_str().unwrap_or_default().to_owned();
        let value = match &line[3] {
            Value::Null => Cell::Null,
            Value::String(text) => {
                let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
                let units = format!("{whole}{fraction}").parse().expect("an exact number");
                Cell::Exact { units, scale: fraction.len() as u32 }
            }
            other => Cell::Double(other.as_f64().expect("a number")),
        };
        settings.entry(text(0)).or_default().entry(text(1)).or_default().insert(text(2), value);
    }
    Some(settings)
}

/// Values of a metric by the text of its key.
fn found(frame: &Frame, code: &str) -> BTreeMap<String, Cell> {
    let column = frame.column(code).expect("the metric is in the frame");
    let key = |row: usize| match frame.dimensions().next().map(|keys| Cell::of_frame(keys, row)) {
        Some(Cell::Date(day)) => day.to_string(),
        Some(Cell::Text(text)) => text,
        _ => String::new(),
    };
    (0..frame.rows()).map(|row| (key(row), Cell::of_frame(column, row))).collect()
}

/// What differs; a group that the answer does not show has no rows, and so nothing or a count of 0.
fn differences(
    setting: &str,
    code: &str,
    found: &BTreeMap<String, Cell>,
    expected: &BTreeMap<String, Cell>,
) -> Vec<String> {
    let zero = Cell::Exact { units: 0, scale: 0 };
    let mut all: Vec<String> = Vec::new();
    for (key, value) in expected {
        let is_equal = match found.get(key) {
            Some(found) => found.agrees(value),
            None => *value == Cell::Null || value.agrees(&zero),
        };
        if !is_equal {
            all.push(format!("{setting} {code} {key}: expected {value:?}, found {:?}", found.get(key)));
        }
    }
    for key in found.keys().filter(|key| !expected.contains_key(*key)) {
        all.push(format!("{setting} {code}: {key} is not expected"));
    }
    all
}

#[test]
fn every_metric_equals_duckdb_in_three_settings() {
    let Some(settings) = expected() else { return };
    let bound = sample();
    let everything: BTreeSet<&String> = settings["total"].keys().collect();
    let (mut cells, mut wrong) = (0, Vec::new());
    for (setting, metrics) in &settings {
        let codes: Vec<String> = metrics.keys().cloned().collect();
        let together = ask(&bound, &query(setting, codes.clone()));
        for code in &codes {
            let alone = ask(&bound, &query(setting, vec![code.clone()]));
            for frame in [&alone, &together] {
                let found = found(frame, code);
                wrong.extend(differences(setting, code, &found, &metrics[code]));
            }
            cells += metrics[code].len();
        }
        // What a setting does not offer is refused, not answered with something else.
        for code in everything.iter().filter(|code| !metrics.contains_key(**code)) {
            let refusal = plan(bound.model(), &query(setting, vec![(*code).clone()]));
            let codes: Vec<String> = match &refusal {
                Ok(_) => vec!["an answer".to_owned()],
                Err(errors) => errors.iter().map(|error| error.code.to_string()).collect(),
            };
            let is_reason = |code: &String| code == "dimension_not_allowed" || code == "no_path";
            if !codes.iter().all(is_reason) {
                wrong.push(format!("{setting} {code} must be refused, got {codes:?}"));
            }
        }
    }
    eprintln!("{cells} cells of {} metrics", everything.len());
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
    assert!(cells > 8_000, "{cells} cells were compared");
}

/// Codes by the place where they are listed.
fn tagged<'b>(bound: &'b Bound, tag: &str) -> BTreeSet<&'b str> {
    let metrics = &bound.model().metrics;
    metrics
        .iter()
        .filter(|metric| metric.tags.iter().any(|own| own == tag))
        .map(|metric| metric.code.as_str())
        .collect()
}

#[test]
fn the_catalogue_is_complete() {
    let bound = sample();
    for group in ["efficiency", "profitability", "experience", "growth"] {
        let composites: BTreeSet<&str> =
            tagged(&bound, group).difference(&tagged(&bound, "helper")).copied().collect();
        assert_eq!(composites.len(), 8, "{group}: {composites:?}");
    }
    assert_eq!(tagged(&bound, "atomic").len(), 12);
    // Ten examples and the core set of 85, which share the four that have a period.
    assert_eq!(tagged(&bound, "derived").len(), 10 + 85 - 4);
    assert_eq!(tagged(&bound, "guard").len(), 7);
    // 32 counts and 14 ratios.
    assert_eq!(tagged(&bound, "full_cycle").len(), 46);
    let aarrr: BTreeSet<&str> =
        tagged(&bound, "aarrr").difference(&tagged(&bound, "helper")).copied().collect();
    // 26 rows, of which one holds two numbers.
    assert_eq!(aarrr.len(), 27, "{aarrr:?}");
    for metric in &bound.model().metrics {
        let governance = &metric.governance;
        let is_owned = !governance.owner.is_empty() && !governance.reviewer.is_empty();
        assert!(is_owned && governance.owner != governance.reviewer, "{} has an owner", metric.code);
        assert!(!governance.domain.is_empty() && !governance.refresh.is_empty(), "{}", metric.code);
    }
}

#[test]
fn a_catalogue_on_other_tables_says_what_is_missing() {
    let limits = Limits::default();
    let (catalogue, found) = read(&model_text(), &limits);
    assert_eq!(found, []);
    let all: Vec<Schema> = files().iter().map(|(name, path)| load(name, path).schema()).collect();
    let whole = apply(&catalogue, &all, &limits);
    assert_eq!(whole.missing, []);
    assert_eq!(whole.model, *sample().model().as_ref(), "on its own tables nothing is lost");

    // One table fewer, one column fewer, and a table with Chinese names.
    let mut some = all.clone();
    some.retain(|schema| schema.table != "fact_complaint");
    for schema in &mut some {
        if schema.table == "fact_service_order" {
            schema.table = "工单明细".to_owned();
            schema.columns.retain(|(name, _)| name != "nps_score");
            for (name, _) in &mut schema.columns {
                match name.as_str() {
                    "order_id" => *name = "工单号".to_owned(),
                    "order_date" => *name = "开单日期".to_owned(),
                    "total_amount" => *name = "总金额".to_owned(),
                    _ => {}
                }
            }
        }
    }
    let part = apply(&catalogue, &some, &limits);
    let (_, findings) = resolve(&part.document, &some, &limits);
    assert_eq!(findings, [], "what is left is sound");
    assert!(part.model.find_metric("arpu").is_some() && part.model.find_metric("ltv").is_some());
    let texts: BTreeMap<&str, String> =
        part.missing.iter().map(|missing| (missing.metric.as_str(), missing.text().zh)).collect();
    assert_eq!(texts["complaint_rate"], "客户投诉率：缺少表 fact_complaint");
    assert_eq!(texts["nps"], "NPS：表 fact_service_order 缺少列 nps_score");
    let codes: Vec<&str> = texts.keys().copied().collect();
    let expected = [
        "complaint_count",
        "complaint_rate",
        "nps",
        "nps_detractor_count",
        "nps_promoter_count",
        "nps_response_count",
    ];
    assert_eq!(codes, expected);
}

/// Ratios whose unit people name otherwise than their parts do: a mean rating is in points, a rate of two counts in
/// percent, a lifetime value in money.
const NAMED_BY_CUSTOM: [&str; 9] = [
    "avg_experience_score",
    "avg_price_score",
    "avg_quality_score",
    "complaint_rate",
    "csat",
    "held_prospect_conversion_rate",
    "ltv",
    "ltv_cac_ratio",
    "new_prospect_conversion_rate",
];

#[test]
fn units_follow_from_the_formulas() {
    let bound = sample();
    let model = bound.model();
    let mut others = BTreeSet::new();
    for metric in &model.metrics {
        let Definition::Composite { formula, .. } = &metric.definition else { continue };
        let (unit, clashes) = unit_of(model, formula);
        assert_eq!(clashes, [], "{}", metric.code);
        if unit.is_some_and(|unit| !unit.agrees(&metric.unit)) {
            others.insert(metric.code.as_str());
        }
    }
    assert_eq!(others, NAMED_BY_CUSTOM.into());
}

#[test]
fn the_trees_hang_on_metrics_and_every_guard_is_there() {
    let (document, _) = read(&model_text(), &Limits::default());
    let bound = sample();
    let model = bound.model();
    let roots: Vec<&str> = document.trees.iter().map(|tree| tree.root.as_str()).collect();
    assert_eq!(roots, ["ltv", "ltv"]);
    for tree in &document.trees {
        let mut reached = BTreeSet::from([tree.root.as_str()]);
        for edge in &tree.edges {
            assert!(reached.contains(edge.from.as_str()), "{} hangs in {}", edge.from.value, tree.code.value);
            assert!(model.find_metric(&edge.to).is_some(), "{} is a metric", edge.to.value);
            assert!(Bond::WORDS.iter().any(|(word, _)| *word == edge.kind.as_str()));
            reached.insert(edge.to.as_str());
        }
        assert!(tree.edges.len() >= 9, "{}", tree.code.value);
    }
    for metric in &model.metrics {
        let guards = metric.governance.guards.iter();
        guards
            .for_each(|guard| assert!(model.find_metric(guard).is_some(), "{guard} guards {}", metric.code));
    }
}

#[test]
fn the_identity_card_of_revenue_per_order() {
    let bound = sample();
    let model = bound.model();
    let of = |code: &str| model.metric(model.find_metric(code).unwrap_or_else(|| panic!("no metric {code}")));
    let card = of("arpu");
    let governance = &card.governance;
    assert_eq!(
        (card.label.zh.as_str(), card.label.en.as_str()),
        ("客单价", "ARPU (Average Revenue Per Unit)")
    );
    assert_eq!(card.description.zh, "单个工单的平均收入金额");
    assert!(
        matches!(&card.definition, Definition::Composite { source, .. } if source == "total_amount / order_count")
    );
    assert_eq!(governance.refresh.zh, "每日凌晨2点");
    assert_eq!(
        (governance.owner.as_str(), governance.reviewer.as_str()),
        ("张三（数据分析师）", "李四（运营总监）")
    );
    let dates = [governance.created, governance.updated].map(|day| day.map(|day| day.to_string()));
    assert_eq!(dates, [Some("2024-01-15".to_owned()), Some("2024-12-20".to_owned())]);
    for (code, [r, a, c, i]) in [
        ("arpu", ["数据分析师", "区域运营总监", "财务BP", "CEO、COO"]),
        ("first_time_fix_rate", ["质量工程师", "技术负责人", "培训经理", "运营团队"]),
        ("csat", ["客户体验经理", "售后负责人", "各区域经理", "全员"]),
    ] {
        let raci = &of(code).governance.raci;
        let found = [&raci.responsible, &raci.accountable, &raci.consulted, &raci.informed];
        assert_eq!(found.map(|names| names.join("、")), [r, a, c, i].map(str::to_owned), "{code}");
    }
    for (code, green, red) in [("arpu", 1800.0, 1600.0), ("csat", 4.5, 4.2)] {
        let alert = of(code).governance.alert.expect("it has limits");
        assert_eq!((alert.green, alert.red), (green, red), "{code}");
    }
}

#[test]
fn somebody_answers_for_every_metric_and_every_group_has_a_name() {
    let bound = sample();
    let model = bound.model();
    for metric in &model.metrics {
        let own = &metric.governance;
        let code = &metric.code;
        assert!(!own.owner.is_empty() && !own.reviewer.is_empty() && own.owner != own.reviewer, "{code}");
        assert!(own.raci.accountable.len() == 1 && !own.raci.responsible.is_empty(), "{code}");
        assert!(own.access.is_some() && !own.refresh.is_empty(), "{code}");
        assert!(model.domains.iter().any(|domain| domain.code == own.domain), "{code}: {}", own.domain);
        for tag in &metric.tags {
            let named = model.tags.iter().find(|named| named.code == *tag);
            let named = named.unwrap_or_else(|| panic!("{code}: the tag {tag} has no name"));
            assert!(!named.label.zh.is_empty() && !named.label.en.is_empty(), "{tag}");
        }
    }
    // Who names roles of its own has those alone.
    let own = |code: &str| {
        &model.metric(model.find_metric(code).unwrap_or_else(|| panic!("no metric {code}"))).governance.raci
    };
    assert_eq!(own("labor_ratio").accountable, ["区域运营总监"]);
    assert_eq!(own("csat").accountable, ["售后负责人"]);
}
