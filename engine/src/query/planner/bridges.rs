//! Axes and conditions that lie beyond rows which point at the fact: a many-to-many relation is a table between two.

use super::{Named, Planner};
use crate::diag::{Diagnostic, Message};
use crate::model::RelationshipId;
use crate::query::paths;
use crate::query::plan::{FactPlan, Reach, Target};

const MIXED_BRIDGE: Message = Message::new(
    "mixed_bridge",
    "一个条件里混用了不同表的行：{list}",
    "one condition mixes rows of several tables: {list}",
);
const SPLIT_CONDITION: Message = Message::new(
    "split_condition",
    "写成几个条件，每个只用一张表能到达的字段",
    "write several conditions, each over the fields that one table leads to",
);

impl Planner<'_> {
    /// Notes how a fact reaches the axis at `at`.
    pub(super) fn reach_axis(&mut self, fact: &mut FactPlan, at: usize, named: &Named, written: &str) {
        let Target::Field(field) = named.target else {
            fact.axes.extend(self.reach(fact, named, written));
            return;
        };
        match self.way(fact, named, written) {
            Ok(None) => fact.axes.extend(self.reach(fact, named, written)),
            Ok(Some((edge, path))) => {
                fact.axes.push(Reach { path, field });
                fact.bridge(edge).axes.push(at);
            }
            Err(error) => self.errors.push(*error),
        }
    }

    /// The way over rows that point at the fact; none where it leads to the field itself.
    fn way(
        &self,
        fact: &FactPlan,
        named: &Named,
        written: &str,
    ) -> Result<Option<paths::Bridged>, Box<Diagnostic>> {
        let Target::Field(field) = named.target else { return Ok(None) };
        if paths::reachable(self.model, fact.dataset).contains(&field.dataset) {
            return Ok(None);
        }
        let way = paths::find_bridge(self.model, fact.dataset, field.dataset, &named.roles, written);
        way.map(Some).map_err(Box::new)
    }

    /// The relationship beyond which all of `names` lie; none where the fact leads to them itself.
    pub(super) fn bridge_of(
        &mut self,
        fact: &FactPlan,
        names: &[String],
    ) -> Result<Option<RelationshipId>, Vec<Diagnostic>> {
        let mut errors = Vec::new();
        let mut edges: Vec<Option<RelationshipId>> = Vec::new();
        let before = self.errors.len();
        for name in names {
            let Some(named) = self.named(name) else { continue };
            match self.way(fact, &named, name) {
                Ok(way) => edges.push(way.map(|(edge, _)| edge)),
                Err(error) => errors.push(*error),
            }
        }
        // An unknown name is told where the condition is resolved.
        self.errors.truncate(before);
        if !errors.is_empty() {
            return Err(errors);
        }
        let first = edges.first().copied().flatten();
        if edges.iter().all(|edge| *edge == first) {
            return Ok(first);
        }
        let list = names.join(", ");
        Err(vec![MIXED_BRIDGE.error().arg("list", list).hint(SPLIT_CONDITION.text())])
    }
}
