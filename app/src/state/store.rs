//! The one store. Views read it through signals; only [`commands`](crate::commands) write it.

use std::sync::Arc;

use leptos::prelude::*;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::model::Model;

use super::{Draft, History, Sandbox, View};
use crate::i18n::{Lang, Phrase};
use crate::route::{Route, Screen};
use crate::session::Progress;

/// A choice of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// As the system says.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// A dialog over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Keyboard and privacy.
    Help,
}

/// Something to tell that stays until it is closed.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// How it looks.
    pub kind: NoticeKind,
    /// What it says.
    pub phrase: Option<Phrase>,
    /// What the engine says.
    pub diagnostics: Vec<Diagnostic>,
}

/// How a notice looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    /// For information.
    Info,
    /// Something went wrong and was mended.
    Warning,
    /// Something did not work.
    Error,
}

/// A step of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ImportStep {
    /// Files and their columns.
    #[default]
    Columns,
    /// What became of the values, and how the tables hang together.
    Check,
}

/// A load under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Loading {
    /// The file.
    pub name: String,
    /// Its position among the files.
    pub at: usize,
    /// How many files there are.
    pub count: usize,
    /// How far it is.
    pub progress: Progress,
}

/// Signals of the page. Copies are the same store.
#[derive(Clone, Copy)]
pub struct Store {
    pub(crate) history: RwSignal<History<Sandbox>>,
    pub(crate) lang: RwSignal<Lang>,
    pub(crate) theme: RwSignal<ThemeChoice>,
    pub(crate) system_dark: RwSignal<bool>,
    pub(crate) screen: RwSignal<Screen>,
    pub(crate) dialog: RwSignal<Option<Dialog>>,
    pub(crate) notice: RwSignal<Option<Notice>>,
    /// The metric that the dictionary shows.
    pub(crate) metric: RwSignal<Option<String>>,
    /// What it shows in place of the metric's card.
    pub(crate) pane: RwSignal<Option<String>>,
    /// A view from a link whose data is not there yet.
    pub(crate) awaited: RwSignal<Option<View>>,
    /// An import under way, with its own history.
    pub(crate) draft: RwSignal<History<Draft>>,
    pub(crate) import_step: RwSignal<ImportStep>,
    pub(crate) loading: RwSignal<Option<Loading>>,
    view: Memo<View>,
    model: Memo<Arc<Model>>,
}

impl Store {
    /// A store with nothing open.
    pub fn new(lang: Lang, theme: ThemeChoice) -> Self {
        let history = RwSignal::new(History::<Sandbox>::default());
        Self {
            history,
            lang: RwSignal::new(lang),
            theme: RwSignal::new(theme),
            system_dark: RwSignal::new(false),
            screen: RwSignal::new(Screen::default()),
            dialog: RwSignal::new(None),
            notice: RwSignal::new(None),
            metric: RwSignal::new(None),
            pane: RwSignal::new(None),
            awaited: RwSignal::new(None),
            draft: RwSignal::new(History::default()),
            import_step: RwSignal::new(ImportStep::default()),
            loading: RwSignal::new(None),
            view: Memo::new(move |_| history.with(|history| history.present().view.clone())),
            model: Memo::new(move |_| history.with(|history| Arc::clone(&history.present().model))),
        }
    }

    /// The store of this page.
    pub fn here() -> Self {
        expect_context()
    }

    /// What is looked at.
    pub fn view(&self) -> Memo<View> {
        self.view
    }

    /// The resolved model.
    pub fn model(&self) -> Memo<Arc<Model>> {
        self.model
    }

    /// The chosen language.
    pub fn lang(&self) -> Signal<Lang> {
        self.lang.into()
    }

    /// The chosen colours.
    pub fn theme(&self) -> Signal<ThemeChoice> {
        self.theme.into()
    }

    /// Whether the page is light on dark.
    pub fn is_dark(&self) -> Memo<bool> {
        let (theme, system_dark) = (self.theme, self.system_dark);
        Memo::new(move |_| match theme.get() {
            ThemeChoice::System => system_dark.get(),
            chosen => chosen == ThemeChoice::Dark,
        })
    }

    /// The current screen.
    pub fn screen(&self) -> Signal<Screen> {
        self.screen.into()
    }

    /// The metric that the dictionary shows.
    pub fn metric(&self) -> Signal<Option<String>> {
        self.metric.into()
    }

    /// What the dictionary shows in place of the metric's card.
    pub fn pane(&self) -> Signal<Option<String>> {
        self.pane.into()
    }

    /// The open dialog.
    pub fn dialog(&self) -> Signal<Option<Dialog>> {
        self.dialog.into()
    }

    /// What is to be told.
    pub fn notice(&self) -> Signal<Option<Notice>> {
        self.notice.into()
    }

    /// Something about the open sandbox.
    pub fn sandbox<T: PartialEq + Send + Sync + 'static>(
        &self,
        read: impl Fn(&Sandbox) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        let history = self.history;
        Memo::new(move |_| history.with(|history| read(history.present())))
    }

    /// The import under way.
    pub fn draft(&self) -> Memo<Draft> {
        let draft = self.draft;
        Memo::new(move |_| draft.with(|history| history.present().clone()))
    }

    /// The step of the import.
    pub fn import_step(&self) -> Signal<ImportStep> {
        self.import_step.into()
    }

    /// The load under way.
    pub fn loading(&self) -> Signal<Option<Loading>> {
        self.loading.into()
    }

    /// Whether a step of the current screen can be taken back.
    pub fn can_undo(&self) -> Memo<bool> {
        let (history, draft, screen) = (self.history, self.draft, self.screen);
        Memo::new(move |_| match screen.get() {
            Screen::Import => draft.with(History::can_undo),
            _ => history.with(History::can_undo),
        })
    }

    /// Whether an undone step of the current screen can be taken again.
    pub fn can_redo(&self) -> Memo<bool> {
        let (history, draft, screen) = (self.history, self.draft, self.screen);
        Memo::new(move |_| match screen.get() {
            Screen::Import => draft.with(History::can_redo),
            _ => history.with(History::can_redo),
        })
    }

    /// The route of what is shown.
    pub fn route(&self) -> Memo<Route> {
        let (history, screen, metric, pane) = (self.history, self.screen, self.metric, self.pane);
        Memo::new(move |_| {
            let screen = screen.get();
            history.with(|history| {
                let sandbox = history.present();
                let is_sample = sandbox.origin == super::Origin::Sample;
                let route = Route::to(screen);
                match screen {
                    Screen::Start | Screen::Import => route,
                    Screen::Explore => {
                        Route { view: sandbox.is_open().then(|| sandbox.view.clone()), is_sample, ..route }
                    }
                    Screen::Dictionary => {
                        Route { metric: metric.get(), pane: pane.get(), is_sample, ..route }
                    }
                }
            })
        })
    }
}
