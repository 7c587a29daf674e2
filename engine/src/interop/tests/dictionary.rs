use super::super::dictionary::{COLUMNS, help_of};
use super::super::{Format, Happens, ImportOptions, Imported, Input, Kind, Outcome, export, import};
use super::workbook::archive;
use super::{codes, metric, native};
use crate::calendar::Date;
use crate::diag::{Diagnostic, has_errors};
use crate::limits::Limits;
use crate::model::edit::Author;
use crate::model::{Document, MetricDoc};
use crate::text::Lang;

fn author() -> Author {
    Author { name: "王五".to_owned(), on: Date::parse("2025-01-02").expect("a day"), note: String::new() }
}

fn read(document: &Document, bytes: &[u8], options: ImportOptions) -> Imported {
    let input = Input { name: "metrics", bytes, format: None, options };
    import(document, &input, None, &Limits::default())
}

fn text(document: &Document, sheet: &str) -> Imported {
    read(document, sheet.as_bytes(), ImportOptions::default())
}

fn skipping(document: &Document, sheet: &str) -> Imported {
    read(document, sheet.as_bytes(), ImportOptions { skip_rows: true, ..ImportOptions::default() })
}

fn taken(document: &Document, imported: &Imported) -> Document {
    let outcome = imported.outcome.as_ref().unwrap_or_else(|| panic!("refused: {:?}", imported.diagnostics));
    outcome.take(document, &author(), &Limits::default()).expect("it can be taken")
}

/// Code, row, column, header and cell of what was found.
type Place<'a> = (&'a str, Option<u32>, Option<u32>, Option<&'a str>, Option<&'a str>);

fn places(found: &[Diagnostic]) -> Vec<Place<'_>> {
    let of = |one: &'_ Diagnostic| (one.location.line, one.location.column);
    let texts = found.iter().map(|one| (one.location.field.as_deref(), one.location.value.as_deref()));
    let places = found.iter().zip(texts);
    places.map(|(one, (field, value))| (&*one.code, of(one).0, of(one).1, field, value)).collect()
}

/// Without the days that the import gives to a metric that has none.
fn undated(metric: &MetricDoc) -> MetricDoc {
    let mut metric = metric.clone();
    for day in [&mut metric.created, &mut metric.updated] {
        if day.value == "2025-01-02" {
            *day = Default::default();
        }
    }
    metric
}

#[test]
fn metrics_come_back_from_either_file_under_either_header() {
    let document = native();
    let bare = Document { metrics: Vec::new(), ..document.clone() };
    for (format, lang) in
        [(Format::Csv, Lang::Zh), (Format::Csv, Lang::En), (Format::Xlsx, Lang::Zh), (Format::Xlsx, Lang::En)]
    {
        let file = export(&document, format, lang, None, &Limits::default()).expect("it can be written");
        assert_eq!(file.lost.len(), 3, "{:?}", file.lost);
        let imported = read(&bare, &file.bytes, ImportOptions::default());
        assert_eq!(imported.diagnostics, [], "{format:?} {lang:?}");
        assert_eq!(imported.format, format);
        assert_eq!(imported.changes.len(), document.metrics.len());
        let again = taken(&bare, &imported);
        let found: Vec<MetricDoc> = again.metrics.iter().map(|metric| undated(metric)).collect();
        let expected: Vec<MetricDoc> = document.metrics.iter().map(|metric| metric.value.clone()).collect();
        assert_eq!(found, expected);

        let same = read(&document, &file.bytes, ImportOptions::default());
        assert_eq!(same.outcome, None);
        assert_eq!(places(&same.diagnostics), [("interop_nothing_new", None, None, None, None)]);
    }
}

#[test]
fn a_row_changes_what_it_says_and_nothing_else() {
    let document = native();
    let imported = text(&document, "编码,负责人,目标值,方向\namount,,15,越高越好\nfresh,李四,,\n");
    assert!(has_errors(&imported.diagnostics), "a new metric needs a definition");
    let imported = text(&document, "编码,负责人,目标值,方向\namount,,15,越高越好\n");
    let [changed] = imported.changes.as_slice() else { panic!("{:?}", imported.changes) };
    assert_eq!((changed.kind, changed.happens, changed.row), (Kind::Metric, Happens::Changed, Some(2)));
    let fields: Vec<_> =
        changed.fields.iter().map(|field| (&*field.key, &*field.before, &*field.after)).collect();
    assert_eq!(fields, [("polarity", "", "up"), ("target_value", "", "15")]);
    let next = taken(&document, &imported);
    let amount = metric(&next, "amount");
    assert_eq!((amount.owner.as_str(), amount.updated.as_str()), ("张三", "2025-01-02"));
    assert_eq!(codes(&next), codes(&document));
    assert_eq!(next.history.len(), 1);

    let clear = ImportOptions { clear_blank: true, ..ImportOptions::default() };
    let imported = read(&document, "编码,负责人\namount,\n".as_bytes(), clear);
    assert_eq!(metric(&taken(&document, &imported), "amount").owner.value, "");
}

#[test]
fn errors_name_row_column_and_value_and_keep_the_sheet_out() {
    let document = native();
    let sheet = "编码,单位,目标值,备注\namount,元,十二,x\nticket,\"a,\"\"b\",3,\n,元,,\nticket,,,\n";
    let imported = text(&document, sheet);
    assert_eq!(
        places(&imported.diagnostics),
        [
            ("interop_unknown_column", Some(1), Some(4), Some("备注"), None),
            ("interop_bad_cell", Some(2), Some(3), Some("目标值"), Some("十二")),
            ("interop_bad_cell", Some(4), Some(1), Some("编码"), Some("")),
            ("interop_bad_cell", Some(5), Some(1), Some("编码"), Some("ticket")),
        ]
    );
    assert_eq!((imported.outcome, imported.changes), (None, Vec::new()));
    assert!(imported.diagnostics[3].message.zh.contains("与第 3 行重复"));

    let imported = skipping(&document, sheet);
    assert!(!has_errors(&imported.diagnostics));
    assert_eq!(imported.diagnostics.last().map(|found| &*found.code), Some("interop_rows_skipped"));
    assert_eq!(imported.changes.len(), 1);
    assert_eq!(metric(&taken(&document, &imported), "ticket").unit.zh, "a,\"b");
}

#[test]
fn what_does_not_resolve_is_told_at_its_cell() {
    let document = native();
    let sheet =
        "Code,Formula,Base metric,Format\na,amount / nothing,,\nb,a + 1,,\nc,,amont,\nd,amount * 2,,monney\n";
    let imported = text(&document, sheet);
    let errors: Vec<Diagnostic> =
        imported.diagnostics.iter().filter(|found| found.is_error()).cloned().collect();
    let lines: Vec<_> = places(&errors).iter().map(|place| (place.1, place.3, place.4)).collect();
    assert_eq!(lines[0], (Some(2), Some("Formula"), Some("amount / nothing")), "{errors:?}");
    assert!(lines.contains(&(Some(4), Some("Base metric"), Some("amont"))), "{errors:?}");
    assert!(lines.contains(&(Some(5), Some("Format"), Some("monney"))), "{errors:?}");
    let wrong = errors.iter().find(|found| found.location.line == Some(5)).expect("the format is wrong");
    assert!(wrong.hints[0].en.contains("money"));
    assert_eq!(imported.outcome, None);

    // A row that rests on one that is left out goes with it.
    let imported = skipping(&document, &format!("{sheet}e,amount * 3,,\n"));
    let added: Vec<&str> = imported.changes.iter().map(|changed| &*changed.code).collect();
    assert_eq!(added, ["e"], "{:?}", imported.diagnostics);
}

#[test]
fn another_layer_takes_the_place_of_the_old_one() {
    let document = native();
    let imported = text(&document, "code,formula\npaid_amount,amount * 2\n");
    let next = taken(&document, &imported);
    let paid = metric(&next, "paid_amount");
    assert_eq!((paid.formula.as_str(), paid.base.as_str(), paid.qualifiers.len()), ("amount * 2", "", 0));
}

#[test]
fn a_state_changes_by_steps_only() {
    let document = native();
    let imported = text(&document, "编码,状态\namount,停用\n");
    assert_eq!(imported.outcome, None);
    assert_eq!(imported.diagnostics[0].code, "interop_state_kept");
    let fresh = "编码,公式（名称）,计算公式,状态\nx,不读,amount + 1,上线\n";
    let imported = text(&document, fresh);
    assert_eq!(imported.diagnostics, []);
    assert_eq!(metric(&taken(&document, &imported), "x").state.value, "online");
}

#[test]
fn a_spreadsheet_runs_nothing_and_lists_keep_their_marks() {
    let mut document = native();
    let amount = &mut document.metrics[0].value;
    amount.description.zh = "=1+1".to_owned();
    amount.aliases = ["甲、乙", "\"丙\"", "a;b", " 丁"].into_iter().collect();
    amount.aliases.0.pop();
    amount.tags = ["_x0041_<&>", "一\u{1}二"].into_iter().collect();
    for format in [Format::Csv, Format::Xlsx] {
        let file = export(&document, format, Lang::En, None, &Limits::default()).expect("it can be written");
        if format == Format::Csv {
            assert!(String::from_utf8_lossy(&file.bytes).contains("'=1+1"));
        }
        let imported = read(&document, &file.bytes, ImportOptions::default());
        assert_eq!(imported.outcome, None, "{format:?} {:?}", imported.changes);
        assert_eq!(imported.diagnostics[0].code, "interop_nothing_new");
    }
}

#[test]
fn files_that_are_no_sheet_are_refused() {
    let document = native();
    let check = |bytes: &[u8], expected: &str| {
        let imported = read(
            &document,
            bytes,
            ImportOptions { skip_rows: true, clear_blank: true, ..ImportOptions::default() },
        );
        assert_eq!(imported.diagnostics.iter().map(|found| &*found.code).collect::<Vec<_>>(), [expected]);
        assert_eq!(imported.outcome, None);
    };
    check("code,unit\namount,\"元\nticket,元\n".as_bytes(), "interop_quote_open");
    check(b"PK\x03\x04 not an archive", "interop_not_xlsx");
    check(&[0xd0, 0xcf, 0x11, 0xe0, 0, 0], "interop_not_xlsx");
    let imported = import(
        &document,
        &Input { name: "a.csv", bytes: b"x,y\n1,2\n", format: None, options: ImportOptions::default() },
        None,
        &Limits::default(),
    );
    assert_eq!(imported.diagnostics[0].code, "interop_no_header");
    assert_eq!(imported.diagnostics[0].location.file.as_deref(), Some("a.csv"));

    let bomb = "\0".repeat(65 << 20);
    check(&archive(&[("_rels/.rels", &bomb)]), "limit_reached");
}

#[test]
fn the_template_is_empty_and_offers_what_there_is() {
    let document = native();
    for lang in [Lang::Zh, Lang::En] {
        let file =
            export(&document, Format::Template, lang, None, &Limits::default()).expect("it can be written");
        assert!(file.name.ends_with(".xlsx"));
        let imported = read(&document, &file.bytes, ImportOptions::default());
        assert_eq!(imported.diagnostics[0].code, "interop_nothing_new", "{:?}", imported.diagnostics);
    }
}

#[test]
fn every_field_of_a_metric_has_a_column_with_a_meaning() {
    for key in MetricDoc::KEYS {
        let key = if *key == "label" { "name" } else { key };
        let prefix = format!("{key}_");
        let has = COLUMNS.iter().any(|column| column.key == key || column.key.starts_with(&prefix));
        assert!(has, "{key}");
    }
    for column in COLUMNS {
        let ((zh, en), example) = help_of(column.key);
        assert!(!zh.is_empty() && !en.is_empty() && !example.is_empty(), "{}", column.key);
    }
}

#[test]
fn a_definition_shows_what_it_would_change() {
    let document = native();
    let mut next = document.clone();
    next.metrics.remove(4);
    next.metrics[0].value.unit.zh = "万元".to_owned();
    next.dimensions[0].value.label.zh = "大区".to_owned();
    let file = export(&next, Format::Native, Lang::Zh, None, &Limits::default()).expect("it can be written");
    assert_eq!(file.name, "示例.yaml");
    let whole = ImportOptions { replace_all: true, ..ImportOptions::default() };
    let imported = read(&document, &file.bytes, whole);
    assert_eq!(imported.format, Format::Native);
    let told: Vec<_> =
        imported.changes.iter().map(|changed| (changed.kind, &*changed.code, changed.happens)).collect();
    assert_eq!(
        told,
        [
            (Kind::Dimension, "region", Happens::Changed),
            (Kind::Metric, "amount", Happens::Changed),
            (Kind::Metric, "last_30d_amount", Happens::Removed),
        ]
    );
    assert!(matches!(imported.outcome, Some(Outcome::Definition(_))));
    assert_eq!(taken(&document, &imported), next);

    let ossie = export(&next, Format::Ossie, Lang::Zh, None, &Limits::default()).expect("it can be written");
    let imported = read(&document, &ossie.bytes, whole);
    assert_eq!((imported.format, taken(&document, &imported)), (Format::Ossie, next.clone()));

    // Merged, nothing goes: the file's metrics win, the data model stays, and that is told.
    let imported = read(&document, &file.bytes, ImportOptions::default());
    let told: Vec<_> = imported.changes.iter().map(|changed| (&*changed.code, changed.happens)).collect();
    assert_eq!(told, [("amount", Happens::Changed)]);
    assert_eq!(imported.diagnostics.iter().map(|found| &*found.code).collect::<Vec<_>>(), ["interop_kept"]);
    let merged = taken(&document, &imported);
    assert_eq!(
        (merged.dimensions, merged.metrics.len()),
        (document.dimensions.clone(), document.metrics.len())
    );
    // A published metric goes on as it is until its next version is released.
    assert_eq!(merged.metrics[0].unit, document.metrics[0].unit);
    assert_eq!(merged.revisions.iter().map(|own| &*own.unit.zh).collect::<Vec<_>>(), ["万元"]);
    let mut draft = document.clone();
    draft.metrics[0].value.state = "draft".into();
    let merged = taken(&draft, &read(&draft, &file.bytes, ImportOptions::default()));
    assert_eq!((&*merged.metrics[0].unit.zh, merged.revisions.len()), ("万元", 0));
    assert_eq!(merged.history.len(), draft.history.len() + 1);
}
