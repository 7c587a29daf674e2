//! Which way leads from a fact to a dataset: many-to-one edges only.

use crate::diag::{Diagnostic, Message};
use crate::model::{DatasetId, Model, RelationshipId};

const NO_PATH: Message = Message::new(
    "no_path",
    "「{fact}」没有多对一的关系通往「{target}」，不能按它分组或筛选",
    "no many-to-one path leads from `{fact}` to `{target}`",
);
const AMBIGUOUS: Message = Message::new(
    "ambiguous_path",
    "从「{fact}」到「{target}」有多条路径：{paths}",
    "several paths lead from `{fact}` to `{target}`: {paths}",
);
const NAME_ROLE: Message =
    Message::new("name_role", "写明角色，例如 {example}", "name the role, for example {example}");
const ADD_RELATION: Message = Message::new(
    "add_relationship",
    "在模型里为两张表建立关系，或去掉这个维度",
    "relate the two tables in the model, or leave the dimension out",
);

const THROUGH: Message = Message::new(
    "name_bridge",
    "可以经由指向「{fact}」的行到达，写明经由哪个关系，例如 {examples}",
    "rows that point at `{fact}` lead there: name the relationship to take, for example {examples}",
);

/// All simple paths from `fact` to `target`.
fn all_paths(model: &Model, fact: DatasetId, target: DatasetId) -> Vec<Vec<RelationshipId>> {
    paths_around(model, fact, target, &[])
}

/// All simple paths from `fact` to `target` that do not touch `avoided`.
fn paths_around(
    model: &Model,
    fact: DatasetId,
    target: DatasetId,
    avoided: &[DatasetId],
) -> Vec<Vec<RelationshipId>> {
    let mut found = Vec::new();
    let mut stack = vec![(fact, Vec::new(), [avoided, &[fact]].concat())];
    while let Some((at, path, seen)) = stack.pop() {
        if at == target {
            found.push(path);
            continue;
        }
        for (index, edge) in model.relationships.iter().enumerate().rev() {
            if edge.from == at && !seen.contains(&edge.to) {
                let mut longer: Vec<RelationshipId> = path.clone();
                longer.push(RelationshipId(index as u32));
                let mut visited = seen.clone();
                visited.push(edge.to);
                stack.push((edge.to, longer, visited));
            }
        }
    }
    found
}

/// Datasets that `fact` reaches, itself included.
pub fn reachable(model: &Model, fact: DatasetId) -> Vec<DatasetId> {
    let mut found = vec![fact];
    let mut next = 0;
    while next < found.len() {
        for edge in &model.relationships {
            if edge.from == found[next] && !found.contains(&edge.to) {
                found.push(edge.to);
            }
        }
        next += 1;
    }
    found
}

/// Datasets that `fact` reaches, or that rows which point at it reach.
pub(crate) fn related(model: &Model, fact: DatasetId) -> Vec<DatasetId> {
    let pointing = model.relationships.iter().filter(|edge| edge.to == fact).map(|edge| edge.from);
    let mut found: Vec<DatasetId> = pointing.flat_map(|from| reachable(model, from)).collect();
    found.extend(reachable(model, fact));
    found
}

/// A way over rows that point at the fact: their relationship to it, and the path from them.
pub(crate) type Bridged = (RelationshipId, Vec<RelationshipId>);

/// The one way from `fact` to `target` over rows that point at `fact`, for where no many-to-one path leads there.
/// Only the fact itself may be pointed at: a bridge further on would join fact to fact.
///
/// # Errors
/// `no_path`, with a hint where several ways lead there and none is named.
pub(crate) fn find_bridge(
    model: &Model,
    fact: DatasetId,
    target: DatasetId,
    roles: &[RelationshipId],
    written: &str,
) -> Result<Bridged, Diagnostic> {
    let mut ways: Vec<Bridged> = Vec::new();
    for (at, edge) in model.relationships.iter().enumerate().filter(|(_, edge)| edge.to == fact) {
        let id = RelationshipId(at as u32);
        ways.extend(paths_around(model, edge.from, target, &[fact]).into_iter().map(|path| (id, path)));
    }
    let is_named = |(edge, path): &Bridged| roles.iter().any(|role| role == edge || path.contains(role));
    if ways.len() > 1 && ways.iter().any(is_named) {
        ways.retain(is_named);
    }
    if ways.len() == 1 {
        return Ok(ways.remove(0));
    }
    let error = no_path(model, fact, target, written);
    if ways.is_empty() {
        return Err(error.hint(ADD_RELATION.text()));
    }
    let mut examples: Vec<String> = ways
        .iter()
        .map(|(edge, _)| format!("`{written}@{}`", model.relationships[edge.index()].code))
        .collect();
    examples.dedup();
    let fact = &model.dataset(fact).code;
    Err(error.hint(THROUGH.text().with("fact", fact).with("examples", &examples.join(", "))))
}

fn no_path(model: &Model, fact: DatasetId, target: DatasetId, written: &str) -> Diagnostic {
    let (fact, target) = (&model.dataset(fact).code, &model.dataset(target).code);
    NO_PATH.error().arg("fact", fact).arg("target", target).at_field(written)
}

/// The one path from `fact` to `target`; `roles` names edges that must be on it where there are several.
///
/// # Errors
/// `no_path` or `ambiguous_path`, with `written` as its place.
pub(crate) fn find(
    model: &Model,
    fact: DatasetId,
    target: DatasetId,
    roles: &[RelationshipId],
    written: &str,
) -> Result<Vec<RelationshipId>, Diagnostic> {
    let all = all_paths(model, fact, target);
    let mut paths: Vec<&Vec<RelationshipId>> = all.iter().collect();
    if paths.len() > 1 && !roles.is_empty() {
        let with_role: Vec<_> =
            paths.iter().copied().filter(|path| roles.iter().any(|role| path.contains(role))).collect();
        if !with_role.is_empty() {
            paths = with_role;
        }
    }
    let fact_name = &model.dataset(fact).code;
    let target_name = &model.dataset(target).code;
    match paths.as_slice() {
        [path] => Ok((*path).clone()),
        [] => Err(no_path(model, fact, target, written).hint(ADD_RELATION.text())),
        several => {
            let words: Vec<String> = several
                .iter()
                .map(|path| {
                    let codes: Vec<&str> =
                        path.iter().map(|id| model.relationships[id.index()].code.as_str()).collect();
                    codes.join(" → ")
                })
                .collect();
            let first = several[0].first().map_or("", |id| model.relationships[id.index()].code.as_str());
            Err(AMBIGUOUS
                .error()
                .arg("fact", fact_name)
                .arg("target", target_name)
                .arg("paths", words.join("; "))
                .at_field(written)
                .hint(NAME_ROLE.text().with("example", &format!("{written}@{first}"))))
        }
    }
}
