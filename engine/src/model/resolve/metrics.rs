//! Metrics of all layers, brought into the order of their references.

use super::drafts::{Draft, Drafts, Named};
use super::names::is_label;
use super::order::order;
use super::{Kind, Owner, Resolver};
use crate::calendar::Period;
use crate::diag::Diagnostic;
use crate::formula::{self, Use};
use crate::limits;
use crate::model::document::MetricDoc;
use crate::model::messages as m;
use crate::model::place::{At, Names};
use crate::model::{DatasetId, Definition, FieldId, Layer, MetricId};
use crate::table::DataType;
use crate::text::Text;

impl<'a> Resolver<'a> {
    pub(super) fn metrics(&mut self) {
        let drafts = self.drafts();
        let order = order(&drafts.needs());
        for cycle in &order.cycles {
            let path: Vec<&str> = cycle.iter().map(|&at| drafts.code(at)).collect();
            let first = drafts.all[cycle[0]].item;
            let error = m::METRIC_CYCLE.error().arg("path", path.join(" → ")).at_field(first.code.as_str());
            let place = if first.formula.is_empty() { &first.base } else { &first.formula };
            self.report(place.mark(error));
        }
        let mut ids: Vec<Option<MetricId>> = vec![None; drafts.all.len()];
        let mut types: Vec<Option<DataType>> = Vec::new();
        for at in order.sorted {
            let draft = &drafts.all[at];
            if order.depth[at] > self.limits.depth {
                let what = Text::new("指标的引用层数", "the chain of metrics");
                let (found, limit) = (u64::from(order.depth[at]), u64::from(self.limits.depth));
                let error = limits::reached("depth", &what, found, limit).at_field(draft.item.code.as_str());
                self.report(draft.item.formula.mark(error));
                continue;
            }
            let defined = match draft.layer {
                Layer::Atomic => self.atomic(draft.item),
                Layer::Derived => self.derived(draft.item, &drafts, &ids),
                Layer::Composite => self.composite(draft, &drafts, &ids, &types),
            };
            let Some((definition, data_type)) = defined else { continue };
            let metric = self.metric(draft.item, definition);
            ids[at] = Some(MetricId(self.model.metrics.len() as u32));
            self.model.metrics.push(metric);
            types.push(data_type);
        }
    }

    fn derived(
        &mut self,
        item: &At<MetricDoc>,
        drafts: &Drafts<'_>,
        ids: &[Option<MetricId>],
    ) -> Option<(Definition, Option<DataType>)> {
        let owner = Owner { kind: Kind::Metric, code: &item.code };
        let base = self.reference(drafts, ids, &item.base, owner).map_err(|error| {
            self.report(item.base.mark(error));
        });
        let base = base.ok()?;
        let (dataset, data_type, over_time) = match &self.model.metric(base).definition {
            Definition::Atomic { dataset, aggregate, field, over_time, .. } => {
                (*dataset, self.aggregate_type(*aggregate, *field), *over_time)
            }
            other => {
                let error = owner.error(&m::BASE_NOT_ATOMIC).arg("found", &item.base.value);
                let error = match other {
                    Definition::Derived { base, .. } => {
                        error.hint(m::BASE_HINT.text().with("base", &self.model.metric(*base).code))
                    }
                    _ => error,
                };
                self.report(item.base.mark(error));
                return None;
            }
        };
        let period = match item.period.as_str() {
            "" => None,
            text => match Period::parse(text) {
                Some(period) => Some(period),
                None => {
                    let error = m::BAD_PERIOD.error().arg("found", text).at_field(owner.code);
                    self.report(item.period.mark(error.hint(m::PERIODS_ARE.text())));
                    return None;
                }
            },
        };
        let qualifiers = self.metric_qualifiers(&item.qualifiers, dataset, base, owner)?;
        let condition = match item.condition.as_str() {
            "" => None,
            _ => Some(self.condition(&item.condition, dataset, owner)?),
        };
        let placing = self.placing(item, dataset, over_time, owner)?;
        if period.is_none() && qualifiers.is_empty() && condition.is_none() && placing.is_plain() {
            self.report(item.base.mark(owner.error(&m::BARE_DERIVED)));
            return None;
        }
        Some((Definition::Derived { base, period, qualifiers, condition, placing }, data_type))
    }

    /// Positions of a derived metric's qualifiers; none where one of them cannot stand.
    fn metric_qualifiers(
        &mut self,
        names: &Names,
        dataset: DatasetId,
        base: MetricId,
        owner: Owner<'_>,
    ) -> Option<Vec<u32>> {
        let mut found: Vec<u32> = Vec::new();
        for name in names.iter() {
            let code = self.qualifier_code(name);
            match self.qualifier_for(&code, dataset) {
                Some(at) => found.push(at as u32),
                None => {
                    let error = self.no_qualifier(&code, dataset, owner);
                    self.report(name.mark(error));
                }
            }
        }
        let mut is_sound = found.len() == names.len();
        let base = self.model.metric(base);
        let mut errors = Vec::new();
        for (at, first) in found.iter().enumerate() {
            let of = |at: &u32| &self.model.qualifiers[*at as usize];
            if of(first).empties(&base.definition) {
                let error = owner.error(&m::QUALIFIER_EMPTIES).arg_text("first", &of(first).label);
                errors.push(error.arg_text("second", &base.label));
            }
            for second in &found[at + 1..] {
                let (first, second) = (of(first), of(second));
                if first.code == second.code {
                    errors.push(owner.error(&m::QUALIFIER_TWICE).arg_text("found", &first.label));
                } else if first.contradicts(second) {
                    let error = owner.error(&m::CONTRADICTION).arg_text("first", &first.label);
                    errors.push(error.arg_text("second", &second.label));
                }
            }
        }
        is_sound &= errors.is_empty();
        self.diagnostics.extend(errors.into_iter().map(|error| names[0].mark(error)));
        is_sound.then_some(found)
    }

    /// The code of the qualifier with this code, label or alias.
    fn qualifier_code(&self, name: &str) -> String {
        let qualifiers = &self.model.qualifiers;
        let by_code = qualifiers.iter().find(|found| found.code == name);
        let found = by_code.or_else(|| {
            qualifiers
                .iter()
                .find(|found| is_label(&found.label, name) || found.aliases.iter().any(|alias| alias == name))
        });
        found.map_or(name, |found| &found.code).to_owned()
    }

    fn no_qualifier(&self, code: &str, dataset: DatasetId, owner: Owner<'_>) -> Diagnostic {
        if self.model.qualifiers.iter().any(|found| found.code == code) {
            let dataset = &self.model.dataset(dataset).code;
            return owner.error(&m::QUALIFIER_NOT_HERE).arg("found", code).arg("dataset", dataset);
        }
        if self.document.qualifiers.iter().any(|item| item.code.value == code) {
            return owner.error(&m::UNAVAILABLE).arg("needs", code);
        }
        let known = self.model.qualifiers.iter().map(|found| found.code.as_str());
        self.unknown(Kind::Qualifier, code, known).at_field(owner.code)
    }

    fn composite(
        &mut self,
        draft: &Draft<'_>,
        drafts: &Drafts<'_>,
        ids: &[Option<MetricId>],
        types: &[Option<DataType>],
    ) -> Option<(Definition, Option<DataType>)> {
        let owner = Owner { kind: Kind::Metric, code: &draft.item.code };
        let source = &draft.item.formula;
        let mut errors = Vec::new();
        let resolved = draft.formula.as_ref()?.try_map(&mut |name: &String, span| match self
            .reference(drafts, ids, name, owner)
        {
            Ok(id) => Some(id),
            Err(error) => {
                errors.push(error.at_span(span.0, span.1));
                None
            }
        });
        self.diagnostics.extend(errors.into_iter().map(|error| source.mark_span(error)));
        let mut formula = resolved?;
        let model = &self.model;
        let (data_type, errors) =
            formula::check(&mut formula, Use::Formula, &|id| types[id.index()], &|id: &MetricId| {
                model.metric(*id).code.clone()
            });
        let is_sound = errors.is_empty();
        self.diagnostics.extend(errors.into_iter().map(|error| source.mark_span(error.at_field(owner.code))));
        is_sound.then(|| (Definition::Composite { formula, source: source.value.clone() }, data_type))
    }

    /// The metric that a name refers to, by code, or else by a label or alias that only one metric has.
    fn reference(
        &self,
        drafts: &Drafts<'_>,
        ids: &[Option<MetricId>],
        name: &str,
        owner: Owner<'_>,
    ) -> Result<MetricId, Diagnostic> {
        match drafts.find(name) {
            Named::One(at) => {
                ids[at].ok_or_else(|| owner.error(&m::UNAVAILABLE).arg("needs", drafts.code(at)))
            }
            Named::Several(codes) => Err(owner
                .error(&m::AMBIGUOUS_NAME)
                .arg("found", name)
                .arg("list", codes.join(", "))
                .hint(m::USE_CODE.text())),
            Named::None => Err(self.no_metric(drafts, name, owner)),
        }
    }

    fn no_metric(&self, drafts: &Drafts<'_>, name: &str, owner: Owner<'_>) -> Diagnostic {
        if self.document.metrics.iter().any(|item| item.code.value == name) {
            return owner.error(&m::UNAVAILABLE).arg("needs", name);
        }
        let close = self.closest(name, drafts.names());
        let field = self.dotted_field(name).or_else(|| self.field_anywhere(name));
        let Some(field) = field else {
            let mut error = self.unknown(Kind::Metric, name, []).at_field(owner.code);
            error.hints.extend(close);
            return error;
        };
        let on_field = self.model.metrics.iter().find(
            |metric| matches!(&metric.definition, Definition::Atomic { field: Some(own), .. } if *own == field),
        );
        let hint = match on_field {
            Some(metric) => m::USE_METRIC.text().with("metric", &metric.code),
            None => m::DEFINE_METRIC.text(),
        };
        owner.error(&m::COLUMN_IN_FORMULA).arg("found", name).hint(hint)
    }

    /// A field of any dataset.
    fn field_anywhere(&self, name: &str) -> Option<FieldId> {
        (0..self.model.datasets.len()).find_map(|at| self.own_field(DatasetId(at as u32), name))
    }
}
