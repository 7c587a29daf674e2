//! The site opens: from a root and from a sub-path, with its policy, without a word in the console.

use std::fs;

use anyhow::{Result, ensure};
use sandtable_tests::browser::{self, Page, Setup};
use xtask::workspace;

async fn opens(page: &Page) -> Result<()> {
    page.open("").await?;
    let title = page.title().await?;
    ensure!(title.contains("沙盘"), "the title is \"{title}\"");
    page.wait_for("input[type=file], button").await?;
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

#[test]
fn follows_language_colours_and_width() {
    let setup = Setup { language: "en-US", dark: true, size: (390, 844), ..Setup::default() };
    browser::run("follows-the-device", setup, async |page: &Page| {
        page.open("").await?;
        page.screenshot("start-en-dark-390").await?;
        let text = page.visible_text().await?;
        ensure!(text.contains("file"), "the page does not speak English: {text}");
        let width = page.eval("return document.documentElement.scrollWidth", vec![]).await?;
        // A scroll bar takes its part of the screen.
        ensure!(
            width.as_u64().is_some_and(|width| width <= 390),
            "the page is {width} wide on a screen of 390"
        );
        let shade =
            "const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number);
            return (r + g + b) / 3";
        let shade = page.eval(shade, vec![]).await?.as_f64().unwrap_or(255.0);
        ensure!(shade < 80.0, "the page is light in the dark: {shade}");
        Ok(())
    });
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
