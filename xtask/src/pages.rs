//! Pages beside the site, for tests and measurements: a wasm binary of the tests crate and a folder of
//! `tests/pages/`, together in `target/pages/`.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::site::{PACKAGES, bind_into, wasm_dir};
use crate::workspace::{WASM_TARGET, cargo, copy_tree, progress, root, target_dir};

const PROFILE: &str = "release";

/// Builds the page `name` from the binary `sandtable-NAME-page` and returns its folder.
///
/// # Errors
/// When the binary does not compile, or the folder cannot be written.
pub fn build(name: &str) -> Result<PathBuf> {
    let binary = format!("sandtable-{name}-page");
    let mut args = vec!["build", "--target", WASM_TARGET, "--profile", PROFILE, "--bin", &binary];
    // With the packages of the site, so that dependencies have the features they were compiled with for it.
    args.extend(PACKAGES.iter().chain(&["sandtable-tests"]).flat_map(|package| ["--package", package]));
    cargo(&args)?;
    let folder = target_dir().join("pages").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    copy_tree(&root().join("tests/pages").join(name), &folder)?;
    bind_into(&wasm_dir(PROFILE).join(binary).with_extension("wasm"), "page", &folder)?;
    progress(format_args!("page written to {}", folder.display()));
    Ok(folder)
}
