//! The arguments, and their help.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use sandtable_engine::text::Lang;

const EXIT_CODES: &str = "Exit codes:
  0  done (warnings may stand on standard error)
  1  the model, the data or the query has errors
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
    /// Ask for metrics by dimensions
    #[command(after_help = QUERY_EXAMPLES)]
    Query(Box<QueryArgs>),
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
pub(crate) struct ProfileArgs {
    /// The file (CSV or Parquet)
    pub(crate) file: PathBuf,
    /// How to print the profile
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) lang: LangArg,
}

#[derive(Debug, clap::Args)]
pub(crate) struct QueryArgs {
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
    /// Print the plan instead of the answer
    #[arg(long)]
    pub(crate) explain: bool,
    /// How to print the answer
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) lang: LangArg,
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
