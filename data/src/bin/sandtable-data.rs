//! Writes the sample data of Sandtable.

use clap::{Parser, Subcommand};
use sandtable_data::benchmark;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::PathBuf;

#[derive(Parser)]
#[command(name = "sandtable-data", version, about)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write the benchmark table: service orders in 13 columns, as CSV
    ServiceOrders {
        /// Number of rows
        #[arg(long, default_value_t = 1_000_000)]
        rows: usize,
        /// File to write
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// The same seed gives the same bytes
        #[arg(long, default_value_t = 42)]
        seed: u64,
    },
}

fn main() -> io::Result<()> {
    match Args::parse().command {
        Command::ServiceOrders { rows, out, seed } => {
            let file = BufWriter::with_capacity(1 << 20, File::create(&out)?);
            benchmark::write_service_orders(rows, seed, file)
        }
    }
}
