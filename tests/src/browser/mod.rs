//! The built site in a real Chromium, driven as a person would drive it.
//!
//! [`run`] serves `dist/` on a free port, starts a chromedriver and a Chromium with a profile of its own, and hands
//! the test a [`Page`]. Whatever the test asserts, `run` also asserts that nothing was written to the console as an
//! error and that no request left the site's origin.

mod commands;
mod driver;
mod engine;
mod folder;
mod page;
pub mod pivot;
mod steps;

use std::env;
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;

use anyhow::{Context, Result, anyhow, bail, ensure};
use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime;
use tokio::task::LocalSet;
use xtask::serve::{Mounts, Server};
use xtask::workspace;

use driver::Driver;
pub use engine::DEATH;
pub use folder::Folder;
pub use page::Page;
pub use steps::Card;

/// Set (to anything), browser tests are skipped with a printed line; unset, a missing Chromium is a failure.
pub const SKIP: &str = "SANDTABLE_SKIP_BROWSER";

/// What the browser is like and what is served to it.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Width and height of the page in CSS pixels.
    pub size: (u32, u32),
    /// What `navigator.language` says.
    pub language: &'static str,
    /// Whether the system asks for dark colours.
    pub dark: bool,
    /// The path the site is mounted at; starts and ends with `/`.
    pub base: &'static str,
    /// What the person has called themselves before, if anything.
    pub author: Option<&'static str>,
    /// More folders to serve: (path that starts and ends with `/`, folder).
    pub folders: Vec<(&'static str, PathBuf)>,
    /// Whether everything is served with the site's policy.
    pub policed: bool,
    /// Parts of console errors that the test provokes and expects.
    pub expected_errors: Vec<&'static str>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            size: (1440, 900),
            language: "zh-CN",
            dark: false,
            base: "/",
            author: Some("测试员"),
            folders: Vec::new(),
            policed: true,
            expected_errors: Vec::new(),
        }
    }
}

/// Runs a test against the site; `name` names its screenshot when it fails.
///
/// # Panics
/// When the test fails, the console holds an error or a request left the origin: that is the test's result.
pub fn run<F>(name: &'static str, setup: Setup, test: F)
where
    F: AsyncFnOnce(&Page) -> Result<()> + 'static,
{
    if env::var_os(SKIP).is_some() {
        eprintln!("skipped: {name}: {SKIP} is set");
        return;
    }
    if let Err(error) = drive(name, setup, test) {
        panic!("{name}: {error:#}");
    }
}

/// Opens a Chromium, does something with its page and returns what came of it.
///
/// # Errors
/// When Chromium does not start, `what` fails, the console holds an error or a request left the origin.
pub fn drive<F, T>(name: &str, setup: Setup, what: F) -> Result<T>
where
    F: AsyncFnOnce(&Page) -> Result<T> + 'static,
    T: 'static,
{
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, session(name, setup, what))
}

async fn session<F, T>(name: &str, setup: Setup, what: F) -> Result<T>
where
    F: AsyncFnOnce(&Page) -> Result<T> + 'static,
    T: 'static,
{
    let dist = workspace::dist_dir();
    ensure!(
        dist.join("index.html").is_file(),
        "there is no site in {}: run `cargo xtask build`, or set {SKIP} to skip browser tests",
        dist.display()
    );
    let mut mounts = if setup.policed { Mounts::policed() } else { Mounts::default() };
    for (path, folder) in &setup.folders {
        mounts = mounts.and(path, folder);
    }
    let server = Server::start(mounts.and(setup.base, dist), 0)?;
    let driver = Driver::start().await?;
    let client = ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities(&driver, &setup)?)
        .connect(&driver.url())
        .await
        .context("Chromium did not start")?;
    let page = Rc::new(Page::new(client.clone(), format!("{}{}", server.origin(), setup.base)));
    let tested = Rc::clone(&page);
    // A task of its own, so that a failed assertion still ends the browser.
    let task = tokio::task::spawn_local(async move {
        tested.emulate(&setup).await?;
        let result = what(&tested).await?;
        tested.check_conduct(&server.origin(), &setup.expected_errors).await?;
        Ok(result)
    });
    let outcome = task.await.unwrap_or_else(|panic| Err(anyhow!("{}", panic_text(panic))));
    let outcome = match outcome {
        Ok(result) => Ok(result),
        Err(error) => Err(error.context(page.evidence(name).await)),
    };
    let closed = client.close().await;
    drop(driver);
    let result = outcome?;
    closed.context("Chromium did not end")?;
    Ok(result)
}

fn panic_text(error: tokio::task::JoinError) -> String {
    match error.try_into_panic() {
        Ok(payload) => payload
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()))
            .unwrap_or_else(|| "the test panicked".to_owned()),
        Err(error) => error.to_string(),
    }
}

fn capabilities(driver: &Driver, setup: &Setup) -> Result<serde_json::Map<String, Value>> {
    let profile = driver.folder().join("profile");
    fs::create_dir_all(&profile)?;
    let mut args = vec![
        "--headless=new".to_owned(),
        "--no-sandbox".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--disable-quic".to_owned(),
        "--no-first-run".to_owned(),
        format!("--accept-lang={}", setup.language),
        format!("--user-data-dir={}", profile.display()),
    ];
    args.sort();
    let mut options = json!({ "args": args });
    if let Some(binary) = env::var_os("CHROMIUM") {
        options["binary"] = json!(PathBuf::from(binary));
    }
    let Value::Object(capabilities) = json!({
        "goog:chromeOptions": options,
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    }) else {
        bail!("capabilities are an object")
    };
    Ok(capabilities)
}
