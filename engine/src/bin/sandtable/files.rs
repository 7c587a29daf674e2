//! Files → tables, and text of a model.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use sandtable_engine::diag::{Diagnostic, Message};
use sandtable_engine::load::{LoadOptions, Loaded, Loader, Source};

const UNREADABLE: Message =
    Message::new("unreadable_file", "读不了文件：{why}", "the file cannot be read: {why}");

const UNWRITABLE: Message =
    Message::new("unwritable_file", "写不了文件：{why}", "the file cannot be written: {why}");

fn unreadable(path: &Path, error: &std::io::Error) -> Vec<Diagnostic> {
    vec![UNREADABLE.error().arg("why", error).in_file(path.display().to_string())]
}

/// The text of a file.
pub(crate) fn text(path: &Path) -> Result<String, Vec<Diagnostic>> {
    std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

/// What a file holds.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Vec<Diagnostic>> {
    std::fs::read(path).map_err(|error| unreadable(path, &error))
}

/// Writes a file.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Vec<Diagnostic>> {
    std::fs::write(path, bytes)
        .map_err(|error| vec![UNWRITABLE.error().arg("why", error).in_file(path.display().to_string())])
}

/// The table in a file; `name` is what the model calls it.
pub(crate) fn load(name: &str, path: &Path) -> Result<Loaded, Vec<Diagnostic>> {
    let mut file = File::open(path).map_err(|error| unreadable(path, &error))?;
    let bytes = file.metadata().map_err(|error| unreadable(path, &error))?.len();
    let source = Source { name: path.display().to_string(), bytes };
    let options = LoadOptions { table: name.to_owned(), ..LoadOptions::default() };
    let mut loader = Loader::new(source, options);
    let mut buffer = Vec::new();
    while let Some(wanted) = loader.wants() {
        buffer.resize((wanted.end - wanted.start) as usize, 0);
        let read = file.seek(SeekFrom::Start(wanted.start)).and_then(|_| file.read_exact(&mut buffer));
        read.map_err(|error| unreadable(path, &error))?;
        loader.feed(&buffer)?;
    }
    loader.finish()
}

/// All tables; what is wrong with any of them is collected.
pub(crate) fn load_all(files: &[(String, PathBuf)]) -> Result<Vec<Loaded>, Vec<Diagnostic>> {
    let mut loaded = Vec::new();
    let mut errors = Vec::new();
    for (name, path) in files {
        match load(name, path) {
            Ok(table) => loaded.push(table),
            Err(found) => errors.extend(found),
        }
    }
    if errors.is_empty() { Ok(loaded) } else { Err(errors) }
}
