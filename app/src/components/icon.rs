//! Icons, drawn on a 16 × 16 grid in the colour of the text.

use leptos::prelude::*;

/// A drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// Arrow back.
    Undo,
    /// Arrow forth.
    Redo,
    /// ?
    Help,
    /// ×
    Close,
    /// +
    Plus,
    /// Magnifier.
    Search,
    /// Funnel.
    Filter,
    /// Calendar.
    Calendar,
    /// Half-filled disc.
    Theme,
    /// Chevron down.
    Down,
    /// Chevron up.
    Up,
    /// Chevron to the left.
    Back,
    /// Chevron to the right.
    Next,
    /// Check mark.
    Check,
    /// Table.
    Table,
    /// Chart.
    Chart,
    /// Folder.
    Folder,
    /// Tray with an arrow into it.
    Import,
    /// Cube.
    Sample,
    /// Triangle with a mark.
    Warning,
    /// Arrow down onto a line.
    Save,
    /// Link of a chain.
    Link,
    /// Turned quarter.
    Pivot,
    /// Globe.
    Language,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Self::Undo => "M6 3 2.5 6.5 6 10M2.5 6.5H10a3.5 3.5 0 0 1 0 7H6",
            Self::Redo => "M10 3l3.5 3.5L10 10M13.5 6.5H6a3.5 3.5 0 0 0 0 7h4",
            Self::Help => {
                "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6.2 6.3a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.6-.8 1.3M8 11.4v.1"
            }
            Self::Close => "M3.5 3.5l9 9M12.5 3.5l-9 9",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Search => "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.3l3.7 3.7",
            Self::Filter => "M2 3h12L9.5 8.5V13l-3 1V8.5L2 3Z",
            Self::Calendar => "M2.5 4h11v9.5h-11V4ZM2.5 7h11M5.5 2v3M10.5 2v3",
            Self::Theme => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 2v12M8 5h4.8M8 8h6M8 11h4.8",
            Self::Down => "M4 6l4 4 4-4",
            Self::Up => "M4 10l4-4 4 4",
            Self::Back => "M10 4 6 8l4 4",
            Self::Next => "M6 4l4 4-4 4",
            Self::Check => "M3 8.5 6.5 12 13 4.5",
            Self::Table => "M2.5 3h11v10h-11V3ZM2.5 6.3h11M2.5 9.6h11M6.5 6.3V13",
            Self::Chart => "M2.5 2.5v11h11M5 10l3-3.5 2.2 2L13.5 4",
            Self::Folder => "M2 12.5v-9h4.2l1.5 2H14v7H2Z",
            Self::Import => "M8 2v7.5M4.8 6.5 8 9.7l3.2-3.2M2.5 10v3.5h11V10",
            Self::Sample => "M8 1.8 13.5 5v6L8 14.2 2.5 11V5L8 1.8ZM2.5 5 8 8.2 13.5 5M8 8.2v6",
            Self::Warning => "M8 2.2 14.6 13.5H1.4L8 2.2ZM8 6.5v3.2M8 11.6v.1",
            Self::Save => "M8 2v8M4.8 7 8 10.2 11.2 7M3 13.5h10",
            Self::Link => {
                "M6.5 9.5l3-3M7 4.5l1.3-1.3a3 3 0 0 1 4.2 4.3L11 8.8M9 11.5l-1.3 1.3a3 3 0 0 1-4.2-4.3L5 7.2"
            }
            Self::Pivot => "M3 6.5V3h10v10H9.5M2.5 9.5l2-2 2 2M4.5 8v3a2 2 0 0 0 2 2",
            Self::Language => "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM2 8h12M8 2c-4 4-4 8 0 12M8 2c4 4 4 8 0 12",
        }
    }
}

/// The mark of the product.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <svg viewBox="0 0 64 64" width="24" height="24" aria-hidden="true" focusable="false">
            <rect width="64" height="64" rx="14" fill="#1F5FBF"></rect>
            <path fill="#FFFFFF" d="M12 48h40v4H12z"></path>
            <rect x="15" y="32" width="8" height="12" rx="1.5" fill="#9CC3F5"></rect>
            <rect x="28" y="22" width="8" height="22" rx="1.5" fill="#CFE2FB"></rect>
            <rect x="41" y="12" width="8" height="32" rx="1.5" fill="#FFFFFF"></rect>
        </svg>
    }
}

/// An icon. It says nothing by itself: the word stands beside it or in the label of its button.
#[component]
pub fn Icon(
    /// The drawing.
    glyph: Glyph,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path
                d=glyph.path()
                fill="none"
                stroke="currentColor"
                stroke-width="1.5"
                stroke-linecap="round"
                stroke-linejoin="round"
            ></path>
        </svg>
    }
}
