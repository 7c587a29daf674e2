//! The pivot table of the page, cell by cell, beside the answer of another engine.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;

use super::Page;
use crate::duckdb::{Answer, Cell};

/// Members by dimension: those down the table, then the one across; none where all are taken together.
pub type Keys = Vec<Option<String>>;

/// The values of the metrics for each combination of members.
pub type Expected = BTreeMap<Keys, Vec<Cell>>;

/// The table as the page shows it.
#[derive(Debug, Clone)]
pub struct Pivot {
    /// Values in full, as the page writes them, for each combination of members in sight.
    pub cells: BTreeMap<Keys, Vec<String>>,
    /// Dimensions down the table.
    down: usize,
    /// Whether rows below the first level are hidden.
    is_closed: bool,
}

#[derive(Debug, Deserialize)]
struct Drawn {
    /// The member above each column.
    groups: Vec<String>,
    rows: Vec<Row>,
    total: Option<Vec<String>>,
    closed: usize,
}

#[derive(Debug, Deserialize)]
struct Row {
    level: usize,
    label: String,
    cells: Vec<String>,
}

const READ: &str = "
    const table = document.querySelector('table.pivot[role]');
    const values = row => [...row.querySelectorAll('td')].map(cell => cell.title);
    const words = head => {
        const copy = head.cloneNode(true);
        copy.querySelectorAll('.unit').forEach(unit => unit.remove());
        return copy.textContent.trim();
    };
    const heads = [...table.querySelectorAll('thead tr:last-child th')].slice(1);
    const groups = [...table.querySelectorAll('thead th.is-group')]
        .flatMap(head => Array(head.colSpan).fill(head.textContent.trim()));
    const total = table.querySelector('tfoot tr');
    return {
        groups: groups.length ? groups : heads.map(words),
        rows: [...table.querySelectorAll('tbody tr')].map(row => {
            const head = row.querySelector('th');
            return { level: Number(head.dataset.depth), label: words(head), cells: values(row) };
        }),
        total: total && values(total),
        closed: table.querySelectorAll('tbody tr[aria-expanded=false]').length,
    }";

impl Page {
    /// The pivot table, with so many metrics, so many dimensions down and, if so, one across. More rows are asked for
    /// until all are drawn.
    ///
    /// # Errors
    /// When there is none of this shape.
    pub async fn pivot(&self, metrics: usize, down: usize, has_across: bool) -> Result<Pivot> {
        self.wait_for("table.pivot[role]").await?;
        let more = "const more = document.querySelector('.table-wrap + .table-foot .link-button');
            more?.click();
            return !!more";
        while self.eval(more, vec![]).await? == json!(true) {
            self.settle().await?;
        }
        let drawn: Drawn = serde_json::from_value(self.eval(READ, vec![]).await?)?;
        Pivot::read(&drawn, metrics, down, has_across)
    }
}

impl Pivot {
    fn read(drawn: &Drawn, metrics: usize, down: usize, has_across: bool) -> Result<Self> {
        let last = drawn.groups.last().cloned().unwrap_or_default();
        let mut pivot = Self { cells: BTreeMap::new(), down, is_closed: drawn.closed > 0 };
        let mut path: Vec<String> = Vec::new();
        for row in &drawn.rows {
            path.truncate(row.level);
            path.push(row.label.clone());
            pivot.take(&path, &row.cells, drawn, metrics, has_across.then_some(last.as_str()))?;
        }
        let total = drawn.total.as_ref().context("the table has no totals")?;
        pivot.take(&[], total, drawn, metrics, has_across.then_some(last.as_str()))?;
        Ok(pivot)
    }

    /// Cells of one row; the last column across is its total.
    fn take(
        &mut self,
        path: &[String],
        cells: &[String],
        drawn: &Drawn,
        metrics: usize,
        across_total: Option<&str>,
    ) -> Result<()> {
        ensure!(
            cells.len() == drawn.groups.len() && cells.len().is_multiple_of(metrics),
            "{} cells below {} heads, {metrics} metrics",
            cells.len(),
            drawn.groups.len()
        );
        for (values, groups) in cells.chunks(metrics).zip(drawn.groups.chunks(metrics)) {
            let mut keys: Keys = path.iter().cloned().map(Some).collect();
            keys.resize(self.down, None);
            if let Some(total) = across_total {
                keys.push(Some(groups[0].clone()).filter(|group| group != total));
            }
            if values.iter().all(String::is_empty) {
                continue;
            }
            ensure!(self.cells.insert(keys.clone(), values.to_vec()).is_none(), "{keys:?} stands twice");
        }
        Ok(())
    }

    /// Every cell in sight is as expected, and every expected cell is in sight but those below closed rows. How many
    /// combinations of members agree.
    ///
    /// # Errors
    /// The first difference.
    pub fn check(&self, expected: &Expected) -> Result<usize> {
        let is_in_sight = |keys: &&Keys| {
            let down = &keys[..self.down];
            let depth = down.iter().take_while(|key| key.is_some()).count();
            down[depth..].iter().all(Option::is_none) && (!self.is_closed || depth <= 1)
        };
        for (keys, values) in &self.cells {
            let wanted =
                expected.get(keys).with_context(|| format!("{keys:?} is not expected: {values:?}"))?;
            ensure!(
                values.len() == wanted.len()
                    && values.iter().zip(wanted).all(|(shown, wanted)| agrees(shown, wanted)),
                "{keys:?}: the page shows {values:?}, expected {wanted:?}"
            );
        }
        let missing = expected.keys().filter(is_in_sight).find(|keys| !self.cells.contains_key(*keys));
        ensure!(missing.is_none(), "{missing:?} is not shown");
        Ok(self.cells.len())
    }
}

/// The rows of a `GROUP BY CUBE`: so many keys, without nulls of their own, then the metrics.
///
/// # Errors
/// When the query had no answer.
pub fn expected(answer: &Answer, keys: usize) -> Result<Expected> {
    let rows = answer.as_ref().map_err(|error| anyhow::anyhow!("{error}"))?;
    let key = |cell: &Cell| match cell {
        Cell::Null => None,
        Cell::Text(text) => Some(text.clone()),
        Cell::Exact { units, .. } => Some(units.to_string()),
        other => Some(format!("{other:?}")),
    };
    Ok(rows.iter().map(|row| (row[..keys].iter().map(key).collect(), row[keys..].to_vec())).collect())
}

/// Whether a value, as the page writes it in full, is this one to the last digit that is shown.
pub fn agrees(shown: &str, expected: &Cell) -> bool {
    let digits: String =
        shown.chars().filter(|letter| letter.is_ascii_digit() || "-.".contains(*letter)).collect();
    let (Ok(value), Some(expected)) = (digits.parse::<f64>(), expected.number()) else { return false };
    let places = digits.split_once('.').map_or(0, |(_, places)| places.len());
    let scale = if shown.contains('%') { 100.0 } else { 1.0 };
    let half_a_digit =
        if places == 0 && expected.fract() == 0.0 { 0.0 } else { 0.5 / 10f64.powi(places as i32) };
    (value - expected * scale).abs() <= half_a_digit + 1e-12 * value.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_compared_to_its_last_digit() {
        let exact = |units, scale| Cell::Exact { units, scale };
        assert!(agrees("671,525,465 元", &exact(671_525_465, 0)));
        assert!(!agrees("671,525,465 元", &exact(671_525_464, 0)));
        assert!(agrees("-¥1,234.50", &exact(-12_345, 1)));
        assert!(agrees("85.3%", &Cell::Double(0.853_4)));
        assert!(!agrees("85.3%", &Cell::Double(0.854)));
        assert!(!agrees("没有数据", &exact(0, 0)));
        assert!(!agrees("", &exact(0, 0)));
        assert!(!agrees("0", &Cell::Null));
    }

    #[test]
    fn every_cell_counts() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let row =
            |level, label: &str, cells: &[&str]| Row { level, label: label.into(), cells: texts(cells) };
        let drawn = Drawn {
            groups: texts(&["2023", "2024", "合计"]),
            rows: vec![row(0, "north", &["1", "", "1"]), row(1, "a", &["1", "", "1"])],
            total: Some(texts(&["1", "", "1"])),
            closed: 0,
        };
        let pivot = Pivot::read(&drawn, 1, 2, true).expect("a table");
        let value = |units| vec![Cell::Exact { units, scale: 0 }];
        let mut expected = Expected::new();
        for down in [[None, None], [Some("north"), None], [Some("north"), Some("a")], [None, Some("a")]] {
            for year in [Some("2023"), None] {
                let keys = down.iter().chain([&year]).map(|key| key.map(str::to_owned)).collect();
                expected.insert(keys, value(1));
            }
        }
        assert_eq!(pivot.check(&expected).ok(), Some(6));
        let (leaf, _) = expected.last_key_value().expect("a key");
        let leaf = leaf.clone();
        expected.insert(leaf.clone(), value(2));
        assert!(pivot.check(&expected).is_err(), "another value");
        expected.remove(&leaf);
        assert!(pivot.check(&expected).is_err(), "too much is shown");
        expected.insert(leaf, value(1));
        let unseen = ["north", "a", "2024"].map(|key| Some(key.to_owned())).to_vec();
        expected.insert(unseen, value(1));
        assert!(pivot.check(&expected).is_err(), "too little is shown");
    }
}
