//! Direct dependencies between and out of the crates. What a dependency itself depends on is its own affair:
//! polars-arrow, for one, brings js-sys along for a random seed that the engine never asks for.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::workspace::cargo_output;

/// (crate, the crates of the workspace it may depend on)
const MAY_DEPEND_ON: [(&str, &[&str]); 6] = [
    ("sandtable-engine", &[]),
    ("sandtable-data", &["sandtable-engine"]),
    ("sandtable-worker", &["sandtable-engine"]),
    ("sandtable-app", &["sandtable-engine", "sandtable-worker"]),
    ("sandtable-tests", &["sandtable-engine", "sandtable-worker", "sandtable-data", "xtask"]),
    ("xtask", &[]),
];

/// Crates that only exist in a browser.
const BROWSER: [&str; 7] =
    ["wasm-bindgen", "wasm-bindgen-futures", "js-sys", "web-sys", "gloo", "leptos", "leptos-use"];
const KNOW_NO_BROWSER: [&str; 2] = ["sandtable-engine", "sandtable-data"];

/// The encoding of the wire belongs to the worker.
const WIRE: &str = "postcard";

pub(super) fn check(report: &mut String) -> Result<Vec<String>> {
    let metadata: Value =
        serde_json::from_str(&cargo_output(&["metadata", "--no-deps", "--format-version", "1"])?)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let mut broken = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let dependencies: Vec<&str> = package["dependencies"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|it| it["name"].as_str())
            .collect();
        broken.extend(check_package(name, &dependencies));
    }
    writeln!(report, "dependency rules: {} crates", packages.len())?;
    Ok(broken)
}

fn check_package(name: &str, dependencies: &[&str]) -> Vec<String> {
    let Some((_, allowed)) = MAY_DEPEND_ON.iter().find(|(package, _)| *package == name) else {
        return vec![format!("{name}: the crate has no line in xtask/src/rules/dependencies.rs")];
    };
    let ours = |dependency: &str| MAY_DEPEND_ON.iter().any(|(package, _)| *package == dependency);
    let mut broken = Vec::new();
    for dependency in dependencies {
        if ours(dependency) && *dependency != name && !allowed.contains(dependency) {
            broken.push(format!("{name}: must not depend on {dependency}"));
        }
        if KNOW_NO_BROWSER.contains(&name) && BROWSER.contains(dependency) {
            broken.push(format!("{name}: knows no browser, must not depend on {dependency}"));
        }
        if *dependency == WIRE && name != "sandtable-worker" {
            broken.push(format!("{name}: the wire format is the worker's, must not depend on {dependency}"));
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::check_package;

    #[test]
    fn direction() {
        let check = |name: &str, dependencies: &[&str], broken: usize| {
            assert_eq!(check_package(name, dependencies).len(), broken, "{name} {dependencies:?}");
        };
        check("sandtable-engine", &["polars-core", "serde"], 0);
        check("sandtable-engine", &["sandtable-worker", "js-sys"], 2);
        check("sandtable-worker", &["sandtable-engine", "postcard", "web-sys"], 0);
        check("sandtable-worker", &["sandtable-app"], 1);
        check("sandtable-app", &["sandtable-engine", "sandtable-worker", "web-sys"], 0);
        check("sandtable-app", &["postcard"], 1);
        check("newcomer", &[], 1);
    }
}
