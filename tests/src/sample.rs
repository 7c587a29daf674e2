//! The sample sandbox on its files.

use std::path::{Path, PathBuf};

use sandtable_engine::exec::Bound;

use crate::real::{bind, load};

/// Where its files are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/sample")
}

/// Its definition.
///
/// # Panics
/// If it cannot be read.
pub fn model_text() -> String {
    std::fs::read_to_string(folder().join("model.yaml")).expect("the sample has a model")
}

/// Its tables with their files.
///
/// # Panics
/// If the folder cannot be read.
pub fn files() -> Vec<(String, PathBuf)> {
    let mut files: Vec<(String, PathBuf)> = std::fs::read_dir(folder())
        .expect("the sample folder can be read")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "csv" || ext == "parquet"))
        .map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), path))
        .collect();
    files.sort();
    files
}

/// Definition and tables together.
pub fn sample() -> Bound {
    bind(&model_text(), files().iter().map(|(name, path)| load(name, path)).collect())
}
