//! `query` and `sql`: arguments → query → frame or statement → text.

use std::sync::Arc;

use sandtable_engine::calendar::{Date, Grain, Period};
use sandtable_engine::diag::{Diagnostic, Message, has_errors};
use sandtable_engine::exec::{self, Bound, Tables};
use sandtable_engine::limits::Limits;
use sandtable_engine::model::{self, Model};
use sandtable_engine::query::sql::Options;
use sandtable_engine::query::{self, Axis, Limit, Query, RowColumn, Rows, Sort, SortBy, Totals};
use sandtable_engine::text::Lang;

use crate::args::{self, AskArgs, QueryArgs, SqlArgs};
use crate::{Said, condition, files, print};

const BAD_GRAIN: Message = Message::new(
    "unknown_grain",
    "没有粒度 {found}，可用：{known}",
    "unknown grain `{found}`; there are {known}",
);
const BAD_PERIOD: Message =
    Message::new("unreadable_period", "看不懂时间范围 {found}", "the period `{found}` cannot be read");
const BAD_DATE: Message =
    Message::new("unreadable_date", "看不懂日期 {found}", "the date `{found}` is not of the form 2024-03-08");
const NOT_IN_QUERY: Message = Message::new(
    "not_in_query",
    "{found} 不在查询的维度里",
    "`{found}` is not among the dimensions of the query",
);

const GRAINS: [(&str, Grain); 7] = [
    ("day", Grain::Day),
    ("week", Grain::Week),
    ("ten_day", Grain::TenDay),
    ("month", Grain::Month),
    ("quarter", Grain::Quarter),
    ("half", Grain::Half),
    ("year", Grain::Year),
];

pub(crate) fn run(args: &QueryArgs) -> Said {
    let mut said = Said::default();
    match answer(args, &mut said.diagnostics) {
        Ok(text) => said.text = text,
        Err(errors) => said.diagnostics.extend(errors),
    }
    said
}

fn answer(args: &QueryArgs, notes: &mut Vec<Diagnostic>) -> Result<String, Vec<Diagnostic>> {
    let lang: Lang = args.lang.lang.into();
    let asked = query_of(&args.ask)?;
    let (model, tables) = open(&args.ask.model, &args.ask.data, notes)?;
    let model = Arc::new(model);
    if args.explain {
        return Ok(query::explain(&model, &query::plan(&model, &asked)?));
    }
    let bound = Bound::new(Arc::clone(&model), &tables);
    let frame = exec::execute(&bound, &asked, Limits::default())?;
    notes.extend(frame.diagnostics.iter().cloned());
    Ok(match args.format {
        args::Format::Table => print::table(&frame, lang),
        args::Format::Csv => print::csv(&frame, lang),
        args::Format::Json => print::json(&frame, lang),
    })
}

/// The query as SQL.
pub(crate) fn sql(args: &SqlArgs) -> Said {
    let mut said = Said::default();
    match statement(args, &mut said.diagnostics) {
        Ok(text) => said.text = text,
        Err(errors) => said.diagnostics.extend(errors),
    }
    said
}

fn statement(args: &SqlArgs, notes: &mut Vec<Diagnostic>) -> Result<String, Vec<Diagnostic>> {
    let asked = query_of(&args.ask)?;
    let (model, _) = open(&args.ask.model, &args.ask.data, notes)?;
    let plan = query::plan(&model, &asked)?;
    let options = Options { schema: args.schema.clone(), ..Options::default() };
    query::sql::write(&model, &plan, args.dialect.into(), &options)
}

/// The model, resolved against the tables of its files.
pub(crate) fn open(
    model: &std::path::Path,
    data: &[(String, std::path::PathBuf)],
    notes: &mut Vec<Diagnostic>,
) -> Result<(Model, Tables), Vec<Diagnostic>> {
    let text = files::text(model)?;
    let loaded = files::load_all(data)?;
    let schemas: Vec<_> = loaded.iter().map(|one| one.table.schema()).collect();
    let (resolved, findings) = model::load(&text, &model.display().to_string(), &schemas, &Limits::default());
    if has_errors(&findings) {
        return Err(findings);
    }
    notes.extend(findings);
    let mut tables = Tables::new();
    for one in loaded {
        notes.extend(one.report.diagnostics);
        tables.insert(one.table.name().to_owned(), one.table);
    }
    Ok((resolved, tables))
}

fn query_of(args: &AskArgs) -> Result<Query, Vec<Diagnostic>> {
    let mut errors = Vec::new();
    let mut keep = |result: Result<_, Vec<Diagnostic>>| result.map_err(|found| errors.extend(found)).ok();
    // What is no test of a name against constants is a condition in words.
    let (mut filters, mut conditions) = (Vec::new(), Vec::new());
    for text in &args.filters {
        match condition::read(text) {
            Err(found) if condition::is_unsupported(&found) => conditions.push(text.clone()),
            read => filters.extend(keep(read)),
        }
    }
    let having = args.having.iter().filter_map(|text| keep(condition::read(text))).collect();
    let mut dimensions: Vec<Axis> = Vec::new();
    for written in &args.by {
        match axis(written) {
            Ok(axis) => dimensions.push(axis),
            Err(error) => errors.push(error),
        }
    }
    let period = args.period.as_ref().and_then(|text| {
        let period = Period::parse(text);
        if period.is_none() {
            errors.push(BAD_PERIOD.error().arg("found", text));
        }
        period
    });
    let as_of = args.as_of.as_ref().and_then(|text| {
        let date = Date::parse(text);
        if date.is_none() {
            errors.push(BAD_DATE.error().arg("found", text));
        }
        date
    });
    let dimension = args.limit_by.as_ref().and_then(|name| {
        let at = dimensions.iter().position(|axis| axis.field == *name);
        if at.is_none() {
            errors.push(NOT_IN_QUERY.error().arg("found", name));
        }
        at
    });
    if has_errors(&errors) {
        return Err(errors);
    }
    Ok(Query {
        metrics: args.metrics.clone(),
        filters,
        having,
        period,
        as_of,
        sort: args.sort.iter().map(|written| sort(written, &dimensions)).collect(),
        limit: args.limit.map(|keep| Limit { keep, dimension, others: args.others }),
        totals: match args.totals {
            args::Totals::None => Totals::None,
            args::Totals::Grand => Totals::Grand,
            args::Totals::All => Totals::All,
        },
        all_members: args.all_members,
        dimensions,
        conditions,
        windows: args.windows.iter().map(|written| column(written)).collect(),
        rows: (!args.columns.is_empty()).then(|| Rows {
            of: args.of.clone(),
            columns: args.columns.iter().map(|written| column(written)).collect(),
            skip: args.skip,
        }),
    })
}

/// `time:month`.
fn axis(written: &str) -> Result<Axis, Diagnostic> {
    let Some((field, grain)) = written.rsplit_once(':') else { return Ok(Axis::new(written)) };
    match GRAINS.iter().find(|(name, _)| *name == grain) {
        Some((_, grain)) => Ok(Axis::by(field, *grain)),
        None => {
            let known = GRAINS.map(|(name, _)| name).join(", ");
            Err(BAD_GRAIN.error().arg("found", grain).arg("known", known).at_field(written))
        }
    }
}

/// `sales.amount`, or `twice=amount * 2`.
fn column(written: &str) -> RowColumn {
    match written.split_once('=') {
        Some((code, expr)) => RowColumn::computed(code.trim(), expr.trim()),
        None => RowColumn::new(written),
    }
}

/// `amount:desc`; what is no dimension of the query is a metric.
fn sort(written: &str, dimensions: &[Axis]) -> Sort {
    let (name, descending) = match written.rsplit_once(':') {
        Some((name, "desc")) => (name, true),
        Some((name, "asc")) => (name, false),
        _ => (written, false),
    };
    let by = match dimensions.iter().position(|axis| axis.field == name) {
        Some(at) => SortBy::Dimension(at),
        None => SortBy::Metric(name.to_owned()),
    };
    Sort { by, descending }
}
