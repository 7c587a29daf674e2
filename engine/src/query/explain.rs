//! A stable text of a plan: what is scanned, how each axis is reached, what is aggregated under which conditions.

use std::fmt::Write;

use crate::formula::{Expr, print};
use crate::model::{Definition, FieldId, MetricId, Model, OverTime, Window};
use crate::query::{
    Condition, Measure, Plan, Reach, RowOrder, RowPlan, RowSource, Shown, SortBy, Target, Totals,
};

/// The plan in words that do not depend on data or language. One fact is one paragraph.
pub fn explain(model: &Model, plan: &Plan) -> String {
    let mut out = String::new();
    let outputs: Vec<&str> = plan.outputs.iter().map(|&id| model.metric(id).code.as_str()).collect();
    let shown = if plan.rows.is_some() { "rows".to_owned() } else { list(&outputs) };
    line(&mut out, 0, &format!("frame {shown}"));
    for axis in &plan.axes {
        let grain = axis.grain.map_or(String::new(), |grain| format!(" by {}", word(&grain)));
        let target = match axis.target {
            Target::Time => "each fact's time".to_owned(),
            Target::Field(field) => path(model, field),
        };
        line(&mut out, 1, &format!("axis {} = {target}{grain}", axis.code));
    }
    for &id in plan.outputs.iter().chain(&plan.hidden) {
        formulas(model, id, &mut out);
    }
    if let Some(period) = plan.period {
        line(&mut out, 1, &format!("period {}", word(&period)));
    }
    if let Some(as_of) = plan.as_of {
        line(&mut out, 1, &format!("as of {as_of}"));
    }
    for having in &plan.having {
        line(&mut out, 1, &format!("having {}", word(having)));
    }
    for sort in &plan.sort {
        let by = match &sort.by {
            SortBy::Metric(code) => code.clone(),
            SortBy::Dimension(at) => plan.axes.get(*at).map_or_else(String::new, |axis| axis.code.clone()),
        };
        line(&mut out, 1, &format!("sort {by} {}", if sort.descending { "descending" } else { "ascending" }));
    }
    for column in &plan.windows {
        let name = |shown: &Shown| match shown {
            Shown::Axis(at) => plan.axes[*at].code.clone(),
            Shown::Metric(id) => model.metric(*id).code.clone(),
        };
        line(&mut out, 1, &format!("window {} = {}", column.code, column.window.print(&name)));
    }
    if let Some(limit) = &plan.limit {
        let of = limit.dimension.and_then(|at| plan.axes.get(at)).map_or("rows", |axis| axis.code.as_str());
        let rest = if limit.others { ", the rest as others" } else { "" };
        line(&mut out, 1, &format!("keep {} {of}{rest}", limit.keep));
    }
    match plan.totals {
        Totals::None => {}
        Totals::Grand => line(&mut out, 1, "grand total"),
        Totals::All => line(&mut out, 1, "grand total and subtotals"),
    }
    for fact in &plan.facts {
        let dataset = model.dataset(fact.dataset);
        let time = fact.time.map_or_else(|| "none".to_owned(), |field| model.field(field).code.clone());
        line(&mut out, 0, &format!("scan {} (table {}, time {time})", dataset.code, dataset.table));
        for (at, (axis, reach)) in plan.axes.iter().zip(&fact.axes).enumerate() {
            let bridge = fact.bridges.iter().find(|bridge| bridge.axes.contains(&at));
            let over = bridge.map_or_else(String::new, |bridge| {
                format!("{} backwards → ", model.relationships[bridge.edge.index()].code)
            });
            line(&mut out, 1, &format!("group {} by {over}{}", axis.code, reached(model, reach)));
        }
        for bridge in &fact.bridges {
            let edge = &model.relationships[bridge.edge.index()];
            for condition in &bridge.filter {
                let text = conditions(model, condition);
                line(&mut out, 1, &format!("where {} backwards → {text}", edge.code));
            }
        }
        for condition in &fact.filter {
            line(&mut out, 1, &format!("where {}", conditions(model, condition)));
        }
        for measure in &fact.measures {
            line(&mut out, 1, &aggregate(model, measure));
        }
    }
    if let Some(rows) = &plan.rows {
        list_rows(model, rows, &mut out);
    }
    out
}

fn list_rows(model: &Model, plan: &RowPlan, out: &mut String) {
    for column in &plan.columns {
        let text = match &column.source {
            RowSource::Field(reach) => reached(model, reach),
            RowSource::Each(expr) => expression(model, expr),
            RowSource::Window(window) => window.print(&|reach| reached(model, reach)),
        };
        line(out, 1, &format!("column {} = {text}", column.code));
    }
    for (by, descending) in &plan.order {
        let by = match by {
            RowOrder::Column(at) => plan.columns[*at].code.clone(),
            RowOrder::Field(reach) => reached(model, reach),
        };
        line(out, 1, &format!("sort {by} {}", if *descending { "descending" } else { "ascending" }));
    }
    if plan.skip > 0 {
        line(out, 1, &format!("skip {}", plan.skip));
    }
}

fn line(out: &mut String, depth: usize, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{}{text}", "  ".repeat(depth));
}

fn list(items: &[&str]) -> String {
    if items.is_empty() { "(members)".to_owned() } else { items.join(", ") }
}

/// The name of a plain value as documents write it.
fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default().replace('"', "")
}

fn path(model: &Model, field: FieldId) -> String {
    format!("{}.{}", model.dataset(field.dataset).code, model.field(field).code)
}

fn reached(model: &Model, reach: &Reach) -> String {
    let mut words: Vec<&str> =
        reach.path.iter().map(|id| model.relationships[id.index()].code.as_str()).collect();
    let field = path(model, reach.field);
    words.push(&field);
    words.join(" → ")
}

fn expression(model: &Model, expr: &Expr<Reach>) -> String {
    print(expr, &|reach| reached(model, reach))
}

fn conditions(model: &Model, condition: &Condition) -> String {
    let join = |parts: &[Condition], word: &str| {
        let parts: Vec<String> = parts.iter().map(|part| conditions(model, part)).collect();
        format!("({})", parts.join(word))
    };
    match condition {
        Condition::All(parts) => join(parts, " and "),
        Condition::Any(parts) => join(parts, " or "),
        Condition::Not(inner) => format!("not {}", conditions(model, inner)),
        Condition::Test(reach, test) => format!("{} {}", reached(model, reach), word(test)),
        Condition::Expr(expr) => expression(model, expr),
    }
}

fn aggregate(model: &Model, measure: &Measure) -> String {
    let mut text = format!("{} = {}", model.metric(measure.metric).code, word(&measure.aggregate));
    if let Some(field) = measure.field {
        let _ = write!(text, "({})", model.field(field).code);
    }
    if let Some(period) = measure.period {
        let _ = write!(text, " in {}", word(&period));
    }
    match measure.over_time {
        Some(OverTime::Running | OverTime::Opening) | None => {}
        Some(over_time) => {
            let _ = write!(text, " on the {} day", word(&over_time));
        }
    }
    if !measure.placing.windows.is_empty() {
        let windows: Vec<String> = measure.placing.windows.iter().map(Window::code).collect();
        let _ = write!(text, " over {}", windows.join(" or "));
    }
    if let Some(test) = measure.placing.start {
        let place = if test.is_before { "before" } else { "not before" };
        let _ = write!(text, " with {} {place} the start", model.field(test.field).code);
    }
    for (at, condition) in measure.filter.iter().enumerate() {
        let _ = write!(text, " {} {}", if at == 0 { "where" } else { "and" }, conditions(model, condition));
    }
    text
}

fn formulas(model: &Model, id: MetricId, out: &mut String) {
    if let Definition::Composite { formula, .. } = &model.metric(id).definition {
        let text = print(formula, &|&below: &MetricId| model.metric(below).code.clone());
        line(out, 1, &format!("{} = {text}", model.metric(id).code));
        for &below in formula.names() {
            formulas(model, below, out);
        }
    }
}
