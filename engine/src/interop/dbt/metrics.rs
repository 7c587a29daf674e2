//! Metrics of dbt → metrics of ours.

use std::collections::BTreeMap;

use super::super::build::Aggregate;
use super::super::node::Node;
use super::super::sql::{self, Refusal, Sql};
use super::read::Models;
use crate::formula;
use crate::model::{At, MetricDoc};
use crate::text::Text;

fn words(zh: &str, en: &str) -> Refusal {
    Text::new(zh, en)
}

/// Simple metrics first: others are made of them.
pub(super) fn read(models: &mut Models<'_>) {
    let mut items: Vec<_> = Vec::new();
    for (home, item) in models.metrics.clone() {
        let code = models.build.reserve(item.str("name"));
        items.push((home, item, code));
    }
    let is_simple = |item: &Node| matches!(item.str("type"), "simple" | "");
    items.sort_by_key(|(_, item, _)| !is_simple(item));
    for (home, item, code) in items {
        let identity = MetricDoc {
            code: At::new(code.clone()),
            label: Text::same(item.str("label")),
            description: Text::same(item.str("description")),
            ..MetricDoc::default()
        };
        let known = [
            "name",
            "label",
            "description",
            "type",
            "type_params",
            "agg",
            "expr",
            "filter",
            "percentile",
            "agg_params",
            "agg_time_dimension",
            "non_additive_dimension",
            "fill_nulls_with",
            "numerator",
            "denominator",
            "input_metrics",
            "create_metric",
        ];
        item.skipped(&known, item.str("name"), &mut models.build.diagnostics);
        let done = match item.str("type") {
            "simple" | "" => simple(models, home, item, identity),
            "ratio" => ratio(models, item).map(|formula| composite(models, identity, formula)),
            "derived" => derived(models, item).map(|formula| composite(models, identity, formula)),
            other => Err(words(
                &format!("不支持 {other} 类型"),
                &format!("metrics of type {other} are not supported"),
            )),
        };
        if let Err(why) = done {
            models.build.refuse(item.str("name"), item.str("type"), &why, item);
        }
    }
}

fn composite(models: &mut Models<'_>, identity: MetricDoc, formula: String) {
    models.build.push(MetricDoc { formula: At::new(formula), ..identity });
}

/// The parameter of either form.
fn param<'a>(item: &'a Node, key: &str) -> &'a Node {
    match item.get("type_params").has(key) {
        true => item.get("type_params").get(key),
        false => item.get(key),
    }
}

fn simple(
    models: &mut Models<'_>,
    home: Option<usize>,
    item: &Node,
    identity: MetricDoc,
) -> Result<(), Refusal> {
    let measure = param(item, "measure");
    let name = if measure.text().is_empty() { measure.str("name") } else { measure.text() };
    let (home, source): (_, &Node) = match (name, models.measures.get(name)) {
        ("", _) => (home, item),
        (_, Some((home, found))) => (Some(*home), found),
        (name, None) => {
            return Err(words(&format!("没有度量 {name}"), &format!("there is no measure {name}")));
        }
    };
    let mut aggregate = measured(models, home, source, &identity.code)?;
    let mut filters = filters(models, measure, home)?;
    filters.extend(self::filters(models, item, home)?);
    aggregate.condition = both(aggregate.condition, filters)?;
    aggregate.atomic.zero_fill |=
        param(item, "fill_nulls_with").text() == "0" || measure.str("fill_nulls_with") == "0";
    models.build.metric(aggregate, Some(identity));
    Ok(())
}

fn measured(
    models: &mut Models<'_>,
    home: Option<usize>,
    item: &Node,
    code: &str,
) -> Result<Aggregate, Refusal> {
    let expr = match item.get("expr").text() {
        "" => item.str("name"),
        expr => expr,
    };
    let argument = sql::parse(expr)?;
    let agg = item.str("agg").to_ascii_lowercase();
    let (agg, argument) = match agg.as_str() {
        "average" | "avg" => ("avg", argument),
        "sum_boolean" => ("sum", Sql::Case(vec![(argument, Sql::Literal("1".to_owned()))], None)),
        "percentile" => ("percentile", argument),
        same @ ("sum" | "min" | "max" | "count" | "count_distinct" | "median") => (same, argument),
        other => {
            return Err(words(
                &format!("不支持聚合 {other}"),
                &format!("the aggregate {other} is not supported"),
            ));
        }
    };
    let mut aggregate = models.build.aggregate_of(agg, &argument, home, code)?;
    if agg == "percentile" {
        let given = [item.str("percentile"), item.get("agg_params").str("percentile")];
        let p: f64 = given.iter().find_map(|text| text.parse().ok()).unwrap_or(f64::NAN);
        let p = if p > 1.0 { p / 100.0 } else { p };
        if !(0.0..=1.0).contains(&p) {
            return Err(words("没有写明百分位", "it does not say which percentile"));
        }
        aggregate.atomic.p = Some(At::new(p));
    }
    let time = item.str("agg_time_dimension");
    if let (Some(home), false) = (home, time.is_empty()) {
        aggregate.atomic.time = At::new(models.build.field_code(home, time));
    }
    if item.has("non_additive_dimension") {
        let window = item.get("non_additive_dimension").str("window_choice");
        let window =
            if window.is_empty() { item.get("non_additive_dimension").str("window_agg") } else { window };
        aggregate.atomic.over_time = if window == "max" { "last" } else { "first" }.into();
    }
    Ok(aggregate)
}

/// Filters as conditions; templates become the fields that they name.
fn filters(models: &Models<'_>, item: &Node, home: Option<usize>) -> Result<Vec<String>, Refusal> {
    let mut conditions = Vec::new();
    for filter in item.texts("filter") {
        let mut plain = String::new();
        let mut rest = filter.as_str();
        while let Some((before, after)) = rest.split_once("{{") {
            let open = words("模板没有闭合", "a template is not closed");
            let (template, after) = after.split_once("}}").ok_or(open)?;
            plain.push_str(before);
            plain.push_str(&template_name(models, template, home)?);
            rest = after;
        }
        plain.push_str(rest);
        let home =
            home.ok_or_else(|| words("不知道筛选哪个数据集", "it does not say which dataset it filters"))?;
        conditions.push(models.build.row(&sql::parse(&plain)?, home)?);
    }
    Ok(conditions)
}

/// `Dimension('order__status')` as a name of SQL.
fn template_name(models: &Models<'_>, template: &str, home: Option<usize>) -> Result<String, Refusal> {
    let refused =
        || words(&format!("不支持模板 {template}"), &format!("the template {template} is not supported"));
    let (kind, arguments) = template.trim().split_once('(').ok_or_else(refused)?;
    let name = arguments.split(['\'', '"']).nth(1).ok_or_else(refused)?;
    if template.contains(").") || !matches!(kind.trim(), "Dimension" | "TimeDimension" | "Entity") {
        return Err(refused());
    }
    let (entity, field) = name.rsplit_once("__").unwrap_or(("", name));
    let entity = entity.rsplit("__").next().unwrap_or_default();
    let dataset = models.entities.get(entity).map(|found| found.0).or(home).ok_or_else(refused)?;
    let code = models.build.dataset_code(dataset);
    Ok(format!("\"{code}\".\"{}\"", models.build.field_code(dataset, field).replace('"', "\"\"")))
}

fn both(first: Option<String>, others: Vec<String>) -> Result<Option<String>, Refusal> {
    let mut all: Vec<String> = first.into_iter().chain(others).collect();
    if all.len() < 2 {
        return Ok(all.pop());
    }
    let text = format!("({})", all.join(") and ("));
    match formula::parse(&text) {
        Ok(expr) => Ok(Some(expr.to_string())),
        Err(_) => Err(Text::same(text)),
    }
}

/// The metric that an input stands for: itself, or one with the input's filters and those of the whole.
fn input(models: &mut Models<'_>, item: &Node, whole: &Node) -> Result<String, Refusal> {
    if item.has("offset_window") || item.has("offset_to_grain") {
        return Err(words("不支持时间偏移", "an offset in time is not supported"));
    }
    let name = if item.text().is_empty() { item.str("name") } else { item.text() };
    let unknown = || words(&format!("没有指标 {name}"), &format!("there is no metric {name}"));
    let code = models.build.metric_code(name).ok_or_else(unknown)?.to_owned();
    if !item.has("filter") && !whole.has("filter") {
        return Ok(code);
    }
    let find = |code: &str| models.build.document.metrics.iter().find(|metric| metric.code.value == code);
    let metric = find(&code).map(|metric| metric.value.clone()).ok_or_else(unknown)?;
    let (atomic, condition) = match find(&metric.base) {
        Some(base) => (base.value.clone(), Some(metric.condition.value.clone())),
        None => (metric, None),
    };
    if atomic.aggregate.is_empty() {
        return Err(words("不能筛选复合指标", "a formula cannot be filtered"));
    }
    let home = models.build.find_dataset(&atomic.dataset);
    let mut filters = filters(models, item, home)?;
    filters.extend(self::filters(models, whole, home)?);
    let condition = both(condition, filters)?;
    Ok(models.build.metric(Aggregate { atomic, condition }, None))
}

fn ratio(models: &mut Models<'_>, item: &Node) -> Result<String, Refusal> {
    let above = input(models, param(item, "numerator"), item)?;
    let below = input(models, param(item, "denominator"), item)?;
    Ok(format!("{above} / {below}"))
}

fn derived(models: &mut Models<'_>, item: &Node) -> Result<String, Refusal> {
    let sql = sql::parse(param(item, "expr").text())?;
    let parameters = item.get("type_params");
    let inputs =
        if parameters.has("metrics") { parameters.items("metrics") } else { item.items("input_metrics") };
    let mut names = BTreeMap::new();
    for given in inputs {
        let alias = match (given.str("alias"), given.str("name")) {
            ("", "") => given.text(),
            ("", name) => name,
            (alias, _) => alias,
        };
        names.insert(alias.to_owned(), input(models, given, item)?);
    }
    sql::formula(&sql, &mut |part| {
        let Sql::Name(parts) = part else { return None };
        let name = parts.join(".");
        let unknown = || words(&format!("没有指标 {name}"), &format!("there is no metric {name}"));
        Some(names.get(&name).cloned().ok_or_else(unknown))
    })
}
