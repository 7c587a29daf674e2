//! The definition: looked up, changed, tried out.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::frame::Frame;
use sandtable_engine::interop::{Exported, Format, ImportOptions, Imported, Outcome};
use sandtable_engine::model::edit::{Author, Change};
use sandtable_engine::query::Query;
use sandtable_engine::query::sql::Dialect;
use sandtable_engine::text::Lang;
use sandtable_worker::client::Failure;
use sandtable_worker::protocol::{Dictionary, Fitted, ModelReport, ModelSource};

use super::{Session, sample};
use crate::state::Store;

impl Session {
    /// The definition as the worker has it, with search keys and findings; none until it is there.
    pub fn dictionary(&self) -> Signal<Option<Arc<Dictionary>>> {
        let session = *self;
        let found = RwSignal::new(None);
        Effect::new(move |_| {
            session.generation.track();
            spawn_local(async move {
                if let Ok(dictionary) = session.client().dictionary().slot("dictionary").await {
                    // The screen may be gone by now.
                    let _ = found.try_set(Some(Arc::new(dictionary)));
                }
            });
        });
        found.into()
    }

    /// A query in the words of a warehouse. A newer statement supersedes an older one.
    ///
    /// # Errors
    /// What speaks against the query, and what the dialect cannot say; empty when a newer statement has taken its place.
    pub async fn sql(self, query: Query, dialect: Dialect) -> Result<String, Vec<Diagnostic>> {
        let result = self.client().sql(query, dialect).slot("sql").await;
        result.map_err(|failure| failure.diagnostics().to_vec())
    }

    /// The worker answers by the definition of the open sandbox, also after undo and redo.
    pub fn follow_definition(&self, store: Store) {
        let session = *self;
        let definition = store.sandbox(|sandbox| sandbox.is_open().then(|| Arc::clone(&sandbox.definition)));
        Effect::new(move |_| {
            let Some(definition) = definition.get() else { return };
            if session.in_force.with_value(|in_force| *in_force == definition) {
                return;
            }
            spawn_local(async move {
                let _ = session.set_model(&definition).await;
            });
        });
    }

    /// Answers questions about the same tables by this definition from now on.
    async fn set_model(self, text: &str) -> Result<ModelReport, Failure> {
        let source = ModelSource { name: String::new(), text: text.to_owned() };
        let report = self.client().set_model(source).await?;
        self.in_force.set_value(text.into());
        self.renew();
        Ok(report)
    }

    /// Changes the definition of the open sandbox: one step that can be undone.
    ///
    /// # Errors
    /// What speaks against the change; nothing has changed then.
    pub async fn revise(self, store: Store, change: Change, author: Author) -> Result<(), Vec<Diagnostic>> {
        let refused = |failure: Failure| failure.diagnostics().to_vec();
        let text = self.client().revise(change, author).await.map_err(refused)?;
        self.adopt(store, text).await
    }

    /// The definition as a file; headers of sheets in `lang`.
    ///
    /// # Errors
    /// Why it cannot be written.
    pub async fn export(self, format: Format, lang: Lang) -> Result<Exported, Vec<Diagnostic>> {
        self.client().export(format, lang).await.map_err(|failure| failure.diagnostics().to_vec())
    }

    /// What a file of definitions or a sheet of metrics would lead to.
    ///
    /// # Errors
    /// Why it cannot be read at all.
    pub async fn look_into(
        self,
        name: String,
        bytes: Vec<u8>,
        options: ImportOptions,
    ) -> Result<Imported, Vec<Diagnostic>> {
        let imported = self.client().import(name, bytes, None, options).slot("exchange").await;
        imported.map_err(|failure| failure.diagnostics().to_vec())
    }

    /// Takes what was looked into: one step that can be undone.
    ///
    /// # Errors
    /// What speaks against it.
    pub async fn take(self, store: Store, outcome: Outcome, author: Author) -> Result<(), Vec<Diagnostic>> {
        match outcome {
            Outcome::Definition(text) => self.adopt(store, text).await,
            Outcome::Change(change) => self.revise(store, *change, author).await,
        }
    }

    /// The built-in catalogue beside the definition of the open sandbox.
    ///
    /// # Errors
    /// Why it could not be fetched, or what speaks against it.
    pub async fn fit_catalogue(self) -> Result<Fitted, Vec<Diagnostic>> {
        let catalogue = sample::catalogue().await.map_err(|failure| failure.diagnostics())?;
        self.client().fit(catalogue).await.map_err(|failure| failure.diagnostics().to_vec())
    }

    /// Another text as the definition of the open sandbox: one step that can be undone.
    ///
    /// # Errors
    /// What speaks against it.
    pub async fn adopt(self, store: Store, text: String) -> Result<(), Vec<Diagnostic>> {
        let report = self.set_model(&text).await.map_err(|failure| failure.diagnostics().to_vec())?;
        store.redefine(text.into(), report.model);
        Ok(())
    }

    /// Computes a query as if a change had been made. A newer trial supersedes an older one.
    ///
    /// # Errors
    /// What speaks against the change, or the query; empty when a newer trial has taken its place.
    pub async fn try_out(
        self,
        change: Change,
        query: Query,
        place: &'static str,
    ) -> Result<Frame, Vec<Diagnostic>> {
        let result = self.client().try_out(change, query).slot(place).await;
        result.map_err(|failure| failure.diagnostics().to_vec())
    }

    /// The same, for a trial that stands beside others.
    ///
    /// # Errors
    /// As above.
    pub async fn try_out_beside(self, change: Change, query: Query) -> Result<Frame, Vec<Diagnostic>> {
        let result = self.client().try_out(change, query).await;
        result.map_err(|failure| failure.diagnostics().to_vec())
    }
}
