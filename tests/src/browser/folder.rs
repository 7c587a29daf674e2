//! A folder of files made for one test.

use std::env;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process;

use anyhow::Result;

/// Removed with all that is in it when dropped.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// An empty folder; `name` tells it from those of other tests.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(name: &str) -> Result<Self> {
        let path = env::temp_dir().join(format!("sandtable-files-{}-{name}", process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// Writes a file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<PathBuf> {
        let path = self.0.join(name);
        fs::write(&path, bytes)?;
        Ok(path)
    }

    /// Writes a file of a head and so many times the same lines.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_long(&self, name: &str, head: &str, lines: &str, times: usize) -> Result<PathBuf> {
        let path = self.0.join(name);
        let mut file = BufWriter::new(File::create(&path)?);
        file.write_all(head.as_bytes())?;
        for _ in 0..times {
            file.write_all(lines.as_bytes())?;
        }
        file.flush()?;
        Ok(path)
    }

    /// Copies a file under another name.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn copy(&self, from: &Path, name: &str) -> Result<PathBuf> {
        let path = self.0.join(name);
        fs::copy(from, &path)?;
        Ok(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}
