//! The dictionary as a workbook: metrics, what the columns mean, and what can be chosen.

use super::super::choices;
use super::super::columns::{COLUMNS, COMPUTED, Column, shown};
use super::super::help;
use super::super::rows;
use super::package::{self, Cell, Choice, LONGEST, Page, reference};
use crate::diag::{Diagnostic, Message};
use crate::model::{Document, Model};
use crate::text::Lang;

const CUT: Message = Message::new(
    "interop_cell_cut",
    "“{name}”的{column}超过 {limit} 个字符，截断了",
    "{column} of {name} is longer than {limit} characters and was cut",
);
const NOT_PACKED: Message =
    Message::new("interop_not_packed", "写不出文件：{why}", "the file cannot be written: {why}");

/// The name of the sheet of metrics.
pub(super) const METRICS: (&str, &str) = ("指标", "Metrics");

fn said<'a>((zh, en): (&'a str, &'a str), lang: Lang) -> &'a str {
    if lang == Lang::Zh { zh } else { en }
}

/// Writes the metrics of a document, or the empty sheet to fill in, with what the document offers to choose from.
pub(in super::super) fn write(
    document: &Document,
    model: &Model,
    lang: Lang,
    is_empty: bool,
) -> Result<(Vec<u8>, Vec<Diagnostic>), Diagnostic> {
    let mut lost = Vec::new();
    let values = values(document, lang);
    let pages = [
        metrics(rows::write(document, model, lang, is_empty), lang, &values, &mut lost),
        instructions(lang),
        page_of_values(&values, lang),
    ];
    let bytes = package::write(&pages).map_err(|why| NOT_PACKED.error().arg("why", why))?;
    Ok((bytes, lost))
}

/// A list to choose from.
struct Values {
    column: &'static Column,
    is_strict: bool,
    values: Vec<String>,
}

fn values(document: &Document, lang: Lang) -> Vec<Values> {
    let of = |column: &'static Column| {
        if let Some(choices) = choices::of(column.key) {
            let values = choices.iter().map(|(code, _)| shown(column.key, (*code).to_owned(), lang));
            return Some(Values { column, is_strict: true, values: values.collect() });
        }
        let atomic = |metric: &&crate::model::At<crate::model::MetricDoc>| !metric.aggregate.is_empty();
        let values: Vec<String> = match column.key {
            "dataset" => document.datasets.iter().map(|dataset| dataset.code.value.clone()).collect(),
            "base" => {
                document.metrics.iter().filter(atomic).map(|metric| metric.code.value.clone()).collect()
            }
            "qualifiers" => document.qualifiers.iter().map(|item| item.code.value.clone()).collect(),
            "dimensions" => document.dimensions.iter().map(|item| item.code.value.clone()).collect(),
            "target_metric" => document.metrics.iter().map(|metric| metric.code.value.clone()).collect(),
            _ => return None,
        };
        (!values.is_empty()).then_some(Values { column, is_strict: false, values })
    };
    COLUMNS.iter().filter_map(of).collect()
}

fn metrics(rows: Vec<Vec<String>>, lang: Lang, values: &[Values], lost: &mut Vec<Diagnostic>) -> Page {
    let columns: Vec<&Column> = COLUMNS.iter().chain(COMPUTED).collect();
    let rows = rows.into_iter().enumerate().map(|(row, cells)| {
        let code = cells.first().cloned().unwrap_or_default();
        let cells = cells.into_iter().zip(&columns).map(|(text, column)| match text {
            text if row == 0 => Cell::Header(text),
            text if text.is_empty() => Cell::Empty,
            text => match text.parse::<f64>() {
                Ok(number) if column.is_number => Cell::Number(number),
                _ if text.encode_utf16().count() > LONGEST => {
                    let found = CUT.warning().arg("name", &code).arg_text("column", &column.title());
                    lost.push(found.arg("limit", LONGEST).at_field(&code));
                    // Half as many characters always fit, whatever their width.
                    Cell::Text(text.chars().take(LONGEST / 2).collect())
                }
                _ => Cell::Text(text),
            },
        });
        cells.collect()
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let sheet = said(VALUES, lang);
    let lists = (0..).zip(values).map(|(at, list)| {
        let (from, to) = (absolute(1, at), absolute(list.values.len() as u32, at));
        let column = COLUMNS.iter().position(|own| own.key == list.column.key).unwrap_or_default() as u32;
        Choice { column, range: format!("'{sheet}'!{from}:{to}"), is_strict: list.is_strict }
    });
    let widths = columns.iter().map(|column| match column.key {
        "description_zh" | "description_en" | "formula" | "reading" | "source" => 36,
        _ => 16,
    });
    let width = rows.first().map_or(0, Vec::len);
    Page {
        name: said(METRICS, lang).to_owned(),
        rows,
        widths: widths.take(width).collect(),
        lists: lists.collect(),
        frozen_columns: 2,
    }
}

/// The name of the sheet of choices.
const VALUES: (&str, &str) = ("取值", "Values");

/// `$B$3`.
fn absolute(row: u32, column: u32) -> String {
    let plain = reference(row, column);
    let digits = plain.find(|c: char| c.is_ascii_digit()).unwrap_or(plain.len());
    format!("${}${}", &plain[..digits], &plain[digits..])
}

fn page_of_values(values: &[Values], lang: Lang) -> Page {
    let longest = values.iter().map(|list| list.values.len()).max().unwrap_or(0);
    let mut rows: Vec<Vec<Cell>> =
        vec![values.iter().map(|list| Cell::Header(list.column.header(lang).to_owned())).collect()];
    for at in 0..longest {
        let cell = |list: &Values| list.values.get(at).map_or(Cell::Empty, |text| Cell::Text(text.clone()));
        rows.push(values.iter().map(cell).collect());
    }
    Page {
        name: said(VALUES, lang).to_owned(),
        rows,
        widths: values.iter().map(|_| 24).collect(),
        ..Page::default()
    }
}

fn instructions(lang: Lang) -> Page {
    let header = [("列", "Column"), ("键", "Key"), ("含义", "Meaning"), ("示例", "Example")];
    let mut rows = vec![header.iter().map(|title| Cell::Header(said(*title, lang).to_owned())).collect()];
    for column in COLUMNS.iter().chain(COMPUTED) {
        let (meaning, example) = help::of(column.key);
        rows.push(vec![
            Cell::Text(column.header(lang).to_owned()),
            Cell::Text(column.key.to_owned()),
            Cell::Long(said(meaning, lang).to_owned()),
            Cell::Text(example.to_owned()),
        ]);
    }
    for line in help::NOTES {
        rows.push(vec![Cell::Empty, Cell::Empty, Cell::Long(said(*line, lang).to_owned())]);
    }
    let name = said(("说明", "Instructions"), lang).to_owned();
    Page { name, rows, widths: vec![22, 18, 70, 34], ..Page::default() }
}
