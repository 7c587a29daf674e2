//! `convert`: a definition in another tool's format, or a sheet of metrics merged into one.

use std::path::Path;

use sandtable_engine::diag::{Diagnostic, Message, has_errors};
use sandtable_engine::interop::{self, Format, ImportOptions, Input, Outcome};
use sandtable_engine::limits::Limits;
use sandtable_engine::model::edit::Author;
use sandtable_engine::model::{self, Document};

use crate::args::{ConvertArgs, Exchange, Source};
use crate::{Said, files};

const NO_MODEL: Message = Message::new(
    "sheet_without_model",
    "表里只有指标：用 --into 指明要改的定义，并写 --by 和 --on",
    "a sheet holds metrics alone: --into names the definition that it changes, with --by and --on",
);
const NO_OUT: Message = Message::new(
    "workbook_without_out",
    "XLSX 不写到终端：用 --out 指明文件",
    "a workbook is not written to the terminal: --out names its file",
);

pub(crate) fn run(args: &ConvertArgs) -> Said {
    let mut said = Said::default();
    if let Err(errors) = convert(args, &mut said) {
        said.diagnostics.extend(errors);
    }
    said
}

fn convert(args: &ConvertArgs, said: &mut Said) -> Result<(), Vec<Diagnostic>> {
    let limits = Limits::default();
    let name = args.file.display().to_string();
    let document = read(args, &name, said, &limits)?;
    let Some(document) = document else { return Ok(()) };
    let to = match args.to {
        Exchange::Native => Format::Native,
        Exchange::Ossie => Format::Ossie,
        Exchange::Dbt => Format::Dbt,
        Exchange::Csv => Format::Csv,
        Exchange::Xlsx => Format::Xlsx,
        Exchange::Template => Format::Template,
    };
    let exported =
        interop::export(&document, to, args.lang.lang.into(), None, &limits).map_err(|error| vec![error])?;
    said.diagnostics.extend(exported.lost.into_iter().map(|found| found.in_file(&*name)));
    match (&args.out, String::from_utf8(exported.bytes)) {
        (Some(path), Ok(text)) => files::write(path, text.as_bytes())?,
        (Some(path), Err(bytes)) => files::write(path, bytes.as_bytes())?,
        (None, Ok(text)) => said.text = text,
        (None, Err(_)) => return Err(vec![NO_OUT.error()]),
    }
    Ok(())
}

/// The definition that the file leads to; none where it has errors, which are said.
fn read(
    args: &ConvertArgs,
    name: &str,
    said: &mut Said,
    limits: &Limits,
) -> Result<Option<Document>, Vec<Diagnostic>> {
    let bytes = files::bytes(&args.file)?;
    let format = args.from.map(|from| match from {
        Source::Native => Format::Native,
        Source::Ossie => Format::Ossie,
        Source::Dbt => Format::Dbt,
        Source::Csv => Format::Csv,
        Source::Xlsx => Format::Xlsx,
    });
    let format = format.unwrap_or_else(|| interop::recognise(name, &bytes));
    let base = match (&args.into, format) {
        (Some(model), _) => native(model, said, limits)?,
        (None, Format::Csv | Format::Xlsx) => return Err(vec![NO_MODEL.error().in_file(name)]),
        (None, _) => Document::empty(),
    };
    let options =
        ImportOptions { replace_all: false, skip_rows: args.skip_rows, clear_blank: args.clear_blank };
    let input = Input { name, bytes: &bytes, format: Some(format), options };
    let imported = interop::import(&base, &input, None, limits);
    let is_refused = has_errors(&imported.diagnostics);
    said.diagnostics.extend(imported.diagnostics);
    match (imported.outcome, &args.by, args.on) {
        (None, ..) if is_refused => Ok(None),
        (None, ..) => Ok(Some(base)),
        (Some(outcome @ Outcome::Change(_)), Some(by), Some(on)) => {
            let author = Author { name: by.clone(), on, note: name.to_owned() };
            outcome.take(&base, &author, limits).map(Some)
        }
        (Some(Outcome::Change(_)), ..) => Err(vec![NO_MODEL.error().in_file(name)]),
        (Some(Outcome::Definition(text)), ..) => Ok(Some(model::read(&text, limits).0)),
    }
}

fn native(path: &Path, said: &mut Said, limits: &Limits) -> Result<Document, Vec<Diagnostic>> {
    let (document, found) = model::read(&files::text(path)?, limits);
    let name = path.display().to_string();
    let found: Vec<Diagnostic> = found.into_iter().map(|found| found.in_file(&*name)).collect();
    if has_errors(&found) {
        return Err(found);
    }
    said.diagnostics.extend(found);
    Ok(document)
}
