//! The Star Schema Benchmark: five Parquet files, imported together, become a star, and the questions of its authors
//! have DuckDB's answers.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use sandtable_tests::browser::pivot::{agrees, expected};
use sandtable_tests::browser::{self, Folder, Page, Setup};
use sandtable_tests::duckdb::{self, Answer, Cell, Job};
use sandtable_tests::shared::shared;

/// Smallest names first, as a file chooser lists them.
const TABLES: [&str; 5] = ["customer", "dates", "lineorder", "part", "supplier"];

/// A question: its name, metric, filters, dimensions down and across, and what SQL says of it.
struct Question {
    name: &'static str,
    metric: &'static str,
    filters: &'static str,
    down: &'static [&'static str],
    across: Option<&'static str>,
    sum: &'static str,
    condition: &'static str,
}

const fn revenue(
    name: &'static str,
    filters: &'static str,
    down: &'static [&'static str],
    condition: &'static str,
) -> Question {
    let across = Some("d_year");
    Question { name, metric: "lo_revenue_sum", filters, down, across, sum: "LO_REVENUE", condition }
}

/// O'Neil, O'Neil and Chen, Star Schema Benchmark (2009), section 3: those that a first definition can answer.
const PLAIN: [Question; 11] = [
    revenue(
        "2.1",
        "f=p_category~in~MFGR%2312&f=s_region~in~AMERICA",
        &["p_brand"],
        "P_CATEGORY = 'MFGR#12' AND S_REGION = 'AMERICA'",
    ),
    revenue(
        "2.2",
        "f=p_brand~range~MFGR%232221|MFGR%232228&f=s_region~in~ASIA",
        &["p_brand"],
        "P_BRAND BETWEEN 'MFGR#2221' AND 'MFGR#2228' AND S_REGION = 'ASIA'",
    ),
    revenue(
        "2.3",
        "f=p_brand~eq~MFGR%232239&f=s_region~in~EUROPE",
        &["p_brand"],
        "P_BRAND = 'MFGR#2239' AND S_REGION = 'EUROPE'",
    ),
    revenue(
        "3.1",
        "f=c_region~in~ASIA&f=s_region~in~ASIA&f=d_year~range~*i1992|*i1997",
        &["c_nation", "s_nation"],
        "C_REGION = 'ASIA' AND S_REGION = 'ASIA' AND D_YEAR BETWEEN 1992 AND 1997",
    ),
    revenue(
        "3.2",
        "f=c_nation~in~UNITED%20STATES&f=s_nation~in~UNITED%20STATES&f=d_year~range~*i1992|*i1997",
        &["c_city", "s_city"],
        "C_NATION = 'UNITED STATES' AND S_NATION = 'UNITED STATES' AND D_YEAR BETWEEN 1992 AND 1997",
    ),
    revenue(
        "3.3",
        "f=c_city~in~UNITED%20KI1|UNITED%20KI5&f=s_city~in~UNITED%20KI1|UNITED%20KI5&f=d_year~range~*i1992|*i1997",
        &["c_city", "s_city"],
        "C_CITY IN ('UNITED KI1', 'UNITED KI5') AND S_CITY IN ('UNITED KI1', 'UNITED KI5') \
         AND D_YEAR BETWEEN 1992 AND 1997",
    ),
    revenue(
        "3.4",
        "f=c_city~in~UNITED%20KI1|UNITED%20KI5&f=s_city~in~UNITED%20KI1|UNITED%20KI5&f=d_yearmonth~eq~Dec1997",
        &["c_city", "s_city"],
        "C_CITY IN ('UNITED KI1', 'UNITED KI5') AND S_CITY IN ('UNITED KI1', 'UNITED KI5') \
         AND D_YEARMONTH = 'Dec1997'",
    ),
    // The data at hand have no row for 2.3 and 3.2 to 3.4 as they stand: the same questions about others.
    revenue(
        "2.3 of a brand that is there",
        "f=p_brand~eq~MFGR%233319&f=s_region~in~EUROPE",
        &["p_brand"],
        "P_BRAND = 'MFGR#3319' AND S_REGION = 'EUROPE'",
    ),
    revenue(
        "3.2 of nations that are there",
        "f=c_nation~in~MOZAMBIQUE&f=s_nation~in~CANADA&f=d_year~range~*i1992|*i1997",
        &["c_city", "s_city"],
        "C_NATION = 'MOZAMBIQUE' AND S_NATION = 'CANADA' AND D_YEAR BETWEEN 1992 AND 1997",
    ),
    revenue(
        "3.3 of cities that are there",
        "f=c_city~in~MOZAMBIQU4|PERU%20%20%20%20%205&f=s_city~in~ROMANIA%20%204|UNITED%20ST7&f=d_year~range~*i1992|*i1997",
        &["c_city", "s_city"],
        "C_CITY IN ('MOZAMBIQU4', 'PERU     5') AND S_CITY IN ('ROMANIA  4', 'UNITED ST7') AND D_YEAR BETWEEN 1992 AND 1997",
    ),
    revenue(
        "3.4 of cities that are there",
        "f=c_city~in~MOZAMBIQU4|PERU%20%20%20%20%205&f=s_city~in~ROMANIA%20%204|UNITED%20ST7&f=d_yearmonth~eq~Jul1996",
        &["c_city", "s_city"],
        "C_CITY IN ('MOZAMBIQU4', 'PERU     5') AND S_CITY IN ('ROMANIA  4', 'UNITED ST7') AND D_YEARMONTH = 'Jul1996'",
    ),
];

const fn discounted(name: &'static str, filters: &'static str, condition: &'static str) -> Question {
    Question {
        name,
        metric: "discounted_revenue",
        filters,
        down: &[],
        across: None,
        sum: "LO_EXTENDEDPRICE * LO_DISCOUNT",
        condition,
    }
}

const fn profit(
    name: &'static str,
    filters: &'static str,
    down: &'static [&'static str],
    condition: &'static str,
) -> Question {
    let across = Some("year");
    Question { name, metric: "profit", filters, down, across, sum: "LO_REVENUE - LO_SUPPLYCOST", condition }
}

/// Those that need measures of their own: of the definition that comes along.
const DEFINED: [Question; 6] = [
    discounted(
        "1.1",
        "f=year~eq~*i1993&f=lineorder.LO_DISCOUNT~range~*i1|*i3&f=lineorder.LO_QUANTITY~lt~*i25",
        "D_YEAR = 1993 AND LO_DISCOUNT BETWEEN 1 AND 3 AND LO_QUANTITY < 25",
    ),
    discounted(
        "1.2",
        "f=dates.D_YEARMONTHNUM~eq~*i199401&f=lineorder.LO_DISCOUNT~range~*i4|*i6&\
         f=lineorder.LO_QUANTITY~range~*i26|*i35",
        "D_YEARMONTHNUM = 199401 AND LO_DISCOUNT BETWEEN 4 AND 6 AND LO_QUANTITY BETWEEN 26 AND 35",
    ),
    discounted(
        "1.3",
        "f=year~eq~*i1994&f=dates.D_WEEKNUMINYEAR~eq~*i6&f=lineorder.LO_DISCOUNT~range~*i5|*i7&\
         f=lineorder.LO_QUANTITY~range~*i26|*i35",
        "D_YEAR = 1994 AND D_WEEKNUMINYEAR = 6 AND LO_DISCOUNT BETWEEN 5 AND 7 \
         AND LO_QUANTITY BETWEEN 26 AND 35",
    ),
    profit(
        "4.1",
        "f=customer_region~in~AMERICA&f=supplier_region~in~AMERICA&f=manufacturer~in~MFGR%231|MFGR%232",
        &["customer_nation"],
        "C_REGION = 'AMERICA' AND S_REGION = 'AMERICA' AND P_MFGR IN ('MFGR#1', 'MFGR#2')",
    ),
    profit(
        "4.2",
        "f=customer_region~in~AMERICA&f=supplier_region~in~AMERICA&f=manufacturer~in~MFGR%231|MFGR%232&\
         f=year~in~*i1997|*i1998",
        &["supplier_nation", "category"],
        "C_REGION = 'AMERICA' AND S_REGION = 'AMERICA' AND D_YEAR IN (1997, 1998) \
         AND P_MFGR IN ('MFGR#1', 'MFGR#2')",
    ),
    profit(
        "4.3",
        "f=customer_region~in~AMERICA&f=supplier_nation~in~UNITED%20STATES&f=category~in~MFGR%2314&\
         f=year~in~*i1997|*i1998",
        &["supplier_city", "brand"],
        "C_REGION = 'AMERICA' AND S_NATION = 'UNITED STATES' AND D_YEAR IN (1997, 1998) \
         AND P_CATEGORY = 'MFGR#14'",
    ),
];

/// The column of the benchmark that a dimension is.
fn column(code: &str) -> String {
    let name = match code {
        "year" => "d_year",
        "customer_nation" => "c_nation",
        "supplier_nation" => "s_nation",
        "supplier_city" => "s_city",
        "category" => "p_category",
        "brand" => "p_brand",
        as_it_is => as_it_is,
    };
    name.to_uppercase()
}

impl Question {
    fn keys(&self) -> Vec<String> {
        self.down.iter().copied().chain(self.across).map(column).collect()
    }

    fn sql(&self) -> String {
        let (keys, sum, condition) = (self.keys().join(", "), self.sum, self.condition);
        if keys.is_empty() {
            return format!("SELECT sum({sum}) FROM star WHERE {condition}");
        }
        format!("SELECT {keys}, sum({sum}) FROM star WHERE {condition} GROUP BY CUBE ({keys})")
    }

    fn hash(&self) -> String {
        let by = if self.down.is_empty() { String::new() } else { format!("&by={}", self.down.join(",")) };
        let across = self.across.map(|across| format!("&across={across}")).unwrap_or_default();
        format!("#/explore?m={}{by}{across}&{}", self.metric, self.filters)
    }

    /// The page's total, every row in sight, and all that stands across are DuckDB's.
    async fn check(&self, page: &Page, answer: &Answer) -> Result<()> {
        page.show(&self.hash()).await?;
        let expected = expected(answer, self.keys().len())?;
        let total = &expected.get(&vec![None; self.keys().len()]).context("no total")?[0];
        let cards = page.cards().await?;
        if *total == Cell::Null {
            ensure!(cards.len() == 1 && cards[0].value == "没有数据", "{}: {cards:?}", self.name);
            page.wait_for_text("没有结果").await?;
            eprintln!("SSB {} on the page: nothing, as expected", self.name);
            return Ok(());
        }
        ensure!(
            cards.len() == 1 && agrees(&cards[0].value, total),
            "{}: the card says {cards:?}, expected {total:?}",
            self.name
        );
        let mut cells = 0;
        if !self.down.is_empty() {
            let pivot = page.pivot(1, self.down.len(), self.across.is_some()).await?;
            cells = pivot.check(&expected).with_context(|| format!("query {}", self.name))?;
            ensure!(cells > 1 || expected.len() <= 1, "{}: {cells} cells", self.name);
        }
        eprintln!("SSB {} on the page: {} and {cells} cells agree", self.name, cards[0].value);
        Ok(())
    }
}

struct Star {
    /// Holds the files under the names of their tables.
    _folder: Folder,
    files: Vec<PathBuf>,
    definition: PathBuf,
    plain: Vec<Answer>,
    defined: Vec<Answer>,
}

fn star() -> Option<Star> {
    let shared = shared("data/22-ssb-kylin/parquet")?;
    let python = duckdb::python()?;
    let folder = Folder::new("star").expect("a folder");
    let copy = |table: &str| {
        let parts = fs::read_dir(shared.join(format!("ssb.{table}"))).expect("the folder can be read");
        let part = parts.flatten().map(|entry| entry.path());
        let part = part.into_iter().find(|path| path.extension().is_some_and(|ext| ext == "parquet"));
        folder.copy(&part.expect("a Parquet file"), &format!("{table}.parquet")).expect("a copy")
    };
    let files: Vec<PathBuf> = TABLES.iter().map(|table| copy(table)).collect();
    let definition = folder.write("ssb.yaml", include_str!("../../suite/ssb.yaml")).expect("a definition");
    let view = |(table, file): (&&str, &PathBuf)| {
        format!("CREATE VIEW {table} AS SELECT * FROM read_parquet('{}')", file.display())
    };
    let mut setup: Vec<String> = TABLES.iter().zip(&files).map(view).collect();
    setup.push(
        "CREATE VIEW star AS SELECT * FROM lineorder LEFT JOIN dates ON LO_ORDERDATE = D_DATEKEY \
         LEFT JOIN customer ON LO_CUSTKEY = C_CUSTKEY LEFT JOIN supplier ON LO_SUPPKEY = S_SUPPKEY \
         LEFT JOIN part ON LO_PARTKEY = P_PARTKEY"
            .to_owned(),
    );
    let queries = PLAIN.iter().chain(&DEFINED).map(Question::sql).collect();
    let mut plain = duckdb::answer(&python, &[Job { setup, queries }]);
    let has_rows = |answer: &&Answer| {
        answer.as_ref().is_ok_and(|rows| rows.iter().any(|row| row.last() != Some(&Cell::Null)))
    };
    assert!(plain.iter().filter(has_rows).count() >= 13, "too few questions have an answer");
    let defined = plain.split_off(PLAIN.len());
    Some(Star { _folder: folder, files, definition, plain, defined })
}

/// Links on the Import screen.
async fn links(page: &Page) -> Result<Vec<String>> {
    let script = "return [...document.querySelectorAll('li.file-line')]
        .map(line => [...line.querySelectorAll('.code')].map(end => end.textContent).join(' → ')).sort()";
    Ok(serde_json::from_value(page.eval(script, vec![]).await?)?)
}

#[test]
fn five_files_become_a_star() {
    let Some(star) = star() else { return };
    browser::run("star", Setup::default(), async move |page: &Page| {
        let files: Vec<_> = star.files.iter().map(PathBuf::as_path).collect();
        page.open("").await?;
        page.go_to_import().await?;
        page.choose(&files).await?;
        page.wait_recognised(5).await?;
        page.load(5).await?;
        let wanted = [
            "lineorder.LO_COMMITDATE → dates.D_DATEKEY",
            "lineorder.LO_CUSTKEY → customer.C_CUSTKEY",
            "lineorder.LO_ORDERDATE → dates.D_DATEKEY",
            "lineorder.LO_PARTKEY → part.P_PARTKEY",
            "lineorder.LO_SUPPKEY → supplier.S_SUPPKEY",
        ];
        let found = links(page).await?;
        ensure!(found == wanted, "the links are {found:#?}");
        // One can be dropped.
        let drop = "const line = [...document.querySelectorAll('li.file-line')]
                .find(line => line.textContent.includes('LO_COMMITDATE'));
            line.querySelector('button').click()";
        page.eval(drop, vec![]).await?;
        page.settle().await?;
        let found = links(page).await?;
        ensure!(found == wanted[1..], "the links are {found:#?}");
        page.finish_import().await?;
        // The fact comes first, not the first or the smallest table.
        let first = page.cards().await?;
        ensure!(
            first
                .first()
                .is_some_and(|card| card.name.starts_with("lineorder") && card.value.starts_with("60,175")),
            "Explore opens on {first:?}"
        );
        ensure!(page.text(".topbar-title .name").await? == "lineorder", "the sandbox has another name");
        let notices = page.texts(".main > .notice").await?;
        ensure!(notices.is_empty(), "the definition is not clean: {notices:?}");
        for (question, answer) in PLAIN.iter().zip(&star.plain) {
            question.check(page, answer).await?;
        }

        // The same files again, with a definition of measures that no column holds.
        page.go_to_import().await?;
        let with_definition: Vec<_> = files.iter().copied().chain([star.definition.as_path()]).collect();
        page.import(&with_definition).await?;
        for (question, answer) in DEFINED.iter().zip(&star.defined) {
            question.check(page, answer).await?;
        }
        Ok(())
    });
}
