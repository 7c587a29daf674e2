//! Writes the sample data of Sandtable.

use clap::{Parser, Subcommand, ValueEnum};
use sandtable_data::sample::{DEFAULT_SEED, Sample};
use sandtable_data::scale::Scale;
use sandtable_data::write::{self, Format};
use sandtable_data::{answers, benchmark};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

#[derive(Parser)]
#[command(name = "sandtable-data", version, about)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write every table of the sample into a directory
    Generate {
        /// How much of it: what ships with the site, or about a million service orders
        #[arg(long, value_enum, default_value_t = ScaleName::Small)]
        scale: ScaleName,
        /// Number of workshop visits; everything else grows with it
        #[arg(long, value_name = "N")]
        rows: Option<usize>,
        /// Directory to write into
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Format of the files; mixed writes short tables as CSV and long ones as Parquet
        #[arg(long, value_enum, default_value_t = FormatName::Mixed)]
        format: FormatName,
        /// The same seed gives the same bytes
        #[arg(long, default_value_t = DEFAULT_SEED)]
        seed: u64,
    },
    /// Write what is planted in the sample that ships with the site, and what it measures, as JSON
    Answers {
        /// File to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// The seed the sample was made with
        #[arg(long, default_value_t = DEFAULT_SEED)]
        seed: u64,
    },
    /// Write the benchmark table: service orders in 13 columns, as CSV
    ServiceOrders {
        /// Number of rows
        #[arg(long, default_value_t = 1_000_000)]
        rows: usize,
        /// File to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// The same seed gives the same bytes
        #[arg(long, default_value_t = DEFAULT_SEED)]
        seed: u64,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum ScaleName {
    Small,
    Full,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatName {
    Csv,
    Parquet,
    Mixed,
}

fn main() -> io::Result<()> {
    match Args::parse().command {
        Command::Generate { scale, rows, out, format, seed } => {
            let scale = match scale {
                ScaleName::Small => Scale::SMALL,
                ScaleName::Full => Scale::FULL,
            };
            let scale = rows.map_or(scale, |rows| scale.with_visits(rows));
            let format = match format {
                FormatName::Csv => Format::Csv,
                FormatName::Parquet => Format::Parquet,
                FormatName::Mixed => Format::Mixed,
            };
            generate(scale, &out, format, seed)
        }
        Command::Answers { out, seed } => {
            let stories = answers::stories(&Sample::generate(Scale::SMALL, seed));
            let mut json = serde_json::to_vec_pretty(&stories)?;
            json.push(b'\n');
            std::fs::write(out, json)
        }
        Command::ServiceOrders { rows, out, seed } => {
            let file = BufWriter::with_capacity(1 << 20, File::create(&out)?);
            benchmark::write_service_orders(rows, seed, file)
        }
    }
}

/// Writes the tables and lists them with rows and bytes on standard output.
fn generate(scale: Scale, out: &Path, format: Format, seed: u64) -> io::Result<()> {
    let sample = Sample::generate(scale, seed);
    let mut stdout = io::stdout().lock();
    let mut total = 0;
    for table in sample.tables() {
        let path = write::write_table(&table, out, format)?;
        let bytes = path.metadata()?.len();
        total += bytes;
        writeln!(stdout, "{:>10} rows {:>10} bytes  {}", table.len(), bytes, path.display())?;
    }
    writeln!(stdout, "{total:>26} bytes in all")
}
