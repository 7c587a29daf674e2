//! A page, and what a person does with it: open, look, click, type, choose and drop files, wait.

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use fantoccini::elements::{Element, ElementRef};
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use xtask::workspace;

use super::Setup;
use super::commands::Post;

/// How long a wait lasts before the test fails, unless it says otherwise.
const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// The key under which WebDriver names an element.
const ELEMENT_KEY: &str = "element-6066-11e4-a52e-4f735466cecf";

/// One tab of a Chromium, on the site.
#[derive(Debug)]
pub struct Page {
    client: Client,
    /// The URL of the site, with a slash at the end.
    site: String,
    console: RefCell<Vec<String>>,
    /// (the browser's id of the request, URL)
    requests: RefCell<Vec<(String, String)>>,
    patience: Cell<Duration>,
}

impl Page {
    pub(super) fn new(client: Client, site: String) -> Self {
        Self {
            client,
            site,
            console: RefCell::default(),
            requests: RefCell::default(),
            patience: Cell::new(PATIENCE),
        }
    }

    /// The WebDriver client, for what this type has no word for.
    pub fn client(&self) -> &Client {
        &self.client
    }

    // --- Going somewhere

    /// Opens a path below the site (`""` is the site itself) and waits until the page has mounted.
    ///
    /// # Errors
    /// When the page does not mount.
    pub async fn open(&self, path: &str) -> Result<()> {
        self.goto(&format!("{}{path}", self.site)).await?;
        self.wait_gone("#boot:not([role=alert])").await?;
        let notice = self.eval("return document.querySelector('#boot')?.innerText ?? ''", vec![]).await?;
        ensure!(notice == "", "the page did not open: {notice}");
        Ok(())
    }

    /// Opens any URL of this machine.
    ///
    /// # Errors
    /// When the browser cannot go there.
    pub async fn goto(&self, url: &str) -> Result<()> {
        self.client.goto(url).await.with_context(|| format!("opening {url}"))
    }

    /// The URL the page shows now.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn url(&self) -> Result<String> {
        Ok(self.client.current_url().await?.to_string())
    }

    // --- Looking

    /// The title of the page.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn title(&self) -> Result<String> {
        Ok(self.client.title().await?)
    }

    /// Runs JavaScript in the page: a function body with `arguments`, which returns JSON.
    ///
    /// # Errors
    /// When the script throws.
    pub async fn eval(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute(script, arguments).await?)
    }

    /// As [`Page::eval`], for a script that calls its last argument with the result.
    ///
    /// # Errors
    /// When the script throws or takes longer than the session allows.
    pub async fn eval_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute_async(script, arguments).await?)
    }

    /// Everything a person can read on the page.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn visible_text(&self) -> Result<String> {
        let text = self.eval("return document.body.innerText", vec![]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// What can be read in the first element that a selector finds.
    ///
    /// # Errors
    /// When the element does not come.
    pub async fn text(&self, css: &str) -> Result<String> {
        Ok(self.element(css).await?.text().await?)
    }

    /// What can be read in every element that a selector finds now.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn texts(&self, css: &str) -> Result<Vec<String>> {
        let script =
            "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText ?? e.textContent)";
        let texts = self.eval(script, vec![json!(css)]).await?;
        Ok(serde_json::from_value(texts)?)
    }

    /// The first element that a selector finds, waited for.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn element(&self, css: &str) -> Result<Element> {
        self.wait_for(css).await?;
        Ok(self.client.find(Locator::Css(css)).await?)
    }

    /// Writes a picture of the page to `target/screenshots/NAME.png`.
    ///
    /// # Errors
    /// When the picture cannot be taken or written.
    pub async fn screenshot(&self, name: &str) -> Result<()> {
        let folder = workspace::target_dir().join("screenshots");
        fs::create_dir_all(&folder)?;
        let picture = self.client.screenshot().await?;
        Ok(fs::write(folder.join(format!("{name}.png")), picture)?)
    }

    // --- Doing

    /// Clicks the first element that a selector finds.
    ///
    /// # Errors
    /// When it does not come or something else lies over it.
    pub async fn click(&self, css: &str) -> Result<()> {
        let element = self.element(css).await?;
        element.click().await.with_context(|| format!("clicking {css}"))
    }

    /// Clicks the first visible element of a selector whose text, trimmed, is `text`; else the first that holds it.
    ///
    /// # Errors
    /// When there is none.
    pub async fn click_text(&self, css: &str, text: &str) -> Result<()> {
        let script =
            "const all = [...document.querySelectorAll(arguments[0])].filter(e => e.getClientRects().length);
            return all.find(e => e.textContent.trim() === arguments[1])
                ?? all.find(e => e.textContent.includes(arguments[1])) ?? null";
        let start = Instant::now();
        loop {
            let found = self.eval(script, vec![json!(css), json!(text)]).await?;
            if let Some(id) = found.get(ELEMENT_KEY).and_then(Value::as_str) {
                let element = Element::from_element_id(self.client.clone(), ElementRef::from(id.to_owned()));
                return element.click().await.with_context(|| format!("clicking {css} with \"{text}\""));
            }
            self.go_on_waiting(start, &format!("no {css} with \"{text}\"")).await?;
        }
    }

    /// Replaces what stands in a text field.
    ///
    /// # Errors
    /// When the field does not come.
    pub async fn type_into(&self, css: &str, text: &str) -> Result<()> {
        let field = self.element(css).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Sends keys to what has the focus; special keys are those of [`fantoccini::key::Key`].
    ///
    /// # Errors
    /// When nothing has the focus.
    pub async fn press(&self, keys: &str) -> Result<()> {
        Ok(self.client.active_element().await?.send_keys(keys).await?)
    }

    /// Chooses files in a file input, visible or not.
    ///
    /// # Errors
    /// When the input does not come or does not take the files.
    pub async fn set_files(&self, css: &str, files: &[&Path]) -> Result<()> {
        let start = Instant::now();
        let input = loop {
            match self.client.find(Locator::Css(css)).await {
                Ok(input) => break input,
                Err(_) => self.go_on_waiting(start, &format!("no file input {css}")).await?,
            }
        };
        Ok(input.send_keys(&paths(files)?).await?)
    }

    /// Drops files on an element as if from the desktop, with real `File`s in the `DataTransfer`.
    ///
    /// # Errors
    /// When the element does not come.
    pub async fn drop_files(&self, css: &str, files: &[&Path]) -> Result<()> {
        self.wait_for(css).await?;
        let helper = "const input = document.createElement('input');
            Object.assign(input, { type: 'file', multiple: true, id: 'dropped-files' });
            document.body.append(input)";
        self.eval(helper, vec![]).await?;
        let input = self.client.find(Locator::Css("#dropped-files")).await?;
        input.send_keys(&paths(files)?).await?;
        let drop = "const input = document.getElementById('dropped-files');
            const target = document.querySelector(arguments[0]);
            const dataTransfer = new DataTransfer();
            for (const file of input.files) dataTransfer.items.add(file);
            input.remove();
            for (const type of ['dragenter', 'dragover', 'drop'])
                target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))";
        self.eval(drop, vec![json!(css)]).await.map(drop_value)
    }

    // --- Waiting

    /// Waits until a selector finds something visible.
    ///
    /// # Errors
    /// When it does not come in time.
    pub async fn wait_for(&self, css: &str) -> Result<()> {
        let there = "return !!document.querySelector(arguments[0])?.getClientRects().length";
        self.wait_until(there, vec![json!(css)], &format!("no {css}")).await
    }

    /// Waits until a selector finds nothing.
    ///
    /// # Errors
    /// When something is still there.
    pub async fn wait_gone(&self, css: &str) -> Result<()> {
        let gone = "return !document.querySelector(arguments[0])";
        self.wait_until(gone, vec![json!(css)], &format!("{css} is still there")).await
    }

    /// Waits until a text can be read on the page.
    ///
    /// # Errors
    /// When it does not come in time.
    pub async fn wait_for_text(&self, text: &str) -> Result<()> {
        let there = "return document.body.innerText.includes(arguments[0])";
        self.wait_until(there, vec![json!(text)], &format!("no text \"{text}\"")).await
    }

    /// Waits until a script returns true; `otherwise` says what is wrong when it never does.
    ///
    /// # Errors
    /// When it does not in time, or throws.
    pub async fn wait_until(&self, script: &str, arguments: Vec<Value>, otherwise: &str) -> Result<()> {
        let start = Instant::now();
        while self.eval(script, arguments.clone()).await? != json!(true) {
            self.go_on_waiting(start, otherwise).await?;
        }
        Ok(())
    }

    /// How long waits last from now on, for a page that has much to do.
    pub fn be_patient(&self, patience: Duration) {
        self.patience.set(patience);
    }

    async fn go_on_waiting(&self, start: Instant, otherwise: &str) -> Result<()> {
        if start.elapsed() > self.patience.get() {
            bail!("{otherwise} after {} s", self.patience.get().as_secs());
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
        Ok(())
    }

    // --- The browser around the page

    /// Sets size and colours as a device would have them, and what the person calls themselves.
    ///
    /// # Errors
    /// When the browser does not take them.
    pub async fn emulate(&self, setup: &Setup) -> Result<()> {
        self.resize(setup.size.0, setup.size.1).await?;
        if let Some(author) = setup.author {
            // Stored values are JSON.
            let name = json!(json!(author).to_string());
            let source = format!(
                "try {{ localStorage.getItem('sandtable.author') ?? localStorage.setItem('sandtable.author', {name}) }} catch {{}}"
            );
            self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await?;
        }
        let scheme = if setup.dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", features).await.map(drop_value)
    }

    /// Sets the size of the page in CSS pixels.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await.map(drop_value)
    }

    /// Sends a command of the DevTools protocol.
    ///
    /// # Errors
    /// When the browser refuses it.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        self.client.issue_cmd(Post::devtools(command, parameters)).await.with_context(|| command.to_owned())
    }

    /// The errors in the console since the session began.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn console_errors(&self) -> Result<Vec<String>> {
        for entry in self.log("browser").await? {
            if entry["level"] == "SEVERE" {
                self.console.borrow_mut().push(entry["message"].as_str().unwrap_or_default().to_owned());
            }
        }
        Ok(self.console.borrow().clone())
    }

    /// The URLs that the page has asked for since the session began, without those that the policy stopped.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn requests(&self) -> Result<Vec<String>> {
        for entry in self.log("performance").await? {
            let event: Value = serde_json::from_str(entry["message"].as_str().unwrap_or_default())?;
            let (method, event) = (&event["message"]["method"], &event["message"]["params"]);
            let id = event["requestId"].as_str().unwrap_or_default();
            if method == "Network.requestWillBeSent" {
                let url = event["request"]["url"].as_str().unwrap_or_default();
                self.requests.borrow_mut().push((id.to_owned(), url.to_owned()));
            } else if method == "Network.loadingFailed" && event["blockedReason"] == "csp" {
                self.requests.borrow_mut().retain(|(other, _)| other != id);
            }
        }
        Ok(self.requests.borrow().iter().map(|(_, url)| url.clone()).collect())
    }

    async fn log(&self, kind: &str) -> Result<Vec<Value>> {
        let entries = self.client.issue_cmd(Post::log(kind)).await?;
        Ok(entries.as_array().cloned().unwrap_or_default())
    }

    /// No error in the console but the expected ones, no request but to `origin`.
    pub(super) async fn check_conduct(&self, origin: &str, expected: &[&str]) -> Result<()> {
        let mut errors = self.console_errors().await?;
        errors.retain(|error| !expected.iter().any(|part| error.contains(part)));
        ensure!(errors.is_empty(), "errors in the console:\n{}", errors.join("\n"));
        let mut foreign = self.requests().await?;
        foreign.retain(|url| {
            !["data:", "blob:", "about:", "chrome:"].iter().any(|scheme| url.starts_with(scheme))
                && !url.strip_prefix(origin).is_some_and(|rest| rest.starts_with('/'))
        });
        ensure!(foreign.is_empty(), "requests left the origin:\n{}", foreign.join("\n"));
        Ok(())
    }

    /// What a failed test leaves for its reader: a picture, the console, the text of the page.
    pub(super) async fn evidence(&self, name: &str) -> String {
        let name = format!("failed-{name}");
        let picture = match self.screenshot(&name).await {
            Ok(()) => format!("see target/screenshots/{name}.png"),
            Err(error) => format!("no screenshot: {error}"),
        };
        let errors = self.console_errors().await.unwrap_or_default().join("\n  ");
        let text: String = self.visible_text().await.unwrap_or_default().chars().take(1500).collect();
        format!("{picture}\nconsole errors: {errors}\nthe page says:\n{text}\n")
    }
}

fn drop_value(_: Value) {}

/// Files as WebDriver wants them: absolute paths, one a line.
fn paths(files: &[&Path]) -> Result<String> {
    let mut lines = Vec::new();
    for file in files {
        let path = file.canonicalize().with_context(|| format!("{}", file.display()))?;
        lines.push(path.to_string_lossy().into_owned());
    }
    Ok(lines.join("\n"))
}
