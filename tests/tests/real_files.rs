//! Real files through load → model → query give what DuckDB gives on the same files.

use std::path::{Path, PathBuf};

use sandtable_engine::calendar::Grain;
use sandtable_engine::query::{Axis, Comparison, Filter, Query, Test, Totals};
use sandtable_engine::table::Scalar;
use sandtable_tests::duckdb::{self, Job};
use sandtable_tests::real::{ask, bind, cells, difference, load};
use sandtable_tests::shared::shared;

fn axes(codes: &[&str]) -> Vec<Axis> {
    codes.iter().map(|code| Axis::new(*code)).collect()
}

fn equals(field: &str, value: &str) -> Filter {
    Filter::test(field, Test::Is(Comparison::Eq, Scalar::Text(value.to_owned())))
}

fn among(field: &str, values: &[&str]) -> Filter {
    Filter::test(field, Test::In(values.iter().map(|value| Scalar::Text((*value).to_owned())).collect()))
}

fn between(field: &str, low: i64, high: i64) -> Filter {
    Filter::test(field, Test::Between(Some(Scalar::Int(low)), Some(Scalar::Int(high))))
}

#[test]
fn car_sales_by_dealer_region_and_month() {
    let Some(path) = shared("data/01-car-sales-kaggle/Car Sales.xlsx - car_data.csv") else { return };
    let Some(python) = duckdb::python() else { return };
    let bound = bind(include_str!("../suite/cars.yaml"), vec![load("car_sales", &path)]);
    let asked = Query {
        metrics: vec!["sales_count".to_owned(), "sales_amount".to_owned()],
        dimensions: vec![Axis::new("dealer_region"), Axis::by("time", Grain::Month)],
        ..Query::default()
    };
    let by_both = "SELECT Dealer_Region, CAST(date_trunc('month', Date) AS DATE), count(*), sum(\"Price ($)\") \
                   FROM car GROUP BY 1, 2";
    let whole = "SELECT count(*), sum(\"Price ($)\") FROM car";
    let file = path.display().to_string().replace('\'', "''");
    let setup = vec![format!("CREATE VIEW car AS SELECT * FROM read_csv('{file}')")];
    let job = Job { setup, queries: vec![by_both.to_owned(), whole.to_owned()] };
    let answers = duckdb::answer(&python, &[job]);
    let expected = answers[0].as_ref().expect("an answer");
    let found = cells(&ask(&bound, &asked));
    assert_eq!(difference(&found, expected, 2), None);
    assert!(expected.len() > 100, "{} groups", expected.len());

    let all = Query { dimensions: Vec::new(), ..asked.clone() };
    assert_eq!(difference(&cells(&ask(&bound, &all)), answers[1].as_ref().expect("an answer"), 0), None);
    // The grand total under the split is the same number.
    let split = ask(&bound, &Query { totals: Totals::Grand, ..asked });
    let last = cells(&split).pop().expect("a total");
    assert!(last[2..].iter().zip(&answers[1].as_ref().expect("an answer")[0]).all(|(a, b)| a.agrees(b)));
}

/// The queries of O'Neil, O'Neil and Chen, Star Schema Benchmark (2009), section 3: name, filters, groups, metric, SQL.
fn ssb() -> Vec<(&'static str, Query, &'static str)> {
    let query = |metric: &str, filters: Vec<Filter>, groups: &[&str]| Query {
        metrics: vec![metric.to_owned()],
        filters,
        dimensions: axes(groups),
        ..Query::default()
    };
    let year = |year: i64| between("year", year, year);
    let drill = ["customer_nation", "supplier_nation", "year"];
    let cities = ["customer_city", "supplier_city", "year"];
    let kingdom = ["UNITED KI1", "UNITED KI5"];
    let america = || vec![equals("customer_region", "AMERICA"), equals("supplier_region", "AMERICA")];
    let makers = || among("manufacturer", &["MFGR#1", "MFGR#2"]);
    let late = || among_years(&[1997, 1998]);
    vec![
        (
            "1.1",
            query(
                "discounted_revenue",
                vec![
                    year(1993),
                    between("lineorder.LO_DISCOUNT", 1, 3),
                    Filter::test("lineorder.LO_QUANTITY", Test::Is(Comparison::Lt, Scalar::Int(25))),
                ],
                &[],
            ),
            "SELECT sum(LO_EXTENDEDPRICE * LO_DISCOUNT) FROM star \
             WHERE D_YEAR = 1993 AND LO_DISCOUNT BETWEEN 1 AND 3 AND LO_QUANTITY < 25",
        ),
        (
            "1.2",
            query(
                "discounted_revenue",
                vec![
                    between("dates.D_YEARMONTHNUM", 199_401, 199_401),
                    between("lineorder.LO_DISCOUNT", 4, 6),
                    between("lineorder.LO_QUANTITY", 26, 35),
                ],
                &[],
            ),
            "SELECT sum(LO_EXTENDEDPRICE * LO_DISCOUNT) FROM star \
             WHERE D_YEARMONTHNUM = 199401 AND LO_DISCOUNT BETWEEN 4 AND 6 AND LO_QUANTITY BETWEEN 26 AND 35",
        ),
        (
            "1.3",
            query(
                "discounted_revenue",
                vec![
                    year(1994),
                    between("dates.D_WEEKNUMINYEAR", 6, 6),
                    between("lineorder.LO_DISCOUNT", 5, 7),
                    between("lineorder.LO_QUANTITY", 26, 35),
                ],
                &[],
            ),
            "SELECT sum(LO_EXTENDEDPRICE * LO_DISCOUNT) FROM star WHERE D_WEEKNUMINYEAR = 6 AND D_YEAR = 1994 \
             AND LO_DISCOUNT BETWEEN 5 AND 7 AND LO_QUANTITY BETWEEN 26 AND 35",
        ),
        (
            "2.1",
            query(
                "revenue",
                vec![equals("category", "MFGR#12"), equals("supplier_region", "AMERICA")],
                &["year", "brand"],
            ),
            "SELECT D_YEAR, P_BRAND, sum(LO_REVENUE) FROM star \
             WHERE P_CATEGORY = 'MFGR#12' AND S_REGION = 'AMERICA' GROUP BY 1, 2",
        ),
        (
            "2.2",
            query(
                "revenue",
                vec![
                    Filter::test(
                        "brand",
                        Test::Between(
                            Some(Scalar::Text("MFGR#2221".to_owned())),
                            Some(Scalar::Text("MFGR#2228".to_owned())),
                        ),
                    ),
                    equals("supplier_region", "ASIA"),
                ],
                &["year", "brand"],
            ),
            "SELECT D_YEAR, P_BRAND, sum(LO_REVENUE) FROM star \
             WHERE P_BRAND BETWEEN 'MFGR#2221' AND 'MFGR#2228' AND S_REGION = 'ASIA' GROUP BY 1, 2",
        ),
        (
            "2.3",
            query(
                "revenue",
                vec![equals("brand", "MFGR#2239"), equals("supplier_region", "EUROPE")],
                &["year", "brand"],
            ),
            "SELECT D_YEAR, P_BRAND, sum(LO_REVENUE) FROM star \
             WHERE P_BRAND = 'MFGR#2239' AND S_REGION = 'EUROPE' GROUP BY 1, 2",
        ),
        (
            "3.1",
            query(
                "revenue",
                vec![
                    equals("customer_region", "ASIA"),
                    equals("supplier_region", "ASIA"),
                    between("year", 1992, 1997),
                ],
                &drill,
            ),
            "SELECT C_NATION, S_NATION, D_YEAR, sum(LO_REVENUE) FROM star \
             WHERE C_REGION = 'ASIA' AND S_REGION = 'ASIA' AND D_YEAR BETWEEN 1992 AND 1997 GROUP BY 1, 2, 3",
        ),
        (
            "3.2",
            query(
                "revenue",
                vec![
                    equals("customer_nation", "UNITED STATES"),
                    equals("supplier_nation", "UNITED STATES"),
                    between("year", 1992, 1997),
                ],
                &cities,
            ),
            "SELECT C_CITY, S_CITY, D_YEAR, sum(LO_REVENUE) FROM star WHERE C_NATION = 'UNITED STATES' \
             AND S_NATION = 'UNITED STATES' AND D_YEAR BETWEEN 1992 AND 1997 GROUP BY 1, 2, 3",
        ),
        (
            "3.3",
            query(
                "revenue",
                vec![
                    among("customer_city", &kingdom),
                    among("supplier_city", &kingdom),
                    between("year", 1992, 1997),
                ],
                &cities,
            ),
            "SELECT C_CITY, S_CITY, D_YEAR, sum(LO_REVENUE) FROM star WHERE C_CITY IN ('UNITED KI1', 'UNITED KI5') \
             AND S_CITY IN ('UNITED KI1', 'UNITED KI5') AND D_YEAR BETWEEN 1992 AND 1997 GROUP BY 1, 2, 3",
        ),
        (
            "3.4",
            query(
                "revenue",
                vec![
                    among("customer_city", &kingdom),
                    among("supplier_city", &kingdom),
                    equals("year_month", "Dec1997"),
                ],
                &cities,
            ),
            "SELECT C_CITY, S_CITY, D_YEAR, sum(LO_REVENUE) FROM star WHERE C_CITY IN ('UNITED KI1', 'UNITED KI5') \
             AND S_CITY IN ('UNITED KI1', 'UNITED KI5') AND D_YEARMONTH = 'Dec1997' GROUP BY 1, 2, 3",
        ),
        (
            "4.1",
            query("profit", [america(), vec![makers()]].concat(), &["year", "customer_nation"]),
            "SELECT D_YEAR, C_NATION, sum(LO_REVENUE - LO_SUPPLYCOST) FROM star WHERE C_REGION = 'AMERICA' \
             AND S_REGION = 'AMERICA' AND P_MFGR IN ('MFGR#1', 'MFGR#2') GROUP BY 1, 2",
        ),
        (
            "4.2",
            query(
                "profit",
                [america(), vec![makers(), late()]].concat(),
                &["year", "supplier_nation", "category"],
            ),
            "SELECT D_YEAR, S_NATION, P_CATEGORY, sum(LO_REVENUE - LO_SUPPLYCOST) FROM star \
             WHERE C_REGION = 'AMERICA' AND S_REGION = 'AMERICA' AND D_YEAR IN (1997, 1998) \
             AND P_MFGR IN ('MFGR#1', 'MFGR#2') GROUP BY 1, 2, 3",
        ),
        (
            "4.3",
            query(
                "profit",
                vec![
                    equals("customer_region", "AMERICA"),
                    equals("supplier_nation", "UNITED STATES"),
                    late(),
                    equals("category", "MFGR#14"),
                ],
                &["year", "supplier_city", "brand"],
            ),
            "SELECT D_YEAR, S_CITY, P_BRAND, sum(LO_REVENUE - LO_SUPPLYCOST) FROM star WHERE C_REGION = 'AMERICA' \
             AND S_NATION = 'UNITED STATES' AND D_YEAR IN (1997, 1998) AND P_CATEGORY = 'MFGR#14' GROUP BY 1, 2, 3",
        ),
        (
            "whole",
            query("revenue", Vec::new(), &["customer_region", "supplier_region", "year", "manufacturer"]),
            "SELECT C_REGION, S_REGION, D_YEAR, P_MFGR, sum(LO_REVENUE) FROM star GROUP BY 1, 2, 3, 4",
        ),
    ]
}

fn among_years(years: &[i64]) -> Filter {
    Filter::test("year", Test::In(years.iter().map(|year| Scalar::Int(*year)).collect()))
}

#[test]
fn the_star_schema_benchmark() {
    let Some(folder) = shared("data/22-ssb-kylin/parquet") else { return };
    let Some(python) = duckdb::python() else { return };
    let names = ["lineorder", "dates", "customer", "supplier", "part"];
    let files: Vec<PathBuf> =
        names.iter().map(|name| parquet_in(&folder.join(format!("ssb.{name}")))).collect();
    let tables = names.iter().zip(&files).map(|(name, file)| load(name, file)).collect();
    let bound = bind(include_str!("../suite/ssb.yaml"), tables);
    let mut setup: Vec<String> = names
        .iter()
        .zip(&files)
        .map(|(name, file)| format!("CREATE VIEW {name} AS SELECT * FROM read_parquet('{}')", file.display()))
        .collect();
    setup.push(
        "CREATE VIEW star AS SELECT * FROM lineorder LEFT JOIN dates ON LO_ORDERDATE = D_DATEKEY \
         LEFT JOIN customer ON LO_CUSTKEY = C_CUSTKEY LEFT JOIN supplier ON LO_SUPPKEY = S_SUPPKEY \
         LEFT JOIN part ON LO_PARTKEY = P_PARTKEY"
            .to_owned(),
    );
    let cases = ssb();
    let queries = cases.iter().map(|(.., sql)| (*sql).to_owned()).collect();
    let answers = duckdb::answer(&python, &[Job { setup, queries }]);
    for ((name, query, _), answer) in cases.iter().zip(&answers) {
        let expected = answer.as_ref().unwrap_or_else(|error| panic!("{name}: {error}"));
        let found = cells(&ask(&bound, query));
        assert_eq!(difference(&found, expected, query.dimensions.len()), None, "query {name}");
        eprintln!("SSB {name}: {} rows agree", expected.len());
    }
}

fn parquet_in(folder: &Path) -> PathBuf {
    let mut files =
        std::fs::read_dir(folder).expect("the folder can be read").flatten().map(|entry| entry.path());
    files.find(|file| file.extension().is_some_and(|ext| ext == "parquet")).expect("a Parquet file")
}
