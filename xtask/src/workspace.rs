//! Where things are in the workspace, and how other programs are run in it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use std::{env, fmt, fs};

use anyhow::{Context, Result, bail};

/// The only target the browser runs.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The folder that holds the workspace's `Cargo.toml`.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or_else(|| here.to_path_buf(), Path::to_path_buf)
}

/// Where cargo puts what it builds: `CARGO_TARGET_DIR`, or `target` in the workspace.
pub fn target_dir() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Where the built site goes: `SANDTABLE_DIST`, or `dist` in the workspace.
pub fn dist_dir() -> PathBuf {
    env::var_os("SANDTABLE_DIST").map_or_else(|| root().join("dist"), |dir| root().join(dir))
}

/// Runs cargo in the workspace, its output shown as it comes.
///
/// # Errors
/// When cargo cannot be started or ends with a failure.
pub fn cargo<A: AsRef<OsStr>>(args: &[A]) -> Result<()> {
    let shown = args.iter().map(|arg| arg.as_ref().to_string_lossy()).collect::<Vec<_>>().join(" ");
    progress(format_args!("cargo {shown}"));
    let status = cargo_command().args(args).status().context("cargo could not be started")?;
    if !status.success() {
        bail!("cargo {shown}: {status}");
    }
    Ok(())
}

/// Runs cargo in the workspace and returns what it printed.
///
/// # Errors
/// When cargo cannot be started, fails, or prints something that is not UTF-8.
pub fn cargo_output(args: &[&str]) -> Result<String> {
    let output = cargo_command().args(args).stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        bail!("cargo {}: {}", args.join(" "), output.status);
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn cargo_command() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Tells the person waiting what is being done.
pub fn progress(what: fmt::Arguments<'_>) {
    eprintln!("==> {what}");
}

/// Does one step and tells how long it took.
///
/// # Errors
/// Those of the step.
pub fn timed<T>(what: &str, step: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    let result = step()?;
    progress(format_args!("{what}: {:.1} s", start.elapsed().as_secs_f64()));
    Ok(result)
}

/// The files below `folder`, in the order of their paths; none when there is no such folder.
///
/// # Errors
/// When a folder cannot be read.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Copies the files below `from` to the same places below `to`; nothing when there is no such folder.
///
/// # Errors
/// When a file cannot be read or written.
pub fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    for file in files_below(from)? {
        let target = to.join(file.strip_prefix(from)?);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(&file, target)?;
    }
    Ok(())
}
