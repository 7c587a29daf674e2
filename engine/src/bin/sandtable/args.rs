//! The arguments, and their help.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use sandtable_engine::calendar::Date;
use sandtable_engine::query::sql;
use sandtable_engine::text::Lang;

const EXIT_CODES: &str = "Exit codes:
  0  done (warnings may stand on standard error)
  1  the model, the data or the query has errors
  2  the command line is wrong";

const SQL_EXAMPLES: &str = "Examples:
  sandtable sql --model model.yaml --data sales=sales.csv --metrics amount --by region,time:month --dialect postgres
  sandtable sql --model model.yaml --data sales=sales.csv --metrics amount --period last_30d --as-of 2024-12-31 \\
      --dialect snowflake --schema warehouse.mart

The files say which columns the tables have and of what types; nothing is computed. Without --as-of the statement looks up
the last date of the data itself.

Exit codes:
  0  done (warnings may stand on standard error)
  1  the model, the data or the query has errors, or the dialect cannot say it
  2  the command line is wrong";

const QUERY_EXAMPLES: &str = "Examples:
  sandtable query --model model.yaml --data sales=sales.csv --metrics amount --by region,time:month
  sandtable query --model model.yaml --data sales=sales.parquet --data stores=stores.csv \\
      --metrics amount,orders --by store --where \"region = '华东' and paid\" \\
      --having 'amount > 1000' --sort amount:desc --limit 10 --others --totals grand --format csv
  sandtable query --model model.yaml --data sales=sales.csv --metrics amount --period last_30d --as-of 2024-12-31

A dimension is a dimension code, `time`, or `dataset.field`; behind a colon a grain: day, week, ten_day, month, quarter,
half, year. A dimension that two relationships reach is written `dimension@relationship`.

Exit codes:
  0  done (warnings may stand on standard error)
  1  the model, the data or the query has errors
  2  the command line is wrong";

/// Metrics by dimensions from files, as the page computes them.
#[derive(Debug, Parser)]
#[command(name = "sandtable", version, about, after_help = EXIT_CODES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check a model, and with --data also how it fits its files
    #[command(after_help = EXIT_CODES)]
    Check(CheckArgs),
    /// Show the columns of a file: type, nulls, distinct values, range, most frequent values
    #[command(after_help = EXIT_CODES)]
    Profile(ProfileArgs),
    /// Translate a definition to or from another tool's format; what is lost stands on standard error
    #[command(after_help = EXIT_CODES)]
    Convert(ConvertArgs),
    /// Ask for metrics by dimensions
    #[command(after_help = QUERY_EXAMPLES)]
    Query(Box<QueryArgs>),
    /// Write a query as SQL, to run on a warehouse that has the same tables
    #[command(after_help = SQL_EXAMPLES)]
    Sql(Box<SqlArgs>),
}

#[derive(Debug, clap::Args)]
pub(crate) struct LangArg {
    /// Language of labels and messages
    #[arg(long, value_enum, default_value_t = Language::En)]
    pub(crate) lang: Language,
}

#[derive(Debug, clap::Args)]
pub(crate) struct CheckArgs {
    /// The model (YAML)
    pub(crate) model: PathBuf,
    /// A table of the model and its file (CSV or Parquet); may be given several times
    #[arg(long, value_name = "NAME=PATH", value_parser = named_file)]
    pub(crate) data: Vec<(String, PathBuf)>,
    /// Also look at what is computable and still poor: names, units, owners, targets
    #[arg(long)]
    pub(crate) lint: bool,
    #[command(flatten)]
    pub(crate) lang: LangArg,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ConvertArgs {
    /// The file to read
    pub(crate) file: PathBuf,
    /// What it is written in; found out where left out
    #[arg(long, value_enum)]
    pub(crate) from: Option<Source>,
    /// What to write
    #[arg(long, value_enum)]
    pub(crate) to: Exchange,
    /// Where to write it; standard output where left out
    #[arg(long, value_name = "PATH")]
    pub(crate) out: Option<PathBuf>,
    /// The definition that a sheet of metrics is merged into
    #[arg(long, value_name = "MODEL", requires_all = ["by", "on"])]
    pub(crate) into: Option<PathBuf>,
    /// Who merges the sheet, for the history
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// The day of the merge, for the history
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) on: Option<Date>,
    /// Leave out rows with errors; else one error keeps the whole sheet out
    #[arg(long)]
    pub(crate) skip_rows: bool,
    /// An empty cell empties the field; else it leaves what is there
    #[arg(long)]
    pub(crate) clear_blank: bool,
    #[command(flatten)]
    pub(crate) lang: LangArg,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Exchange {
    /// The definition file of this program (YAML)
    Native,
    /// Apache Ossie, once Open Semantic Interchange (YAML)
    Ossie,
    /// dbt semantic models inside models (YAML)
    Dbt,
    /// The dictionary as a sheet, one row a metric (CSV)
    Csv,
    /// The dictionary as a workbook (XLSX)
    Xlsx,
    /// The workbook without rows, to be filled in (XLSX)
    Template,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Source {
    /// The definition file of this program (YAML)
    Native,
    /// Apache Ossie, once Open Semantic Interchange (YAML)
    Ossie,
    /// dbt semantic models, of the older form or inside models (YAML)
    Dbt,
    /// The dictionary as a sheet, one row a metric (CSV)
    Csv,
    /// The dictionary as a workbook (XLSX)
    Xlsx,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ProfileArgs {
    /// The file (CSV or Parquet)
    pub(crate) file: PathBuf,
    /// How to print the profile
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) lang: LangArg,
}

/// What is asked, however it is answered.
#[derive(Debug, clap::Args)]
pub(crate) struct AskArgs {
    /// The model (YAML)
    #[arg(long)]
    pub(crate) model: PathBuf,
    /// A table of the model and its file (CSV or Parquet); may be given several times
    #[arg(long, value_name = "NAME=PATH", value_parser = named_file)]
    pub(crate) data: Vec<(String, PathBuf)>,
    /// Metric codes
    #[arg(long, value_name = "CODE,…", value_delimiter = ',')]
    pub(crate) metrics: Vec<String>,
    /// Dimensions to group by, outermost first
    #[arg(long, value_name = "DIMENSION[:GRAIN],…", value_delimiter = ',')]
    pub(crate) by: Vec<String>,
    /// A column over the groups of the answer: a code and a window of its metrics; may be given several times
    #[arg(long = "window", value_name = "CODE=WINDOW")]
    pub(crate) windows: Vec<String>,
    /// Show rows instead of groups: a field, or a code with its expression or window; may be given several times
    #[arg(long = "column", value_name = "FIELD or CODE=EXPRESSION", conflicts_with_all = ["metrics", "by"])]
    pub(crate) columns: Vec<String>,
    /// The dataset whose rows are shown, where the columns do not tell
    #[arg(long, value_name = "DATASET", requires = "columns")]
    pub(crate) of: Option<String>,
    /// Leave out the first rows
    #[arg(long, value_name = "N", default_value_t = 0, requires = "columns")]
    pub(crate) skip: usize,
    /// A condition on rows, in the formula language; may be given several times, all must hold
    #[arg(long = "where", value_name = "CONDITION")]
    pub(crate) filters: Vec<String>,
    /// A condition on metrics of the result; may be given several times, all must hold
    #[arg(long, value_name = "CONDITION")]
    pub(crate) having: Vec<String>,
    /// Order of rows by metrics or dimensions of the query, or by fields of its rows
    #[arg(long, value_name = "NAME[:desc],…", value_delimiter = ',')]
    pub(crate) sort: Vec<String>,
    /// Keep the first rows only
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// Rank the members of this dimension instead of whole rows
    #[arg(long, value_name = "DIMENSION", requires = "limit")]
    pub(crate) limit_by: Option<String>,
    /// Put what the limit leaves out into one row, recomputed from the data
    #[arg(long, requires = "limit")]
    pub(crate) others: bool,
    /// Totals to add
    #[arg(long, value_enum, default_value_t = Totals::None)]
    pub(crate) totals: Totals,
    /// Time range: 2024, 2024Q4, 2024-03, 2024-03-01～2024-03-08, this_month, last_30d, 本月, 近12月 …
    #[arg(long)]
    pub(crate) period: Option<String>,
    /// The day that counts as today, such as 2024-12-31; the last date of the data where it is left out
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// Show members and time buckets without rows too
    #[arg(long)]
    pub(crate) all_members: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct QueryArgs {
    #[command(flatten)]
    pub(crate) ask: AskArgs,
    /// Print the plan instead of the answer
    #[arg(long)]
    pub(crate) explain: bool,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) lang: LangArg,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SqlArgs {
    #[command(flatten)]
    pub(crate) ask: AskArgs,
    /// Whose SQL
    #[arg(long, value_enum)]
    pub(crate) dialect: Dialect,
    /// Database and schema of the tables, parted by dots
    #[arg(long, value_name = "NAME[.NAME]", value_delimiter = '.')]
    pub(crate) schema: Vec<String>,
    #[command(flatten)]
    pub(crate) lang: LangArg,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Dialect {
    /// DuckDB
    Duckdb,
    /// PostgreSQL and Hologres
    #[value(alias = "hologres")]
    Postgres,
    /// Spark SQL and MaxCompute
    #[value(alias = "maxcompute")]
    Spark,
    /// ClickHouse
    Clickhouse,
    /// Snowflake
    Snowflake,
}

impl From<Dialect> for sql::Dialect {
    fn from(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Duckdb => Self::DuckDb,
            Dialect::Postgres => Self::Postgres,
            Dialect::Spark => Self::Spark,
            Dialect::Clickhouse => Self::ClickHouse,
            Dialect::Snowflake => Self::Snowflake,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns for people
    Table,
    /// Comma-separated values for programs
    Csv,
    /// One JSON object for programs
    Json,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Totals {
    /// No totals
    None,
    /// The grand total
    Grand,
    /// The grand total and every subtotal
    All,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Language {
    /// 中文
    Zh,
    /// English
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Zh => Self::Zh,
            Language::En => Self::En,
        }
    }
}

fn named_file(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, path)) if !name.is_empty() && !path.is_empty() => {
            Ok((name.to_owned(), PathBuf::from(path)))
        }
        _ => Err("expected NAME=PATH, such as sales=data/sales.csv".to_owned()),
    }
}

fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "expected a date such as 2024-12-31".to_owned())
}
