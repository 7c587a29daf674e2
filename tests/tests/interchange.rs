//! The sample's definition through every format; workbooks also as another program reads and writes them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use sandtable_engine::calendar::Date;
use sandtable_engine::interop::{Exported, Format, ImportOptions, Imported, Input, Outcome, export, import};
use sandtable_engine::limits::Limits;
use sandtable_engine::model::edit::{Author, apply};
use sandtable_engine::model::{Document, read, resolve};
use sandtable_engine::table::Schema;
use sandtable_engine::text::Lang;
use sandtable_tests::duckdb::python_with;
use sandtable_tests::real::load;
use sandtable_tests::sample::{files, model_text};
use serde_json::Value;

/// What the sample's tables hold.
fn schemas() -> &'static [Schema] {
    static SCHEMAS: LazyLock<Vec<Schema>> =
        LazyLock::new(|| files().iter().map(|(name, path)| load(name, path).schema()).collect());
    &SCHEMAS
}

fn document() -> Document {
    let (document, found) = read(&model_text(), &Limits::default());
    assert_eq!(found, []);
    document
}

fn written(document: &Document, format: Format, lang: Lang) -> Exported {
    export(document, format, lang, Some(schemas()), &Limits::default()).expect("it can be written")
}

fn previewed(document: &Document, name: &str, bytes: &[u8]) -> Imported {
    let input = Input { name, bytes, format: None, options: ImportOptions::default() };
    import(document, &input, Some(schemas()), &Limits::default())
}

fn taken(document: &Document, imported: &Imported) -> Document {
    let on = Date::parse("2025-01-02").expect("a day");
    let author = Author { name: "test".to_owned(), on, note: String::new() };
    match &imported.outcome {
        Some(Outcome::Change(change)) => {
            apply(document, change, &author, schemas(), &Limits::default()).expect("it can be made")
        }
        Some(outcome) => outcome.take(document, &author, &Limits::default()).expect("it can be taken"),
        None => panic!("{:?}", imported.diagnostics),
    }
}

/// A file that goes when it is dropped.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str, bytes: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("sandtable-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).expect("the temporary folder can be written");
        Self(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn workbook(python: &Path, arguments: &[&Path], mode: &str) -> String {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interchange/workbook.py");
    let output = Command::new(python).arg(script).arg(mode).args(arguments).output().expect("python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it is UTF-8")
}

#[test]
fn the_definition_comes_back_whole() {
    let document = document();
    for format in [Format::Native, Format::Ossie] {
        let file = written(&document, format, Lang::Zh);
        let imported = previewed(&document, &file.name, &file.bytes);
        assert_eq!((imported.format, &imported.changes), (format, &Vec::new()));
        assert_eq!(imported.outcome, None, "there is nothing to take");
        let nothing = Document::empty();
        let whole = previewed(&nothing, &file.name, &file.bytes);
        assert_eq!(taken(&nothing, &whole), document);
    }
}

#[test]
fn metrics_come_back_from_sheets_into_the_rest_of_the_definition() {
    let document = document();
    let bare = Document { metrics: Vec::new(), trees: Vec::new(), ..document.clone() };
    let model = |document: &Document| {
        let (model, found) = resolve(document, schemas(), &Limits::default());
        assert!(found.iter().all(|found| !found.is_error()), "{found:?}");
        model
    };
    let expected = model(&document);
    for (format, lang) in [(Format::Csv, Lang::Zh), (Format::Xlsx, Lang::En)] {
        let file = written(&document, format, lang);
        let same = previewed(&document, &file.name, &file.bytes);
        assert_eq!((same.outcome, same.diagnostics.len()), (None, 1), "{:?}", same.diagnostics);
        let again = taken(&bare, &previewed(&bare, &file.name, &file.bytes));
        let mut found = model(&again);
        for (metric, expected) in found.metrics.iter_mut().zip(&expected.metrics) {
            // One that has no dates gets those of its import.
            metric.governance.created =
                metric.governance.created.filter(|_| expected.governance.created.is_some());
            metric.governance.updated =
                metric.governance.updated.filter(|_| expected.governance.updated.is_some());
            assert_eq!(metric, expected);
        }
        assert_eq!(found.metrics.len(), expected.metrics.len());
    }
}

#[test]
fn dbt_holds_what_it_can_say_and_tells_the_rest() {
    let document = document();
    let file = written(&document, Format::Dbt, Lang::En);
    let refused = file.lost.iter().filter(|lost| lost.code == "interop_not_exported").count();
    let nothing = Document::empty();
    let imported = previewed(&nothing, &file.name, &file.bytes);
    assert!(imported.diagnostics.iter().all(|found| !found.is_error()), "{:?}", imported.diagnostics);
    let again = taken(&nothing, &imported);
    let there =
        document.metrics.iter().filter(|metric| again.metrics.iter().any(|own| own.code == metric.code));
    assert_eq!(there.count() + refused, document.metrics.len());
}

#[test]
fn another_program_reads_the_workbook() {
    let Some(python) = python_with("openpyxl") else { return };
    let document = document();
    for lang in [Lang::Zh, Lang::En] {
        let file = Temporary::new(&format!("{lang:?}.xlsx"), &written(&document, Format::Xlsx, lang).bytes);
        let book: Value = serde_json::from_str(&workbook(&python, &[&file.0], "dump")).expect("it is JSON");
        let sheet = if lang == Lang::Zh { "指标" } else { "Metrics" };
        let rows = book["sheets"][sheet].as_array().expect("the sheet is there");
        assert_eq!(rows.len(), document.metrics.len() + 1);
        let column = |zh: &str, en: &str| {
            let name = if lang == Lang::Zh { zh } else { en };
            let at = rows[0].as_array().and_then(|cells| cells.iter().position(|cell| cell == name));
            at.unwrap_or_else(|| panic!("no column {name}: {}", rows[0]))
        };
        let (code, owner) = (column("编码", "Code"), column("负责人", "Owner"));
        for (row, metric) in rows[1..].iter().zip(&document.metrics) {
            assert_eq!(row[code], metric.code.value);
            assert_eq!(row[owner].as_str().unwrap_or_default(), metric.owner.value);
            let green = &row[column("绿线", "Green limit")];
            assert_eq!(
                green.as_f64(),
                metric.alert.green.as_ref().map(|green| green.value),
                "{}",
                metric.code.value
            );
        }
        // Every field of the identity card has its column.
        for (zh, en) in [
            ("指标名称", "Name (Chinese)"),
            ("英文名", "Name (English)"),
            ("业务口径", "Definition (Chinese)"),
            ("计算公式", "Formula"),
            ("公式（名称）", "Formula in names"),
            ("数据来源", "Data source"),
            ("更新频率", "Refresh (Chinese)"),
            ("审核人", "Reviewer"),
            ("创建时间", "Created"),
            ("最后更新", "Updated"),
            ("指标层级", "Layer"),
            ("分子", "Numerator"),
            ("分母", "Denominator"),
        ] {
            column(zh, en);
        }
        let arpu = rows.iter().find(|row| row[code] == "arpu").expect("the sample has it");
        assert_eq!(arpu[column("分子", "Numerator")], "total_amount");
        assert!(
            arpu[column("数据来源", "Data source")]
                .as_str()
                .is_some_and(|text| text.contains("total_amount"))
        );
        assert_eq!(book["formulas"], Value::Array(Vec::new()));
        assert_eq!(book["pane"], "C2");
        assert_eq!(book["sheets"].as_object().map(serde_json::Map::len), Some(3));
    }
}

#[test]
fn the_template_offers_lists() {
    let Some(python) = python_with("openpyxl") else { return };
    let file = Temporary::new("template.xlsx", &written(&document(), Format::Template, Lang::Zh).bytes);
    let book: Value = serde_json::from_str(&workbook(&python, &[&file.0], "dump")).expect("it is JSON");
    assert_eq!(book["sheets"]["指标"].as_array().map(Vec::len), Some(1));
    let lists = book["lists"].as_object().expect("lists are there");
    let values = book["sheets"]["取值"].as_array().expect("the sheet is there");
    for (range, rule) in lists {
        let formula = rule[0].as_str().expect("a range");
        assert!(formula.starts_with("'取值'!$"), "{range}: {formula}");
    }
    assert!(lists.values().filter(|rule| rule[1] == true).count() >= 7, "{lists:?}");
    let polarity = values[0].as_array().and_then(|row| row.iter().position(|cell| cell == "方向"));
    let polarity = polarity.expect("the list is there");
    let offered: Vec<&str> = values[1..4].iter().filter_map(|row| row[polarity].as_str()).collect();
    assert_eq!(offered, ["越高越好", "越低越好", "中性"]);
    let instructions = book["sheets"]["说明"].as_array().expect("the sheet is there");
    assert!(instructions.len() > 50);
}

#[test]
fn a_workbook_that_another_program_wrote_is_read() {
    let Some(python) = python_with("openpyxl") else { return };
    let mut document = document();
    document.metrics[0].value.created = "2024-01-15".into();
    document.metrics[0].value.updated = "2024-12-20".into();
    let source = Temporary::new("source.xlsx", &written(&document, Format::Xlsx, Lang::En).bytes);
    let target = Temporary::new("target.xlsx", b"");
    workbook(&python, &[&source.0, &target.0], "retype");
    let bytes = std::fs::read(&target.0).expect("it was written");
    let same = previewed(&document, "target.xlsx", &bytes);
    let codes: Vec<&str> = same.diagnostics.iter().map(|found| &*found.code).collect();
    assert_eq!((codes, &same.outcome), (vec!["interop_nothing_new"], &None), "{:?}", same.changes);
    let bare = Document { metrics: Vec::new(), trees: Vec::new(), ..document.clone() };
    let again = taken(&bare, &previewed(&bare, "target.xlsx", &bytes));
    assert_eq!(again.metrics[0], document.metrics[0]);
}
