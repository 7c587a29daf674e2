//! What the sheet shows beside the fields of a metric: its layer, its formula in names, what it rests on.

use crate::formula::{BinaryOp, Expr, Node, print};
use crate::model::lineage::{Source, lineage};
use crate::model::{self, Definition, Document, FieldSource, Layer, MetricDoc, MetricId, Model};
use crate::text::Lang;

use super::columns::shown;

/// A definition and what resolves of it.
pub(super) struct Facts<'a> {
    document: &'a Document,
    model: &'a Model,
    lang: Lang,
}

impl<'a> Facts<'a> {
    pub(super) fn of(document: &'a Document, model: &'a Model, lang: Lang) -> Self {
        Self { document, model, lang }
    }

    /// The cell of a metric in a computed column.
    pub(super) fn cell(&self, metric: &MetricDoc, key: &str) -> String {
        if key == "trees" {
            return self.trees(&metric.code);
        }
        let Some(id) = self.model.find_metric(&metric.code) else { return String::new() };
        let ratio = || match &self.model.metric(id).definition {
            Definition::Composite { formula, .. } => match &formula.node {
                Node::Binary(BinaryOp::Div, above, below) => Some((above, below)),
                _ => None,
            },
            _ => None,
        };
        match key {
            "layer" => self.layer(id),
            "reading" => self.reading(metric, id),
            "numerator" => ratio().map_or_else(String::new, |(above, _)| self.codes(above)),
            "denominator" => ratio().map_or_else(String::new, |(_, below)| self.codes(below)),
            "source" => self.source(id),
            _ => String::new(),
        }
    }

    fn layer(&self, id: MetricId) -> String {
        let (zh, en) = match self.model.metric(id).definition.layer() {
            Layer::Atomic => ("原子指标", "atomic"),
            Layer::Derived => ("派生指标", "derived"),
            Layer::Composite => ("复合指标", "composite"),
        };
        if self.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
    }

    fn codes(&self, expr: &Expr<MetricId>) -> String {
        print(expr, &|id| self.model.metric(*id).code.clone())
    }

    fn label(&self, id: MetricId) -> String {
        self.model.metric(id).label.get(self.lang).to_owned()
    }

    fn reading(&self, metric: &MetricDoc, id: MetricId) -> String {
        match &self.model.metric(id).definition {
            Definition::Atomic { field, .. } => {
                let aggregate = shown("aggregate", metric.aggregate.value.clone(), self.lang);
                let field = field.map(|id| self.model.field(id).label.get(self.lang).to_owned());
                format!("{aggregate}({})", field.unwrap_or_default())
            }
            Definition::Derived { base, period, qualifiers, .. } => {
                let mut parts = vec![self.label(*base)];
                parts.extend(period.map(|period| period.label().get(self.lang).to_owned()));
                let named = qualifiers.iter().map(|at| &self.model.qualifiers[*at as usize].label);
                parts.extend(named.map(|label| label.get(self.lang).to_owned()));
                if !metric.condition.is_empty() {
                    parts.push(metric.condition.value.clone());
                }
                parts.join(" + ")
            }
            Definition::Composite { formula, .. } => print(formula, &|id| self.label(*id))
                .replace(" * ", " × ")
                .replace(" / ", " ÷ ")
                .replace('`', ""),
        }
    }

    /// Columns, as `table.column`.
    fn source(&self, id: MetricId) -> String {
        let nodes = lineage(self.model, id).nodes;
        let columns: Vec<String> = nodes
            .iter()
            .filter_map(|node| match node {
                Source::Field(id) => match &self.model.field(*id).source {
                    FieldSource::Column(column) => {
                        Some(format!("{}.{column}", self.model.dataset(id.dataset).table))
                    }
                    FieldSource::Computed(_) | FieldSource::Windowed(_) => None,
                },
                _ => None,
            })
            .collect();
        if !columns.is_empty() {
            return columns.join("; ");
        }
        // A count of rows reads no column.
        let tables = nodes.iter().filter_map(|node| match node {
            Source::Dataset(id) => Some(self.model.dataset(*id).table.clone()),
            _ => None,
        });
        tables.collect::<Vec<_>>().join("; ")
    }

    fn trees(&self, code: &str) -> String {
        let holds = |tree: &&model::At<model::TreeDoc>| {
            let mut ends = tree.edges.iter().flat_map(|edge| [&edge.from, &edge.to]);
            tree.root.value == code || ends.any(|end| end.value == code)
        };
        let trees = self.document.trees.iter().filter(holds).map(|tree| tree.code.as_str());
        trees.collect::<Vec<_>>().join("; ")
    }
}
