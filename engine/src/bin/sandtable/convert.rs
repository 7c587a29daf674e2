//! `convert`: a definition in another tool's format.

use sandtable_engine::diag::Diagnostic;
use sandtable_engine::interop::{dbt, dictionary, ossie};
use sandtable_engine::limits::Limits;
use sandtable_engine::model::{self, Document};

use crate::args::{ConvertArgs, Exchange};
use crate::{Said, files};

pub(crate) fn run(args: &ConvertArgs) -> Said {
    let mut said = Said::default();
    let text = match files::text(&args.file) {
        Ok(text) => text,
        Err(errors) => return Said { diagnostics: errors, ..said },
    };
    let limits = Limits::default();
    let (document, found) = match args.from {
        Exchange::Native => model::read(&text, &limits),
        Exchange::Ossie => ossie::read(&text, &limits),
        Exchange::Dbt => dbt::read(&text, &limits),
        Exchange::Csv => dictionary::read(&text, &limits),
    };
    let file = args.file.display().to_string();
    said.diagnostics.extend(found.into_iter().map(|found| found.in_file(&*file)));
    if !said.diagnostics.iter().any(Diagnostic::is_error) {
        match write(args, &document, &limits) {
            Ok((text, lost)) => {
                said.text = text;
                said.diagnostics.extend(lost.into_iter().map(|found| found.in_file(&*file)));
            }
            Err(error) => said.diagnostics.push(error),
        }
    }
    said
}

fn write(
    args: &ConvertArgs,
    document: &Document,
    limits: &Limits,
) -> Result<(String, Vec<Diagnostic>), Diagnostic> {
    match args.to {
        Exchange::Native => model::write(document).map(|text| (text, Vec::new())),
        Exchange::Ossie => ossie::write(document, limits),
        Exchange::Dbt => Ok(dbt::write(document, limits)),
        Exchange::Csv => Ok(dictionary::write(document, args.lang.lang.into())),
    }
}
