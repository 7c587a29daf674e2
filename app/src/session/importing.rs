//! From files to an open sandbox. Each function is one thing that the reader asks for; it runs to its end by itself and
//! tells the store how it goes. Whatever fails, what was open stays open.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use sandtable_engine::limits::Limits;
use sandtable_engine::load::{LoadOptions, table_name};
use sandtable_engine::model::Model;
use sandtable_engine::sandbox::{self, SourceFile};
use sandtable_engine::text::Text;
use sandtable_worker::protocol::{ModelSource, Progress};

use super::{LoadFailure, Session, sample};
use crate::browser::PickedFile;
use crate::commands::{loaded, recognised};
use crate::i18n::{
    IMPORT_AWAITS_FILES, IMPORT_EXCEL_LATER, IMPORT_FAILED, IMPORT_MODEL_FAILED, IMPORT_STOPPED,
    SAMPLE_FAILED, SANDBOX_UNREADABLE,
};
use crate::queries::{definition_of, definition_text, first_view};
use crate::route::Screen;
use crate::state::{FileKey, ImportStep, Loading, NoticeKind, Origin, Sandbox, Store, TableDraft, View};

/// What a file is for, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Data,
    Definition,
    Sandbox,
    Workbook,
}

fn kind_of(name: &str) -> Kind {
    match name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("yaml" | "yml") => Kind::Definition,
        Some("json" | "sandbox") => Kind::Sandbox,
        Some("xlsx" | "xls" | "xlsb" | "xlsm" | "ods") => Kind::Workbook,
        _ => Kind::Data,
    }
}

impl Session {
    /// Takes files that were chosen or dropped, several kinds at once.
    pub fn take_files(self, store: Store, files: Vec<PickedFile>) {
        spawn_local(async move {
            // Sandboxes and definitions say how data are read: they go first.
            let (data, others): (Vec<_>, Vec<_>) =
                files.into_iter().partition(|file| kind_of(&file.name()) == Kind::Data);
            for file in others {
                match kind_of(&file.name()) {
                    Kind::Definition => self.take_definition(store, &file).await,
                    Kind::Sandbox => self.take_sandbox(store, &file).await,
                    Kind::Data | Kind::Workbook => store.tell(NoticeKind::Error, IMPORT_EXCEL_LATER),
                }
            }
            for file in data {
                store.show_import();
                self.take_data(store, file).await;
            }
        });
    }

    async fn take_definition(self, store: Store, file: &PickedFile) {
        if let Some(text) = file.text().await {
            store.show_import();
            let definition: (String, Arc<str>) = (file.name(), text.into());
            store.amend_draft(|draft| draft.definition = Some(definition.clone()));
        }
    }

    async fn take_sandbox(self, store: Store, file: &PickedFile) {
        let Some(text) = file.text().await else { return };
        match sandbox::read(&text, &Limits::default()) {
            Ok(document) => {
                let definition = (file.name(), Arc::clone(&document.definition));
                store.await_data(Some(document.view.clone()));
                let document = Arc::new(document);
                store.amend_draft(|draft| {
                    draft.definition = Some(definition.clone());
                    draft.awaited = Some(Arc::clone(&document));
                });
                store.show_import();
                store.tell(NoticeKind::Info, IMPORT_AWAITS_FILES);
            }
            Err(finding) => {
                store.report(NoticeKind::Error, Some(SANDBOX_UNREADABLE), vec![finding.in_file(file.name())]);
            }
        }
    }

    async fn take_data(self, store: Store, file: PickedFile) {
        let (name, bytes) = (file.name(), file.size());
        let options = store.draft().with_untracked(|draft| {
            let told = draft.awaited.iter().flat_map(|awaited| &awaited.sources);
            let told = told.filter(|source| source.file == name).map(|source| source.options.clone()).next();
            told.unwrap_or_else(|| LoadOptions {
                table: free_name(&draft.tables, &name),
                ..LoadOptions::default()
            })
        });
        let key = self.keep(file);
        let table = TableDraft::new(key, name, bytes, options);
        store.amend_draft(|draft| draft.tables.push(table.clone()));
        self.look(store, key).await;
    }

    /// Looks at a file again, after the reader has said more about it.
    pub fn look_again(self, store: Store, table: usize) {
        let key = store.draft().with_untracked(|draft| draft.tables.get(table).map(|table| table.file));
        if let Some(key) = key {
            spawn_local(async move { self.look(store, key).await });
        }
    }

    async fn look(self, store: Store, key: FileKey) {
        let options = store.draft().with_untracked(|draft| {
            draft.tables.iter().find(|table| table.file == key).map(|table| table.options.clone())
        });
        let (Some(options), Some(file)) = (options, self.file(key)) else { return };
        let found = self.recognise(&file, options.clone()).await;
        // States of the import in which the file is to be read otherwise have an answer of their own.
        let is_asked = |table: &&mut TableDraft| table.file == key && table.options == options;
        store.amend_draft(|draft| {
            let Some(table) = draft.tables.iter_mut().find(is_asked) else { return };
            match &found {
                Ok(found) => *table = recognised(table, found.clone()),
                Err(LoadFailure::Refused(diagnostics)) => table.failed = Arc::clone(diagnostics),
                Err(LoadFailure::Stopped) => {}
            }
        });
    }

    /// Reads the files of the import that are not in the worker as they are wanted now.
    pub fn load_draft(self, store: Store) {
        spawn_local(async move {
            store.import_step.set(ImportStep::Check);
            self.load_missing(store).await;
        });
    }

    /// Whether all files are read.
    async fn load_missing(self, store: Store) -> bool {
        let tables = store.draft().get_untracked().tables;
        let count = tables.len();
        for (at, table) in tables.into_iter().enumerate() {
            let options = table.load_options();
            if self.is_staged(table.file, &options) {
                continue;
            }
            store.loading.set(Some(Loading {
                name: table.file_name,
                at,
                count,
                progress: Progress::default(),
            }));
            let on_progress = move |progress| {
                store.loading.update(|loading| {
                    if let Some(loading) = loading {
                        loading.progress = progress;
                    }
                });
            };
            let result = self.stage(table.file, &options, on_progress).await;
            let facts = match &result {
                Ok(done) => self.column_facts(&done.schema).await,
                Err(_) => Vec::new(),
            };
            store.loading.set(None);
            match result {
                Ok(done) => {
                    store.amend_draft(|draft| {
                        let is_read = |other: &&mut TableDraft| {
                            other.file == table.file && self.is_staged(table.file, &other.load_options())
                        };
                        if let Some(found) = draft.tables.iter_mut().find(is_read) {
                            *found = loaded(found, done.report.clone(), &facts);
                        }
                    });
                }
                Err(failure) => {
                    store.import_step.set(ImportStep::Columns);
                    match failure {
                        LoadFailure::Stopped => store.tell(NoticeKind::Info, IMPORT_STOPPED),
                        LoadFailure::Refused(found) => {
                            store.report(NoticeKind::Error, Some(IMPORT_FAILED), found.to_vec());
                        }
                    }
                    return false;
                }
            }
        }
        true
    }

    /// Opens what the import has come to.
    pub fn finish_draft(self, store: Store) {
        spawn_local(async move {
            if !self.load_missing(store).await {
                return;
            }
            let draft = store.draft().get_untracked();
            let (file, definition): (String, Arc<str>) = match &draft.definition {
                Some((file, text)) => (file.clone(), Arc::clone(text)),
                None => (String::new(), definition_text(&definition_of(&draft)).into()),
            };
            let sources = draft
                .tables
                .iter()
                .map(|table| SourceFile { file: table.file_name.clone(), options: table.load_options() });
            let name = draft.awaited.as_ref().map(|awaited| awaited.name.clone());
            let sandbox = Sandbox {
                name: name.unwrap_or_default(),
                origin: Origin::Files,
                definition,
                sources: sources.collect(),
                ..Sandbox::default()
            };
            let keys: Vec<FileKey> = draft.tables.iter().map(|table| table.file).collect();
            let dropped = self.staged_beside(&keys);
            if self.open_sandbox(store, sandbox, &file, &keys, &dropped).await {
                self.forget_all_files();
                store.forget_draft();
            }
        });
    }

    /// Gives an import up: what is open is as it was before, and nothing else is held.
    pub fn discard_draft(self, store: Store) {
        store.discard_draft();
        self.forget_all_files();
        spawn_local(async move { self.unstage(&self.staged_beside(&[])).await });
    }

    /// Lets go of what was read of files that are in the import no more. The files stay: a removed one may come back.
    pub fn drop_removed(self, store: Store) {
        let keys: Vec<FileKey> =
            store.draft().with_untracked(|draft| draft.tables.iter().map(|table| table.file).collect());
        spawn_local(async move { self.unstage(&self.staged_beside(&keys)).await });
    }

    /// Opens the sample in one go.
    pub fn open_sample(self, store: Store) {
        spawn_local(async move {
            if let Err(failure) = self.load_sample(store).await {
                store.loading.set(None);
                if let LoadFailure::Refused(found) = failure {
                    store.report(NoticeKind::Error, Some(SAMPLE_FAILED), found.to_vec());
                }
            }
        });
    }

    async fn load_sample(self, store: Store) -> Result<(), LoadFailure> {
        let start = |at, count, name: String| {
            store.loading.set(Some(Loading { name, at, count, progress: Progress::default() }));
        };
        start(0, 1, String::new());
        let sample = sample::fetch().await?;
        let count = sample.files.len();
        let (mut sources, mut keys) = (Vec::new(), Vec::new());
        for (at, (file, options)) in sample.files.into_iter().enumerate() {
            start(at, count, file.name());
            sources.push(SourceFile { file: file.name(), options: options.clone() });
            let key = self.keep(file);
            keys.push(key);
            if let Err(failure) = self.stage(key, &options, |_| {}).await {
                self.forget_files(&keys);
                self.unstage(&keys).await;
                return Err(failure);
            }
        }
        store.loading.set(None);
        let sandbox = Sandbox {
            origin: Origin::Sample,
            definition: sample.definition,
            sources,
            view: sample.view.unwrap_or_default(),
            ..Sandbox::default()
        };
        if !self.open_sandbox(store, sandbox, "model.yaml", &keys, &[]).await {
            self.unstage(&keys).await;
        }
        self.forget_files(&keys);
        Ok(())
    }

    /// Opens a sandbox, the tables of whose sources are staged under `keys`, and forgets what is staged under `dropped`.
    /// A definition with errors is told, and what was open before stays.
    async fn open_sandbox(
        self,
        store: Store,
        mut sandbox: Sandbox,
        file: &str,
        keys: &[FileKey],
        dropped: &[FileKey],
    ) -> bool {
        let before = store.history.with_untracked(|history| history.present().clone());
        let source = ModelSource { name: file.to_owned(), text: sandbox.definition.to_string() };
        let names = sandbox.sources.iter().map(|source| source.options.table.clone());
        let tables: Vec<(FileKey, String)> = keys.iter().copied().zip(names).collect();
        match self.open(source, &tables, tables_gone(&before, &sandbox), dropped).await {
            Ok(report) => {
                complete(&mut sandbox, report.model);
                store.open(sandbox);
                if !report.diagnostics.is_empty() {
                    store.report(NoticeKind::Warning, None, report.diagnostics);
                }
                true
            }
            Err(LoadFailure::Refused(found)) => {
                store.report(NoticeKind::Error, Some(IMPORT_MODEL_FAILED), found.to_vec());
                false
            }
            Err(LoadFailure::Stopped) => false,
        }
    }
}

/// Name and first view, where the sandbox does not bring its own.
fn complete(sandbox: &mut Sandbox, model: Model) {
    if sandbox.name == Text::default() {
        sandbox.name = model.name.clone();
    }
    let knows = |view: &View| {
        !view.metrics.is_empty() && view.metrics.iter().all(|code| model.find_metric(code).is_some())
    };
    if !knows(&sandbox.view) {
        sandbox.view = first_view(&model);
    }
    sandbox.model = Arc::new(model);
}

fn tables_gone(before: &Sandbox, after: &Sandbox) -> Vec<String> {
    let is_kept = |table: &String| after.sources.iter().any(|source| source.options.table == *table);
    let tables = before.sources.iter().map(|source| source.options.table.clone());
    tables.filter(|table| !is_kept(table)).collect()
}

/// A table name from a file name that no other table of the import has.
fn free_name(tables: &[TableDraft], file: &str) -> String {
    let stem = table_name(file);
    let is_free = |name: &String| tables.iter().all(|table| table.name() != name);
    let numbered = (2..).map(|number| format!("{stem} {number}"));
    std::iter::once(stem.clone()).chain(numbered).find(is_free).unwrap_or_default()
}

/// Shows the import screen; its step follows from what there is.
impl Store {
    fn show_import(&self) {
        self.import_step.set(ImportStep::Columns);
        self.go(Screen::Import);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart_by_their_names() {
        for (name, kind) in [
            ("a.csv", Kind::Data),
            ("a.PARQUET", Kind::Data),
            ("a", Kind::Data),
            ("model.YAML", Kind::Definition),
            ("x.sandbox", Kind::Sandbox),
            ("b.xlsx", Kind::Workbook),
        ] {
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }

    #[test]
    fn tables_get_names_of_their_own() {
        let named = |name: &str| {
            TableDraft::new(
                FileKey(0),
                String::new(),
                0,
                LoadOptions { table: name.into(), ..LoadOptions::default() },
            )
        };
        let tables = [named("orders"), named("orders 2")];
        assert_eq!(free_name(&tables, "orders.csv"), "orders 3");
        assert_eq!(free_name(&tables, "客户.tsv"), "客户");
        assert_eq!(free_name(&[], ".csv"), ".csv");
    }
}
