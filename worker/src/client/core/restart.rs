//! What a restart repeats, whom a death is blamed on, and when to give up.

use sandtable_engine::diag::Diagnostic;

use super::{Core, Effect, MAX_DEATHS, Origin, Pending, Phase, Retained};
use crate::client::{Failure, Outgoing, Status};
use crate::messages;
use crate::protocol::{ModelSource, Priority, Renaming, Request, Response};

impl<B: Clone> Core<B> {
    /// Remembers what a restart has to repeat.
    pub(super) fn retain(&mut self, outgoing: &Outgoing<B>, response: &Response) {
        let retained = Retained { outgoing: outgoing.clone(), deaths: 0 };
        match (&outgoing.request, response) {
            (Request::Load { .. }, Response::Loaded(loaded)) => {
                let table = &loaded.schema.table;
                self.tables.retain(|(name, _)| name != table);
                self.tables.push((table.clone(), retained));
            }
            (Request::DropTable { table }, _) => self.tables.retain(|(name, _)| name != table),
            (Request::SetModel { .. }, _) => self.model = Some(retained),
            (Request::Open { source, renamed, gone }, _) => self.retain_opened(source, renamed, gone),
            _ => {}
        }
    }

    /// After a restart, tables are loaded under the names that they were given.
    fn retain_opened(&mut self, source: &ModelSource, renamed: &[Renaming], gone: &[String]) {
        let mut taken = Vec::new();
        for Renaming { from, to } in renamed {
            let Some(at) = self.tables.iter().position(|(name, _)| name == from) else { continue };
            let (_, mut retained) = self.tables.remove(at);
            if let Request::Load { options, .. } = &mut retained.outgoing.request {
                options.table.clone_from(to);
            }
            taken.push((to.clone(), retained));
        }
        let is_gone = |name: &String| gone.contains(name) || taken.iter().any(|(other, _)| other == name);
        self.tables.retain(|(name, _)| !is_gone(name));
        self.tables.extend(taken);
        let request = Request::SetModel { source: source.clone() };
        let outgoing = Outgoing { request, blobs: Vec::new(), priority: Priority::default(), slot: None };
        self.model = Some(Retained { outgoing, deaths: 0 });
    }

    pub(super) fn reset_deaths(&mut self, table: &str) {
        for (name, retained) in &mut self.tables {
            if name == table {
                retained.deaths = 0;
            }
        }
    }

    /// Says so of the file: its table may have a name that nobody has seen.
    pub(super) fn lose_table(&mut self, table: &str, cause: &str) {
        let Some(at) = self.tables.iter().position(|(name, _)| name == table) else { return };
        let (name, retained) = self.tables.remove(at);
        let file = match retained.outgoing.request {
            Request::Load { name, .. } => name,
            _ => name,
        };
        let diagnostic = messages::TABLE_LOST.error().arg("file", file).arg("cause", cause);
        self.effects.push(Effect::Notice(diagnostic.hint(messages::TABLE_LOST_HINT.text())));
    }

    pub(super) fn is_restoring(&self) -> bool {
        self.pending.values().any(|it| it.origin != Origin::Caller)
    }

    /// Counts a death against the request that was being worked on, and gives it up at the second one.
    pub(super) fn blame(&mut self, cause: &str) {
        let Some(id) = self.running.take() else { return };
        let Some(pending) = self.pending.get_mut(&id) else { return };
        match pending.origin.clone() {
            Origin::Caller => {
                pending.deaths += 1;
                if pending.deaths >= MAX_DEATHS {
                    self.pending.remove(&id);
                    let diagnostic = messages::REQUEST_CRASHED
                        .error()
                        .arg("cause", cause)
                        .hint(messages::REQUEST_CRASHED_HINT.text());
                    self.effects.push(Effect::Settle(id, Err(Failure::Refused(vec![diagnostic]))));
                }
            }
            Origin::RestoreTable(table) => {
                let mut deaths = 0;
                for (_, retained) in self.tables.iter_mut().filter(|(name, _)| *name == table) {
                    retained.deaths += 1;
                    deaths = retained.deaths;
                }
                if deaths >= MAX_DEATHS {
                    self.lose_table(&table, cause);
                }
            }
            Origin::RestoreModel => {
                if let Some(model) = &mut self.model {
                    model.deaths += 1;
                    if model.deaths >= MAX_DEATHS {
                        self.model = None;
                    }
                }
            }
        }
    }

    pub(super) fn begin_again(&mut self) {
        self.phase = Phase::Starting;
        self.running = None;
        self.progress = None;
        self.pending.retain(|_, it| it.origin == Origin::Caller);
        self.effects.push(Effect::Spawn);
        self.answered = false;
        self.update_status();
    }

    pub(super) fn ready(&mut self) {
        let tables = self.tables.clone();
        let restore = tables
            .into_iter()
            .map(|(name, it)| (Origin::RestoreTable(name), it))
            .chain(self.model.clone().map(|it| (Origin::RestoreModel, it)));
        for (origin, Retained { outgoing, .. }) in restore {
            let id = self.fresh_id();
            self.post(id, &outgoing);
            self.pending.insert(id, Pending { outgoing, origin, deaths: 0 });
        }
        self.phase = Phase::Restoring;
        if !self.is_restoring() {
            self.open();
        }
        self.update_status();
    }

    pub(super) fn open(&mut self) {
        self.phase = Phase::Open;
        self.restarted = false;
        let waiting: Vec<_> = self.pending.iter().map(|(id, it)| (*id, it.outgoing.clone())).collect();
        for (id, outgoing) in waiting {
            self.post(id, &outgoing);
        }
    }

    pub(super) fn give_up(&mut self, diagnostic: Diagnostic) {
        self.phase = Phase::Broken;
        self.running = None;
        self.effects.push(Effect::Terminate);
        for (id, pending) in std::mem::take(&mut self.pending) {
            if pending.origin == Origin::Caller {
                let refused = Failure::Refused(vec![diagnostic.clone()]);
                self.effects.push(Effect::Settle(id, Err(refused)));
            }
        }
        self.status = Status::Failed(diagnostic.clone());
        self.effects.push(Effect::Status(self.status.clone()));
    }
}
