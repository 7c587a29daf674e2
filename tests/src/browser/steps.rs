//! What a person does on the screens of the site: import files, ask questions, look at the answers.

use std::path::Path;

use anyhow::{Result, ensure};
use serde::Deserialize;
use serde_json::json;

use super::Page;

/// Nothing on the page is on its way: no bar moves, no answer is partial or older than its question.
const SETTLED: &str = "return !document.querySelector('.busy-bar, .skeleton, .is-stale, [role=progressbar], \
    .badge.is-partial:not(.is-still), .banner:not(.is-error), #boot')";

/// A big number of the Explore screen.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Card {
    /// The name of the metric.
    pub name: String,
    /// Its value in full.
    pub value: String,
}

impl Page {
    // --- Import

    /// Opens the Import screen of a page that has just been loaded or shows another screen.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn go_to_import(&self) -> Result<()> {
        self.click(".topbar-nav a[href='#/import']").await?;
        self.wait_for(".wizard").await
    }

    /// Opens the Explore screen again and waits for its answers.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn go_to_explore(&self) -> Result<()> {
        self.click(".topbar-nav a[href='#/explore']").await?;
        self.wait_for(".explore").await?;
        self.settle().await
    }

    /// Chooses files on the Import screen, without waiting for what comes of them.
    ///
    /// # Errors
    /// When there is nothing to choose files with.
    pub async fn choose(&self, files: &[&Path]) -> Result<()> {
        self.set_files(".dropzone input[type=file]", files).await
    }

    /// Waits until so many files have been looked at.
    ///
    /// # Errors
    /// When one is not.
    pub async fn wait_recognised(&self, files: usize) -> Result<()> {
        let script = "const cards = [...document.querySelectorAll('.wizard-body > article.card')];
            return cards.length === arguments[0] && !cards.some(card => card.querySelector('.skeleton'))";
        self.wait_until(script, vec![json!(files)], &format!("{files} files are not recognised")).await
    }

    /// Presses the button that leads on to the next step of the import.
    ///
    /// # Errors
    /// When it does not come or cannot be pressed.
    pub async fn press_on(&self) -> Result<()> {
        let button = ".wizard-foot .button.is-primary";
        self.wait_for(&format!("{button}:not(:disabled)")).await?;
        self.click(button).await
    }

    /// Reads the chosen files and waits until all are read.
    ///
    /// # Errors
    /// When one is not.
    pub async fn load(&self, files: usize) -> Result<()> {
        self.press_on().await?;
        let script = "return !document.querySelector('[role=progressbar]')
            && !!document.querySelector('.stepper li:nth-child(2)[aria-current=step]')
            && document.querySelectorAll('.wizard-body .file-line .badge').length === arguments[0]";
        self.wait_until(script, vec![json!(files)], &format!("{files} files are not read")).await
    }

    /// From files on the Import screen to answers on the Explore screen.
    ///
    /// # Errors
    /// When a step does not lead on.
    pub async fn import(&self, files: &[&Path]) -> Result<()> {
        self.choose(files).await?;
        let tables = files.iter().filter(|file| file.extension().is_none_or(|ending| ending != "yaml"));
        let tables = tables.count();
        self.wait_recognised(tables).await?;
        self.load(tables).await?;
        self.finish_import().await
    }

    /// From read files to answers on the Explore screen.
    ///
    /// # Errors
    /// When it does not open.
    pub async fn finish_import(&self) -> Result<()> {
        self.press_on().await?;
        self.wait_for(".explore").await?;
        self.settle().await
    }

    // --- Explore

    /// Waits until all answers are there.
    ///
    /// # Errors
    /// When one does not come.
    pub async fn settle(&self) -> Result<()> {
        // What follows from the last event has been drawn after two turns of the event loop.
        self.eval_async("const done = arguments[0]; setTimeout(() => setTimeout(done))", vec![]).await?;
        self.wait_until(SETTLED, vec![], "something is still on its way").await
    }

    /// Shows the view of a hash, as a person who edits the address, and waits for its answers.
    ///
    /// # Errors
    /// When an answer does not come or is a failure.
    pub async fn show(&self, hash: &str) -> Result<()> {
        let script = "const [hash, done] = arguments;
            if (decodeURI(location.hash) === decodeURI(hash)) return done();
            addEventListener('hashchange', () => done(), { once: true });
            location.hash = hash";
        self.eval_async(script, vec![json!(hash)]).await?;
        self.wait_for(".explore").await?;
        self.settle().await?;
        let failures = self.texts(".empty.is-error").await?;
        ensure!(failures.is_empty(), "{hash} has no answer: {}", failures.join("\n"));
        Ok(())
    }

    /// The big numbers, in order.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn cards(&self) -> Result<Vec<Card>> {
        let script = "return [...document.querySelectorAll('.metric-item')].map(item => ({
            name: item.querySelector('.name').textContent, value: item.querySelector('.value').title }))";
        Ok(serde_json::from_value(self.eval(script, vec![]).await?)?)
    }

    /// Opens the sample from the Start screen.
    ///
    /// # Errors
    /// When it does not open.
    pub async fn open_sample(&self) -> Result<()> {
        self.click(".start-choices .choice.is-primary").await?;
        self.wait_for(".explore").await?;
        self.settle().await
    }

    /// Speaks the other language.
    ///
    /// # Errors
    /// When there is no such button.
    pub async fn switch_language(&self) -> Result<()> {
        let before = self.eval("return document.documentElement.lang", vec![]).await?;
        self.click(".topbar-tools > .button.is-quiet").await?;
        let other = "return document.documentElement.lang !== arguments[0]";
        self.wait_until(other, vec![before], "the page speaks the same language").await
    }
}
