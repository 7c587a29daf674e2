//! What the reader does to the page: the same commands on the one store, and local choices.

use std::sync::Arc;

use leptos::prelude::*;
use sandtable_engine::model::Model;
use sandtable_engine::sandbox;

use super::{Command, ImportCommand, apply, apply_import};
use crate::browser;
use crate::i18n::{Lang, Phrase, START_NEEDS_DATA};
use crate::queries::first_view;
use crate::route::{Route, Screen};
use crate::state::{
    Dialog, Draft, History, ImportStep, Notice, NoticeKind, Sandbox, Store, ThemeChoice, View,
};

impl Store {
    /// Takes a step that can be undone.
    pub fn run(&self, command: Command) {
        self.history.update(|history| {
            let sandbox = history.present();
            let next = Sandbox { view: apply(&sandbox.view, command), ..sandbox.clone() };
            history.step(next);
        });
    }

    /// Takes a step of the import that can be undone.
    pub fn run_import(&self, command: ImportCommand) {
        self.draft.update(|history| {
            let next = apply_import(history.present(), command);
            history.step(next);
        });
    }

    /// Notes in the import what the engine has found: no step of the reader's.
    pub fn amend_draft(&self, change: impl FnMut(&mut Draft)) {
        self.draft.update(|history| history.amend(change));
    }

    /// Ends the import.
    pub fn forget_draft(&self) {
        self.draft.set(History::default());
        self.import_step.set(ImportStep::default());
    }

    /// Gives the import up, and goes back to what is open.
    pub fn discard_draft(&self) {
        self.forget_draft();
        self.awaited.set(None);
        self.go(Screen::Explore);
    }

    /// Goes to a step of the import.
    pub fn go_import(&self, step: ImportStep) {
        self.import_step.set(step);
    }

    /// Takes one step back, on the screen where one is.
    pub fn undo(&self) {
        match self.screen.get_untracked() {
            Screen::Import => self.draft.update(History::undo),
            _ => self.history.update(History::undo),
        }
    }

    /// Takes one undone step again, on the screen where one is.
    pub fn redo(&self) {
        match self.screen.get_untracked() {
            Screen::Import => self.draft.update(History::redo),
            _ => self.history.update(History::redo),
        }
    }

    /// Opens a sandbox whose tables are loaded. A view that a link has brought along is shown, where the model knows
    /// its metrics. Undo does not reach behind this: the tables before are gone.
    pub fn open(&self, mut sandbox: Sandbox) {
        let knows = |view: &View| view.metrics.iter().all(|code| sandbox.model.find_metric(code).is_some());
        let awaited = self.awaited.get_untracked().filter(knows);
        if let Some(view) = awaited {
            sandbox.view = view;
        }
        self.awaited.set(None);
        self.history.set(History::new(sandbox));
        self.notice.set(None);
        let is_sought = self.screen.get_untracked() == Screen::Dictionary;
        self.screen.set(if is_sought { Screen::Dictionary } else { Screen::Explore });
    }

    /// Offers the open sandbox as a file: definition, how its files were read, and the view; no data.
    pub fn save_sandbox(&self) {
        let (name, text) = self.history.with_untracked(|history| {
            let open = history.present();
            let document = sandbox::Sandbox {
                version: sandbox::VERSION,
                name: open.name.clone(),
                definition: open.definition.clone(),
                sources: open.sources.clone(),
                view: open.view.clone(),
            };
            (open.name.get(self.lang.get_untracked()).to_owned(), sandbox::write(&document))
        });
        browser::save_text(&format!("{name}.sandbox"), "application/json", &text);
    }

    /// Goes to a screen. Explore and Dictionary need an open sandbox.
    pub fn go(&self, screen: Screen) {
        let is_open = self.history.with_untracked(|history| history.present().is_open());
        let needs_data = matches!(screen, Screen::Explore | Screen::Dictionary);
        self.screen.set(if needs_data && !is_open { Screen::Start } else { screen });
    }

    /// Shows a metric in the dictionary, or the list alone.
    pub fn look_up(&self, metric: Option<String>) {
        self.metric.set(metric);
        self.pane.set(None);
        self.go(Screen::Dictionary);
    }

    /// Shows something in place of the metric's card; none is the card.
    pub fn look_at(&self, pane: Option<String>) {
        self.pane.set(pane);
    }

    /// The open sandbox gets another definition: one step. Metrics that are gone leave the view.
    pub fn redefine(&self, definition: Arc<str>, model: Model) {
        self.history.update(|history| {
            let mut next = Sandbox { definition, model: Arc::new(model), ..history.present().clone() };
            let mut view = next.view.clone();
            view.metrics.retain(|code| next.model.find_metric(code).is_some());
            if view.metrics.is_empty() {
                view = first_view(&next.model);
            }
            next.view = view;
            history.step(next);
        });
    }

    /// Follows the browser's Back and Forward: a view that differs from the present one is one more step.
    pub fn follow(&self, route: Route) {
        if let Some(view) = route.view
            && self.history.with_untracked(|history| history.present().is_open())
        {
            self.run(Command::Show(Box::new(view)));
        }
        if route.screen == Screen::Dictionary {
            self.metric.set(route.metric);
            self.pane.set(route.pane);
        }
        self.go(route.screen);
    }

    /// Keeps a view until its data is there.
    pub fn await_data(&self, view: Option<View>) {
        self.awaited.set(view);
    }

    /// A link has brought a view without data: go where data are chosen, and say so.
    pub fn ask_for_data(&self) {
        self.tell(NoticeKind::Info, START_NEEDS_DATA);
        self.go(Screen::Import);
    }

    /// Speaks another language, now and next time.
    pub fn speak(&self, lang: Lang) {
        self.lang.set(lang);
        browser::write_setting("lang", crate::i18n::lang_tag(lang));
    }

    /// Wears other colours, now and next time.
    pub fn wear(&self, theme: ThemeChoice) {
        self.theme.set(theme);
        browser::write_setting("theme", theme.name());
    }

    /// The system has turned dark, or light.
    pub fn follow_system(&self, dark: bool) {
        self.system_dark.set(dark);
    }

    /// Opens a dialog.
    pub fn show(&self, dialog: Dialog) {
        self.dialog.set(Some(dialog));
    }

    /// Closes the dialog.
    pub fn close_dialog(&self) {
        self.dialog.set(None);
    }

    /// Tells something until it is closed.
    pub fn tell(&self, kind: NoticeKind, phrase: Phrase) {
        self.notice.set(Some(Notice { kind, phrase: Some(phrase), diagnostics: Vec::new() }));
    }

    /// Tells what the engine found.
    pub fn report(
        &self,
        kind: NoticeKind,
        phrase: Option<Phrase>,
        diagnostics: Vec<sandtable_engine::diag::Diagnostic>,
    ) {
        self.notice.set(Some(Notice { kind, phrase, diagnostics }));
    }

    /// Closes the notice.
    pub fn close_notice(&self) {
        self.notice.set(None);
    }
}

impl ThemeChoice {
    /// Its name in the stored choice.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The choice with this name; anything else follows the system.
    pub fn from_name(name: &str) -> Self {
        [Self::Light, Self::Dark].into_iter().find(|choice| choice.name() == name).unwrap_or_default()
    }
}
