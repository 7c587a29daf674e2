//! A definition out as a file, and a file in as changes of a definition.

use serde::{Deserialize, Serialize};

use super::changes::{Changed, changes};
use super::dictionary::{self, ImportOptions};
use super::messages as m;
use super::{dbt, node, ossie};
use crate::diag::{Diagnostic, has_errors};
use crate::limits::Limits;
use crate::model::edit::{self, Author, Change};
use crate::model::{self, At, Document, MetricDoc, Model};
use crate::table::Schema;
use crate::text::{Lang, Text};

/// What a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Our own YAML.
    Native,
    /// Apache Ossie, YAML.
    Ossie,
    /// dbt semantic models, YAML.
    Dbt,
    /// The dictionary as CSV.
    Csv,
    /// The dictionary as XLSX.
    Xlsx,
    /// The XLSX without rows, to be filled in; read as [`Format::Xlsx`].
    Template,
}

/// A file to hand over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// A name for it, with its ending.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// What the format could not say.
    pub lost: Vec<Diagnostic>,
}

/// A file that came in.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// Its name, for messages; the ending helps to tell the format.
    pub name: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
    /// What it is written in; none to find out.
    pub format: Option<Format>,
    /// How it is taken.
    pub options: ImportOptions,
}

/// What a file would lead to. Nothing has changed yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    /// What it was read as.
    pub format: Format,
    /// What would differ.
    pub changes: Vec<Changed>,
    /// Losses and warnings, and errors, which stand in the way. Those of a sheet have row and column as line and
    /// column, the header as field, the cell as value, and the sheet as file.
    pub diagnostics: Vec<Diagnostic>,
    /// How to take it; none where errors stand in the way or nothing would differ.
    pub outcome: Option<Outcome>,
}

/// How to take an import.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outcome {
    /// This definition takes the place of the one in force.
    Definition(String),
    /// This change is made, by its author and on its day.
    Change(Box<Change>),
}

impl Outcome {
    /// The definition as it is once the import is taken, where no tables are at hand.
    ///
    /// # Errors
    /// What speaks against the change.
    pub fn take(
        &self,
        document: &Document,
        author: &Author,
        limits: &Limits,
    ) -> Result<Document, Vec<Diagnostic>> {
        match self {
            Self::Definition(text) => {
                let (next, found) = model::read(text, limits);
                if has_errors(&found) { Err(found) } else { Ok(next) }
            }
            Self::Change(change) => {
                // The change may name columns that nothing has named before.
                let mut probe = match &**change {
                    Change::Join(file) => model::merge(document, file).0,
                    _ => document.clone(),
                };
                probe.metrics.extend(metrics_of(change).into_iter().cloned().map(At::new));
                edit::apply(document, change, author, &model::assumed_schemas(&probe), limits)
            }
        }
    }
}

fn metrics_of(change: &Change) -> Vec<&MetricDoc> {
    match change {
        Change::All(changes) => changes.iter().flat_map(metrics_of).collect(),
        Change::Adopt(metric) | Change::Put(metric, _) => vec![metric],
        _ => Vec::new(),
    }
}

/// Writes a definition in a format. Tables that are not there are taken to be as the definition names them.
///
/// # Errors
/// When it cannot be written at all; what is only lost on the way stands in the answer.
pub fn export(
    document: &Document,
    format: Format,
    lang: Lang,
    schemas: Option<&[Schema]>,
    limits: &Limits,
) -> Result<Exported, Diagnostic> {
    let model = &resolved(document, schemas, limits);
    let (bytes, lost) = match format {
        Format::Native => (model::write(document)?.into_bytes(), Vec::new()),
        Format::Ossie => {
            let (text, lost) = ossie::write(document, model)?;
            (text.into_bytes(), lost)
        }
        Format::Dbt => {
            let (text, lost) = dbt::write(document, model);
            (text.into_bytes(), lost)
        }
        Format::Csv => {
            let (text, lost) = dictionary::write_csv(document, model, lang);
            (text.into_bytes(), lost)
        }
        Format::Xlsx => dictionary::write_xlsx(document, model, lang)?,
        Format::Template => (dictionary::write_template(document, model, lang)?, Vec::new()),
    };
    Ok(Exported { name: file_name(document, format, lang), bytes, lost })
}

/// What resolves of a document on the tables that are there, and on those that it names beside them.
pub(super) fn resolved(document: &Document, schemas: Option<&[Schema]>, limits: &Limits) -> Model {
    let mut all = schemas.unwrap_or_default().to_vec();
    for schema in model::assumed_schemas(document) {
        if all.iter().all(|own| own.table != schema.table) {
            all.push(schema);
        }
    }
    model::resolve(document, &all, limits).0
}

fn file_name(document: &Document, format: Format, lang: Lang) -> String {
    let is_plain = |c: &char| !c.is_control() && !"/\\:*?\"<>|".contains(*c);
    let name: String = document.name.get(lang).trim().chars().filter(is_plain).take(80).collect();
    let name = if name.is_empty() { "sandtable".to_owned() } else { name };
    let ending = match (format, lang) {
        (Format::Native, _) => ".yaml",
        (Format::Ossie, _) => ".ossie.yaml",
        (Format::Dbt, _) => ".dbt.yaml",
        (Format::Csv, Lang::Zh) => "-指标字典.csv",
        (Format::Csv, Lang::En) => "-metrics.csv",
        (Format::Xlsx, Lang::Zh) => "-指标字典.xlsx",
        (Format::Xlsx, Lang::En) => "-metrics.xlsx",
        (Format::Template, Lang::Zh) => "-指标模板.xlsx",
        (Format::Template, Lang::En) => "-metric-template.xlsx",
    };
    name + ending
}

/// What a file is written in, by what it holds and then by its name.
pub fn recognise(name: &str, bytes: &[u8]) -> Format {
    let name = name.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    // Archives, and the workbooks of before 2007, which the reader refuses with a word on what to do.
    if bytes.starts_with(b"PK") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) || ends(&[".xlsx"]) {
        return Format::Xlsx;
    }
    if ends(&[".csv", ".tsv"]) || (!ends(&[".yaml", ".yml"]) && dictionary::is_sheet(bytes)) {
        return Format::Csv;
    }
    let text = String::from_utf8_lossy(bytes);
    match node::read(&text, &Limits::default()) {
        Ok(file) if file.has("sandtable") => Format::Native,
        Ok(file) if file.has("semantic_model") => Format::Ossie,
        Ok(file) if file.has("semantic_models") || file.has("models") => Format::Dbt,
        _ => Format::Native,
    }
}

/// Reads a file beside the definition in force and the tables that are there; without tables, those that the definition
/// names are taken to be there.
pub fn import(
    document: &Document,
    input: &Input<'_>,
    schemas: Option<&[Schema]>,
    limits: &Limits,
) -> Imported {
    let format = input.format.unwrap_or_else(|| recognise(input.name, input.bytes));
    let mut imported = match format {
        Format::Csv | Format::Xlsx | Format::Template => {
            let is_xlsx = format != Format::Csv;
            let merged = dictionary::merge(document, input.bytes, is_xlsx, schemas, input.options, limits);
            let outcome = merged.change.map(|change| Outcome::Change(Box::new(change)));
            let changes = match &outcome {
                Some(_) => changes(document, &merged.document, &merged.rows),
                None => Vec::new(),
            };
            Imported { format, changes, diagnostics: merged.diagnostics, outcome }
        }
        Format::Native | Format::Ossie | Format::Dbt => definition(document, input, format, schemas, limits),
    };
    for found in &mut imported.diagnostics {
        let place = &mut found.location;
        place.file = Some(match &place.file {
            Some(sheet) => format!("{} › {sheet}", input.name),
            None => input.name.to_owned(),
        });
    }
    imported
}

fn definition(
    document: &Document,
    input: &Input<'_>,
    format: Format,
    schemas: Option<&[Schema]>,
    limits: &Limits,
) -> Imported {
    let refused = |error| Imported { format, changes: Vec::new(), diagnostics: vec![error], outcome: None };
    let Ok(text) = std::str::from_utf8(input.bytes) else {
        return refused(m::NOT_TEXT.error().hint(m::SAVE_TEXT.text()));
    };
    let (mut next, mut diagnostics) = match format {
        Format::Ossie => ossie::read(text, limits),
        Format::Dbt => dbt::read(text, limits),
        _ => model::read(text, limits),
    };
    let file = next.clone();
    let is_alone = input.options.replace_all || document.datasets.is_empty();
    let mut known = Vec::new();
    if !is_alone && !has_errors(&diagnostics) {
        // Merging would take the first of two and hide the other.
        let alone = model::resolve(&next, &model::assumed_schemas(&next), limits).1;
        diagnostics.extend(alone.into_iter().filter(model::is_duplicate));
        known = model::resolve(document, schemas.unwrap_or_default(), limits).1;
        let (merged, kept) = model::merge(document, &next);
        if !kept.is_empty() {
            diagnostics.push(m::KEPT.info().arg_text("list", &Text::join(&kept, "、", ", ")));
        }
        next = merged;
    }
    if !has_errors(&diagnostics) {
        let assumed = model::resolve(&next, &model::assumed_schemas(&next), limits).1;
        let found = schemas.map(|schemas| model::resolve(&next, schemas, limits).1);
        // What does not fit the tables is told and does not stand in the way: they may be loaded later. What is wrong
        // whatever they hold is the definition's own error.
        let is_own = |finding: &Diagnostic| schemas.is_some() && assumed.contains(finding);
        let found = found.unwrap_or_else(|| assumed.clone());
        let fresh = found.into_iter().filter(|finding| !known.contains(finding));
        diagnostics
            .extend(fresh.map(|finding| if is_own(&finding) { finding } else { finding.into_warning() }));
    }
    if has_errors(&diagnostics) {
        return Imported { format, changes: Vec::new(), diagnostics, outcome: None };
    }
    let changes = changes(document, &next, &Default::default());
    let outcome = match is_alone {
        true => match model::write(&next) {
            Ok(text) => Some(Outcome::Definition(text)),
            Err(error) => return refused(error),
        },
        false => Some(Change::Join(Box::new(file)))
            .filter(|_| !changes.is_empty())
            .map(Box::new)
            .map(Outcome::Change),
    };
    Imported { format, changes, diagnostics, outcome }
}
