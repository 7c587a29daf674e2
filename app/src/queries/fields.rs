//! What a model lets one group and filter by.

use sandtable_engine::formula::{Expr, Node};
use sandtable_engine::model::{Aggregate, DatasetId, Definition, FieldId, MetricId, Model, RelationshipId};
use sandtable_engine::query::reachable;
use sandtable_engine::table::DataType;
use sandtable_engine::text::Text;

use crate::i18n;
use crate::state::TIME;

/// A dimension, field, or time axis as a reader sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldInfo {
    /// As queries write it.
    pub code: String,
    /// Display name.
    pub label: Text,
    /// What its values mean.
    pub data_type: DataType,
    /// Other names, for search.
    pub aliases: Vec<String>,
}

impl FieldInfo {
    /// Whether it is cut into buckets of time.
    pub fn is_time(&self) -> bool {
        self.data_type.is_time()
    }
}

/// A field as queries write it: a dimension code (with or without `@relationship`), `time`, or `dataset.field`.
pub fn field_info(model: &Model, code: &str) -> Option<FieldInfo> {
    let name = code.split_once('@').map_or(code, |(name, _)| name);
    let info =
        |label: Text, data_type, aliases| FieldInfo { code: code.to_owned(), label, data_type, aliases };
    if let Some(id) = model.find_dimension(name) {
        let dimension = &model.dimensions[id.index()];
        let data_type = model.field(dimension.field).data_type;
        return Some(info(dimension.label.clone(), data_type, dimension.aliases.clone()));
    }
    if name == TIME {
        return Some(info(Text::new(i18n::TIME_AXIS.zh, i18n::TIME_AXIS.en), DataType::Date, Vec::new()));
    }
    let field = model.field(model.find_field(name)?);
    Some(info(field.label.clone(), field.data_type, Vec::new()))
}

/// The facts that a metric is computed from, in model order.
pub fn facts_of(model: &Model, code: &str) -> Vec<DatasetId> {
    let mut facts = Vec::new();
    if let Some(id) = model.find_metric(code) {
        collect_facts(model, id, &mut facts);
    }
    facts.sort();
    facts.dedup();
    facts
}

fn collect_facts(model: &Model, id: MetricId, facts: &mut Vec<DatasetId>) {
    match &model.metric(id).definition {
        Definition::Atomic { dataset, .. } => facts.push(*dataset),
        Definition::Derived { base, .. } => collect_facts(model, *base, facts),
        Definition::Composite { formula, .. } => {
            for_each_name(formula, &mut |id| collect_facts(model, id, facts))
        }
    }
}

fn for_each_name(expr: &Expr<MetricId>, call: &mut impl FnMut(MetricId)) {
    match &expr.node {
        Node::Literal(_) => {}
        Node::Name(id) => call(*id),
        Node::Unary(_, inner) | Node::IsNull(inner, _) => for_each_name(inner, call),
        Node::Binary(_, left, right) => {
            for_each_name(left, call);
            for_each_name(right, call);
        }
        Node::Call(_, arguments) => arguments.iter().for_each(|argument| for_each_name(argument, call)),
        Node::In(tested, list, _) => {
            for_each_name(tested, call);
            list.iter().for_each(|item| for_each_name(item, call));
        }
        Node::Between(tested, low, high) => {
            for inner in [tested, low, high] {
                for_each_name(inner, call);
            }
        }
    }
}

/// Whether parts of the metric add up to the whole: only then has a part a share, and bars can be stacked.
pub fn is_additive(model: &Model, code: &str) -> bool {
    let Some(mut id) = model.find_metric(code) else { return false };
    loop {
        match &model.metric(id).definition {
            Definition::Derived { base, .. } => id = *base,
            Definition::Atomic { aggregate, .. } => {
                return matches!(aggregate, Aggregate::CountRows | Aggregate::Count | Aggregate::Sum);
            }
            Definition::Composite { .. } => return false,
        }
    }
}

/// Whether rows of a fact lead to rows of a dataset, over any number of relationships.
pub fn reaches(model: &Model, fact: DatasetId, target: DatasetId) -> bool {
    reachable(model, fact).contains(&target)
}

/// Whether every fact has a time of its own, so that there is a common time axis.
pub fn has_time(model: &Model, facts: &[DatasetId]) -> bool {
    !facts.is_empty() && facts.iter().all(|&fact| !model.dataset(fact).times.is_empty())
}

/// Whether every fact reaches a field as queries write it.
pub fn applies(model: &Model, facts: &[DatasetId], code: &str) -> bool {
    let name = code.split_once('@').map_or(code, |(name, _)| name);
    let field: Option<FieldId> = match model.find_dimension(name) {
        Some(id) => Some(model.dimensions[id.index()].field),
        None if name == TIME => return has_time(model, facts),
        None => model.find_field(name),
    };
    field.is_some_and(|field| facts.iter().all(|&fact| reaches(model, fact, field.dataset)))
}

/// The dimensions that all of these metrics can be grouped by, in model order: time first, where there is one. A
/// dimension that a fact reaches on several roads without a chosen one stands once for each.
pub fn dimensions_of<'a>(model: &Model, metrics: impl IntoIterator<Item = &'a str>) -> Vec<FieldInfo> {
    let mut facts: Vec<DatasetId> = metrics.into_iter().flat_map(|code| facts_of(model, code)).collect();
    facts.sort();
    facts.dedup();
    let mut found = Vec::new();
    if has_time(model, &facts) {
        found.extend(field_info(model, TIME));
    }
    for dimension in &model.dimensions {
        if !facts.iter().all(|&fact| reaches(model, fact, dimension.field.dataset)) {
            continue;
        }
        let roles = roles(model, &facts, dimension.field.dataset);
        if dimension.via.is_empty() && roles.len() > 1 {
            found.extend(roles.iter().filter_map(|role| role_of(model, &dimension.code, *role)));
        } else {
            found.extend(field_info(model, &dimension.code));
        }
    }
    found
}

/// The relationships by which the facts point at a dataset directly.
fn roles(model: &Model, facts: &[DatasetId], target: DatasetId) -> Vec<RelationshipId> {
    let edges = model.relationships.iter().enumerate();
    edges
        .filter(|(_, edge)| edge.to == target && facts.contains(&edge.from))
        .filter(|(_, edge)| facts.len() == 1 || edge.from == facts[0])
        .map(|(at, _)| RelationshipId(at as u32))
        .collect()
}

fn role_of(model: &Model, dimension: &str, role: RelationshipId) -> Option<FieldInfo> {
    let edge = &model.relationships[role.index()];
    let mut info = field_info(model, &format!("{dimension}@{}", edge.code))?;
    info.label = Text::new(
        format!("{}（{}）", info.label.zh, edge.label.zh),
        format!("{} ({})", info.label.en, edge.label.en),
    );
    Some(info)
}

/// What the leading metric can be filtered by: its dimensions, then numbers and dates of its facts.
pub fn filterable(model: &Model, lead: &str) -> Vec<FieldInfo> {
    let mut fields: Vec<FieldInfo> =
        dimensions_of(model, [lead]).into_iter().filter(|field| field.code != TIME).collect();
    for fact in facts_of(model, lead) {
        fields.extend(measures(model, fact));
    }
    fields
}

fn measures(model: &Model, fact: DatasetId) -> Vec<FieldInfo> {
    let dataset = model.dataset(fact);
    let is_dimension = |at: usize| {
        model
            .dimensions
            .iter()
            .any(|dimension| dimension.field.dataset == fact && dimension.field.field as usize == at)
    };
    dataset
        .fields
        .iter()
        .enumerate()
        .filter(|(at, field)| !is_dimension(*at) && field.data_type != DataType::Text)
        .filter_map(|(_, field)| field_info(model, &format!("{}.{}", dataset.code, field.code)))
        .collect()
}
