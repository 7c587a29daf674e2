//! Files into tables, tables into an open sandbox.
//!
//! A file is *staged* first: read into a table under a name that no sandbox can have, beside those that are open. What is
//! open answers as before until [`Session::open`] gives the staged tables their names, all at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::load::{LoadOptions, Recognition};
use sandtable_engine::model::ColumnFacts;
use sandtable_engine::table::{Profile, Schema};
use sandtable_worker::client::Failure;
use sandtable_worker::protocol::{Loaded, ModelReport, ModelSource, Progress, Renaming};

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

impl LoadFailure {
    /// Why it cannot be done; nothing where the reader stopped it.
    pub(super) fn diagnostics(&self) -> Vec<Diagnostic> {
        match self {
            Self::Stopped => Vec::new(),
            Self::Refused(found) => found.to_vec(),
        }
    }
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
        let key = FileKey(self.files_kept.get_value());
        self.files_kept.set_value(key.0 + 1);
        self.files.update_value(|files| {
            files.insert(key, file);
        });
        key
    }

    /// A file that is held.
    pub fn file(&self, key: FileKey) -> Option<PickedFile> {
        self.files.with_value(|files| files.get(&key).cloned())
    }

    /// Whether a file is staged, read in this way.
    pub(super) fn is_staged(&self, key: FileKey, options: &LoadOptions) -> bool {
        self.staged.with_value(|staged| staged.get(&key) == Some(&staging(key, options)))
    }

    /// The staged files that are not `wanted`.
    pub(super) fn staged_beside(&self, wanted: &[FileKey]) -> Vec<FileKey> {
        self.staged.with_value(|staged| staged.keys().filter(|key| !wanted.contains(key)).copied().collect())
    }

    /// Lets go of files; what was read of them stays.
    pub(super) fn forget_files(&self, keys: &[FileKey]) {
        self.files.update_value(|files| files.retain(|key, _| !keys.contains(key)));
    }

    /// Lets go of all files; what was read of them stays.
    pub(super) fn forget_all_files(&self) {
        self.files.update_value(BTreeMap::clear);
    }

    fn forget_staged(&self, keys: &[FileKey]) {
        self.staged.update_value(|staged| staged.retain(|key, _| !keys.contains(key)));
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

    /// Reads a file that is held into a table for the time being; one that is staged already is replaced.
    /// [`Session::stop_loading`] ends it.
    ///
    /// # Errors
    /// Why it cannot be read, or that it was stopped. The tables that are there stay as they are.
    pub async fn stage(
        &self,
        key: FileKey,
        options: &LoadOptions,
        on_progress: impl Fn(Progress) + 'static,
    ) -> Result<Loaded, LoadFailure> {
        let Some(file) = self.file(key) else { return Err(LoadFailure::Stopped) };
        let options = staging(key, options);
        let call =
            self.client().load(file.name(), file.blob(), options.clone()).on_progress(on_progress).send();
        self.loading.set_value(Some(call.id()));
        let loaded = call.await;
        self.loading.set_value(None);
        let loaded = loaded?;
        self.staged.update_value(|staged| {
            staged.insert(key, options);
        });
        Ok(loaded)
    }

    /// Drops what is staged of these files.
    pub(super) async fn unstage(&self, keys: &[FileKey]) {
        self.forget_staged(keys);
        for key in keys {
            // A table that is not there is no error, and a dead worker has none.
            let _ = self.client().drop_table(staging_name(*key)).await;
        }
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

    /// Answers questions by this definition from now on: staged files become tables of these names, and the tables of
    /// `gone` and what else is staged of `dropped` are forgotten. Answers to earlier questions are forgotten too.
    ///
    /// # Errors
    /// Why the definition cannot be opened. What was open before is open still.
    pub async fn open(
        &self,
        source: ModelSource,
        tables: &[(FileKey, String)],
        mut gone: Vec<String>,
        dropped: &[FileKey],
    ) -> Result<ModelReport, LoadFailure> {
        let renaming =
            |(key, name): &(FileKey, String)| Renaming { from: staging_name(*key), to: name.clone() };
        gone.extend(dropped.iter().copied().map(staging_name));
        let in_force: Arc<str> = source.text.as_str().into();
        let opened = self.client().open(source, tables.iter().map(renaming).collect(), gone).await;
        let mut staged: Vec<FileKey> = tables.iter().map(|(key, _)| *key).collect();
        match opened {
            Ok(report) => {
                staged.extend(dropped);
                self.forget_staged(&staged);
                self.in_force.set_value(in_force);
                self.renew();
                Ok(report)
            }
            Err(failure) => {
                // A table that did not come back after a crash is read again with the next try.
                if failure.diagnostics().iter().any(|found| found.code == "no_table") {
                    self.forget_staged(&staged);
                }
                Err(failure.into())
            }
        }
    }
}

/// A name that no file and no reader gives to a table.
fn staging_name(key: FileKey) -> String {
    format!("\u{1}{}", key.0)
}

fn staging(key: FileKey, options: &LoadOptions) -> LoadOptions {
    LoadOptions { table: staging_name(key), ..options.clone() }
}
