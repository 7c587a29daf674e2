//! Windows over rows of a table.

use std::sync::Arc;

use super::{HIGH, Inputs, Taken, take};
use crate::diag::Diagnostic;
use crate::exec::bound::{Bound, Lookup};
use crate::exec::row;
use crate::exec::sum::Scaling;
use crate::formula::{Value, Windowed};
use crate::frame::Null;
use crate::model::FieldId;
use crate::query::Reach;
use crate::table::{Column, DataType};

/// The column of a windowed field, over all rows of its table.
pub(crate) fn column(
    bound: &Bound,
    id: FieldId,
    name: &str,
    window: &Windowed<FieldId>,
    data_type: DataType,
) -> Column {
    let rows = bound.rows(id.dataset);
    let all: Vec<u32> = (0..rows as u32).collect();
    let values = window
        .try_map(&mut |field: &FieldId, _| Some(Reach::own(*field)))
        // Fields of the own table need no join that could be refused.
        .and_then(|window| values(bound, &window, &all).ok())
        .unwrap_or_else(|| vec![Value::Null(Null::NoData); rows]);
    row::column_of(name, data_type, values.into_iter(), rows)
}

/// The values of a window over `rows`, which are numbers of rows in the order of the table.
///
/// # Errors
/// Joins that the data does not allow.
pub(crate) fn values(
    bound: &Bound,
    window: &Windowed<Reach>,
    rows: &[u32],
) -> Result<Vec<Value>, Diagnostic> {
    let (mut partitions, mut keys) = (Vec::new(), Vec::new());
    for reach in &window.partition_by {
        partitions.push(codes(&*bound.lookup(reach)?, rows));
    }
    for (reach, descending) in &window.order_by {
        keys.push((ranks(&*bound.lookup(reach)?, rows), *descending));
    }
    let source = match &window.of {
        Some(reach) => Some(Source::new(bound, reach, rows)?),
        None => None,
    };
    let of = source.as_ref().map(|source| source as &dyn Taken);
    Ok(take(window, &Inputs { rows: rows.len(), partitions, keys, of }))
}

/// The code of each row, null and unmatched last.
fn codes(lookup: &Lookup, rows: &[u32]) -> Vec<u32> {
    let key = lookup.key.reader();
    rows.iter().map(|&row| lookup.codes[key.code(row as usize) as usize]).collect()
}

/// The place of each row's value among all values.
pub(crate) fn ranks(lookup: &Lookup, rows: &[u32]) -> Vec<u32> {
    let ranks = lookup.target.ranks();
    let mut found = codes(lookup, rows);
    for code in &mut found {
        *code = match &ranks {
            _ if *code as usize >= lookup.target.cardinality => HIGH,
            Some(ranks) => ranks[*code as usize],
            None => *code,
        };
    }
    found
}

/// The values of a field, wherever it lies.
struct Source<'a> {
    rows: &'a [u32],
    own: Option<Column>,
    lookup: Arc<Lookup>,
    data_type: DataType,
    scaling: Scaling,
}

impl<'a> Source<'a> {
    fn new(bound: &Bound, reach: &Reach, rows: &'a [u32]) -> Result<Self, Diagnostic> {
        let lookup = bound.lookup(reach)?;
        let is_own = reach.path.is_empty();
        let data_type = bound.model().field(reach.field).data_type;
        Ok(Self {
            rows,
            own: is_own.then(|| bound.column(reach.field)),
            lookup,
            data_type,
            // How far exponents lie apart is known for the rows of the table that they stand in.
            scaling: match data_type {
                DataType::Float if is_own => bound.scaling(reach.field),
                DataType::Float => Scaling::Expansion,
                _ => Scaling::Narrow { shift: 0 },
            },
        })
    }
}

impl Taken for Source<'_> {
    fn value(&self, at: u32) -> Value {
        let row = self.rows[at as usize] as usize;
        Value::from(&match &self.own {
            Some(column) => column.get(row),
            None => self
                .lookup
                .target
                .member(self.lookup.codes[self.lookup.key.reader().code(row) as usize] as usize),
        })
    }

    fn ranks(&self, positions: &[u32]) -> Vec<u32> {
        let rows: Vec<u32> = positions.iter().map(|&at| self.rows[at as usize]).collect();
        ranks(&self.lookup, &rows)
    }

    fn scaling(&self) -> Scaling {
        self.scaling
    }

    fn data_type(&self) -> DataType {
        self.data_type
    }
}
