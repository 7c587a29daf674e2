//! The benchmark: our worker and DuckDB-WASM side by side in one Chromium, on the same service orders.
//!
//! `sandtable-bench FILE.csv …` prints both and the ratio for each file, checks that the answers agree, and writes
//! the tables to `tests/bench/RESULTS.md`. `ROUNDS` and `LOADS` in the environment set how often is measured.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use sandtable_tests::browser::{self, Page, Setup};
use serde::Deserialize;
use serde_json::{Value, json};
use xtask::workspace;

/// What the project has promised to reach: at least this many times as fast as the peer.
const REACH_LOAD: f64 = 2.0;
const REACH_GEOMETRIC_MEAN: f64 = 3.0;
const REACH_EVERY_QUERY: f64 = 1.0;

/// What the page measured; times are medians in milliseconds.
#[derive(Debug, Deserialize)]
struct Measured {
    peer: String,
    load: Pair,
    memory: Memory,
    questions: Vec<Question>,
}

#[derive(Debug, Deserialize)]
struct Pair {
    ours_ms: f64,
    theirs_ms: f64,
}

/// Linear memory of our worker, which never shrinks: its size is its peak.
#[derive(Debug, Deserialize)]
struct Memory {
    wasm_bytes: f64,
}

#[derive(Debug, Deserialize)]
struct Question {
    name: String,
    rows: usize,
    /// Where the two answers differ, if they do.
    difference: Option<String>,
    #[serde(flatten)]
    time: Pair,
}

impl Pair {
    fn ratio(&self) -> f64 {
        self.theirs_ms / self.ours_ms
    }
}

fn main() -> ExitCode {
    let files: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    match run(&files) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(files: &[PathBuf]) -> Result<()> {
    ensure!(!files.is_empty(), "usage: sandtable-bench FILE.csv …");
    let (rounds, loads) = (number("ROUNDS", 7)?, number("LOADS", 3)?);
    let mut report = format!(
        "# Sandtable and DuckDB-WASM in one Chromium\n\nMedians of {rounds} rounds ({loads} loads), in milliseconds; \
         ratio: how many times as fast Sandtable is.\n"
    );
    let mut differences = Vec::new();
    for file in files {
        let measured = measure(file, rounds, loads)?;
        let table = table(file, &measured)?;
        eprintln!("{table}");
        report.push_str(&table);
        differences.extend(measured.questions.into_iter().filter_map(|question| {
            let difference = question.difference?;
            Some(format!("{}: {}: {difference}", file.display(), question.name))
        }));
    }
    let path = workspace::root().join("tests/bench/RESULTS.md");
    fs::write(&path, report)?;
    eprintln!("written to {}", path.display());
    ensure!(differences.is_empty(), "the answers differ:\n{}", differences.join("\n"));
    Ok(())
}

fn number(name: &str, otherwise: u32) -> Result<u32> {
    env::var(name)
        .map_or(Ok(otherwise), |text| text.parse().with_context(|| format!("{name} wants a number")))
}

fn measure(file: &Path, rounds: u32, loads: u32) -> Result<Measured> {
    let setup = Setup {
        folders: vec![
            ("/bench/", workspace::target_dir().join("pages/bench")),
            ("/npm/", workspace::root().join("tests/bench/node_modules")),
        ],
        // DuckDB-WASM's page wants an import map and a worker of its own.
        policed: false,
        ..Setup::default()
    };
    let file = file.to_path_buf();
    browser::drive("bench", setup, async move |page: &Page| {
        page.open("bench/").await?;
        page.wait_for_text("ready").await?;
        page.set_files("#file", &[&file]).await?;
        let options = json!({ "rounds": rounds, "loads": loads });
        page.eval("window.bench.start(arguments[0])", vec![options]).await?;
        let mut told = String::new();
        loop {
            let state = page.eval("return [bench.progress, bench.result]", vec![]).await?;
            if let Some(error) = state[1]["error"].as_str() {
                bail!("{error}");
            }
            if state[1] != Value::Null {
                return Ok(serde_json::from_value(state[1].clone())?);
            }
            let progress = state[0].as_str().unwrap_or_default();
            if progress != told {
                eprintln!("  {progress}");
                progress.clone_into(&mut told);
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    })
}

fn table(file: &Path, measured: &Measured) -> Result<String> {
    let mut text = String::new();
    let size = fs::metadata(file)?.len() as f64 / 1e6;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    writeln!(text, "\n## {name} ({size:.0} MB)\n")?;
    writeln!(text, "| | Sandtable | {} | ratio | rows |\n|---|---:|---:|---:|---:|", measured.peer)?;
    row(&mut text, "CSV load", &measured.load, "")?;
    for question in &measured.questions {
        row(&mut text, &question.name, &question.time, &question.rows.to_string())?;
    }
    let ratios: Vec<f64> = measured.questions.iter().map(|question| question.time.ratio()).collect();
    let mean = (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp();
    let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    writeln!(text, "\nGeometric mean of the questions: {mean:.2}×, the least: {least:.2}×.")?;
    writeln!(text, "Peak memory of our worker: {:.0} MB.", measured.memory.wasm_bytes / 1e6)?;
    let reached = |value: f64, goal: f64| if value >= goal { "reached" } else { "missed" };
    writeln!(
        text,
        "Load ≥ {REACH_LOAD}×: {}; mean ≥ {REACH_GEOMETRIC_MEAN}×: {}; every question ≥ {REACH_EVERY_QUERY}×: {}.",
        reached(measured.load.ratio(), REACH_LOAD),
        reached(mean, REACH_GEOMETRIC_MEAN),
        reached(least, REACH_EVERY_QUERY)
    )?;
    let different = measured.questions.iter().filter(|question| question.difference.is_some()).count();
    let agreement =
        if different == 0 { "All answers agree.".to_owned() } else { format!("{different} answers differ.") };
    writeln!(text, "{agreement}")?;
    Ok(text)
}

fn row(text: &mut String, name: &str, time: &Pair, rows: &str) -> Result<()> {
    let (ours, theirs) = (time.ours_ms, time.theirs_ms);
    Ok(writeln!(text, "| {name} | {ours:.1} | {theirs:.1} | {:.2}× | {rows} |", time.ratio())?)
}
