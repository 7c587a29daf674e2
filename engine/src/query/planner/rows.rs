//! A query of rows: which dataset's rows they are, and how it leads to their columns.

use super::{EMPTY_ROWS, Named, Planner};
use crate::diag::Message;
use crate::formula::{self, RowExpr};
use crate::limits::Limits;
use crate::model::DatasetId;
use crate::query::paths;
use crate::query::plan::{FactPlan, Plan, Reach, RowField, RowOrder, RowPlan, RowSource, Target};
use crate::query::{Query, RowColumn, Rows, Sort, SortBy, Totals};
use crate::suggest::{closest, did_you_mean};
use crate::text::Text;

const MIXED_SHAPE: Message = Message::new(
    "mixed_query_shape",
    "一个查询要么取明细行，要么按维度汇总，不能同时有{found}",
    "a query of rows takes no {found}: it asks either for rows or for metrics by dimension",
);
const TWO_QUERIES: Message =
    Message::new("two_queries", "分成两个查询", "ask for the rows and for the groups in two queries");
const METRIC_IN_ROWS: Message = Message::new(
    "metric_in_rows",
    "{found} 是指标，不能作为明细的列",
    "`{found}` is a metric, which no single row has",
);
const GROUP_INSTEAD: Message = Message::new(
    "group_instead",
    "按维度汇总这个指标，或改用它所汇总的字段",
    "ask for the metric by dimension, or take the field that it aggregates",
);
const FAN_OUT: Message = Message::new(
    "fan_out",
    "{list} 之间没有多对一的关系，放在一起明细行会成倍增加",
    "none of {list} leads many-to-one to the others, so that their rows would multiply each other",
);
const ONE_FACT: Message = Message::new(
    "one_fact",
    "只取一张事实表和它的维度的列，或改为按维度汇总",
    "take columns of one fact and its dimensions, or ask for metrics by dimension",
);
const UNKNOWN_DATASET: Message =
    Message::new("unknown_dataset", "没有数据集 {found}", "unknown dataset `{found}`");
const NO_DATASET: Message = Message::new(
    "rows_of_what",
    "看不出要取哪个数据集的明细",
    "the columns do not tell which dataset's rows they are",
);
const NAME_DATASET: Message =
    Message::new("name_dataset", "用 `of` 写明数据集", "name the dataset with `of`");

/// A column as written, before the dataset is known.
enum Draft {
    Field(Named),
    Computed(RowExpr<String>),
}

impl Planner<'_> {
    pub(super) fn rows(&mut self, query: &Query, rows: &Rows) -> Option<Plan> {
        self.check_shape(query);
        if rows.columns.is_empty() {
            self.errors.push(EMPTY_ROWS.error());
        }
        let drafts: Vec<Option<Draft>> = rows.columns.iter().map(|column| self.draft(column)).collect();
        if !self.errors.is_empty() {
            return None;
        }
        let dataset = match &rows.of {
            Some(code) => self.dataset_of_rows(code)?,
            None => self.anchor(&drafts, &query.sort)?,
        };
        let time = self.model.dataset(dataset).times.first().copied();
        let mut fact = FactPlan::new(dataset, time);
        self.restrict(&mut fact, query);
        let columns: Vec<RowField> = rows
            .columns
            .iter()
            .zip(drafts)
            .filter_map(|(column, draft)| self.row_column(&fact, column, draft?))
            .collect();
        let order = query.sort.iter().filter_map(|sort| self.row_order(&fact, rows, sort)).collect();
        Some(Plan {
            axes: Vec::new(),
            facts: vec![fact],
            outputs: Vec::new(),
            period: query.period,
            as_of: query.as_of,
            fiscal_start_month: self.model.fiscal_start_month.clamp(1, 12),
            having: Vec::new(),
            hidden: Vec::new(),
            sort: Vec::new(),
            limit: query.limit.clone(),
            totals: Totals::None,
            all_members: false,
            windows: Vec::new(),
            rows: Some(RowPlan { columns, order, skip: rows.skip }),
        })
    }

    /// Refuses what only groups have.
    fn check_shape(&mut self, query: &Query) {
        let limit = query.limit.as_ref();
        let found = [
            (!query.metrics.is_empty(), Text::new("指标", "metrics")),
            (!query.dimensions.is_empty(), Text::new("维度", "dimensions")),
            (!query.having.is_empty(), Text::new("结果条件", "conditions on results")),
            (query.totals != Totals::None, Text::new("合计", "totals")),
            (!query.windows.is_empty(), Text::new("分组窗口", "windows over groups")),
            (query.all_members, Text::new("全部成员", "list of all members")),
            (limit.is_some_and(|l| l.others || l.dimension.is_some()), Text::new("其他", "row of others")),
        ];
        for (_, what) in found.iter().filter(|(is_there, _)| *is_there) {
            self.errors.push(MIXED_SHAPE.error().arg_text("found", what).hint(TWO_QUERIES.text()));
        }
    }

    fn draft(&mut self, column: &RowColumn) -> Option<Draft> {
        if let Some(text) = &column.expr {
            return match formula::parse_row(text, &Limits::default()) {
                Ok(expr) => Some(Draft::Computed(expr)),
                Err(errors) => {
                    self.errors.extend(errors.into_iter().map(|error| error.at_field(column.field.as_str())));
                    None
                }
            };
        }
        let before = self.errors.len();
        let named = self.named(&column.field);
        if named.is_none() && self.errors.len() == before {
            self.no_row_field(&column.field);
        }
        named.map(Draft::Field)
    }

    fn no_row_field(&mut self, written: &str) {
        if self.model.find_metric(written).is_some() {
            let error = METRIC_IN_ROWS.error().arg("found", written).at_field(written);
            self.errors.push(error.hint(GROUP_INSTEAD.text()));
        } else {
            self.unknown_field(written);
        }
    }

    fn dataset_of_rows(&mut self, code: &str) -> Option<DatasetId> {
        let found = self.model.find_dataset(code);
        if found.is_none() {
            let known = self.model.datasets.iter().map(|dataset| dataset.code.as_str());
            let mut error = UNKNOWN_DATASET.error().arg("found", code).at_field(code);
            error.hints.extend(closest(code, known).map(did_you_mean));
            self.errors.push(error);
        }
        found
    }

    /// The dataset among those of the columns that leads to all others.
    fn anchor(&mut self, drafts: &[Option<Draft>], sort: &[Sort]) -> Option<DatasetId> {
        let mut datasets: Vec<DatasetId> = Vec::new();
        let mut add = |target: Target| {
            if let Target::Field(field) = target
                && !datasets.contains(&field.dataset)
            {
                datasets.push(field.dataset);
            }
        };
        let mut others: Vec<&str> = Vec::new();
        for draft in drafts.iter().flatten() {
            match draft {
                Draft::Field(named) => add(named.target),
                Draft::Computed(expr) => others.extend(expr.names().into_iter().map(String::as_str)),
            }
        }
        others.extend(sort.iter().filter_map(|sort| match &sort.by {
            SortBy::Metric(name) => Some(name.as_str()),
            SortBy::Dimension(_) => None,
        }));
        let before = self.errors.len();
        for name in others {
            if let Some(named) = self.named(name) {
                add(named.target);
            }
        }
        // What is not known is told where it is resolved.
        self.errors.truncate(before);
        let leads_to = |from: DatasetId, to: DatasetId| paths::reachable(self.model, from).contains(&to);
        let found = datasets.iter().copied().find(|&from| datasets.iter().all(|&to| leads_to(from, to)));
        if found.is_none() && datasets.is_empty() {
            self.errors.push(NO_DATASET.error().hint(NAME_DATASET.text()));
        } else if found.is_none() {
            let is_led_to = |to: DatasetId| datasets.iter().any(|&from| from != to && leads_to(from, to));
            let list: Vec<String> = (datasets.iter().filter(|&&dataset| !is_led_to(dataset)))
                .map(|&dataset| format!("`{}`", self.model.dataset(dataset).code))
                .collect();
            self.errors.push(FAN_OUT.error().arg("list", list.join(", ")).hint(ONE_FACT.text()));
        }
        found
    }

    fn row_column(&mut self, fact: &FactPlan, column: &RowColumn, draft: Draft) -> Option<RowField> {
        let code = column.field.clone();
        let (label, source) = match draft {
            Draft::Field(named) => {
                let reach = self.reach(fact, &named, &code)?;
                (named.label, RowSource::Field(reach))
            }
            Draft::Computed(RowExpr::Each(expr)) => {
                let (expr, _) = self.row_expr(fact, &expr, &code)?;
                (Text::same(&code), RowSource::Each(expr))
            }
            Draft::Computed(RowExpr::Window(window)) => {
                let window = window.try_map(&mut |name: &String, _| self.row_field(fact, name))?;
                let of = window.of.as_ref().map(|reach| self.model.field(reach.field).data_type);
                if let Err(error) = window.check(of) {
                    self.errors.push(error.at_field(code.as_str()));
                }
                (Text::same(&code), RowSource::Window(window))
            }
        };
        Some(RowField { code, label, source })
    }

    fn row_order(&mut self, fact: &FactPlan, rows: &Rows, sort: &Sort) -> Option<(RowOrder, bool)> {
        let by = match &sort.by {
            SortBy::Dimension(at) if *at < rows.columns.len() => RowOrder::Column(*at),
            SortBy::Dimension(at) => {
                self.errors.push(super::SORT_UNKNOWN.error().arg("found", at + 1));
                return None;
            }
            SortBy::Metric(name) => match rows.columns.iter().position(|column| column.field == *name) {
                Some(at) => RowOrder::Column(at),
                None => RowOrder::Field(self.sorted_field(fact, name)?),
            },
        };
        Some((by, sort.descending))
    }

    fn sorted_field(&mut self, fact: &FactPlan, name: &str) -> Option<Reach> {
        let before = self.errors.len();
        match self.named(name) {
            Some(named) => self.reach(fact, &named, name),
            None => {
                if self.errors.len() == before {
                    self.no_row_field(name);
                }
                None
            }
        }
    }
}
