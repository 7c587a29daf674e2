//! Datasets, entities and dimensions of dbt → [`Document`].

use std::collections::BTreeMap;

use super::super::build::Build;
use super::super::code::{code_of, free};
use super::super::messages as m;
use super::super::node::{self, Node};
use super::super::sql::{self, Sql};
use super::metrics;
use crate::diag::Diagnostic;
use crate::limits::Limits;
use crate::model::{At, DatasetDoc, DimensionDoc, Document, FieldDoc, RelationshipDoc};
use crate::text::Text;

/// What metrics need of the models.
pub(super) struct Models<'a> {
    pub(super) build: Build,
    /// Measures by name, with their datasets.
    pub(super) measures: BTreeMap<&'a str, (usize, &'a At<Node>)>,
    /// Metrics, with the dataset that they stand in.
    pub(super) metrics: Vec<(Option<usize>, &'a At<Node>)>,
    /// Primary and unique entities, with dataset and field.
    pub(super) entities: BTreeMap<&'a str, (usize, String)>,
    /// Foreign entities, with dataset, field and place.
    foreign: Vec<(&'a str, usize, String, &'a At<Node>)>,
}

/// Reads dbt YAML of either form. What does not map is told with its place and left out.
pub fn read(text: &str, limits: &Limits) -> (Document, Vec<Diagnostic>) {
    let file = match node::read(text, limits) {
        Ok(file) => file,
        Err(error) => return (Document::empty(), vec![error]),
    };
    let is_new = |item: &&At<Node>| {
        item.has("semantic_model")
            && item.str("semantic_model") != "false"
            && item.get("semantic_model").str("enabled") != "false"
    };
    let new: Vec<_> = file.items("models").iter().filter(is_new).collect();
    let old = file.items("semantic_models");
    if new.is_empty() && old.is_empty() {
        let error = m::NOT_THIS_FORMAT
            .error()
            .arg("expected", "semantic_models / semantic_model")
            .arg("format", "dbt");
        return (Document::empty(), vec![error]);
    }
    let mut models = Models {
        build: Build::new(),
        measures: BTreeMap::new(),
        metrics: Vec::new(),
        entities: BTreeMap::new(),
        foreign: Vec::new(),
    };
    file.skipped(&["version", "models", "semantic_models", "metrics"], "", &mut models.build.diagnostics);
    for item in old {
        models.semantic_model(item);
    }
    for item in new {
        models.model(item);
    }
    models.relationships();
    models.metrics.extend(file.items("metrics").iter().map(|item| (None, item)));
    metrics::read(&mut models);
    models.build.finish()
}

impl<'a> Models<'a> {
    fn dataset(&mut self, item: &At<Node>, name: &str, table: &str) -> usize {
        let code = code_of(name, "dataset");
        let made = DatasetDoc {
            table: if table == code { At::default() } else { table.into() },
            label: Text::same(item.str("label")),
            ..DatasetDoc::default()
        };
        self.build.dataset(name, made)
    }

    fn semantic_model(&mut self, item: &'a At<Node>) {
        let name = item.str("name");
        let known =
            ["name", "model", "label", "defaults", "entities", "dimensions", "measures", "primary_entity"];
        item.skipped(&known, name, &mut self.build.diagnostics);
        let model = item.str("model");
        let table = model.split(['\'', '"']).rev().nth(1).unwrap_or(model);
        let at = self.dataset(item, name, table);
        for field in item.items("entities").iter().chain(item.items("dimensions")) {
            self.build.field(at, field.str("name"), field.str("name"));
        }
        for field in item.items("entities") {
            self.entity(at, field, field.str("name"), None);
        }
        if !item.str("primary_entity").is_empty() {
            self.entities.entry(item.str("primary_entity")).or_insert((at, String::new()));
        }
        for field in item.items("dimensions") {
            self.dimension(at, field, field.str("name"), field.str("type"));
        }
        self.default_time(at, item.get("defaults").str("agg_time_dimension"));
        for measure in item.items("measures") {
            self.measures.insert(measure.str("name"), (at, measure));
            if measure.str("create_metric") == "true" {
                self.metrics.push((Some(at), measure));
            }
        }
    }

    fn model(&mut self, item: &'a At<Node>) {
        let name = match item.get("semantic_model").str("name") {
            "" => item.str("name"),
            given => given,
        };
        let known = [
            "name",
            "semantic_model",
            "agg_time_dimension",
            "columns",
            "metrics",
            "derived_semantics",
            "label",
            "primary_entity",
        ];
        item.skipped(&known, name, &mut self.build.diagnostics);
        let at = self.dataset(item, name, item.str("name"));
        let derived = item.get("derived_semantics");
        for column in item.items("columns") {
            let dimension = column.get("dimension");
            for named in [column.get("entity"), dimension] {
                if !named.str("name").is_empty() {
                    self.build.field(at, named.str("name"), column.str("name"));
                }
            }
            self.build.field(at, column.str("name"), column.str("name"));
        }
        for column in item.items("columns") {
            let own = column.str("name");
            if let Some(entity) = column.at("entity") {
                self.entity(at, entity, own, Some(own));
            }
            if let Some(dimension) = column.at("dimension") {
                let kind = if dimension.text().is_empty() { dimension.str("type") } else { dimension.text() };
                self.dimension_of(at, dimension, own, kind);
            }
        }
        for entity in derived.items("entities") {
            self.entity(at, entity, entity.str("name"), None);
        }
        for dimension in derived.items("dimensions") {
            self.build.field(at, dimension.str("name"), dimension.str("name"));
            self.dimension(at, dimension, dimension.str("name"), dimension.str("type"));
        }
        if !item.str("primary_entity").is_empty() {
            self.entities.entry(item.str("primary_entity")).or_insert((at, String::new()));
        }
        self.default_time(at, item.str("agg_time_dimension"));
        self.metrics.extend(item.items("metrics").iter().map(|metric| (Some(at), metric)));
    }

    /// The field of an `expr`: a column, a computed field, or the name itself where there is none.
    fn field(&mut self, at: usize, item: &At<Node>, name: &str) -> Option<String> {
        let expr = item.str("expr");
        if expr.is_empty() || expr == name {
            return Some(name.to_owned());
        }
        let read = sql::parse(expr).and_then(|sql| match &sql {
            Sql::Name(parts) => Ok((parts.last().cloned().unwrap_or_default(), String::new())),
            sql => self.build.row(sql, at).map(|text| (String::new(), text)),
        });
        match read {
            Ok((column, expr)) => {
                let made = FieldDoc {
                    code: name.into(),
                    column: At::new(column),
                    expr: At::new(expr),
                    ..FieldDoc::default()
                };
                self.build.document.datasets[at].value.fields.push(At::new(made));
                Some(name.to_owned())
            }
            Err(why) => {
                self.build.refuse(name, expr, &why, item);
                None
            }
        }
    }

    fn entity(&mut self, at: usize, item: &'a At<Node>, name: &'a str, column: Option<&str>) {
        let entity = match (item.text(), item.str("name")) {
            ("", "") => name,
            ("", given) => given,
            (_, _) => name,
        };
        let kind = if item.text().is_empty() { item.str("type") } else { item.text() };
        let field = match column {
            Some(column) => Some(column.to_owned()),
            // A key is read under the name of its column, not under that of the entity.
            None => match sql::parse(item.str("expr")) {
                Ok(Sql::Name(parts)) => parts.last().cloned(),
                _ => self.field(at, item, name),
            },
        };
        let Some(field) = field else { return };
        self.build.field(at, entity, &field);
        match kind {
            "foreign" => self.foreign.push((entity, at, field, item)),
            _ => {
                if kind == "primary" {
                    self.build.document.datasets[at].value.key.0.push(field.as_str().into());
                }
                self.entities.insert(entity, (at, field));
            }
        }
    }

    fn dimension(&mut self, at: usize, item: &At<Node>, name: &str, kind: &str) {
        if self.field(at, item, name).is_some() {
            self.dimension_of(at, item, name, kind);
        }
    }

    fn dimension_of(&mut self, at: usize, item: &At<Node>, field: &str, kind: &str) {
        let document = &mut self.build.document;
        if kind == "time" {
            document.datasets[at].value.time.0.push(field.into());
            return;
        }
        let own = document.datasets[at].code.value.clone();
        let name = if item.str("name").is_empty() { field } else { item.str("name") };
        let taken = |code: &str| document.dimensions.iter().any(|dimension| dimension.code.value == code);
        let code = code_of(name, "dimension");
        let code = if taken(&code) { free(format!("{own}_{code}"), taken) } else { code };
        document.dimensions.push(At::new(DimensionDoc {
            code: At::new(code),
            label: Text::same(item.str("label")),
            field: At::new(format!("{own}.{field}")),
            ..DimensionDoc::default()
        }));
    }

    /// Puts the default date first.
    fn default_time(&mut self, at: usize, name: &str) {
        let field = self.build.field_code(at, name);
        let times = &mut self.build.document.datasets[at].value.time.0;
        times.sort_by_key(|time| time.value != field);
    }

    fn relationships(&mut self) {
        for (entity, from, field, item) in std::mem::take(&mut self.foreign) {
            let to = self.entities.get(entity).filter(|to| to.0 != from && !to.1.is_empty());
            let Some((to, key)) = to.cloned() else {
                let found = m::DATASET_UNKNOWN.warning().arg("name", entity).at_field(entity);
                self.build.diagnostics.push(item.mark(found));
                continue;
            };
            let (from, to) =
                (self.build.dataset_code(from).to_owned(), self.build.dataset_code(to).to_owned());
            let taken =
                |code: &str| self.build.document.relationships.iter().any(|edge| edge.code.value == code);
            let code = free(code_of(&format!("{from}_{entity}"), "relationship"), taken);
            self.build.document.relationships.push(At::new(RelationshipDoc {
                code: At::new(code),
                from: [format!("{from}.{field}")].into_iter().collect(),
                to: [format!("{to}.{key}")].into_iter().collect(),
                ..RelationshipDoc::default()
            }));
        }
    }
}
