//! A request before it is sent, and one constructor for each kind.

use std::future::IntoFuture;

use sandtable_engine::frame::Frame;
use sandtable_engine::interop::{Exported, Format, ImportOptions, Imported};
use sandtable_engine::load::{LoadOptions, Recognition};
use sandtable_engine::model::edit::{Author, Change};
use sandtable_engine::query::Query;
use sandtable_engine::query::sql::Dialect;
use sandtable_engine::table::Profile;
use sandtable_engine::text::Lang;

use super::{Call, Client, Outgoing, Pick};
use crate::protocol::{
    Dictionary, Fitted, Loaded, ModelReport, ModelSource, Priority, Progress, Renaming, Request, Response,
    Rows, Slot, Stats, Update,
};

/// A request before it is sent: await it, or [send](Self::send) it for its id.
#[must_use = "a draft does nothing until it is awaited or sent"]
pub struct Draft<T, B: Clone + 'static> {
    client: Client<B>,
    outgoing: Outgoing<B>,
    pick: Pick<T>,
    on_progress: Option<Box<dyn Fn(Progress)>>,
    on_partial: Option<Box<dyn Fn(Frame)>>,
}

impl<T: 'static, B: Clone + 'static> Draft<T, B> {
    /// What goes first; interactive by default.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.outgoing.priority = priority;
        self
    }

    /// Not urgent: done when nothing interactive is to do.
    pub fn background(self) -> Self {
        self.priority(Priority::Background)
    }

    /// The place on the page that it is for: an older request for the same place ends as
    /// [`Superseded`](super::Failure::Superseded).
    pub fn slot(mut self, slot: impl Into<Slot>) -> Self {
        self.outgoing.slot = Some(slot.into());
        self
    }

    /// Calls back with how far it is.
    pub fn on_progress(mut self, listen: impl Fn(Progress) + 'static) -> Self {
        self.on_progress = Some(Box::new(listen));
        self
    }

    /// Calls back with answers from the rows seen so far.
    pub fn on_partial(mut self, listen: impl Fn(Frame) + 'static) -> Self {
        self.on_partial = Some(Box::new(listen));
        self
    }

    /// Sends it.
    pub fn send(self) -> Call<T, B> {
        let Self { client, outgoing, pick, on_progress, on_partial } = self;
        let on_update: Option<Box<dyn Fn(Update)>> = if on_progress.is_some() || on_partial.is_some() {
            Some(Box::new(move |update| match update {
                Update::Progress(progress) => on_progress.iter().for_each(|listen| listen(progress)),
                Update::Partial(frame) => {
                    if let Some(listen) = &on_partial {
                        listen(frame);
                    }
                }
            }))
        } else {
            None
        };
        let (id, result) = client.send(outgoing, on_update);
        Call::new(client, id, result, pick)
    }
}

impl<T: 'static, B: Clone + 'static> IntoFuture for Draft<T, B> {
    type Output = Result<T, super::Failure>;
    type IntoFuture = Call<T, B>;

    fn into_future(self) -> Call<T, B> {
        self.send()
    }
}

/// Expands to the [`Pick`] of one kind of [`Response`].
macro_rules! pick {
    ($kind:ident) => {
        |response| match response {
            Response::$kind(answer) => Some(answer),
            _ => None,
        }
    };
}

impl<B: Clone + 'static> Client<B> {
    fn draft<T>(&self, request: Request, blobs: Vec<B>, pick: Pick<T>) -> Draft<T, B> {
        let outgoing = Outgoing { request, blobs, priority: Priority::Interactive, slot: None };
        Draft { client: self.clone(), outgoing, pick, on_progress: None, on_partial: None }
    }

    /// Looks at a file without reading all of it: format, dialect, columns, first rows.
    pub fn recognise(&self, name: impl Into<String>, file: B, options: LoadOptions) -> Draft<Recognition, B> {
        let request = Request::Recognise { name: name.into(), options: Box::new(options) };
        self.draft(request, vec![file], pick!(Recognised))
    }

    /// Reads a file into the table that the options name; a table of this name is replaced when the new one is
    /// complete. The client keeps the handle on the file, to load it again after a restart.
    pub fn load(&self, name: impl Into<String>, file: B, options: LoadOptions) -> Draft<Loaded, B> {
        let request = Request::Load { name: name.into(), options: Box::new(options) };
        self.draft(request, vec![file], pick!(Loaded))
    }

    /// Resolves a definition against the tables that are there; queries are answered by it from now on.
    pub fn set_model(&self, source: ModelSource) -> Draft<ModelReport, B> {
        self.draft(Request::SetModel { source }, Vec::new(), pick!(Model))
    }

    /// Opens what was loaded under names for the time being: `renamed` tables get names of their own, `gone` ones are
    /// forgotten, and queries are answered by this definition from now on. It happens as a whole or not at all.
    pub fn open(
        &self,
        source: ModelSource,
        renamed: Vec<Renaming>,
        gone: Vec<String>,
    ) -> Draft<ModelReport, B> {
        self.draft(Request::Open { source, renamed, gone }, Vec::new(), pick!(Model))
    }

    /// Computes. Large answers come in parts first: see [`Draft::on_partial`].
    pub fn query(&self, query: Query) -> Draft<Frame, B> {
        self.draft(Request::Query { query: Box::new(query) }, Vec::new(), pick!(Frame))
    }

    /// The plan of a query, as stable text.
    pub fn explain(&self, query: Query) -> Draft<String, B> {
        self.draft(Request::Explain { query: Box::new(query) }, Vec::new(), pick!(Plan))
    }

    /// What of a catalogue holds on the tables that are there.
    pub fn fit(&self, catalogue: ModelSource) -> Draft<Fitted, B> {
        let pick: Pick<Fitted> = |response| match response {
            Response::Fitted(fitted) => Some(*fitted),
            _ => None,
        };
        self.draft(Request::Fit { catalogue }, Vec::new(), pick)
    }

    /// A query as SQL for a warehouse that has the same tables.
    pub fn sql(&self, query: Query, dialect: Dialect) -> Draft<String, B> {
        self.draft(Request::Sql { query: Box::new(query), dialect }, Vec::new(), pick!(Sql))
    }

    /// Rows `from` … `from + count` of a table as they are.
    pub fn rows(&self, table: impl Into<String>, from: u64, count: u32) -> Draft<Rows, B> {
        self.draft(Request::Rows { table: table.into(), from, count }, Vec::new(), pick!(Rows))
    }

    /// What the column at position `column` of a table holds, with at most `top` frequent values.
    pub fn profile(&self, table: impl Into<String>, column: u32, top: u32) -> Draft<Profile, B> {
        self.draft(Request::Profile { table: table.into(), column, top }, Vec::new(), pick!(Profile))
    }

    /// The definition in force, with search keys and findings.
    pub fn dictionary(&self) -> Draft<Dictionary, B> {
        self.draft(Request::Dictionary, Vec::new(), |response| match response {
            Response::Dictionary(dictionary) => Some(*dictionary),
            _ => None,
        })
    }

    /// The definition after a change, as text; it is in force only when it is [set](Self::set_model).
    pub fn revise(&self, change: Change, author: Author) -> Draft<String, B> {
        self.draft(Request::Revise { change: Box::new(change), author }, Vec::new(), pick!(Revised))
    }

    /// The definition in force as a file; headers of sheets in `lang`.
    pub fn export(&self, format: Format, lang: Lang) -> Draft<Exported, B> {
        self.draft(Request::Export { format, lang }, Vec::new(), pick!(Exported))
    }

    /// What a file would lead to, with `format` none to find out what it is; nothing changes.
    pub fn import(
        &self,
        name: impl Into<String>,
        bytes: Vec<u8>,
        format: Option<Format>,
        options: ImportOptions,
    ) -> Draft<Imported, B> {
        let request = Request::Import { name: name.into(), bytes, format, options };
        self.draft(request, Vec::new(), |response| match response {
            Response::Imported(imported) => Some(*imported),
            _ => None,
        })
    }

    /// Computes as if a change had been made.
    pub fn try_out(&self, change: Change, query: Query) -> Draft<Frame, B> {
        let request = Request::Try { change: Box::new(change), query: Box::new(query) };
        self.draft(request, Vec::new(), pick!(Frame))
    }

    /// Forgets a table.
    pub fn drop_table(&self, table: impl Into<String>) -> Draft<(), B> {
        self.draft(Request::DropTable { table: table.into() }, Vec::new(), |response| {
            matches!(response, Response::Dropped).then_some(())
        })
    }

    /// What is held, and what it costs.
    pub fn stats(&self) -> Draft<Stats, B> {
        self.draft(Request::Stats, Vec::new(), pick!(Stats))
    }
}
