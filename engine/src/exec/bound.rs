//! A model bound to the tables that it names: joins built and checked once, codings and lookups kept.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::coding::Coding;
use super::join::{self, BLANK, Join, UNMATCHED};
use super::row;
use super::sum::Scaling;
use super::windows;
use crate::calendar::Date;
use crate::diag::{Diagnostic, Message};
use crate::model::{DatasetId, FieldId, FieldSource, Model, RelationshipId};
use crate::query::Reach;
use crate::table::{Column, DataType, Table, Values};

pub(crate) const MISSING_TABLE: Message = Message::new(
    "missing_table",
    "「{dataset}」需要的表 {table} 还没有导入",
    "table `{table}` of `{dataset}` has not been imported",
);
const IMPORT_HINT: Message = Message::new(
    "import_table",
    "导入这个文件，或把已有的表对应到它",
    "import the file, or map a table to it",
);
const UNMATCHED_KEYS: Message = Message::new(
    "unmatched_keys",
    "「{fact}」有 {rows} 行的键在「{target}」里找不到，归入「(未匹配)」",
    "{rows} rows of `{fact}` have a key that `{target}` does not have; they are shown as \"(unmatched)\"",
);

/// Tables by name.
pub type Tables = BTreeMap<String, Table>;

/// A model on its tables.
#[derive(Debug)]
pub struct Bound {
    model: Arc<Model>,
    tables: Vec<Option<Table>>,
    joins: Vec<Option<Join>>,
    diagnostics: Vec<Diagnostic>,
    columns: Cache<FieldId, Column>,
    codings: Cache<FieldId, Arc<Coding>>,
    scalings: Cache<FieldId, Scaling>,
    lookups: Cache<Reach, Arc<Lookup>>,
}

type Cache<K, V> = Mutex<FxHashMap<K, V>>;

/// From a fact's rows to the codes of a field at the end of a path.
#[derive(Debug)]
pub(crate) struct Lookup {
    /// How to read the fact's rows.
    pub(crate) key: Coding,
    /// Target code by key code. Null is the target's cardinality, unmatched one more.
    pub(crate) codes: Vec<u32>,
    /// The codes' meaning.
    pub(crate) target: Arc<Coding>,
}

fn cached<K: Clone + Eq + std::hash::Hash, V: Clone>(
    cache: &Cache<K, V>,
    key: &K,
    make: impl FnOnce() -> V,
) -> V {
    if let Some(value) = cache.lock().unwrap_or_else(PoisonError::into_inner).get(key) {
        return value.clone();
    }
    let value = make();
    cache.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone(), value.clone());
    value
}

impl Bound {
    /// Binds `model` to `tables`. Tables that are missing and relationships that are not many-to-one are reported by
    /// [`Bound::diagnostics`]; queries that need them are refused, others run.
    pub fn new(model: Arc<Model>, tables: &Tables) -> Self {
        let mut bound = Self {
            tables: model.datasets.iter().map(|dataset| tables.get(&dataset.table).cloned()).collect(),
            joins: Vec::new(),
            diagnostics: Vec::new(),
            columns: Cache::default(),
            codings: Cache::default(),
            scalings: Cache::default(),
            lookups: Cache::default(),
            model,
        };
        for (dataset, table) in bound.model.datasets.iter().zip(&bound.tables) {
            if table.is_none() {
                bound.diagnostics.push(missing_table(&dataset.code, &dataset.table).into_warning());
            }
        }
        for at in 0..bound.model.relationships.len() {
            let join = bound.join(RelationshipId(at as u32));
            bound.joins.push(join);
        }
        bound
    }

    fn join(&mut self, id: RelationshipId) -> Option<Join> {
        let edge = self.model.relationships[id.index()].clone();
        self.tables[edge.from.index()].as_ref()?;
        self.tables[edge.to.index()].as_ref()?;
        let from: Vec<Column> = edge.from_fields.iter().map(|&field| self.column(field)).collect();
        let to: Vec<Column> = edge.to_fields.iter().map(|&field| self.column(field)).collect();
        let from_refs: Vec<&Column> = from.iter().collect();
        let to_refs: Vec<&Column> = to.iter().collect();
        match join::build(&edge.code, &from_refs, &to_refs, &self.model.dataset(edge.to).table) {
            Ok(join) => {
                self.count_unmatched(&join, edge.from, edge.to, &edge.code);
                Some(join)
            }
            Err(error) => {
                self.diagnostics.push(error);
                None
            }
        }
    }

    fn count_unmatched(&mut self, join: &Join, from: DatasetId, to: DatasetId, code: &str) {
        if !join.rows.contains(&UNMATCHED) {
            return;
        }
        let total = self.rows(from);
        let mut unmatched = 0u64;
        crate::with_codes!(join.key.reader(), 0..total, code_of => {
            for row in 0..total {
                unmatched += u64::from(join.rows[code_of(row) as usize] == UNMATCHED);
            }
        });
        if unmatched > 0 {
            self.diagnostics.push(
                UNMATCHED_KEYS
                    .warning()
                    .arg("rows", unmatched)
                    .arg("fact", &self.model.dataset(from).code)
                    .arg("target", &self.model.dataset(to).code)
                    .at_field(code),
            );
        }
    }

    /// The model.
    pub fn model(&self) -> &Arc<Model> {
        &self.model
    }

    /// What is missing or wrong between model and data.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Rows of a dataset, 0 while its table is missing.
    pub fn rows(&self, dataset: DatasetId) -> usize {
        self.tables[dataset.index()].as_ref().map_or(0, Table::rows)
    }

    /// The first and last date of a time field.
    pub fn date_range(&self, field: FieldId) -> Option<(Date, Date)> {
        self.table(field.dataset).ok()?;
        let days = Coding::days(&self.column(field))?;
        match (days.member(0), days.member(days.cardinality.checked_sub(1)?)) {
            (crate::table::Scalar::Date(first), crate::table::Scalar::Date(last)) => Some((first, last)),
            _ => None,
        }
    }

    /// The table of a dataset.
    ///
    /// # Errors
    /// `missing_table`.
    pub(crate) fn table(&self, dataset: DatasetId) -> Result<&Table, Diagnostic> {
        let of = self.model.dataset(dataset);
        self.tables[dataset.index()].as_ref().ok_or_else(|| missing_table(&of.code, &of.table))
    }

    /// The values of a field; computed fields are computed once. A field whose table or column is missing is all null.
    pub(crate) fn column(&self, id: FieldId) -> Column {
        let field = self.model.field(id);
        match &field.source {
            FieldSource::Column(name) => {
                let found = self.tables[id.dataset.index()].as_ref().and_then(|table| table.column(name));
                found.map_or_else(|| all_null(name, self.rows(id.dataset)), |(_, column)| column.clone())
            }
            FieldSource::Computed(expr) => cached(&self.columns, &id, || {
                row::computed(self, id.dataset, &field.code, expr, field.data_type)
            }),
            FieldSource::Windowed(window) => {
                cached(&self.columns, &id, || windows::column(self, id, &field.code, window, field.data_type))
            }
        }
    }

    pub(crate) fn coding(&self, id: FieldId) -> Arc<Coding> {
        cached(&self.codings, &id, || Arc::new(Coding::of(&self.column(id))))
    }

    pub(crate) fn scaling(&self, id: FieldId) -> Scaling {
        cached(&self.scalings, &id, || match self.column(id).values() {
            Values::Floats(values) => Scaling::of(values),
            _ => Scaling::Narrow { shift: 0 },
        })
    }

    /// The join of a relationship.
    ///
    /// # Errors
    /// The reason why it has none.
    pub(crate) fn joined(&self, id: RelationshipId) -> Result<&Join, Diagnostic> {
        if let Some(join) = &self.joins[id.index()] {
            return Ok(join);
        }
        let edge = &self.model.relationships[id.index()];
        self.table(edge.from)?;
        self.table(edge.to)?;
        let reported = self.diagnostics.iter().find(|d| d.location.field.as_ref() == Some(&edge.code));
        Err(reported.cloned().unwrap_or_else(|| missing_table(&edge.code, &edge.code)))
    }

    /// From rows of the path's first dataset to codes of its field.
    ///
    /// # Errors
    /// The reason why an edge of the path has no join.
    pub(crate) fn lookup(&self, reach: &Reach) -> Result<Arc<Lookup>, Diagnostic> {
        for id in &reach.path {
            self.joined(*id)?;
        }
        self.table(reach.field.dataset)?;
        Ok(cached(&self.lookups, reach, || Arc::new(self.compose(reach))))
    }

    fn compose(&self, reach: &Reach) -> Lookup {
        let target = self.coding(reach.field);
        let Some((first, rest)) = reach.path.split_first() else {
            let key = (*target).clone();
            let codes = (0..=key.cardinality as u32).collect();
            return Lookup { key, codes, target };
        };
        let Some(join) = &self.joins[first.index()] else {
            return Lookup { key: (*target).clone(), codes: Vec::new(), target };
        };
        // Rows of the table reached so far, by key code; each further edge maps rows to rows.
        let mut rows: Vec<u32> = join.rows.to_vec();
        for id in rest {
            let Some(next) = &self.joins[id.index()] else { continue };
            let reader = next.key.reader();
            for row in &mut rows {
                if *row < BLANK {
                    *row = next.rows[reader.code(*row as usize) as usize];
                }
            }
        }
        let reader = target.reader();
        let blank = target.null() as u32;
        let codes = rows
            .into_iter()
            .map(|row| match row {
                BLANK => blank,
                UNMATCHED => blank + 1,
                row => reader.code(row as usize),
            })
            .collect();
        Lookup { key: join.key.clone(), codes, target }
    }
}

fn missing_table(dataset: &str, table: &str) -> Diagnostic {
    MISSING_TABLE
        .error()
        .arg("dataset", dataset)
        .arg("table", table)
        .at_field(dataset)
        .hint(IMPORT_HINT.text())
}

fn all_null(name: &str, rows: usize) -> Column {
    let values = Values::Ints(crate::table::Ints::narrowest(vec![0; rows]));
    Column::new(name, DataType::Int, values, Some(std::iter::repeat_n(false, rows).collect()))
}
