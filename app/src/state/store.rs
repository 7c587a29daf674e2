//! The one store. Views read it through signals; only [`commands`](crate::commands) write it.

use std::sync::Arc;

use leptos::prelude::*;
use sandtable_engine::diag::Diagnostic;
use sandtable_engine::model::Model;

use super::{History, Sandbox, View};
use crate::i18n::{Lang, Phrase};
use crate::route::{Route, Screen};

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
    /// A view from a link whose data is not there yet.
    pub(crate) awaited: RwSignal<Option<View>>,
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
            awaited: RwSignal::new(None),
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

    /// Whether a step can be taken back.
    pub fn can_undo(&self) -> Memo<bool> {
        let history = self.history;
        Memo::new(move |_| history.with(History::can_undo))
    }

    /// Whether an undone step can be taken again.
    pub fn can_redo(&self) -> Memo<bool> {
        let history = self.history;
        Memo::new(move |_| history.with(History::can_redo))
    }

    /// The route of what is shown.
    pub fn route(&self) -> Memo<Route> {
        let (history, screen) = (self.history, self.screen);
        Memo::new(move |_| {
            let screen = screen.get();
            if screen != Screen::Explore {
                return Route::to(screen);
            }
            history.with(|history| {
                let sandbox = history.present();
                Route {
                    screen,
                    view: sandbox.is_open().then(|| sandbox.view.clone()),
                    is_sample: sandbox.origin == super::Origin::Sample,
                }
            })
        })
    }
}
