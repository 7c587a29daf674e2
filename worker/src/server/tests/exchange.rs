//! A definition out as a file, and files in.

use sandtable_engine::calendar::Date;
use sandtable_engine::interop::{Exported, Format, Happens, ImportOptions, Imported, Outcome};
use sandtable_engine::model::edit::Author;
use sandtable_engine::text::Lang;

use super::{Bench, source};
use crate::protocol::{ModelSource, Request, Response};

fn export(bench: &mut Bench, format: Format) -> Exported {
    match bench.answer(Request::Export { format, lang: Lang::Zh }, None) {
        Ok(Response::Exported(file)) => file,
        other => panic!("no file: {other:?}"),
    }
}

fn import(bench: &mut Bench, name: &str, bytes: &[u8]) -> Imported {
    let options = ImportOptions::default();
    let request = Request::Import { name: name.to_owned(), bytes: bytes.to_vec(), format: None, options };
    match bench.answer(request, None) {
        Ok(Response::Imported(imported)) => *imported,
        other => panic!("no preview: {other:?}"),
    }
}

#[test]
fn what_goes_out_comes_in_again() {
    let mut bench = Bench::with_orders(10);
    for format in [Format::Native, Format::Ossie, Format::Dbt, Format::Csv, Format::Xlsx, Format::Template] {
        let file = export(&mut bench, format);
        assert!(file.name.starts_with("Orders"), "{}", file.name);
        let imported = import(&mut bench, &file.name, &file.bytes);
        let expected = if format == Format::Template { Format::Xlsx } else { format };
        assert_eq!(imported.format, expected);
        assert!(imported.diagnostics.iter().all(|found| !found.is_error()), "{:?}", imported.diagnostics);
        let is_same = imported.changes.is_empty();
        assert!(is_same || format == Format::Dbt, "{format:?}: {:?}", imported.changes);
    }
}

#[test]
fn a_sheet_is_shown_first_and_made_a_change_by_its_author() {
    let mut bench = Bench::with_orders(10);
    let sheet = "编码,指标名称,负责人,计算公式\namount,金额,张三,\ndouble,两倍,李四,amount * 2\n";
    let imported = import(&mut bench, "改.csv", sheet.as_bytes());
    assert_eq!(imported.diagnostics, []);
    let told: Vec<_> = imported.changes.iter().map(|one| (&*one.code, one.happens, one.row)).collect();
    assert_eq!(told, [("amount", Happens::Changed, Some(2)), ("double", Happens::Added, Some(3))]);
    let Some(Outcome::Change(change)) = imported.outcome else { panic!("no change") };
    let author = Author {
        name: "王五".to_owned(),
        on: Date::parse("2025-01-02").expect("a day"),
        note: String::new(),
    };
    let revised = bench.answer(Request::Revise { change, author }, None);
    let Ok(Response::Revised(text)) = revised else { panic!("{revised:?}") };
    let source = ModelSource { name: "orders.yaml".to_owned(), text };
    let set = bench.answer(Request::SetModel { source }, None);
    let Ok(Response::Model(report)) = set else { panic!("{set:?}") };
    assert_eq!(report.diagnostics, []);
    assert_eq!(report.model.metrics.len(), 2);
    assert_eq!(report.model.metrics[0].governance.owner, "张三");
}

#[test]
fn a_sheet_with_errors_is_no_change_and_columns_are_those_of_the_tables() {
    let mut bench = Bench::with_orders(10);
    let sheet = "编码,数据集,聚合,字段\nx,orders,求和,amont\ny,orders,乘积,amount\nz,orders,平均值,amount\n";
    let imported = import(&mut bench, "改.csv", sheet.as_bytes());
    let places: Vec<_> = imported
        .diagnostics
        .iter()
        .map(|found| (found.location.line, found.location.column, found.location.value.as_deref()))
        .collect();
    assert_eq!(places, [(Some(2), Some(4), Some("amont")), (Some(3), Some(3), Some("乘积"))]);
    assert_eq!(imported.diagnostics[0].location.file.as_deref(), Some("改.csv"));
    assert_eq!(imported.outcome, None);

    let options = ImportOptions { skip_rows: true, ..ImportOptions::default() };
    let request = Request::Import {
        name: "改.csv".to_owned(),
        bytes: sheet.as_bytes().to_vec(),
        format: None,
        options,
    };
    let Ok(Response::Imported(imported)) = bench.answer(request, None) else { panic!("no preview") };
    assert_eq!(imported.changes.len(), 1);
    assert!(matches!(imported.outcome, Some(Outcome::Change(_))));
}

#[test]
fn a_definition_is_read_before_there_is_one() {
    let mut bench = Bench::new();
    let failed = bench.answer(Request::Export { format: Format::Native, lang: Lang::Zh }, None);
    assert_eq!(failed.map_err(|found| found[0].code.to_string()), Err("no_model".to_owned()));
    let imported = import(&mut bench, "orders.yaml", source().text.as_bytes());
    assert!(imported.changes.iter().all(|one| one.happens == Happens::Added));
    let Some(Outcome::Definition(text)) = imported.outcome else { panic!("no definition") };
    assert!(text.contains("amount"));
    // Its table is not loaded: that is told and stands in nobody's way.
    assert!(!imported.diagnostics.is_empty());
}

#[test]
fn what_is_wrong_whatever_the_tables_hold_is_no_definition() {
    let mut bench = Bench::with_orders(10);
    let text = "sandtable: 1\ndatasets: [{code: orders}]\nmetrics:\n- {code: a, formula: b}\n\
                - {code: b, formula: a}\n- {code: n, dataset: orders, aggregate: sum, field: nothing}\n";
    let imported = import(&mut bench, "circle.yaml", text.as_bytes());
    let told: Vec<_> =
        imported.diagnostics.iter().map(|found| (found.code.as_ref(), found.is_error())).collect();
    assert!(told.contains(&("metric_cycle", true)) && told.contains(&("missing_column", false)), "{told:?}");
    assert_eq!((imported.outcome, imported.changes), (None, Vec::new()));
}
