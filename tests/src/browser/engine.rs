//! The engine's worker as the page has it: to let it die.

use anyhow::Result;
use serde_json::{Value, json};

use super::Page;

/// Keeps the workers of the page in `window.engines`, and in `window.banners` what its banners have said, however
/// short they were there.
const WATCH: &str = "
    window.engines = [];
    window.banners = [];
    window.Worker = class extends Worker {
        constructor(...told) {
            super(...told);
            window.engines.push(this);
        }
    };
    new MutationObserver(() => {
        const text = document.querySelector('.banner')?.innerText;
        if (text && !window.banners.includes(text)) window.banners.push(text);
    }).observe(document, { childList: true, subtree: true })";

/// What Chromium says of a worker that dies.
pub const DEATH: &str = "unreachable";

impl Page {
    /// Watches the workers of the pages that are opened from now on.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn watch_engines(&self) -> Result<()> {
        let script = json!({ "source": WATCH });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", script).await.map(|_: Value| ())
    }

    /// Posts what is no message to the present worker, which lets it panic.
    ///
    /// # Errors
    /// When [`Page::watch_engines`] was not called in time.
    pub async fn crash_engine(&self) -> Result<()> {
        let script = "window.engines.at(-1).postMessage([new Uint8Array([255, 255, 255]).buffer])";
        self.eval(script, vec![]).await.map(|_: Value| ())
    }

    /// How many workers there have been.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn engines(&self) -> Result<u64> {
        Ok(self.eval("return window.engines.length", vec![]).await?.as_u64().unwrap_or_default())
    }

    /// What banners have said.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn banners(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.eval("return window.banners", vec![]).await?)?)
    }
}
