//! Windows over the groups of an answer, and totals over several groups, which are recomputed from their rows.

use super::over::Inputs;
use super::rows::{Rows, key_name, kind_name};
use super::select::{Select, cross_join, derived, from, left_join};
use super::stage::Stage;
use super::tree::{
    Op, Sql, all, binary, call, call_over, case, equal, not, null_if_zero, order, over, raw, whole,
};
use super::writer::{Typed, Writer};
use crate::formula::{WindowFunction, Windowed};
use crate::model::MetricId;
use crate::query::{PlanWindow, Shown};
use crate::table::DataType;
use sqlparser::ast as syntax;

/// The first and the last place that an extent takes in: what tells extents apart.
pub(super) const EXTENT: [&str; 2] = ["low", "high"];

/// The alias of the groups.
const GROUPS: &str = "a";

/// Windows that take in the same groups.
struct Extents<'a> {
    window: &'a Windowed<Shown>,
    metrics: Vec<MetricId>,
    /// The places of the groups with the extent of each, and the totals.
    places: String,
    totals: String,
}

impl<'a> Writer<'a> {
    /// Adds windows to a part with all values of a stage; only what passes the conditions on results is left.
    pub(super) fn group_windows(
        &mut self,
        facts: &[Rows<'a>],
        part: String,
        stage: &Stage<'_>,
        total: Option<&str>,
    ) -> String {
        let plan = self.plan;
        if plan.windows.is_empty() {
            return part;
        }
        let filter: Vec<Sql> = self.passing(GROUPS, stage.has_levels()).into_iter().collect();
        let part = match filter.is_empty() {
            true => part,
            false => {
                let mut tables = from(self.table_of(&part, GROUPS));
                tables.joins.extend(self.join_today());
                let items = vec![self.everything(GROUPS)];
                let select = Select { items, from: Some(tables), filter, ..Select::default() };
                self.add_part("passing", select.query());
                "passing".to_owned()
            }
        };
        let is_group = self.is_group(stage);
        let extents = self.extents(facts, &part, is_group.as_ref(), total);
        let mut items = vec![self.everything(GROUPS)];
        for (at, column) in plan.windows.iter().enumerate() {
            let value = self.group_window(column, is_group.as_ref(), &extents);
            items.push(self.named(value, &window_name(at)));
        }
        let mut tables = from(self.table_of(&part, GROUPS));
        for of in &extents {
            let own = |writer: &Self, axis: usize| writer.key_at(GROUPS, axis);
            let placed = |writer: &Self, axis: usize| writer.key_at(&of.places, axis);
            let places = self.same_keys(0..plan.axes.len(), own, placed);
            tables.joins.push(left_join(self.table_of(&of.places, &of.places), places));
            let same = EXTENT.map(|name| equal(self.at(&of.places, name), self.at(&of.totals, name)));
            let same = all(same.into()).unwrap_or_else(|| raw("TRUE"));
            tables.joins.push(left_join(self.table_of(&of.totals, &of.totals), same));
        }
        self.add_part("windows", Select { items, from: Some(tables), ..Select::default() }.query());
        "windows".to_owned()
    }

    /// Whether a row is a group, where it may be a total or what a limit left out.
    fn is_group(&self, stage: &Stage<'_>) -> Option<Sql> {
        let is_detail = stage.has_levels().then(|| equal(self.at(GROUPS, "level"), whole(0)));
        let is_others = stage.kept.as_ref().filter(|kept| kept.others).and_then(|_| self.is_others(GROUPS));
        all(is_detail.into_iter().chain(is_others.map(not)).collect())
    }

    fn group_window(&mut self, column: &PlanWindow, is_group: Option<&Sql>, extents: &[Extents<'_>]) -> Sql {
        let window = &column.window;
        let own = extents.iter().find(|of| of.is_of(window));
        if let (WindowFunction::Total | WindowFunction::Share, Some(Shown::Metric(id)), Some(of)) =
            (window.function, window.of, own)
        {
            let total = self.metric_at(&of.totals, id);
            if window.function == WindowFunction::Total {
                return total.sql;
            }
            let part = self.dialect.to_double(self.metric_at(GROUPS, id).number());
            return binary(part, Op::Divide, null_if_zero(self.dialect.to_double(total.number())));
        }
        let mut inputs = self.inputs(window);
        let Some(is_group) = is_group else { return self.window(window, inputs).sql };
        inputs.partition_by.insert(0, case(vec![(is_group.clone(), whole(1))], Some(whole(0))));
        case(vec![(is_group.clone(), self.window(window, inputs).sql)], None)
    }

    /// What a window runs over groups by.
    fn inputs(&self, window: &Windowed<Shown>) -> Inputs {
        let value = |shown: &Shown| match *shown {
            Shown::Axis(axis) => Typed::new(self.at(GROUPS, &key_name(axis)), self.key_type(axis)),
            Shown::Metric(id) => self.metric_at(GROUPS, id),
        };
        let mut partition_by = Vec::new();
        for shown in &window.partition_by {
            if let Shown::Axis(axis) = shown {
                partition_by.push(self.at(GROUPS, &kind_name(*axis)));
            }
            partition_by.push(value(shown).sql);
        }
        let axes: Vec<usize> = (0..self.plan.axes.len()).collect();
        Inputs {
            of: window.of.as_ref().map(value),
            partition_by,
            keys: window.order_by.iter().map(|(shown, descending)| (value(shown), *descending)).collect(),
            ties: self.order_by(GROUPS, &[], &axes, false),
        }
    }

    /// Writes the totals over several groups that windows take: a place for each group, so that an extent is all from
    /// one place to another, then the metrics of the rows of each extent.
    fn extents(
        &mut self,
        facts: &[Rows<'a>],
        part: &str,
        is_group: Option<&Sql>,
        total: Option<&str>,
    ) -> Vec<Extents<'a>> {
        let mut found: Vec<Extents<'a>> = Vec::new();
        for PlanWindow { window, .. } in &self.plan.windows {
            let (WindowFunction::Total | WindowFunction::Share, Some(Shown::Metric(id))) =
                (window.function, window.of)
            else {
                continue;
            };
            match found.iter_mut().find(|of| of.is_of(window)) {
                Some(of) => of.metrics.push(id),
                None => {
                    let places = format!("places{}", found.len() + 1);
                    found.push(Extents { window, metrics: vec![id], places, totals: String::new() });
                }
            }
        }
        for (at, of) in found.iter_mut().enumerate() {
            let number = at + 1;
            self.places(of.window, &of.places, part, is_group);
            let (extents, taken) = (format!("extents{number}"), format!("taken{number}"));
            self.taken(&of.places, &extents, &taken);
            let mut only = Vec::new();
            of.metrics.iter().for_each(|&id| self.need(id, &mut only));
            let name = format!("total{number}_");
            let stage =
                Stage { name: &name, levels: vec![0], kept: None, taken: Some(taken), only: Some(only) };
            let part = self.stage(facts, Some(&extents), &stage);
            of.totals = self.formulas(part, &stage, total);
        }
        found
    }

    fn places(&mut self, window: &Windowed<Shown>, name: &str, part: &str, is_group: Option<&Sql>) {
        let Inputs { partition_by, keys, ties, .. } = self.inputs(window);
        let partitions = partition_by.into_iter().map(|by| order(by, None, None));
        let places = keys.into_iter().map(|(key, is)| order(self.sortable(key), Some(is), Some(is)));
        let line = over(Vec::new(), partitions.chain(places).chain(ties).collect(), None);
        let place = self.dialect.count(call_over("ROW_NUMBER", Vec::new(), &line));
        let inner = Select {
            items: vec![self.everything(GROUPS), self.named(place, "place")],
            from: Some(from(self.table_of(part, GROUPS))),
            filter: is_group.cloned().into_iter().collect(),
            ..Select::default()
        };
        let mut items = self.key_items(GROUPS);
        items.push(self.named(self.at(GROUPS, "place"), "place"));
        let ends = [WindowFunction::Min, WindowFunction::Max];
        // Nothing lies between the ends of an extent that takes in no group.
        for ((end, name), none) in ends.into_iter().zip(EXTENT).zip([0, -1]) {
            let place = Typed::new(self.at(GROUPS, "place"), DataType::Int);
            let inputs = Inputs { of: Some(place), ..self.inputs(window) };
            let end = self.window(&Windowed { function: end, ..window.clone() }, inputs);
            items.push(self.named(call("COALESCE", vec![end.sql, whole(none)]), name));
        }
        let tables = from(derived(inner.query(), &self.dialect.name_of(GROUPS)));
        self.add_part(name, Select { items, from: Some(tables), ..Select::default() }.query());
    }

    /// The extents, and the groups that each takes in.
    fn taken(&mut self, places: &str, extents: &str, taken: &str) {
        let ends = |writer: &Self, alias: &str| EXTENT.map(|name| writer.named(writer.at(alias, name), name));
        let select = Select {
            items: ends(self, "p").into(),
            from: Some(from(self.table_of(places, "p"))),
            distinct: true,
            ..Select::default()
        };
        self.add_part(extents, select.query());
        let mut items: Vec<syntax::SelectItem> = ends(self, "x").into();
        items.extend(self.key_items("p"));
        let [low, high] = EXTENT.map(|name| self.at("x", name));
        let mut tables = from(self.table_of(places, "p"));
        tables.joins.push(cross_join(self.table_of(extents, "x")));
        let filter = vec![self.in_window(self.at("p", "place"), (low, high))];
        self.add_part(taken, Select { items, from: Some(tables), filter, ..Select::default() }.query());
    }
}

impl Extents<'_> {
    fn is_of(&self, window: &Windowed<Shown>) -> bool {
        let Windowed { partition_by, order_by, extent, .. } = self.window;
        (partition_by, order_by, extent) == (&window.partition_by, &window.order_by, &window.extent)
    }
}

/// The column of a window.
pub(super) fn window_name(at: usize) -> String {
    format!("w{}", at + 1)
}
