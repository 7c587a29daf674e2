//! Windows, starts, repeated values and days against a count by hand over random rows.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::calendar::{Date, Grain, Period};
use crate::exec::{Bound, execute};
use crate::frame::{Cells, Frame, Null};
use crate::limits::Limits;
use crate::model::load;
use crate::query::{Axis, Filter, Query, Test, Totals};
use crate::table::{Bitmap, Column, DataType, Ints, Scalar, Table, Values};

const DEFINITION: &str = "sandtable: 1
datasets: [{code: t, time: day}]
metrics:
- {code: flow, dataset: t, aggregate: count_rows}
- {code: users, dataset: t, aggregate: count_distinct, field: user}
- {code: regulars, dataset: t, aggregate: count_distinct, field: user, at_least: 2}
- {code: held, dataset: t, aggregate: count_rows, over_time: running}
- {code: opening, dataset: t, aggregate: count_rows, over_time: opening}
- {code: u_end, base: users, window: last_30d to end}
- {code: u_start, base: users, window: last_30d before start}
- {code: u_either, base: users, window: [last_30d before start, last_30d to end]}
- {code: u_older, base: users, window: last_30d before last_30d}
- {code: u_month, base: users, window: this_month to end}
- {code: r_end, base: regulars, window: last_30d to end}
- {code: some_held, base: held, where: user > 3}
- {code: old, base: flow, before_start: other}
- {code: fresh, base: flow, since_start: other}
- {code: days, formula: days() + 0 * flow}
- {code: share, formula: held / total(held)}
";

/// A small generator with a fixed seed (xorshift64*), so that a failure repeats.
struct Rng(u64);

impl Rng {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as i64 % bound
    }

    fn choice<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as i64) as usize]
    }
}

#[derive(Clone, Copy, Debug)]
struct Row {
    day: Option<i64>,
    other: Option<i64>,
    user: Option<i64>,
    place: Option<i64>,
}

fn rows(rng: &mut Rng) -> Vec<Row> {
    let first = i64::from(Date::parse("2024-01-10").expect("a date").days());
    let some = |rng: &mut Rng, value: i64| (rng.below(12) > 0).then_some(value);
    let count = rng.below(50);
    (0..count)
        .map(|_| {
            let day = first + rng.below(140);
            let other = day - rng.below(60);
            let (user, place) = (rng.below(8), rng.below(3));
            Row {
                day: some(rng, day),
                other: some(rng, other),
                user: some(rng, user),
                place: some(rng, place),
            }
        })
        .collect()
}

fn bound(rows: &[Row]) -> Bound {
    let column = |name: &str, data_type, get: fn(&Row) -> Option<i64>| {
        let valid: Bitmap = rows.iter().map(|row| get(row).is_some()).collect();
        let stored = rows.iter().map(|row| get(row).unwrap_or_default()).collect();
        Column::new(name, data_type, Values::Ints(Ints::narrowest(stored)), Some(valid))
    };
    let columns = vec![
        column("day", DataType::Date, |row| row.day),
        column("other", DataType::Date, |row| row.other),
        column("user", DataType::Int, |row| row.user),
        column("place", DataType::Int, |row| row.place),
    ];
    let table = Table::new("t", columns, rows.len());
    let (model, findings) = load(DEFINITION, "t", &[table.schema()], &Limits::default());
    assert_eq!(findings, []);
    Bound::new(Arc::new(model), &[("t".to_owned(), table)].into())
}

fn query(rng: &mut Rng) -> Query {
    let date = |rng: &mut Rng| Date::parse("2024-01-01").expect("a date").plus_days(rng.below(170) as i32);
    let (a, b) = (date(rng), date(rng));
    let mut dimensions = Vec::new();
    if rng.below(2) == 0 {
        dimensions.push(Axis::by("time", rng.choice(&[Grain::Month, Grain::Week])));
    }
    if rng.below(2) == 0 {
        dimensions.push(Axis::new("t.place"));
    }
    let codes = "flow users regulars held opening u_end u_start u_either u_older u_month r_end some_held old \
                 fresh days share";
    Query {
        metrics: codes.split_whitespace().map(str::to_owned).collect(),
        dimensions,
        filters: if rng.below(3) == 0 {
            vec![Filter::test("t.place", Test::In(vec![Scalar::Int(0), Scalar::Int(2)]))]
        } else {
            Vec::new()
        },
        period: (rng.below(2) == 0).then(|| Period::Between(a.min(b), a.max(b))),
        as_of: (rng.below(3) == 0).then(|| date(rng)),
        totals: rng.choice(&[Totals::None, Totals::Grand, Totals::All]),
        ..Query::default()
    }
}

/// The question put to one group.
struct Group<'a> {
    rows: Vec<&'a Row>,
    /// First and last day.
    start: Option<i64>,
    end: Option<i64>,
    /// Rows without a date.
    is_blank: bool,
    /// The first day that a start is compared with.
    is_bounded: bool,
}

impl Group<'_> {
    fn own(&self) -> Vec<&Row> {
        let inside = |row: &&&Row| match row.day {
            None => self.is_blank || !self.is_bounded,
            Some(day) => {
                !self.is_blank
                    && self.start.is_none_or(|start| start <= day)
                    && (!self.is_bounded || self.end.is_none_or(|end| day <= end))
            }
        };
        self.rows.iter().filter(inside).copied().collect()
    }

    fn between(&self, from: Option<i64>, to: Option<i64>) -> Vec<&Row> {
        let Some(to) = to.filter(|_| !self.is_blank) else { return Vec::new() };
        let inside =
            |row: &&&Row| row.day.is_some_and(|day| from.is_none_or(|from| from <= day) && day <= to);
        self.rows.iter().filter(inside).copied().collect()
    }

    fn value(&self, code: &str, first: Option<i64>) -> i64 {
        let count = |rows: Vec<&Row>| rows.len() as i64;
        let users = |rows: Vec<&Row>, least: usize| {
            let all: Vec<i64> = rows.iter().filter_map(|row| row.user).collect();
            let distinct: BTreeSet<i64> = all.iter().copied().collect();
            let often = |user: &&i64| all.iter().filter(|other| other == user).count() >= least;
            distinct.iter().filter(often).count() as i64
        };
        let back = |day: Option<i64>, days: i64| day.map(|day| day - days);
        let (start, end) = (self.start, self.end);
        let month = |day: i64| Grain::Month.start(Date::from_days(day as i32), 1);
        match code {
            "flow" => count(self.own()),
            "users" => users(self.own(), 1),
            "regulars" => users(self.own(), 2),
            "held" => count(self.between(None, end)),
            "opening" => start.map_or(0, |start| count(self.between(None, Some(start - 1)))),
            "u_end" => users(self.between(back(end, 29), end), 1),
            "u_start" => users(self.between(back(start, 30), back(start, 1)), 1),
            "u_either" => {
                let mut rows = self.between(back(start, 30), back(start, 1));
                rows.extend(self.between(back(end, 29), end));
                users(rows, 1)
            }
            "u_older" => users(self.between(back(end, 59), back(end, 30)), 1),
            "u_month" => users(self.between(end.map(|end| i64::from(month(end).days())), end), 1),
            "r_end" => users(self.between(back(end, 29), end), 2),
            "some_held" => {
                self.between(None, end).iter().filter(|row| row.user.is_some_and(|user| user > 3)).count()
                    as i64
            }
            "old" | "fresh" => {
                let is_old =
                    |row: &&&Row| row.other.is_some_and(|day| start.is_some_and(|start| day < start));
                self.own().iter().filter(|row| is_old(row) == (code == "old")).count() as i64
            }
            "days" if self.is_blank => 0,
            "days" => match (start.or(first), end) {
                (Some(from), Some(to)) => (to - from + 1).max(0),
                _ => 0,
            },
            other => panic!("{other} is not counted here"),
        }
    }
}

fn check(rows: &[Row], query: &Query) {
    let frame = execute(&bound(rows), query, Limits::default()).expect("it runs");
    let days = || rows.iter().filter_map(|row| row.day);
    let as_of = query.as_of.map(|day| i64::from(day.days())).or_else(|| days().max());
    let period = query.period.map(|period| {
        let (from, to) = period.resolve(Date::from_days(0), 1);
        (i64::from(from.days()), i64::from(to.days()))
    });
    let known: Vec<&Row> = rows
        .iter()
        .filter(|row| query.filters.is_empty() || matches!(row.place, Some(0 | 2)))
        .filter(|row| query.as_of.is_none() || row.day.is_some_and(|day| Some(day) <= as_of))
        .collect();
    let end = [period.map(|(_, to)| to), as_of].into_iter().flatten().min();
    let group = |frame: &Frame, row: usize, whole_time: bool, whole_place: bool| {
        let mut group = Group {
            rows: known.clone(),
            start: period.map(|(from, _)| from),
            end,
            is_blank: false,
            is_bounded: period.is_some(),
        };
        for (at, (axis, column)) in query.dimensions.iter().zip(&frame.columns).enumerate() {
            let is_rolled = frame.rolled_up[row] & (1 << at) != 0;
            match (&column.cells, axis.grain) {
                (Cells::Date(starts), Some(grain)) if !is_rolled && !whole_time => {
                    group.is_bounded = true;
                    if column.null(row) == Null::Blank {
                        group.is_blank = true;
                        continue;
                    }
                    let first = i64::from(starts[row].days());
                    let last = i64::from(grain.end(starts[row], 1).days());
                    group.start = Some(group.start.map_or(first, |start| start.max(first)));
                    group.end =
                        Some(group.end.map_or(last, |end| end.min(last)).max(group.start.unwrap_or(first)));
                }
                (Cells::Int(places), None) if !is_rolled && !whole_place => {
                    let place = (column.null(row) == Null::None).then(|| places[row]);
                    group.rows.retain(|row| row.place == place);
                }
                _ => {}
            }
        }
        group
    };
    for row in 0..frame.rows() {
        let here = group(&frame, row, false, false);
        for column in &frame.columns[query.dimensions.len()..] {
            let found = match (&column.cells, column.null(row)) {
                (Cells::Int(values), Null::None) => values[row],
                (Cells::Float(values), Null::None) => {
                    let all = group(&frame, row, true, true).value("held", None);
                    let expected = here.value("held", None) as f64 / all as f64;
                    assert!((values[row] - expected).abs() < 1e-12, "{query:?}");
                    continue;
                }
                _ => continue,
            };
            let expected = here.value(&column.code, days().min());
            assert_eq!(found, expected, "{} in row {row} of {query:?}\n{rows:?}", column.code);
        }
    }
    let details = (0..frame.rows()).filter(|&row| frame.rolled_up[row] == 0);
    let shown: i64 = details.map(|row| group(&frame, row, false, false).value("held", None)).sum();
    if query.dimensions.len() == 1 && query.dimensions[0].grain.is_none() {
        let all = Group { rows: known.clone(), start: None, end, is_blank: false, is_bounded: false };
        assert_eq!(shown, all.value("held", None), "every place with a stock is shown: {query:?}\n{rows:?}");
    }
}

#[test]
fn random_windows_equal_a_count_by_hand() {
    let mut rng = Rng(20_240_601);
    for _ in 0..600 {
        let rows = rows(&mut rng);
        check(&rows, &query(&mut rng));
    }
}

#[test]
fn more_windows_than_the_limit_allows_are_named() {
    let day = |text: &str| Date::parse(text).map(|date| i64::from(date.days()));
    let row = |from| Row { day: from, other: None, user: Some(1), place: Some(1) };
    let rows = [row(day("2024-01-01")), row(day("2024-12-31"))];
    let query = Query {
        metrics: vec!["held".to_owned()],
        dimensions: vec![Axis::by("time", Grain::Day)],
        ..Query::default()
    };
    let limits = Limits { groups: 2, ..Limits::default() };
    let plan = crate::query::plan(bound(&rows).model(), &query).expect("it plans");
    let bound = bound(&rows);
    let run = crate::exec::Run::new(&bound, &plan, limits).expect("it binds");
    let _ = run.frame().expect("nothing has been seen yet");
    let errors =
        execute(&bound, &query, Limits { groups: 500, ..Limits::default() }).map(|frame| frame.rows());
    assert_eq!(errors.ok(), Some(366));
    let mut run =
        crate::exec::Run::new(&bound, &plan, Limits { groups: 20, ..Limits::default() }).expect("it binds");
    let refused = run.step(usize::MAX).and_then(|_| run.frame().map(|_| ()));
    assert_eq!(refused.expect_err("it is over the limit").code, "limit_reached");
}
