//! `check`: whether a model holds, alone or with its data.

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
    let opened = match args.data.is_empty() {
        true => alone(args, &mut said.diagnostics),
        false => with_data(args, &mut said.diagnostics),
    };
    match opened {
        Err(errors) => said.diagnostics.extend(errors),
        Ok(model) => {
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

/// A model on the tables that it asks for.
fn alone(args: &CheckArgs, notes: &mut Vec<Diagnostic>) -> Result<Arc<Model>, Vec<Diagnostic>> {
    let text = files::text(&args.model)?;
    let (document, _) = model::read(&text, &Limits::default());
    let schemas = model::assumed_schemas(&document);
    let (model, found) = model::load(&text, &args.model.display().to_string(), &schemas, &Limits::default());
    if found.iter().any(Diagnostic::is_error) {
        return Err(found);
    }
    notes.extend(found);
    Ok(Arc::new(model))
}

/// A model on its files, and whether their keys fit each other.
fn with_data(args: &CheckArgs, notes: &mut Vec<Diagnostic>) -> Result<Arc<Model>, Vec<Diagnostic>> {
    let (model, tables) = ask::open(&args.model, &args.data, notes)?;
    let model = Arc::new(model);
    notes.extend(Bound::new(Arc::clone(&model), &tables).diagnostics().iter().cloned());
    Ok(model)
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
    let layer = |own: Layer| model.metrics.iter().filter(|metric| metric.definition.layer() == own).count();
    let (tables, joins, dimensions) =
        (model.datasets.len(), model.relationships.len(), model.dimensions.len());
    let (atomic, derived, composite) = (layer(Layer::Atomic), layer(Layer::Derived), layer(Layer::Composite));
    match lang {
        Lang::Zh => format!(
            "{tables} 张表，{joins} 条关系，{dimensions} 个维度，{atomic} 个原子指标、{derived} 个派生指标、{composite} 个复合指标\n"
        ),
        Lang::En => format!(
            "{tables} datasets, {joins} relationships, {dimensions} dimensions; \
             metrics: {atomic} atomic, {derived} derived, {composite} composite\n"
        ),
    }
}
