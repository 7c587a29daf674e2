//! Small parts that every screen uses. They take signals and emit commands; they know no screen.

mod button;
mod chip;
mod combobox;
mod dialog;
mod engine_bar;
mod icon;
mod menu;
mod notice;
mod progress;
mod search_field;
mod skeleton;
mod words;

pub use button::{Button, ButtonKind, IconButton};
pub use chip::Chip;
pub use combobox::{Choice, Combobox};
pub use dialog::DialogFrame;
pub use engine_bar::EngineBar;
pub use icon::{Glyph, Icon, Logo};
pub use menu::Menu;
pub use notice::{Findings, NoticeBar};
pub use progress::ProgressBar;
pub use search_field::SearchField;
pub use skeleton::Skeleton;
pub use words::{say, t, unique_id};
