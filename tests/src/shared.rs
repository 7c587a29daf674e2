//! Where the files are that the tests read and the repository does not hold.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// `path` below the folder that `SANDTABLE_SHARED` names, else below the nearest `shared` beside or above the
/// repository; none, with a printed line, where there is no such file.
pub fn shared(path: &str) -> Option<PathBuf> {
    let found = match std::env::var_os("SANDTABLE_SHARED") {
        Some(folder) => Some(PathBuf::from(folder).join(path)).filter(|file| file.exists()),
        None => Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .map(|folder| folder.join("shared").join(path))
            .find(|file| file.exists()),
    };
    if found.is_none() {
        eprintln!("skipped: there is no shared/{path}; SANDTABLE_SHARED may name the folder");
    }
    found
}

/// The cases of the conformance suite that are there: name and text.
///
/// # Errors
/// When a file that is there cannot be read.
pub fn cases() -> io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for name in ["division_nulls.json", "periods.json", "semantics.json"] {
        if let Some(path) = shared(&format!("cases/{name}")) {
            files.push((name.to_owned(), fs::read_to_string(path)?));
        }
    }
    Ok(files)
}
