//! wasm-bindgen as a library, so that nobody installs its command line and its version is the lock file's.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::workspace::target_dir;

/// One bound binary.
pub(super) struct Bound {
    /// The ES module that loads the binary; it finds `NAME_bg.wasm` beside itself.
    pub(super) glue: String,
    /// The binary, without names.
    pub(super) wasm: Vec<u8>,
}

/// Binds `input` for the web as `name`.
pub(super) fn bind(input: &Path, name: &str) -> Result<Bound> {
    let folder: PathBuf = target_dir().join("bindgen").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    Bindgen::new()
        .input_path(input)
        .out_name(name)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(false)
        .generate(&folder)
        .with_context(|| format!("binding {}", input.display()))?;
    // The bundle has one place for files; a snippet folder would be left behind.
    ensure!(!folder.join("snippets").exists(), "{name}: JavaScript snippets of crates are not bundled");
    Ok(Bound {
        glue: fs::read_to_string(folder.join(format!("{name}.js")))?,
        wasm: fs::read(folder.join(format!("{name}_bg.wasm")))?,
    })
}
