//! Definitions taken down to atomic metrics, each over the rows that pass its conditions on its days.

use std::collections::BTreeSet;

use crate::calendar::Period;
use crate::formula::{self, BinaryOp, Expr, Node};
use crate::model::document::MetricDoc;
use crate::model::{Anchor, Definition, FieldId, MetricId, Model, Placing, Window};
use crate::text::{Lang, Text};

/// An atomic metric over some rows. A formula that cannot be opened is taken as it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Leaf {
    pub(super) base: MetricId,
    pub(super) clauses: Vec<Clause>,
    pub(super) when: When,
}

/// One condition; all of a leaf must hold.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    /// As the definition file writes it, names in full: the same text is the same condition.
    text: String,
    /// What a reader calls it.
    pub(super) label: Text,
}

impl PartialEq for Clause {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// Which days count.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct When {
    period: Option<Period>,
    placing: Placing,
}

impl When {
    pub(super) fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// Whether these days can be those of `to` at once, while the metrics are still those of `from`: a test on a date of
    /// the row belongs to its fact, and a stock has days of its own.
    pub(super) fn suits(&self, model: &Model, to: &Self, from: &Expr<Leaf>, goal: &Expr<Leaf>) -> bool {
        let same_metrics = || {
            let bases = |expr: &Expr<Leaf>| expr.names().iter().map(|leaf| leaf.base).collect::<Vec<_>>();
            bases(from) == bases(goal)
        };
        let is_flow = |leaf: &&Leaf| {
            matches!(model.metric(leaf.base).definition, Definition::Atomic { over_time: None, .. })
        };
        same_metrics() || !self.is_plain() && to.placing.start.is_none() && from.names().iter().all(is_flow)
    }

    pub(super) fn label(&self, model: &Model) -> Text {
        let mut parts: Vec<Text> = self.period.map(Period::label).into_iter().collect();
        parts.extend(self.placing.windows.iter().map(window_label));
        parts.extend(self.placing.start.map(|test| {
            let field = &model.field(test.field).label;
            let (zh, en) = if test.is_before { ("早于", "before") } else { ("不早于", "not before") };
            Text::new(
                format!("{}{zh}期初", field.get(Lang::Zh)),
                format!("{} {en} the start", field.get(Lang::En)),
            )
        }));
        if parts.is_empty() { Text::new("本期", "the period shown") } else { joined(&parts, "、", ", ") }
    }
}

fn window_label(window: &Window) -> Text {
    let days = window.period.map_or_else(|| Text::new("此前全部", "everything"), Period::label);
    let (zh, en) = match window.anchor {
        Anchor::End => ("到期末", "to the end"),
        _ => ("到期初", "to the start"),
    };
    Text::new(format!("{}（{zh}）", days.zh), format!("{} ({en})", days.en))
}

fn joined(parts: &[Text], zh: &str, en: &str) -> Text {
    let join =
        |lang: Lang, mark: &str| parts.iter().map(|text| text.get(lang)).collect::<Vec<_>>().join(mark);
    Text::new(join(Lang::Zh, zh), join(Lang::En, en))
}

impl Leaf {
    /// A metric that is this leaf.
    pub(super) fn document(&self, model: &Model, code: &str) -> MetricDoc {
        let texts: Vec<String> = self.clauses.iter().map(|clause| format!("({})", clause.text)).collect();
        let placing = &self.when.placing;
        let date = |is_before: bool| {
            let test = placing.start.filter(|test| test.is_before == is_before);
            test.map(|test| model.field(test.field).code.clone()).unwrap_or_default()
        };
        let windows: Vec<String> = placing.windows.iter().map(Window::code).collect();
        MetricDoc {
            code: code.into(),
            base: model.metric(self.base).code.as_str().into(),
            period: self.when.period.map(Period::code).unwrap_or_default().into(),
            condition: texts.join(" and ").into(),
            window: windows.iter().map(String::as_str).collect(),
            before_start: date(true).into(),
            since_start: date(false).into(),
            ..MetricDoc::default()
        }
    }

    fn label(&self, model: &Model) -> Text {
        let mut parts: Vec<Text> = Vec::new();
        if !self.when.is_plain() {
            parts.push(self.when.label(model));
        }
        parts.extend(self.clauses.iter().map(|clause| clause.label.clone()));
        parts.push(model.metric(self.base).label.clone());
        joined(&parts, " · ", " · ")
    }
}

/// What is computed: the same key is the same.
pub(super) fn key(expr: &Expr<Leaf>) -> String {
    formula::print(expr, &|leaf| {
        let mut texts = BTreeSet::new();
        texts.extend(leaf.clauses.iter().map(|clause| clause.text.clone()));
        format!("{} {:?} {texts:?}", leaf.base.0, leaf.when)
    })
}

/// What is computed, in words.
pub(super) fn words(model: &Model, expr: &Expr<Leaf>) -> Text {
    let say = |lang: Lang| {
        let text = formula::print(expr, &|leaf: &Leaf| leaf.label(model).get(lang).to_owned());
        // Names stand bare here: nobody parses what is shown in words.
        text.replace('`', "").replace(" / ", " ÷ ").replace(" * ", " × ").replace(" - ", " − ")
    };
    Text::new(say(Lang::Zh), say(Lang::En))
}

/// A metric down to its leaves.
pub(super) fn opened(model: &Model, id: MetricId) -> Expr<Leaf> {
    let (base, clauses, when) = match &model.metric(id).definition {
        Definition::Composite { formula, .. } => {
            if let Some(expr) = open_all(model, formula) {
                return expr;
            }
            (id, Vec::new(), When::default())
        }
        Definition::Atomic { .. } => {
            let (base, clauses) = bare(model, id);
            (base, clauses, When::default())
        }
        Definition::Derived { base, period, qualifiers, condition, placing } => {
            let (base, mut clauses) = bare(model, *base);
            for at in qualifiers {
                let qualifier = &model.qualifiers[*at as usize];
                add_clauses(model, &qualifier.condition, Some(&qualifier.label), &mut clauses);
            }
            if let Some(condition) = condition {
                add_clauses(model, condition, None, &mut clauses);
            }
            (base, clauses, When { period: *period, placing: placing.clone() })
        }
    };
    Expr { node: Node::Name(Leaf { base, clauses, when }), span: (0, 0) }
}

fn open_all(model: &Model, expr: &Expr<MetricId>) -> Option<Expr<Leaf>> {
    let open = |inner: &Expr<MetricId>| open_all(model, inner).map(Box::new);
    let node = match &expr.node {
        Node::Name(id) => return Some(opened(model, *id)),
        Node::Literal(value) => Node::Literal(value.clone()),
        Node::Unary(op, inner) => Node::Unary(*op, open(inner)?),
        Node::Binary(op, left, right) => Node::Binary(*op, open(left)?, open(right)?),
        Node::Call(function, parts) => {
            Node::Call(*function, parts.iter().map(|part| open_all(model, part)).collect::<Option<_>>()?)
        }
        Node::In(..) | Node::Between(..) | Node::IsNull(..) => return None,
    };
    Some(Expr { node, span: (0, 0) })
}

/// An atomic metric with a test is the one without it, where there is one, over the rows that pass.
fn bare(model: &Model, id: MetricId) -> (MetricId, Vec<Clause>) {
    let Definition::Atomic { dataset, aggregate, field, condition: Some(condition), time, over_time } =
        &model.metric(id).definition
    else {
        return (id, Vec::new());
    };
    let plain = Definition::Atomic {
        dataset: *dataset,
        aggregate: *aggregate,
        field: *field,
        condition: None,
        time: *time,
        over_time: *over_time,
    };
    match model.metrics.iter().position(|metric| metric.definition == plain) {
        None => (id, Vec::new()),
        Some(at) => {
            let mut clauses = Vec::new();
            add_clauses(model, condition, None, &mut clauses);
            (MetricId(at as u32), clauses)
        }
    }
}

/// The parts of a condition that all must hold, each once; a name goes to the whole of what it names.
fn add_clauses(model: &Model, condition: &Expr<FieldId>, name: Option<&Text>, clauses: &mut Vec<Clause>) {
    let mut parts = Vec::new();
    split(condition, &mut parts);
    let is_split = parts.len() > 1;
    for part in parts {
        let path = |id: &FieldId| format!("{}.{}", model.dataset(id.dataset).code, model.field(*id).code);
        let say = |lang: Lang| {
            formula::print(part, &|id| name_of(model, *id).get(lang).to_owned()).replace('`', "")
        };
        let own = Text::new(say(Lang::Zh), say(Lang::En));
        let label = match name {
            None => own,
            Some(name) if is_split => Text::new(
                format!("{}（{}）", name.get(Lang::Zh), own.zh),
                format!("{} ({})", name.get(Lang::En), own.en),
            ),
            Some(name) => name.clone(),
        };
        let clause = Clause { text: formula::print(part, &path), label };
        match clauses.iter_mut().find(|other| **other == clause) {
            // A name tells more than the words of a condition.
            Some(known) if name.is_some() => known.label = clause.label,
            Some(_) => {}
            None => clauses.push(clause),
        }
    }
}

/// What a reader calls a field: as the dimension that shows it, if there is one.
fn name_of(model: &Model, id: FieldId) -> &Text {
    let dimension = model.dimensions.iter().find(|dimension| dimension.field == id);
    dimension.map_or(&model.field(id).label, |dimension| &dimension.label)
}

fn split<'e>(expr: &'e Expr<FieldId>, parts: &mut Vec<&'e Expr<FieldId>>) {
    match &expr.node {
        Node::Binary(BinaryOp::And, left, right) => {
            split(left, parts);
            split(right, parts);
        }
        _ => parts.push(expr),
    }
}
