//! [`Document`] → Ossie.

use super::super::losses::{Content, unsaid};
use super::super::messages as m;
use super::super::out::Out;
use super::super::print;
use super::{DIALECT, VENDOR, VERSION};
use crate::diag::Diagnostic;
use crate::model::{self, At, Document, FieldSource, MetricId, Model};
use crate::text::{Lang, Text};

/// Writes an Ossie file of a document and what resolves of it, and tells which metrics other tools will not find in it.
///
/// # Errors
/// Where the document cannot be written at all.
pub fn write(document: &Document, model: &Model) -> Result<(String, Vec<Diagnostic>), Diagnostic> {
    let native = model::write(document)?;
    let mut lost = Vec::new();
    let data = serde_json::json!({ "definition": native }).to_string();
    let extension = Out::Map(vec![("vendor_name", Out::text(VENDOR)), ("data", Out::text(data))]);
    let name = if document.name.is_empty() { "model" } else { document.name.get(Lang::En) };
    let semantic = Out::Map(vec![
        ("name", Out::text(name)),
        (
            "datasets",
            Out::List((0..model.datasets.len()).map(|at| dataset(document, model, at, &mut lost)).collect()),
        ),
        ("relationships", relationships(model)),
        ("metrics", metrics(document, model, &mut lost)),
        ("custom_extensions", Out::List(vec![extension])),
    ]);
    let file = Out::Map(vec![("version", Out::text(VERSION)), ("semantic_model", Out::List(vec![semantic]))]);
    let said = [Content::Model, Content::Dimensions, Content::Labels, Content::Tables, Content::Aliases];
    lost.extend(unsaid(document, "Ossie", &said));
    if !lost.is_empty() {
        lost.push(m::NATIVE_KEPT.info());
    }
    Ok((file.yaml(), lost))
}

fn expression(sql: String) -> Out {
    let dialect = Out::Map(vec![("dialect", Out::text(DIALECT)), ("expression", Out::text(sql))]);
    Out::Map(vec![("dialects", Out::List(vec![dialect]))])
}

fn synonyms(label: &Text, code: &str, aliases: &[&str]) -> Out {
    let mut names: Vec<&str> = Vec::new();
    for name in [label.zh.as_str(), label.en.as_str()].into_iter().chain(aliases.iter().copied()) {
        if !name.is_empty() && name != code && !names.contains(&name) {
            names.push(name);
        }
    }
    Out::Map(vec![("synonyms", Out::texts(names))])
}

fn names(names: &[At<String>]) -> Vec<&str> {
    names.iter().map(|name| name.as_str()).collect()
}

fn dataset(document: &Document, model: &Model, at: usize, lost: &mut Vec<Diagnostic>) -> Out {
    let dataset = &model.datasets[at];
    let written = document.datasets.iter().find(|written| written.code.value == dataset.code);
    let key = dataset.key.iter().map(|id| model.field(*id).code.clone());
    let mut fields = Vec::new();
    for (position, field) in dataset.fields.iter().enumerate() {
        let is_here = |id: &crate::model::FieldId| id.dataset.index() == at && id.field as usize == position;
        let sql = match &field.source {
            FieldSource::Column(column) => Ok(print::identifier(column)),
            FieldSource::Computed(expr) => {
                print::sql(expr, &mut |id| Ok(print::identifier(&model.field(*id).code)))
            }
            FieldSource::Windowed(_) => {
                Err(crate::text::Text::new("窗口没有对应", "a window has no counterpart"))
            }
        };
        let sql = match sql {
            Ok(sql) => sql,
            Err(why) => {
                let found = m::NOT_EXPORTED.warning().arg("name", &field.code).arg_text("why", &why);
                lost.push(found.at_field(&field.code));
                continue;
            }
        };
        let is_time = dataset.times.iter().any(is_here);
        let is_dimension = is_time || model.dimensions.iter().any(|dimension| is_here(&dimension.field));
        let mut pairs = vec![("name", Out::text(&field.code)), ("expression", expression(sql))];
        if is_dimension {
            pairs.push(("dimension", Out::Map(vec![("is_time", Out::Bool(is_time))])));
        }
        let own = written.and_then(|written| written.fields.iter().find(|own| own.code.value == field.code));
        let mut aliases = names(own.map_or(&[], |own| &own.aliases));
        for dimension in model.dimensions.iter().filter(|dimension| is_here(&dimension.field)) {
            aliases.extend([dimension.label.zh.as_str(), &dimension.label.en]);
            aliases.extend(dimension.aliases.iter().map(String::as_str));
        }
        pairs.push(("ai_context", synonyms(&field.label, &field.code, &aliases)));
        fields.push(Out::Map(pairs));
    }
    Out::Map(vec![
        ("name", Out::text(&dataset.code)),
        ("source", Out::text(&dataset.table)),
        ("primary_key", Out::texts(key)),
        (
            "ai_context",
            synonyms(&dataset.label, &dataset.code, &names(written.map_or(&[], |own| &own.aliases))),
        ),
        ("fields", Out::List(fields)),
    ])
}

fn relationships(model: &Model) -> Out {
    let columns = |ids: &[crate::model::FieldId]| Out::texts(ids.iter().map(|id| &model.field(*id).code));
    let each = model.relationships.iter().map(|edge| {
        Out::Map(vec![
            ("name", Out::text(&edge.code)),
            ("from", Out::text(&model.dataset(edge.from).code)),
            ("to", Out::text(&model.dataset(edge.to).code)),
            ("from_columns", columns(&edge.from_fields)),
            ("to_columns", columns(&edge.to_fields)),
        ])
    });
    Out::List(each.collect())
}

/// In the order of the document.
fn metrics(document: &Document, model: &Model, lost: &mut Vec<Diagnostic>) -> Out {
    let mut out = Vec::new();
    for item in &document.metrics {
        let code = &item.code.value;
        let written = match model.find_metric(code) {
            Some(MetricId(at)) => print::metric(model, MetricId(at), 0),
            None => Err(Text::new("定义有错", "its definition has errors")),
        };
        match written {
            Ok(sql) => {
                out.push(Out::Map(vec![
                    ("name", Out::text(code)),
                    ("expression", expression(sql)),
                    ("description", Out::text(item.description.get(Lang::En))),
                    ("ai_context", synonyms(&item.label, code, &names(&item.aliases))),
                ]));
            }
            Err(why) => {
                let found = m::NOT_EXPORTED.warning().arg("name", code).arg_text("why", &why);
                lost.push(item.mark(found.at_field(code)));
            }
        }
    }
    Out::List(out)
}
