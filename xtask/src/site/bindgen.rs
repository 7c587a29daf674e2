//! wasm-bindgen and wasm-split as libraries, so that nobody installs their command lines and their versions are the
//! lock file's.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

use crate::workspace::target_dir;

/// The module that loads the chunks of a split binary.
const LOADER: &str = "chunks.js";

/// One bound binary.
pub(super) struct Bound {
    /// The ES module that loads the binary; it finds `NAME_bg.wasm` beside itself.
    pub(super) glue: String,
    /// The binary, without names.
    pub(super) wasm: Vec<u8>,
}

/// A bound binary and the chunks that it loads when they are first called.
pub(super) struct Split {
    pub(super) main: Bound,
    /// The ES module that loads the chunks; it and the glue name each other.
    pub(super) loader: (String, String),
    /// (file name, content)
    pub(super) chunks: Vec<(String, Vec<u8>)>,
}

/// Binds `input` for the web as `name`.
pub(super) fn bind(input: &Path, name: &str) -> Result<Bound> {
    run(Bindgen::new().input_path(input), &fresh(name)?, name)
        .with_context(|| format!("binding {}", input.display()))
}

/// Splits `input`, which was linked with its relocations, at its split points, and binds what is left.
pub(super) fn bind_split(input: &Path, name: &str) -> Result<Split> {
    let folder = fresh(name)?;
    let (chunks, main) = (folder.join("chunks"), folder.join("main.wasm"));
    let binary = fs::read(input).with_context(|| format!("reading {}", input.display()))?;
    let (link_name, main_module) = (format!("./{LOADER}"), format!("./{name}.js"));
    let mut options = Options::new(&binary);
    options.output_dir = &chunks;
    options.main_out_path = &main;
    options.link_name = &link_name;
    options.main_module = &main_module;
    let split = transform(options).map_err(|error| anyhow!("splitting {}: {error:#}", input.display()))?;
    let chunk = |path: PathBuf| -> Result<(String, Vec<u8>)> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok((name, fs::read(&path)?))
    };
    // Chunks find the main module's items by the names that the linker exported.
    let bound = run(Bindgen::new().input_path(&main).keep_lld_exports(true).demangle(false), &folder, name)?;
    Ok(Split {
        main: bound,
        loader: (LOADER.to_owned(), fs::read_to_string(chunks.join(LOADER))?),
        chunks: split.split_modules.into_iter().map(chunk).collect::<Result<_>>()?,
    })
}

fn fresh(name: &str) -> Result<PathBuf> {
    let folder = target_dir().join("bindgen").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn run(bindgen: &mut Bindgen, folder: &Path, name: &str) -> Result<Bound> {
    bindgen
        .out_name(name)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(false)
        .generate(folder)?;
    // The bundle has one place for files; a snippet folder would be left behind.
    ensure!(!folder.join("snippets").exists(), "{name}: JavaScript snippets of crates are not bundled");
    Ok(Bound {
        glue: fs::read_to_string(folder.join(format!("{name}.js")))?,
        wasm: fs::read(folder.join(format!("{name}_bg.wasm")))?,
    })
}
