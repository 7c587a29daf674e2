//! The page of Sandtable.
//!
//! What the reader does is a [`commands::Command`] on the one store in [`state`]; [`queries`] derives from it what to
//! ask; the [`session`] asks the worker and keeps the answers; [`views`] show them. What a query answers becomes a picture
//! in [`charts`]; numbers and dates become text in [`format`](mod@format). The view lives in the URL, by [`route`].

pub mod browser;
pub mod charts;
pub mod commands;
#[expect(unreachable_pub, reason = "the component macro makes its functions public")]
pub mod components;
pub mod format;
pub mod i18n;
pub mod queries;
pub mod route;
pub mod session;
pub mod state;
#[expect(unreachable_pub, reason = "the component macro makes its functions public")]
pub mod views;

/// Mounts the page on the document's body.
pub fn open() {
    leptos::mount::mount_to_body(views::Page);
}
