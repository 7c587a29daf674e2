//! Small random stars: two facts, a snowflaked dimension, one with a key of two columns; nulls and unmatched keys.

use fastrand::Rng;
use sandtable_engine::calendar::{Date, DateTime, MICROS_PER_DAY};
use sandtable_engine::table::{DataType, Scalar, Table};

use crate::doc::ModelDoc;
use crate::random::metrics::{self, MetricSpec};
use crate::tables::table;

/// A table and what the model says of it.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// Code and table name.
    pub name: &'static str,
    /// Column names and types.
    pub columns: Vec<(String, DataType)>,
    /// Key columns; empty for none.
    pub key: Vec<&'static str>,
    /// Dates, default first.
    pub times: Vec<&'static str>,
    /// Values.
    pub rows: Vec<Vec<Scalar>>,
}

/// A many-to-one edge.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Unique code.
    pub code: &'static str,
    /// The many side.
    pub from: &'static str,
    /// The one side.
    pub to: &'static str,
    /// Fields of `from` with fields of `to`.
    pub keys: Vec<(&'static str, &'static str)>,
}

/// A star with its metrics.
#[derive(Clone, Debug)]
pub struct World {
    /// Tables.
    pub datasets: Vec<Dataset>,
    /// Edges.
    pub edges: Vec<Edge>,
    /// Metrics, each after those that it refers to.
    pub metrics: Vec<MetricSpec>,
    /// First month of the fiscal year.
    pub fiscal_start_month: u32,
    /// Whether `sale` reaches `store` by two edges.
    pub has_roles: bool,
}

/// The first day that random dates take.
pub(crate) const FIRST_DAY: i32 = 19_660;
/// How many days they span.
pub(crate) const DAYS: i32 = 460;

const NAMES: [&str; 9] = ["北京朝阳店", "上海徐汇店", "a", "A", "null", "(空)", "", "O'Hara \"x\"", "店, 二"];
const ZONES: [&str; 4] = ["华北", "华东", "west", "West"];
const CHANNELS: [&str; 5] = ["web", "Web", "外拓", "walk in", ""];
const MAKERS: [&str; 3] = ["星辰", "Aurora", "aurora"];

impl World {
    /// The world of a seed.
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let has_roles = rng.u8(0..4) == 0;
        // Some worlds have no null at all, some are nearly empty: both take their own paths through the kernels.
        let holes = *rng.choice(&[0u8, 8, 25, 60]).unwrap_or(&0);
        let mut maker = Maker { rng, holes };
        let datasets = maker.datasets(has_roles);
        let edge = |code, from, to, keys: &[(&'static str, &'static str)]| Edge {
            code,
            from,
            to,
            keys: keys.to_vec(),
        };
        let mut edges = vec![
            edge("sale_store", "sale", "store", &[("store_id", "id")]),
            edge("sale_product", "sale", "product", &[("maker", "maker"), ("sku", "sku")]),
            edge("visit_store", "visit", "store", &[("store_id", "id")]),
            edge("store_region", "store", "region", &[("region_id", "code")]),
        ];
        if has_roles {
            edges.push(edge("sale_ship", "sale", "store", &[("ship_id", "id")]));
        }
        let fiscal_start_month = *maker.rng.choice(&[1u32, 1, 2, 4, 7]).unwrap_or(&1);
        let metrics = metrics::pool(&mut maker.rng, has_roles);
        Self { datasets, edges, metrics, fiscal_start_month, has_roles }
    }

    /// The dataset called `name`.
    pub fn dataset(&self, name: &str) -> &Dataset {
        self.datasets.iter().find(|dataset| dataset.name == name).expect("a dataset of the world")
    }

    /// The type of a field, computed ones included.
    pub fn field_type(&self, dataset: &str, field: &str) -> DataType {
        let columns = &self.dataset(dataset).columns;
        let found = columns.iter().find(|(name, _)| name == field);
        found.map_or(DataType::Decimal { scale: 2 }, |(_, data_type)| *data_type)
    }

    /// The engine's tables.
    pub fn tables(&self) -> Vec<Table> {
        self.datasets.iter().map(|dataset| table(dataset.name, &dataset.columns, &dataset.rows)).collect()
    }

    /// The model document.
    pub fn doc(&self) -> ModelDoc {
        let mut doc = ModelDoc::new();
        doc.fiscal_start_month(self.fiscal_start_month);
        for dataset in &self.datasets {
            doc.dataset(dataset.name, &dataset.columns, &dataset.key, &dataset.times);
        }
        doc.computed("sale", "gross", "qty * amount");
        for edge in &self.edges {
            doc.relationship(edge.code, edge.from, edge.to, &edge.keys);
        }
        for metric in &self.metrics {
            doc.metric(metric.entry());
        }
        doc
    }

    /// Statements that make the same tables elsewhere; each has a column `hit` that is null only where a join found
    /// nothing, and `sale` the computed field.
    pub fn setup(&self) -> Vec<String> {
        let mut statements = Vec::new();
        for dataset in &self.datasets {
            let columns: Vec<String> =
                dataset.columns.iter().map(|(name, kind)| format!("{name} {}", sql_type(*kind))).collect();
            statements.push(format!("CREATE TABLE {} ({}, hit INTEGER)", dataset.name, columns.join(", ")));
            let rows: Vec<String> = dataset
                .rows
                .iter()
                .map(|row| format!("({}, 1)", row.iter().map(sql_literal).collect::<Vec<_>>().join(", ")))
                .collect();
            if !rows.is_empty() {
                statements.push(format!("INSERT INTO {} VALUES {}", dataset.name, rows.join(", ")));
            }
        }
        statements.push("ALTER TABLE sale ADD COLUMN gross DECIMAL(18, 2)".to_owned());
        statements.push("UPDATE sale SET gross = qty * amount".to_owned());
        statements
    }
}

fn sql_type(kind: DataType) -> String {
    match kind {
        DataType::Bool => "BOOLEAN".to_owned(),
        DataType::Int => "BIGINT".to_owned(),
        DataType::Decimal { scale } => format!("DECIMAL(18, {scale})"),
        DataType::Float => "DOUBLE".to_owned(),
        DataType::Date => "DATE".to_owned(),
        DataType::DateTime => "TIMESTAMP".to_owned(),
        DataType::Text => "VARCHAR".to_owned(),
    }
}

/// A constant in SQL.
pub(crate) fn sql_literal(value: &Scalar) -> String {
    match value {
        Scalar::Null => "NULL".to_owned(),
        Scalar::Bool(value) => value.to_string(),
        Scalar::Int(value) => value.to_string(),
        Scalar::Decimal { units, scale } => {
            let power = 10i64.pow(u32::from(*scale));
            let sign = if *units < 0 { "-" } else { "" };
            let (whole, fraction) = (units.abs() / power, units.abs() % power);
            format!("{sign}{whole}.{fraction:0width$}", width = usize::from(*scale))
        }
        Scalar::Float(value) => format!("CAST({value:?} AS DOUBLE)"),
        Scalar::Date(value) => format!("DATE '{value}'"),
        Scalar::DateTime(value) => format!("TIMESTAMP '{value}'"),
        Scalar::Text(value) => format!("'{}'", value.replace('\'', "''")),
    }
}

struct Maker {
    rng: Rng,
    holes: u8,
}

impl Maker {
    fn or_null(&mut self, value: Scalar) -> Scalar {
        if self.rng.u8(0..100) < self.holes { Scalar::Null } else { value }
    }

    fn text(&mut self, from: &[&str]) -> Scalar {
        let picked = (*self.rng.choice(from).unwrap_or(&"")).to_owned();
        self.or_null(Scalar::Text(picked))
    }

    fn int(&mut self, range: std::ops::Range<i64>) -> Scalar {
        let value = self.rng.i64(range);
        self.or_null(Scalar::Int(value))
    }

    fn decimal(&mut self, range: std::ops::Range<i64>, scale: u8) -> Scalar {
        let units = self.rng.i64(range);
        self.or_null(Scalar::Decimal { units, scale })
    }

    fn date(&mut self) -> Scalar {
        let days = FIRST_DAY + self.rng.i32(0..DAYS);
        self.or_null(Scalar::Date(Date::from_days(days)))
    }

    fn datasets(&mut self, has_roles: bool) -> Vec<Dataset> {
        let stores = self.rng.i64(0..9);
        let regions = ["n", "e", "w"].into_iter().take(self.rng.usize(0..4));
        let region_rows: Vec<_> = regions
            .map(|code| vec![Scalar::Text(code.to_owned()), self.text(&ZONES), self.int(1..4)])
            .collect();
        let store_rows: Vec<_> = (0..stores)
            .map(|id| {
                let name = self.text(&NAMES);
                let size = self.int(-2..5);
                vec![Scalar::Int(id * 7), name, size, self.text(&["n", "e", "w", "x"]), self.date()]
            })
            .collect();
        let mut product_rows = Vec::new();
        for maker in MAKERS {
            for sku in 0..self.rng.i64(0..4) {
                let family = self.text(&["suv", "sedan", "SUV"]);
                let price = self.decimal(-500..99_999, 2);
                product_rows.push(vec![Scalar::Text(maker.to_owned()), Scalar::Int(sku), family, price]);
            }
        }
        let sales = *self.rng.choice(&[0i64, 1, 7, 40, 40, 90]).unwrap_or(&40);
        let visits = *self.rng.choice(&[0i64, 3, 25, 60]).unwrap_or(&25);
        let sale_rows: Vec<_> = (0..sales).map(|id| self.sale(id, stores, has_roles)).collect();
        let visit_rows: Vec<_> = (0..visits)
            .map(|id| {
                let store = self.int(0..stores + 2);
                let day = self.date();
                let minutes = self.int(0..90);
                let cost = self.decimal(-99_999..999_999, 4);
                vec![
                    Scalar::Int(id),
                    times_seven(store),
                    day,
                    minutes,
                    cost,
                    self.text(&["u1", "u2", "u3", "u4"]),
                ]
            })
            .collect();
        use DataType::{Bool, Date, DateTime, Decimal, Float, Int, Text};
        let mut sale_columns = vec![
            ("id", Int),
            ("store_id", Int),
            ("maker", Text),
            ("sku", Int),
            ("day", Date),
            ("shipped", DateTime),
            ("qty", Int),
            ("amount", Decimal { scale: 2 }),
            ("weight", Float),
            ("paid", Bool),
            ("channel", Text),
        ];
        if has_roles {
            sale_columns.push(("ship_id", Int));
        }
        vec![
            dataset("region", &[("code", Text), ("zone", Text), ("tier", Int)], &["code"], &[], region_rows),
            dataset(
                "store",
                &[("id", Int), ("name", Text), ("size", Int), ("region_id", Text), ("opened", Date)],
                &["id"],
                &["opened"],
                store_rows,
            ),
            dataset(
                "product",
                &[("maker", Text), ("sku", Int), ("family", Text), ("price", Decimal { scale: 2 })],
                &["maker", "sku"],
                &[],
                product_rows,
            ),
            dataset("sale", &sale_columns, &["id"], &["day", "shipped"], sale_rows),
            dataset(
                "visit",
                &[
                    ("id", Int),
                    ("store_id", Int),
                    ("day", Date),
                    ("minutes", Int),
                    ("cost", Decimal { scale: 4 }),
                    ("guest", Text),
                ],
                &["id"],
                &["day"],
                visit_rows,
            ),
        ]
    }

    fn sale(&mut self, id: i64, stores: i64, has_roles: bool) -> Vec<Scalar> {
        let store = self.int(0..stores + 2);
        let maker = self.text(&MAKERS);
        let sku = self.int(0..4);
        let day = self.date();
        let micros = i64::from(FIRST_DAY + self.rng.i32(0..DAYS)) * MICROS_PER_DAY;
        let within = self.rng.i64(0..86_400) * 1_000_000;
        let shipped = self.or_null(Scalar::DateTime(DateTime::from_micros(micros + within)));
        let qty = self.int(-3..12);
        let amount = self.decimal(-20_000..1_000_000, 2);
        // Multiples of an eighth add up exactly in every order, so that sums can be compared to the last bit.
        let eighths = self.rng.i32(-400..4_000);
        let weight = self.or_null(Scalar::Float(f64::from(eighths) / 8.0));
        let paid = self.rng.bool();
        let paid = self.or_null(Scalar::Bool(paid));
        let channel = self.text(&CHANNELS);
        let mut row = vec![
            Scalar::Int(id),
            times_seven(store),
            maker,
            sku,
            day,
            shipped,
            qty,
            amount,
            weight,
            paid,
            channel,
        ];
        if has_roles {
            let ship = self.int(0..stores + 2);
            row.push(times_seven(ship));
        }
        row
    }
}

fn times_seven(id: Scalar) -> Scalar {
    match id {
        Scalar::Int(id) => Scalar::Int(id * 7),
        other => other,
    }
}

fn dataset(
    name: &'static str,
    columns: &[(&str, DataType)],
    key: &[&'static str],
    times: &[&'static str],
    rows: Vec<Vec<Scalar>>,
) -> Dataset {
    let columns = columns.iter().map(|(name, kind)| ((*name).to_owned(), *kind)).collect();
    Dataset { name, columns, key: key.to_vec(), times: times.to_vec(), rows }
}
