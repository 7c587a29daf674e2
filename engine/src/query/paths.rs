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

/// All simple paths from `fact` to `target`.
fn all_paths(model: &Model, fact: DatasetId, target: DatasetId) -> Vec<Vec<RelationshipId>> {
    let mut found = Vec::new();
    let mut stack = vec![(fact, Vec::new(), vec![fact])];
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
        [] => Err(NO_PATH
            .error()
            .arg("fact", fact_name)
            .arg("target", target_name)
            .at_field(written)
            .hint(ADD_RELATION.text())),
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
