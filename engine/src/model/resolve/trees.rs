//! Trees: a root, and edges that lead nowhere back.

use std::collections::BTreeSet;

use super::{Kind, Owner, Resolver, label_or};
use crate::model::MetricId;
use crate::model::document::{EdgeDoc, TreeDoc};
use crate::model::messages as m;
use crate::model::place::At;
use crate::model::tree::{Bond, Edge, Tree, leads};

impl Resolver<'_> {
    pub(super) fn trees(&mut self) {
        let document = self.document;
        let mut taken = BTreeSet::new();
        for item in &document.trees {
            if !self.code_is_free(&item.code, item, &taken) {
                continue;
            }
            taken.insert(item.code.as_str());
            let owner = Owner { kind: Kind::Tree, code: &item.code };
            if self.is_given(&item.root, "root", owner, item)
                && let Some(root) = self.metric_of_tree(&item.root, item)
            {
                let edges = self.edges(item);
                let label = label_or(&item.label, &item.code);
                self.model.trees.push(Tree { code: item.code.value.clone(), label, root, edges });
            }
        }
    }

    fn edges(&mut self, item: &At<TreeDoc>) -> Vec<Edge> {
        let mut edges: Vec<Edge> = Vec::new();
        for edge in &item.edges {
            let Some((from, to)) = self.ends_of_edge(edge, item) else { continue };
            let bond = self.word(&edge.kind, "kind", &Bond::WORDS, &item.code).unwrap_or(Bond::Driver);
            if leads(&edges, to, from) {
                let error = m::TREE_CYCLE.error().arg("from", &edge.from.value).arg("to", &edge.to.value);
                self.report(edge.mark(error.at_field(&item.code.value)));
            } else if edges.iter().any(|own| own.from == from && own.to == to) {
                let error = m::EDGE_TWICE.error().arg("from", &edge.from.value).arg("to", &edge.to.value);
                self.report(edge.mark(error.at_field(&item.code.value)));
            } else {
                edges.push(Edge { from, to, bond });
            }
        }
        edges
    }

    fn ends_of_edge(&mut self, edge: &At<EdgeDoc>, item: &At<TreeDoc>) -> Option<(MetricId, MetricId)> {
        let owner = Owner { kind: Kind::Tree, code: &item.code };
        let is_whole =
            self.is_given(&edge.from, "from", owner, edge) & self.is_given(&edge.to, "to", owner, edge);
        let from = self.metric_of_tree(&edge.from, item).filter(|_| is_whole);
        let to = self.metric_of_tree(&edge.to, item);
        from.zip(to)
    }

    /// A metric by its code. One of the document that these tables do not bear has been told about already.
    fn metric_of_tree(&mut self, name: &At<String>, item: &At<TreeDoc>) -> Option<MetricId> {
        let found = self.model.find_metric(name);
        let is_known = self.document.metrics.iter().any(|metric| metric.code == *name);
        if found.is_none() && !is_known && !name.is_empty() {
            let known = self.model.metrics.iter().map(|metric| metric.code.as_str());
            let error = self.unknown(Kind::Metric, name, known).at_field(&item.code.value);
            self.report(name.mark(error));
        }
        found
    }
}
