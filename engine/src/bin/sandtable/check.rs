//! `check`: whether a model holds, alone or with its data.

use std::fmt::Write as _;
use std::sync::Arc;

use sandtable_engine::diag::Diagnostic;
use sandtable_engine::exec::Bound;
use sandtable_engine::limits::Limits;
use sandtable_engine::model::{self, Layer, Model};
use sandtable_engine::text::Lang;

use crate::args::CheckArgs;
use crate::{Said, ask, files};

pub(crate) fn run(args: &CheckArgs) -> Said {
    let mut said = Said::default();
    match ask::open(&args.model, &args.data, &mut said.diagnostics) {
        Err(errors) => said.diagnostics.extend(errors),
        Ok((model, tables)) => {
            let model = Arc::new(model);
            if !args.data.is_empty() {
                let bound = Bound::new(Arc::clone(&model), &tables);
                said.diagnostics.extend(bound.diagnostics().iter().cloned());
            }
            if args.lint {
                match linted(args, &model) {
                    Ok(found) | Err(found) => said.diagnostics.extend(found),
                }
            }
            if !said.diagnostics.iter().any(Diagnostic::is_error) {
                said.text = summary(&model, args.lang.lang.into());
            }
        }
    }
    said
}

/// What the linter says of the document; errors where it cannot be read again.
fn linted(args: &CheckArgs, model: &Model) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let text = files::text(&args.model)?;
    let (document, _) = model::read(&text, &Limits::default());
    let file = args.model.display().to_string();
    let found = model::lint::lint(&document, model);
    Ok(found.into_iter().map(|finding| finding.diagnostic.in_file(&*file)).collect())
}

fn summary(model: &Model, lang: Lang) -> String {
    let count =
        |layer: Layer| model.metrics.iter().filter(|metric| metric.definition.layer() == layer).count();
    let mut text = String::new();
    let written = match lang {
        Lang::Zh => writeln!(
            text,
            "{} 张表，{} 条关系，{} 个维度，{} 个原子指标、{} 个派生指标、{} 个复合指标",
            model.datasets.len(),
            model.relationships.len(),
            model.dimensions.len(),
            count(Layer::Atomic),
            count(Layer::Derived),
            count(Layer::Composite)
        ),
        Lang::En => writeln!(
            text,
            "{} datasets, {} relationships, {} dimensions; metrics: {} atomic, {} derived, {} composite",
            model.datasets.len(),
            model.relationships.len(),
            model.dimensions.len(),
            count(Layer::Atomic),
            count(Layer::Derived),
            count(Layer::Composite)
        ),
    };
    debug_assert!(written.is_ok(), "text can be written");
    text
}
