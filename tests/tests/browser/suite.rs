//! The conformance suite in WebAssembly says, letter for letter, what it says natively.

use anyhow::ensure;
use sandtable_tests::browser::{self, Page, Setup};
use sandtable_tests::{shared, suite};
use serde_json::json;
use xtask::workspace;

#[test]
fn the_suite_says_the_same_in_wasm() {
    let folder = workspace::target_dir().join("pages/suite");
    let setup = Setup { folders: vec![("/suite/", folder)], ..Setup::default() };
    browser::run("suite-in-wasm", setup, async |page: &Page| {
        let files = shared::cases()?;
        if files.is_empty() {
            eprintln!("skipped: there is no case to run in WebAssembly");
            return Ok(());
        }
        let native = suite::run(&files).to_string();
        page.open("suite/").await?;
        page.wait_for_text("ready").await?;
        let answer = page.eval("return window.runSuite(arguments[0])", vec![json!(files)]).await?;
        let answer = answer.as_str().unwrap_or_default();
        for (in_wasm, natively) in answer.lines().zip(native.lines()) {
            ensure!(in_wasm == natively, "in WASM: {in_wasm}\nnatively: {natively}");
        }
        ensure!(answer == native, "in WASM: {answer}\nnatively: {native}");
        eprintln!("the suite in WebAssembly, as natively: {}", native.lines().last().unwrap_or_default());
        Ok(())
    });
}
