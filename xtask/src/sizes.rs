//! What a visitor downloads, against a budget.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Result, bail};
use brotli::CompressorWriter;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::site::ASSETS;
use crate::workspace::{files_below, timed};

const KB: usize = 1000;

/// A part of the site and what it may weigh.
struct Part {
    name: &'static str,
    budget_brotli: usize,
    holds: fn(&str) -> bool,
}

const PARTS: [Part; 3] = [
    Part {
        name: "page shell",
        budget_brotli: 400 * KB,
        holds: |name| !belongs_to_worker(name) && !is_screen(name),
    },
    // All screens together; each is a chunk of its own, fetched when it is gone to.
    Part { name: "screens", budget_brotli: 900 * KB, holds: is_screen },
    Part { name: "worker", budget_brotli: 2000 * KB, holds: belongs_to_worker },
];

fn belongs_to_worker(name: &str) -> bool {
    name.starts_with("engine") || name.starts_with("worker")
}

/// Chunks of the page that it fetches once it stands.
fn is_screen(name: &str) -> bool {
    name.starts_with("split_") || name.starts_with("chunk_")
}

/// Bytes of one file or of several.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// Weighs the page (HTML, styles, glue, wasm), its screens and the worker of a built site; returns the table to print.
///
/// # Errors
/// When a part is above its budget, or the site has not been built.
pub fn check(dist: &Path) -> Result<String> {
    let mut files = files_below(&dist.join(ASSETS))?;
    files.push(dist.join("index.html"));
    files.push(dist.join("manifest.webmanifest"));
    let mut weighed = Vec::new();
    timed("site weighed", || {
        for file in &files {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            weighed.push((name, Weight::of(&fs::read(file)?)?));
        }
        Ok(())
    })?;
    let mut table = line("", "raw", "gzip", "brotli", "budget");
    let mut above = Vec::new();
    for part in PARTS {
        let mut sum = Weight::default();
        for (name, weight) in weighed.iter().filter(|(name, _)| (part.holds)(name)) {
            sum = sum.plus(*weight);
            table.push_str(&weight.line(&format!("  {name}"), ""));
        }
        table.push_str(&sum.line(part.name, &kilobytes(part.budget_brotli)));
        if sum.brotli > part.budget_brotli {
            above.push(format!(
                "{} is {} KB in brotli, its budget is {} KB",
                part.name,
                kilobytes(sum.brotli),
                kilobytes(part.budget_brotli)
            ));
        }
    }
    if !above.is_empty() {
        bail!("{table}\n{}", above.join("\n"));
    }
    Ok(table)
}

impl Weight {
    fn of(content: &[u8]) -> Result<Self> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(content)?;
        let mut brotli = CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
        brotli.write_all(content)?;
        Ok(Self { raw: content.len(), gzip: gzip.finish()?.len(), brotli: brotli.into_inner().len() })
    }

    fn plus(self, other: Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }

    fn line(self, name: &str, budget: &str) -> String {
        line(name, &kilobytes(self.raw), &kilobytes(self.gzip), &kilobytes(self.brotli), budget)
    }
}

fn kilobytes(bytes: usize) -> String {
    format!("{:.1}", bytes as f64 / KB as f64)
}

fn line(name: &str, raw: &str, gzip: &str, brotli: &str, budget: &str) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{name:<36}{raw:>12}{gzip:>12}{brotli:>12}{budget:>12}");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_belongs_to_one_part() {
        for name in [
            "index.html",
            "app-0.js",
            "app_bg-0.wasm",
            "chunks-0.js",
            "split_explore-0.wasm",
            "chunk_2-0.wasm",
            "worker-0.js",
            "engine_bg-0.wasm",
            "styles-0.css",
        ] {
            assert_eq!(PARTS.iter().filter(|part| (part.holds)(name)).count(), 1, "{name}");
        }
    }

    #[test]
    fn compressed_is_smaller() {
        let weight = Weight::of(&[b'a'; 10_000]).expect("weigh");
        assert!(weight.raw == 10_000 && weight.gzip < 100 && weight.brotli < 100, "{weight:?}");
    }
}
