//! Truth values.

use polars_arrow::bitmap::MutableBitmap;

use super::super::report::{Reason, type_names};
use super::super::values::{is_null, truth};
use super::grow::GrowValidity;
use super::{Brief, Built, BuiltColumn, CellsOf, Kind, RejectLog, evidence, is_few};
use crate::table::{DataType, Values};

pub(in crate::load) struct TruthBuilder {
    brief: Brief,
    bits: MutableBitmap,
    validity: GrowValidity,
    block_nulls: Vec<u32>,
    /// How often each pair of words occurs.
    pairs: [u64; 3],
    nulls: u64,
    rejects: RejectLog,
}

impl TruthBuilder {
    pub(super) fn new(brief: Brief) -> Self {
        Self {
            brief,
            bits: MutableBitmap::new(),
            validity: GrowValidity::default(),
            block_nulls: Vec::new(),
            pairs: [0; 3],
            nulls: 0,
            rejects: RejectLog::new(brief.keep),
        }
    }

    pub(super) fn append(&mut self, cells: &CellsOf<'_>) {
        self.block_nulls.clear();
        for row in 0..cells.rows() {
            let cell = cells.raw(row);
            let found = match (truth(cell), self.brief.forced) {
                (None, Some(_)) if cell == b"1" || cell == b"0" => Some((cell == b"1", 0)),
                (found, _) => found,
            };
            if let Some((value, pair)) = found {
                self.pairs[usize::from(pair)] += 1;
                self.bits.push(value);
                continue;
            }
            self.bits.push(false);
            self.block_nulls.push(row as u32);
            if is_null(cell) {
                self.nulls += 1;
            } else {
                self.rejects.add(cells.first_row() + row as u64, cell, Reason::Not(DataType::Bool));
            }
        }
        self.validity.extend(cells.rows(), &self.block_nulls, self.brief.expected);
    }

    pub(super) fn bytes(&self) -> usize {
        self.bits.capacity() / 8 + self.validity.bytes()
    }

    pub(super) fn finish(self) -> Built {
        let good: u64 = self.pairs.iter().sum();
        let all = good + self.rejects.total;
        let is_mixed = self.pairs.iter().filter(|&&count| count > 0).count() > 1;
        if self.brief.forced.is_none() && (is_mixed || !is_few(self.rejects.total, all)) {
            return Built::Again(Kind::Text);
        }
        Built::Column(Box::new(BuiltColumn {
            data_type: DataType::Bool,
            values: Values::Bits(self.bits.freeze()),
            validity: self.validity.finish(),
            evidence: evidence(good, all, &type_names(DataType::Bool)),
            nulls: self.nulls,
            rejects: self.rejects,
            notes: Vec::new(),
            gbk: true,
        }))
    }
}
