//! Files into tables, definitions into models.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::load::{LoadOptions, Recognition};
use sandtable_engine::model::ColumnFacts;
use sandtable_engine::table::{Profile, Schema};
use sandtable_worker::client::Failure;
use sandtable_worker::protocol::{Loaded, ModelReport, ModelSource, Progress};

use super::Session;
use crate::browser::PickedFile;
use crate::state::FileKey;

/// Why something was not loaded.
#[derive(Clone, Debug, PartialEq)]
pub enum LoadFailure {
    /// The reader stopped it.
    Stopped,
    /// It cannot be done.
    Refused(Arc<[Diagnostic]>),
}

impl From<Failure> for LoadFailure {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Cancelled | Failure::Superseded => Self::Stopped,
            Failure::Refused(diagnostics) => Self::Refused(diagnostics.into()),
        }
    }
}

/// An estimate of distinct values is some percent off: what is as good as unique counts as unique, and the engine
/// checks keys on the data when tables are joined.
fn facts_of(profile: &Profile) -> ColumnFacts {
    const NEARLY: f64 = 0.95;
    let Profile { rows, nulls, distinct, distinct_exact, .. } = *profile;
    let is_unique = if distinct_exact { distinct == rows } else { distinct as f64 > NEARLY * rows as f64 };
    ColumnFacts { rows, nulls, distinct, is_unique: is_unique && nulls == 0 && rows > 0 }
}

impl Session {
    /// Holds on to a file of the reader's.
    pub fn keep(&self, file: PickedFile) -> FileKey {
        self.files
            .try_update_value(|files| {
                let key = FileKey(files.last_key_value().map_or(0, |(key, _)| key.0 + 1));
                files.insert(key, file);
                key
            })
            .unwrap_or_default()
    }

    /// A file that is held.
    pub fn file(&self, key: FileKey) -> Option<PickedFile> {
        self.files.with_value(|files| files.get(&key).cloned())
    }

    /// Whether the worker has the table of a file, read in this way.
    pub(super) fn holds(&self, key: FileKey, options: &LoadOptions) -> bool {
        self.held.with_value(|held| held.get(&key) == Some(options))
    }

    pub(super) fn now_holds(&self, key: FileKey, options: LoadOptions) {
        self.held.update_value(|held| {
            // A table of the same name is gone now.
            held.retain(|_, other| other.table != options.table);
            held.insert(key, options);
        });
    }

    /// Lets go of the files of an import; what is loaded stays loaded.
    pub(super) fn forget_files(&self) {
        self.files.update_value(BTreeMap::clear);
        self.held.update_value(BTreeMap::clear);
    }

    /// Looks at a file without reading all of it.
    ///
    /// # Errors
    /// Why it is no table.
    pub async fn recognise(
        &self,
        file: &PickedFile,
        options: LoadOptions,
    ) -> Result<Recognition, LoadFailure> {
        Ok(self.client().recognise(file.name(), file.blob(), options).await?)
    }

    /// Reads a file into the table that the options name. [`Session::stop_loading`] ends it.
    ///
    /// # Errors
    /// Why it cannot be read, or that it was stopped. The tables that are there stay as they are.
    pub async fn load(
        &self,
        file: &PickedFile,
        options: LoadOptions,
        on_progress: impl Fn(Progress) + 'static,
    ) -> Result<Loaded, LoadFailure> {
        let call = self.client().load(file.name(), file.blob(), options).on_progress(on_progress).send();
        self.loading.set_value(Some(call.id()));
        let loaded = call.await;
        self.loading.set_value(None);
        Ok(loaded?)
    }

    /// Stops the load that is under way.
    pub fn stop_loading(&self) {
        if let Some(id) = self.loading.with_value(|loading| *loading) {
            self.client().cancel(id);
        }
    }

    /// What is known of the values of each column of a table. A column that cannot be profiled is left out.
    pub(super) async fn column_facts(&self, schema: &Schema) -> Vec<(String, ColumnFacts)> {
        let mut facts = Vec::new();
        for (at, (name, _)) in schema.columns.iter().enumerate() {
            if let Ok(profile) = self.client().profile(&schema.table, at as u32, 0).await {
                facts.push((name.clone(), facts_of(&profile)));
            }
        }
        facts
    }

    /// Answers questions by this definition from now on; answers to earlier questions are forgotten.
    ///
    /// # Errors
    /// When the engine does not answer. What is wrong with the definition stands in the report.
    pub async fn set_model(&self, name: &str, text: &str) -> Result<ModelReport, LoadFailure> {
        let source = ModelSource { name: name.to_owned(), text: text.to_owned() };
        let report = self.client().set_model(source).await?;
        self.in_force.set_value(text.into());
        self.renew();
        Ok(report)
    }

    /// Forgets a table. One that is not there is no error.
    pub async fn drop_table(&self, table: &str) {
        let _ = self.client().drop_table(table).await;
    }
}
