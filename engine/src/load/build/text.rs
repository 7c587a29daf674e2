//! Text: coded through a dictionary until nearly every value is distinct, then plain.

use super::super::report::{Reason, type_names};
use super::super::sniff::is_gbk;
use super::super::values::is_null_text;
use super::grow::{GrowCodes, GrowValidity};
use super::guess::{Looks, look};
use super::words::{VACANT, Words};
use super::{Brief, Built, BuiltColumn, CellsOf, Kind, RejectLog, evidence};
use crate::table::{DataType, Dictionary, PlainText, Values};

/// Distinct values up to which a column is coded in any case.
const SMALL: usize = 1 << 16;
/// Distinct values beyond which a column is plain in any case.
const LARGE: usize = 1 << 23;

pub(in crate::load) struct TextBuilder {
    brief: Brief,
    codes: GrowCodes,
    words: Words,
    plain: Option<Plain>,
    validity: GrowValidity,
    block: Vec<u32>,
    block_nulls: Vec<u32>,
    /// Number of entries at which coding is weighed again.
    next_look: usize,
    nulls: u64,
    rejects: RejectLog,
    gbk: bool,
}

#[derive(Default)]
struct Plain {
    offsets: Vec<u32>,
    bytes: Vec<u8>,
}

impl TextBuilder {
    pub(in crate::load) fn new(brief: Brief) -> Self {
        Self {
            brief,
            codes: GrowCodes::new(),
            words: Words::new(),
            plain: None,
            validity: GrowValidity::default(),
            block: Vec::new(),
            block_nulls: Vec::new(),
            next_look: SMALL,
            nulls: 0,
            rejects: RejectLog::new(brief.keep),
            gbk: true,
        }
    }

    pub(in crate::load) fn append(&mut self, cells: &CellsOf<'_>) {
        self.block.clear();
        self.block_nulls.clear();
        if self.plain.is_some() {
            for row in 0..cells.rows() {
                self.push_plain(cells, row);
            }
        } else {
            for row in 0..cells.rows() {
                let (start, end) = self.span(cells, row);
                let known = match start < end && !cells.is_escaped(start, end) {
                    true => self.words.find(cells.bytes(), start, end),
                    false => VACANT,
                };
                let code = if known == VACANT { self.code_of_new(cells, row, start, end) } else { known };
                self.block.push(code);
            }
            self.codes.extend(&self.block, self.words.len(), self.brief.expected);
        }
        self.validity.extend(cells.rows(), &self.block_nulls, self.brief.expected);
        self.weigh();
    }

    /// Goes over to plain text, when coding does not pay.
    fn weigh(&mut self) {
        if self.plain.is_none() && self.words.len() >= self.next_look {
            self.next_look = self.words.len() * 2;
            if self.is_better_plain() {
                self.make_plain();
            }
        }
    }

    /// Takes texts that are there as such; only none is null.
    pub(in crate::load) fn append_values<'a>(&mut self, texts: impl Iterator<Item = Option<&'a [u8]>>) {
        self.block.clear();
        self.block_nulls.clear();
        let first = self.validity.rows();
        let mut rows = 0;
        for text in texts {
            self.push_value(text, (first + rows) as u64, rows as u32);
            rows += 1;
        }
        self.end_values(rows);
    }

    /// Takes codes of `words`; only none is null.
    pub(in crate::load) fn append_coded<'a>(
        &mut self,
        words: impl Iterator<Item = &'a str>,
        codes: impl Iterator<Item = Option<u32>>,
    ) {
        let words: Vec<&str> = words.collect();
        if self.plain.is_some() {
            return self.append_values(codes.map(|code| Some(words.get(code? as usize)?.as_bytes())));
        }
        let known: Vec<u32> =
            words.iter().map(|word| self.words.code(self.trimmed(word.as_bytes()))).collect();
        self.block.clear();
        self.block_nulls.clear();
        let mut rows = 0;
        for code in codes {
            let code = code.and_then(|code| known.get(code as usize).copied());
            if code.is_none() {
                self.nulls += 1;
                self.block_nulls.push(rows);
            }
            self.block.push(code.unwrap_or(0));
            rows += 1;
        }
        self.end_values(rows as usize);
    }

    fn push_value(&mut self, text: Option<&[u8]>, row: u64, row_in_block: u32) {
        let Some(text) = text.map(|text| self.trimmed(text)) else {
            self.nulls += 1;
            self.block_nulls.push(row_in_block);
            match &mut self.plain {
                Some(plain) => plain.push(b""),
                None => self.block.push(0),
            }
            return;
        };
        let repaired;
        let text = match std::str::from_utf8(text) {
            Ok(text) => text,
            Err(_) => {
                repaired = self.repaired(text, row);
                &repaired
            }
        };
        match &mut self.plain {
            Some(plain) => plain.push(text.as_bytes()),
            None => {
                let code = self.words.code(text.as_bytes());
                self.block.push(code);
            }
        }
    }

    fn trimmed<'a>(&self, text: &'a [u8]) -> &'a [u8] {
        if self.brief.trim { text.trim_ascii() } else { text }
    }

    fn end_values(&mut self, rows: usize) {
        if self.plain.is_none() {
            self.codes.extend(&self.block, self.words.len(), self.brief.expected);
        }
        self.validity.extend(rows, &self.block_nulls, self.brief.expected);
        self.weigh();
    }

    #[inline(always)]
    fn span(&self, cells: &CellsOf<'_>, row: usize) -> (usize, usize) {
        let (start, end) = cells.span(row);
        if !self.brief.trim {
            return (start, end);
        }
        let cell = &cells.bytes()[start..end];
        let start = end - cell.trim_ascii_start().len();
        (start, start + cells.bytes()[start..end].trim_ascii_end().len())
    }

    /// The code of a null, of a text not seen before, or of one that does not stand there as it is meant.
    #[cold]
    #[inline(never)]
    fn code_of_new(&mut self, cells: &CellsOf<'_>, row: usize, start: usize, end: usize) -> u32 {
        let unescaped;
        let mut text = &cells.bytes()[start..end];
        if cells.is_escaped(start, end) {
            unescaped = super::cells::unescaped(text);
            text = &unescaped;
        }
        if is_null_text(text) {
            self.nulls += 1;
            self.block_nulls.push(row as u32);
            return 0;
        }
        match std::str::from_utf8(text) {
            Ok(_) => self.words.code(text),
            Err(_) => {
                let repaired = self.repaired(text, cells.first_row() + row as u64);
                self.words.code(repaired.as_bytes())
            }
        }
    }

    /// A text whose bytes are not UTF-8: counted, and replaced.
    fn repaired(&mut self, text: &[u8], row: u64) -> String {
        self.gbk &= is_gbk(text);
        self.rejects.add(row, text, Reason::Encoding);
        String::from_utf8_lossy(text).into_owned()
    }

    fn push_plain(&mut self, cells: &CellsOf<'_>, row: usize) {
        let (start, end) = self.span(cells, row);
        let escaped;
        let mut text = &cells.bytes()[start..end];
        if cells.is_escaped(start, end) {
            escaped = super::cells::unescaped(text);
            text = &escaped;
        }
        let repaired;
        if is_null_text(text) {
            self.nulls += 1;
            self.block_nulls.push(row as u32);
            text = b"";
        } else if std::str::from_utf8(text).is_err() {
            repaired = self.repaired(text, cells.first_row() + row as u64);
            text = repaired.as_bytes();
        }
        if let Some(plain) = &mut self.plain {
            plain.push(text);
        }
    }

    /// Whether most rows of the whole column will be distinct.
    ///
    /// The first `n` rows drawn from `u` equally likely values repeat one about n² ÷ 2u times, which estimates `u`;
    /// of all `r` rows about u(1 − e^(−r/u)) are then distinct.
    fn is_better_plain(&self) -> bool {
        let (rows, distinct) = (self.codes.len() as f64, self.words.len() as f64);
        let repeats = (rows - self.validity.nulls() as f64 - distinct).max(0.5);
        let universe = (rows * rows / (2.0 * repeats)).max(distinct);
        let all = (self.brief.expected as f64).max(rows);
        let in_all = (universe * (1.0 - (-all / universe).exp())).max(distinct);
        in_all > 0.5 * all || self.words.len() >= LARGE
    }

    fn make_plain(&mut self) {
        let rows = self.codes.len();
        let share = self.brief.expected.max(rows) as f64 / rows.max(1) as f64;
        let codes = std::mem::replace(&mut self.codes, GrowCodes::new());
        let words = std::mem::replace(&mut self.words, Words::new());
        let mut plain = Plain::default();
        plain.offsets.reserve(self.brief.expected.max(rows) + 1);
        plain.bytes.reserve((words.text_bytes() as f64 * share) as usize);
        for (row, code) in codes.iter().enumerate() {
            plain.push(if self.validity.is_valid(row) { words.get(code) } else { b"" });
        }
        self.plain = Some(plain);
    }

    pub(in crate::load) fn bytes(&self) -> usize {
        let plain =
            self.plain.as_ref().map_or(0, |plain| plain.offsets.capacity() * 4 + plain.bytes.capacity());
        self.codes.bytes() + self.words.heap_bytes() + plain + self.validity.bytes()
    }

    /// What else the column may be, when nearly all of its values look like that.
    fn other_kind(&self) -> Option<Kind> {
        let kind_at = |share: u64, rows: &mut dyn Iterator<Item = (&[u8], u64)>| {
            let mut looks = Looks::default();
            rows.for_each(|(text, times)| looks.add(look(text), times));
            Some(looks.kind(share)).filter(|kind| !matches!(kind, Kind::Text | Kind::Unknown))
        };
        const SAMPLE: usize = 256;
        match &self.plain {
            Some(plain) => {
                let rows = plain.offsets.len();
                let step = (rows / SAMPLE).max(1);
                kind_at(50, &mut (0..rows).step_by(step).map(|row| (plain.get(row), 1)))?;
                kind_at(99, &mut (0..rows).map(|row| (plain.get(row), 1)))
            }
            None => {
                let words = self.words.len();
                let step = (words / SAMPLE).max(1);
                kind_at(50, &mut (0..words).step_by(step).map(|code| (self.words.get(code as u32), 1)))?;
                let mut times = vec![0u64; words];
                for (row, code) in self.codes.iter().enumerate() {
                    times[code as usize] += u64::from(self.validity.is_valid(row));
                }
                kind_at(99, &mut times.iter().enumerate().map(|(code, &n)| (self.words.get(code as u32), n)))
            }
        }
    }

    pub(in crate::load) fn finish(mut self) -> Built {
        if let Some(kind) = self.brief.reconsider.then(|| self.other_kind()).flatten() {
            return Built::Again(kind);
        }
        let good = (self.validity.rows() - self.validity.nulls()) as u64;
        let values = match self.plain {
            Some(plain) => {
                let mut offsets = plain.offsets;
                offsets.push(plain.bytes.len() as u32);
                Values::Plain(PlainText::new(offsets, plain.bytes))
            }
            None => {
                if self.words.len() == 0 {
                    // Codes below nulls must stand for something.
                    self.words.code(b"");
                }
                let (offsets, bytes) = self.words.into_parts();
                let dictionary = Dictionary::new(PlainText::new(offsets, bytes));
                Values::Coded { codes: self.codes.finish(), dictionary: dictionary.into() }
            }
        };
        Built::Column(Box::new(BuiltColumn {
            data_type: DataType::Text,
            values,
            validity: self.validity.finish(),
            evidence: evidence(good, good, &type_names(DataType::Text)),
            nulls: self.nulls,
            rejects: self.rejects,
            notes: Vec::new(),
            gbk: self.gbk,
        }))
    }
}

impl Plain {
    fn push(&mut self, text: &[u8]) {
        self.offsets.push(self.bytes.len() as u32);
        self.bytes.extend_from_slice(text);
    }

    fn get(&self, row: usize) -> &[u8] {
        let end = self.offsets.get(row + 1).map_or(self.bytes.len(), |&end| end as usize);
        &self.bytes[self.offsets[row] as usize..end]
    }
}
