//! The static site: both wasm binaries, their glue, `public/` and the sample data, under names that carry a
//! hash of the content, so that a host may keep them for ever. Every URL is relative: the site works from any
//! path of any host.

mod bindgen;
mod bundle;
pub mod policy;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::workspace::{
    WASM_TARGET, cargo, copy_tree, dist_dir, files_below, progress, root, target_dir, timed,
};
use bundle::Bundle;

/// The folder of `dist/` whose files are named by their content.
pub const ASSETS: &str = "assets";

/// The packages whose binaries the site is made of.
pub(crate) const PACKAGES: [&str; 2] = ["sandtable-app", "sandtable-worker"];

/// How the site is built.
#[derive(Debug, Clone)]
pub struct Options {
    /// The cargo profile of both binaries; `release` is what is published.
    pub profile: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { profile: "release".to_owned() }
    }
}

/// Builds the site into [`dist_dir`] and returns that folder.
///
/// The old site is replaced only when the new one is complete.
///
/// # Errors
/// When a crate does not compile, a file is missing, or `dist/` cannot be written.
pub fn build(options: &Options) -> Result<PathBuf> {
    let mut args = vec!["build", "--target", WASM_TARGET, "--profile", &options.profile];
    args.extend(PACKAGES.iter().flat_map(|package| ["--package", package]));
    timed("page and worker compiled", || cargo(&args))?;
    let dist = dist_dir();
    let fresh = dist.with_extension("fresh");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    timed("site assembled", || assemble(&wasm_dir(&options.profile), &fresh))?;
    if dist.exists() {
        fs::remove_dir_all(&dist)?;
    }
    fs::rename(&fresh, &dist)?;
    progress(format_args!("site written to {}", dist.display()));
    Ok(dist)
}

/// Binds one wasm binary of the workspace for a page of its own: writes `NAME.js` and `NAME_bg.wasm`.
///
/// # Errors
/// When the binary is missing or cannot be bound.
pub fn bind_into(wasm: &Path, name: &str, folder: &Path) -> Result<()> {
    let bound = bindgen::bind(wasm, name)?;
    fs::create_dir_all(folder)?;
    fs::write(folder.join(format!("{name}.js")), bound.glue)?;
    fs::write(folder.join(format!("{name}_bg.wasm")), bound.wasm)?;
    Ok(())
}

/// Where cargo leaves wasm binaries of a profile.
pub fn wasm_dir(profile: &str) -> PathBuf {
    let folder = if profile == "dev" { "debug" } else { profile };
    target_dir().join(WASM_TARGET).join(folder)
}

fn assemble(wasm: &Path, dist: &Path) -> Result<()> {
    let public = root().join("public");
    let mut bundle = Bundle::new(dist.join(ASSETS))?;
    let engine = bindgen::bind(&wasm.join("sandtable-worker.wasm"), "engine")?;
    bundle.add("engine_bg.wasm", &engine.wasm)?;
    bundle.add_text("engine.js", &engine.glue)?;
    let page = bindgen::bind_split(&wasm.join("sandtable-app.wasm"), "app")?;
    bundle.add("app_bg.wasm", &page.main.wasm)?;
    for (name, chunk) in &page.chunks {
        bundle.add(name, chunk)?;
    }
    bundle.add_circle(&[("app.js", &page.main.glue), (&page.loader.0, &page.loader.1)])?;
    bundle.add_text("worker.js", &read(&public.join("worker.js"))?)?;
    bundle.add_text("boot.js", &read(&public.join("boot.js"))?)?;
    bundle.add_text("styles.css", &styles(&public.join("styles"))?)?;
    bundle.add("icon.svg", &fs::read(public.join("icon.svg"))?)?;
    for page in ["manifest.webmanifest", "index.html"] {
        let text = read(&public.join(page))?.replace("{{policy}}", policy::META);
        fs::write(dist.join(page), bundle.rewrite(&text))?;
    }
    copy_tree(&root().join("data/sample"), &dist.join("sample"))
}

/// All style sheets as one, in the order of their file names.
fn styles(folder: &Path) -> Result<String> {
    let mut all = String::new();
    for file in files_below(folder)? {
        if file.extension().is_some_and(|extension| extension == "css") {
            all.push_str(&read(&file)?);
            all.push('\n');
        }
    }
    Ok(all)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}
