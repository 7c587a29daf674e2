//! Windows as SQL: places, neighbours, and aggregates over what stands before and after.

use super::Dialect;
use super::functions::zero_or_one;
use super::tree::{Op, Sql, binary, call, call_over, call_over_nulls, equal, order, over, raw, whole};
use super::writer::{Typed, Writer};
use crate::formula::{Edge, Extent, WindowFunction, Windowed};
use crate::model::Aggregate;
use crate::table::DataType;
use sqlparser::ast as syntax;

/// What a window runs over, rows or groups.
pub(super) struct Inputs {
    /// Of what values are taken.
    pub(super) of: Option<Typed>,
    pub(super) partition_by: Vec<Sql>,
    /// What decides the order, and whether the greatest stands first.
    pub(super) keys: Vec<(Typed, bool)>,
    /// The order of those that agree.
    pub(super) ties: Vec<syntax::OrderByExpr>,
}

impl Writer<'_> {
    /// A value in the order of the engine.
    pub(super) fn sortable(&self, value: Typed) -> Sql {
        match value.data_type {
            Some(DataType::Text) => self.dialect.by_code_point(value.sql),
            _ => value.sql,
        }
    }

    /// The value of a window.
    pub(super) fn window<R>(&mut self, window: &Windowed<R>, inputs: Inputs) -> Typed {
        use WindowFunction::{
            Avg, Count, CumeDist, DenseRank, FirstValue, Lag, LastValue, Lead, Max, Min, Ntile, PercentRank,
            Rank, RowNumber, Share, Sum, Total,
        };
        let Inputs { of, partition_by, keys, ties } = inputs;
        let of = of.map(|of| self.repeated(of));
        let data_type = window.function.data_type(of.as_ref().and_then(|of| of.data_type));
        let dialect = self.dialect;
        let frame = Frame {
            extent: window.extent,
            // A null is the high end of an order.
            places: (keys.iter())
                .map(|(key, descending)| {
                    order(self.sortable(key.clone()), Some(*descending), Some(*descending))
                })
                .collect(),
            keys: keys.into_iter().map(|(key, _)| key.sql).collect(),
            partition_by,
            ties,
        };
        let place = |name: &str| dialect.count(call_over(name, Vec::new(), &frame.by_place()));
        let steps = whole(window.steps.min(i32::MAX as u32));
        let value = of.clone().unwrap_or_else(Typed::null);
        let sql = match window.function {
            RowNumber => dialect.count(call_over("ROW_NUMBER", Vec::new(), &frame.one_by_one())),
            Ntile => dialect.count(call_over("NTILE", vec![steps], &frame.one_by_one())),
            Rank => place("RANK"),
            DenseRank => place("DENSE_RANK"),
            PercentRank | CumeDist => frame.share(dialect, window.function),
            Lag | Lead if dialect == Dialect::ClickHouse => {
                let step = i64::from(window.steps);
                let at = Edge::At(if window.function == Lag { -step } else { step });
                dialect.first_or_last("FIRST_VALUE", value.sql, &frame.rows(at, at))
            }
            Lag => call_over("LAG", vec![value.sql, steps], &frame.one_by_one()),
            Lead => call_over("LEAD", vec![value.sql, steps], &frame.one_by_one()),
            FirstValue => dialect.first_or_last("FIRST_VALUE", value.sql, &frame.ending(window.extent.from)),
            LastValue => dialect.first_or_last("LAST_VALUE", value.sql, &frame.ending(window.extent.to)),
            Count if of.is_none() => {
                dialect.aggregate_by(&frame.calls(), Aggregate::CountRows, raw("*"), DataType::Int)
            }
            Count => frame.aggregate(dialect, Aggregate::Count, value),
            Sum => frame.aggregate(dialect, Aggregate::Sum, value),
            Avg => frame.aggregate(dialect, Aggregate::Avg, value),
            Min => frame.aggregate(dialect, Aggregate::Min, value),
            Max => frame.aggregate(dialect, Aggregate::Max, value),
            // Answers take these from the rows below their groups.
            Total | Share => return Typed::null(),
        };
        Typed { sql, data_type }
    }
}

impl Dialect {
    /// The first or last value of what a window takes in, nulls included.
    fn first_or_last(self, name: &str, value: Sql, over: &syntax::WindowSpec) -> Sql {
        match self {
            // It would skip nulls, and make zeros where there is no row.
            Self::ClickHouse => call_over_nulls(name, call("toNullable", vec![value]), over),
            _ => call_over(name, vec![value], over),
        }
    }
}

/// Partition, order and extent of a window.
struct Frame {
    partition_by: Vec<Sql>,
    /// Those that agree in these share a place.
    keys: Vec<Sql>,
    places: Vec<syntax::OrderByExpr>,
    ties: Vec<syntax::OrderByExpr>,
    extent: Extent,
}

impl Frame {
    fn by_place(&self) -> syntax::WindowSpec {
        over(self.partition_by.clone(), self.places.clone(), None)
    }

    fn one_by_one(&self) -> syntax::WindowSpec {
        over(self.partition_by.clone(), self.line(), None)
    }

    fn rows(&self, from: Edge, to: Edge) -> syntax::WindowSpec {
        over(self.partition_by.clone(), self.line(), between(syntax::WindowFrameUnits::Rows, from, to))
    }

    fn whole(&self) -> syntax::WindowSpec {
        over(self.partition_by.clone(), Vec::new(), None)
    }

    /// Those that share a place.
    fn place(&self) -> Vec<Sql> {
        self.partition_by.iter().chain(&self.keys).cloned().collect()
    }

    fn line(&self) -> Vec<syntax::OrderByExpr> {
        self.places.iter().chain(&self.ties).cloned().collect()
    }

    /// What an aggregate takes in.
    fn spec(&self) -> syntax::WindowSpec {
        let Extent { by_place, from, to } = self.extent;
        match (from, to) {
            (Edge::Start, Edge::End) => self.whole(),
            (from, to) if !by_place => self.rows(from, to),
            _ if self.places.is_empty() => self.whole(),
            (Edge::At(_), Edge::At(_)) => over(self.place(), Vec::new(), None),
            (from, to) => {
                let range = between(syntax::WindowFrameUnits::Range, from, to);
                over(self.partition_by.clone(), self.places.clone(), range)
            }
        }
    }

    /// What the value at an end of the extent is taken from: those of one place have an order too, which a range
    /// would leave to the database.
    fn ending(&self, edge: Edge) -> syntax::WindowSpec {
        let Extent { by_place, from, to } = self.extent;
        if !by_place {
            return self.rows(from, to);
        }
        let partition_by = if edge == Edge::At(0) { self.place() } else { self.partition_by.clone() };
        let rows = between(syntax::WindowFrameUnits::Rows, Edge::Start, Edge::End);
        over(partition_by, self.line(), rows)
    }

    fn calls(&self) -> impl Fn(&str, Vec<Sql>) -> Sql {
        let spec = self.spec();
        move |name, arguments| call_over(name, arguments, &spec)
    }

    fn aggregate(&self, dialect: Dialect, aggregate: Aggregate, value: Typed) -> Sql {
        let data_type = value.data_type.unwrap_or(DataType::Float);
        if data_type == DataType::Bool && matches!(aggregate, Aggregate::Min | Aggregate::Max) {
            let number = zero_or_one(value.sql);
            return equal(dialect.aggregate_by(&self.calls(), aggregate, number, DataType::Int), whole(1));
        }
        dialect.aggregate_by(&self.calls(), aggregate, value.sql, data_type)
    }

    /// How many stand before a place, or up to its end, of all.
    fn share(&self, dialect: Dialect, function: WindowFunction) -> Sql {
        let is_cumulative = function == WindowFunction::CumeDist;
        if dialect != Dialect::ClickHouse {
            return call_over(
                if is_cumulative { "CUME_DIST" } else { "PERCENT_RANK" },
                Vec::new(),
                &self.by_place(),
            );
        }
        // Only its later versions have words for them.
        let count = |spec: &syntax::WindowSpec| dialect.count(call_over("COUNT", vec![raw("*")], spec));
        let all = count(&self.whole());
        if is_cumulative {
            let up_to = between(syntax::WindowFrameUnits::Range, Edge::Start, Edge::At(0));
            return binary(
                count(&over(self.partition_by.clone(), self.places.clone(), up_to)),
                Op::Divide,
                all,
            );
        }
        let rank = dialect.count(call_over("RANK", Vec::new(), &self.by_place()));
        let others = call("GREATEST", vec![binary(all, Op::Minus, whole(1)), whole(1)]);
        binary(binary(rank, Op::Minus, whole(1)), Op::Divide, others)
    }
}

fn between(units: syntax::WindowFrameUnits, from: Edge, to: Edge) -> Option<syntax::WindowFrame> {
    let bound = |edge: Edge| {
        // Databases count in 32 bits.
        let rows = |rows: i64| Some(Box::new(whole(rows.unsigned_abs().min(i32::MAX as u64) as u32)));
        match edge {
            Edge::Start => syntax::WindowFrameBound::Preceding(None),
            Edge::End => syntax::WindowFrameBound::Following(None),
            Edge::At(0) => syntax::WindowFrameBound::CurrentRow,
            Edge::At(at) if at < 0 => syntax::WindowFrameBound::Preceding(rows(at)),
            Edge::At(at) => syntax::WindowFrameBound::Following(rows(at)),
        }
    };
    Some(syntax::WindowFrame { units, start_bound: bound(from), end_bound: Some(bound(to)) })
}
