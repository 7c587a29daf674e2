//! [`Document`] → dbt: the form inside models of dbt 1.12 and Fusion.

use super::super::losses::{Content, unsaid};
use super::super::messages as m;
use super::super::out::Out;
use super::super::print;
use crate::diag::Diagnostic;
use crate::model::{
    self, Aggregate, At, Definition, Document, FieldId, FieldSource, MetricDoc, MetricId, Model, OverTime,
};
use crate::text::{Lang, Text};

type Refusal = Text;

fn words(zh: &str, en: &str) -> Refusal {
    Text::new(zh, en)
}

/// Writes dbt YAML of a document and what resolves of it, and tells what it cannot say.
pub fn write(document: &Document, model: &Model) -> (String, Vec<Diagnostic>) {
    let mut lost = Vec::new();
    let mut inside: Vec<Vec<Out>> = model.datasets.iter().map(|_| Vec::new()).collect();
    let mut above = Vec::new();
    let mut written: Vec<(&At<MetricDoc>, Result<Written, Refusal>)> = Vec::new();
    for item in &document.metrics {
        let done = match model.find_metric(&item.code) {
            Some(id) => metric(model, id, item),
            None => Err(words("定义有错", "its definition has errors")),
        };
        written.push((item, done));
    }
    refuse_dependents(&mut written);
    for (item, done) in written {
        match done {
            Ok(Written { dataset: Some(dataset), out, .. }) => inside[dataset].push(out),
            Ok(Written { dataset: None, out, .. }) => above.push(out),
            Err(why) => {
                let found = m::NOT_EXPORTED.warning().arg("name", &item.code.value).arg_text("why", &why);
                lost.push(item.mark(found.at_field(&item.code.value)));
            }
        }
    }
    let models = inside.into_iter().enumerate().map(|(at, metrics)| dataset(model, at, metrics, &mut lost));
    let file = Out::Map(vec![("models", Out::List(models.collect())), ("metrics", Out::List(above))]);
    lost.extend(unsaid(
        document,
        "dbt",
        &[Content::Model, Content::Dimensions, Content::ZeroFill, Content::Dates],
    ));
    (file.yaml(), lost)
}

/// A metric in the other format.
struct Written {
    /// Position of the dataset that it stands in; none for a formula.
    dataset: Option<usize>,
    /// Codes of the metrics that it names.
    inputs: Vec<String>,
    out: Out,
}

/// A formula cannot name what is not there.
fn refuse_dependents(written: &mut [(&At<MetricDoc>, Result<Written, Refusal>)]) {
    loop {
        let missing: Vec<&str> =
            written.iter().filter(|entry| entry.1.is_err()).map(|entry| entry.0.code.as_str()).collect();
        let lacks = |entry: &(&At<MetricDoc>, Result<Written, Refusal>)| {
            let inputs = entry.1.as_ref().map_or(&[][..], |written| &written.inputs);
            inputs.iter().find(|input| missing.contains(&input.as_str())).cloned()
        };
        let refused: Vec<(usize, String)> = written
            .iter()
            .enumerate()
            .filter_map(|(at, entry)| lacks(entry).map(|missing| (at, missing)))
            .collect();
        if refused.is_empty() {
            return;
        }
        for (at, missing) in refused {
            written[at].1 = Err(words(
                &format!("它引用的 {missing} 没有导出"),
                &format!("it refers to {missing}, which was not"),
            ));
        }
    }
}

fn label(label: &Text, code: &str) -> Out {
    Out::text(if label.is_empty() { code } else { label.get(Lang::En) })
}

fn dataset(model: &Model, at: usize, metrics: Vec<Out>, lost: &mut Vec<Diagnostic>) -> Out {
    let dataset = &model.datasets[at];
    let mut columns = Vec::new();
    let mut computed = Vec::new();
    for (position, field) in dataset.fields.iter().enumerate() {
        let is_here = |id: &FieldId| id.dataset.index() == at && id.field as usize == position;
        let is_time = dataset.times.iter().any(is_here);
        let dimension = model.dimensions.iter().find(|dimension| is_here(&dimension.field));
        let kind = if is_time { "time" } else { "categorical" };
        let named = dimension.map(|dimension| label(&dimension.label, &dimension.code));
        match &field.source {
            FieldSource::Column(column) => {
                let mut pairs = vec![("name", Out::text(column))];
                if let [key] = dataset.key.as_slice()
                    && is_here(key)
                {
                    let named = ("name", Out::text(&dataset.code));
                    pairs.push(("entity", Out::Map(vec![("type", Out::text("primary")), named])));
                } else if let Some(edge) =
                    model.relationships.iter().find(|edge| edge.from_fields.first().is_some_and(is_here))
                {
                    let first = model
                        .relationships
                        .iter()
                        .find(|other| (other.from, other.to) == (edge.from, edge.to));
                    if first.is_some_and(|first| first.code != edge.code) {
                        let why = words("一个实体只能有一个键", "an entity has one key in a model");
                        let found = m::NOT_EXPORTED.warning().arg("name", &edge.code).arg_text("why", &why);
                        lost.push(found.at_field(&edge.code));
                    } else if edge.from_fields.len() == 1 {
                        let named = ("name", Out::text(&model.dataset(edge.to).code));
                        pairs.push(("entity", Out::Map(vec![("type", Out::text("foreign")), named])));
                    } else {
                        let why = words("复合主键没有对应", "a key of several columns has no counterpart");
                        let found = m::NOT_EXPORTED.warning().arg("name", &edge.code).arg_text("why", &why);
                        lost.push(found.at_field(&edge.code));
                    }
                }
                if is_time {
                    pairs.push(("granularity", Out::text("day")));
                }
                if is_time || named.is_some() {
                    let name = ("name", Out::text(if *column == field.code { "" } else { &field.code }));
                    let label = ("label", named.unwrap_or_else(|| Out::text("")));
                    pairs.push(("dimension", Out::Map(vec![("type", Out::text(kind)), name, label])));
                }
                if pairs.len() > 1 {
                    columns.push(Out::Map(pairs));
                }
            }
            FieldSource::Computed(_) | FieldSource::Windowed(_) => {
                if let (true, Ok(expr)) = (
                    is_time || named.is_some(),
                    value(model, FieldId { dataset: model::DatasetId(at as u32), field: position as u32 }),
                ) {
                    computed.push(Out::Map(vec![
                        ("name", Out::text(&field.code)),
                        ("type", Out::text(kind)),
                        ("expr", Out::text(expr)),
                        ("label", named.unwrap_or_else(|| Out::text(""))),
                    ]));
                }
            }
        }
    }
    let time = dataset.times.first().map_or("", |id| model.field(*id).code.as_str());
    let own = Out::Map(vec![("enabled", Out::Bool(true)), ("name", Out::text(&dataset.code))]);
    Out::Map(vec![
        ("name", Out::text(&dataset.table)),
        ("semantic_model", own),
        ("agg_time_dimension", Out::text(time)),
        ("columns", Out::List(columns)),
        ("derived_semantics", Out::Map(vec![("dimensions", Out::List(computed))])),
        ("metrics", Out::List(metrics)),
    ])
}

/// A field over bare columns.
fn value(model: &Model, id: FieldId) -> Result<String, Refusal> {
    nested(model, id, 0)
}

fn nested(model: &Model, id: FieldId, depth: u32) -> Result<String, Refusal> {
    match &model.field(id).source {
        FieldSource::Column(column) => Ok(print::identifier(column)),
        FieldSource::Computed(_) if depth > 16 => Err(words("嵌套太深", "it is nested too deeply")),
        FieldSource::Computed(expr) => print::sql(expr, &mut |id| nested(model, *id, depth + 1)),
        FieldSource::Windowed(_) => Err(words("窗口没有对应", "a window has no counterpart")),
    }
}

/// A field in a filter: only dimensions can be named there.
fn template(model: &Model, id: FieldId) -> Result<String, Refusal> {
    let (dataset, field) = (model.dataset(id.dataset), model.field(id));
    let is_time = dataset.times.contains(&id);
    let is_dimension = is_time || model.dimensions.iter().any(|dimension| dimension.field == id);
    if !is_dimension || dataset.key.len() != 1 || field.code.contains(['\'', '}']) {
        let why = format!("{}.{}", dataset.code, field.code);
        return Err(words(
            &format!("条件里的 {why} 不是维度"),
            &format!("{why} in its condition is no dimension"),
        ));
    }
    let kind = if is_time { "TimeDimension" } else { "Dimension" };
    let grain = if is_time { ", 'day'" } else { "" };
    Ok(format!("{{{{ {kind}('{}__{}'{grain}) }}}}", dataset.code, field.code))
}

/// A metric, and the dataset that it stands in.
fn metric(model: &Model, id: MetricId, item: &MetricDoc) -> Result<Written, Refusal> {
    let metric = model.metric(id);
    let mut pairs = vec![("name", Out::text(&metric.code)), ("label", label(&metric.label, &metric.code))];
    pairs.push(("description", Out::text(item.description.get(Lang::En))));
    let (atomic, conditions) = match &metric.definition {
        Definition::Atomic { .. } => (id, Vec::new()),
        Definition::Derived { base, period, qualifiers, condition, placing } => {
            if period.is_some() || !placing.is_plain() {
                return Err(words("时间周期没有对应", "a period has no counterpart"));
            }
            let named = qualifiers.iter().map(|at| &model.qualifiers[*at as usize].condition);
            (*base, named.chain(condition).collect())
        }
        Definition::Composite { formula, .. } => {
            let expr = print::sql(formula, &mut |id| Ok(model.metric(*id).code.clone()))?;
            let mut inputs: Vec<&str> =
                formula.names().iter().map(|id| model.metric(**id).code.as_str()).collect();
            inputs.sort_unstable();
            inputs.dedup();
            let inputs: Vec<String> = inputs.into_iter().map(str::to_owned).collect();
            let named = inputs.iter().map(|name| Out::Map(vec![("name", Out::text(name))]));
            pairs.push(("type", Out::text("derived")));
            pairs.push(("expr", Out::text(expr)));
            pairs.push(("input_metrics", Out::List(named.collect())));
            return Ok(Written { dataset: None, inputs, out: Out::Map(pairs) });
        }
    };
    let Definition::Atomic { dataset, aggregate, field, condition, time, over_time } =
        &model.metric(atomic).definition
    else {
        return Err(words("基础指标不是原子指标", "its base is no atomic metric"));
    };
    match over_time {
        Some(OverTime::Running | OverTime::Opening) => {
            return Err(words("累计与期初没有对应", "a running or opening stock has no counterpart"));
        }
        Some(_) if !conditions.is_empty() => {
            return Err(words("存量加条件没有对应", "a stock with a condition has no counterpart"));
        }
        _ => {}
    }
    let agg = match aggregate {
        Aggregate::CountRows | Aggregate::Count => "count",
        Aggregate::CountRepeated(_) => {
            return Err(words("只计重复出现的值没有对应", "a count of repeated values has no counterpart"));
        }
        Aggregate::CountDistinct => "count_distinct",
        Aggregate::Sum => "sum",
        Aggregate::Min => "min",
        Aggregate::Max => "max",
        Aggregate::Avg => "average",
        Aggregate::Median => "median",
        Aggregate::Percentile(_) => "percentile",
    };
    let mut expr = match field {
        Some(id) => value(model, *id)?,
        None => "1".to_owned(),
    };
    if let Some(condition) = condition {
        let test = print::sql(condition, &mut |id| value(model, *id))?;
        expr = format!("CASE WHEN {test} THEN {expr} END");
    }
    let mut filters = Vec::new();
    let own = dataset.index();
    for condition in conditions {
        // What the fact's own rows decide needs no dimension.
        if condition.names().iter().all(|id| id.dataset.index() == own) {
            let test = print::sql(condition, &mut |id| value(model, *id))?;
            expr = format!("CASE WHEN {test} THEN {expr} END");
        } else {
            filters.push(print::sql(condition, &mut |id| template(model, *id))?);
        }
    }
    pairs.push(("type", Out::text("simple")));
    pairs.push(("agg", Out::text(agg)));
    pairs.push(("expr", Out::text(expr)));
    if let Aggregate::Percentile(p) = aggregate {
        pairs.push(("percentile", Out::Number(p * 100.0)));
        pairs.push(("percentile_type", Out::text("continuous")));
    }
    if let Some(time) = time {
        pairs.push(("agg_time_dimension", Out::text(&model.field(*time).code)));
    }
    if let (Some(over), Some(day)) = (over_time, model.dataset(*dataset).times.first()) {
        let window = if *over == OverTime::Last { "max" } else { "min" };
        let name = ("name", Out::text(&model.field(*day).code));
        pairs.push(("non_additive_dimension", Out::Map(vec![name, ("window_agg", Out::text(window))])));
    }
    if metric.zero_fill {
        pairs.push(("fill_nulls_with", Out::Number(0.0)));
    }
    pairs.push(("filter", Out::text(filters.join(" AND "))));
    Ok(Written { dataset: Some(own), inputs: Vec::new(), out: Out::Map(pairs) })
}
