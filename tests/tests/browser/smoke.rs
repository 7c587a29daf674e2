//! The site opens: from a root and from a sub-path, with its policy, without a word in the console.

use std::fs;

use anyhow::{Result, ensure};
use sandtable_tests::browser::{self, Page, Setup};
use xtask::workspace;

async fn opens(page: &Page) -> Result<()> {
    page.open("").await?;
    let title = page.title().await?;
    ensure!(title.contains("Sandtable"), "the title is \"{title}\"");
    let requests = page.requests().await?;
    ensure!(requests.iter().any(|url| url.ends_with(".wasm")), "no wasm was fetched: {requests:?}");
    Ok(())
}

#[test]
fn opens_at_the_root() {
    browser::run("opens-at-the-root", Setup::default(), opens);
}

#[test]
fn opens_below_a_path() {
    browser::run("opens-below-a-path", Setup { base: "/some/where/", ..Setup::default() }, opens);
}

/// What Chromium says when the policy refuses something.
const REFUSED: &str = "Content Security Policy";

#[test]
fn the_policy_holds() {
    let setup = Setup { expected_errors: vec![REFUSED], ..Setup::default() };
    browser::run("the-policy-holds", setup, async |page: &Page| {
        page.open("").await?;
        // An inline script and a script from elsewhere: neither may run, the second may not even be asked for.
        let script = "
            const inline = document.createElement('script');
            inline.textContent = 'window.inlineRan = true';
            const foreign = document.createElement('script');
            foreign.src = 'https://example.org/x.js';
            document.head.append(inline, foreign);
            return !!window.inlineRan";
        ensure!(page.eval(script, vec![]).await? == false, "an inline script ran");
        let errors = page.console_errors().await?;
        ensure!(errors.iter().filter(|error| error.contains(REFUSED)).count() >= 2, "{errors:?}");
        Ok(())
    });
}

#[test]
fn the_worker_loader_reports_a_failed_start() {
    // The loader as it is, in a place that has no engine beside it.
    let folder = workspace::target_dir().join("worker-alone");
    fs::create_dir_all(&folder).expect("a folder");
    fs::copy(workspace::root().join("public/worker.js"), folder.join("worker.js")).expect("the loader");
    let setup =
        Setup { folders: vec![("/alone/", folder)], expected_errors: vec!["engine.js"], ..Setup::default() };
    browser::run("failed-start", setup, async |page: &Page| {
        page.open("").await?;
        let script = "
            const done = arguments[0];
            const worker = new Worker('/alone/worker.js', { type: 'module' });
            worker.onerror = () => done('an error event');
            worker.onmessage = event => done(event.data.type ?? 'another message')";
        let heard = page.eval_async(script, vec![]).await?;
        ensure!(heard == "start-failed", "the page heard {heard}");
        Ok(())
    });
}
