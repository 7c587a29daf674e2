//! What each gate of a metric's life asks for. It looks at the metric as the dictionary shows it, with what it has from
//! its atomic metric and its domain.

use super::{listed, named, next, revision_of, state_of, users, with_revision};
use crate::diag::{Diagnostic, Message, Severity};
use crate::model::document::{Document, MetricDoc};
use crate::model::edit::{self, Author, Ground, Part};
use crate::model::lint::{self, Finding, smart};
use crate::model::place::Names;
use crate::model::{Governance, Metric, Model, Raci, State, resolve};
use crate::text::Text;

const NO_WAY: Message = Message::new(
    "no_such_step",
    "「{from}」之后不能直接到「{to}」",
    "there is no step from \"{from}\" to \"{to}\"",
);
const STEPS_ARE: Message = Message::new("steps_are", "下一步可以是：{list}", "the next step can be: {list}");
const LACKS: Message =
    Message::new("gate_lacks_field", "到「{to}」之前要填：{list}", "before \"{to}\" fill in: {list}");
const FILL_IN: Message = Message::new("fill_in", "点「编辑」补上", "press \"Edit\" and fill them in");
const NOT_COMPUTED: Message = Message::new(
    "gate_not_computed",
    "「{name}」还算不出来，不能到「{to}」",
    "\"{name}\" cannot be computed yet, so it cannot become \"{to}\"",
);
const OWN_REVIEW: Message = Message::new(
    "own_review",
    "{who}是「{name}」的负责人，不能由自己审核",
    "{who} owns \"{name}\", so somebody else must approve it",
);
const OWN_REQUEST: Message = Message::new(
    "own_request",
    "这一版「{name}」是{who}提出的，不能由自己审核",
    "{who} asked for this version of \"{name}\", so somebody else must approve it",
);
const NOT_REVIEWER: Message = Message::new(
    "not_the_reviewer",
    "「{name}」的审核人是{reviewer}，{who}不能代为「{to}」",
    "{reviewer} approves \"{name}\", so {who} cannot move it to \"{to}\"",
);
const ASK_REVIEWER: Message = Message::new(
    "ask_the_reviewer",
    "请审核人来做这一步；要换审核人，先点「编辑」改「审核人」",
    "let the reviewer take this step, or name another reviewer under \"Edit\" first",
);
const ASK_ANOTHER: Message =
    Message::new("ask_another", "请另一位同事来做这一步", "let a colleague take this step");
const NO_REASON: Message = Message::new(
    "rejection_without_reason",
    "驳回要写明原因，提出的人才知道改什么",
    "a rejection needs its reason, so that who asked knows what to change",
);
const NO_CAUSE: Message = Message::new(
    "revision_without_reason",
    "新版本要写明为什么改",
    "a next version needs to say why the metric changes",
);
const GIVE_REASON: Message = Message::new("give_reason", "在「说明」里写上原因", "write it into \"Remark\"");
const SAME_NAME: Message = Message::new(
    "gate_same_name",
    "名称「{name}」已有口径不同的指标在用：{list}",
    "\"{name}\" is also the name of a metric that is defined otherwise: {list}",
);
const SAME_DEFINITION: Message = Message::new(
    "gate_same_definition",
    "口径与已有的指标完全相同：{list}",
    "the definition is that of a metric that is there already: {list}",
);
const RENAME: Message =
    Message::new("gate_rename", "换一个说得出差别的名称", "choose a name that says what differs");
const USE_THAT: Message = Message::new(
    "gate_use_that",
    "直接用那个指标，把这个名称写进它的别名",
    "use that metric, and make this name an alias of it",
);
const SMART_FAILS: Message =
    Message::new("gate_smart", "不满足 SMART 的 {letter}：{why}", "fails the {letter} of SMART: {why}");
const STILL_USED: Message = Message::new(
    "still_used",
    "「{name}」还被引用，不能停用：{list}",
    "\"{name}\" is still used and cannot be retired: {list}",
);
const STILL_REVISED: Message = Message::new(
    "still_revised",
    "「{name}」的新版本还在流程中，不能停用",
    "the next version of \"{name}\" is on its way, so it cannot be retired",
);
const WITHDRAW_FIRST: Message =
    Message::new("withdraw_first", "先撤回新版本", "withdraw the next version first");

/// What a gate looks at.
struct Subject<'a> {
    code: &'a str,
    /// As written.
    item: MetricDoc,
    /// The document with the metric in its place, where it is a next version.
    document: Document,
    model: Model,
    label: Text,
    description: Text,
    /// As shown: what is written on the metric, its atomic metric or its domain.
    own: Governance,
    is_revision: bool,
    to: State,
}

impl<'a> Subject<'a> {
    fn of(document: &Document, code: &'a str, to: State, ground: Ground<'_>) -> Option<Self> {
        let metric = document.metrics.iter().find(|metric| metric.code.value == code)?;
        // Only what is online retires; every other step is one of the next version.
        let revision = revision_of(document, code).filter(|_| to != State::Retired);
        let is_revision = revision.is_some();
        let document = if is_revision { with_revision(document, code) } else { document.clone() };
        let mut item = revision.unwrap_or_else(|| metric.value.clone());
        if is_revision {
            item.reason = document
                .revisions
                .iter()
                .find(|revision| revision.code.value == code)
                .map(|revision| revision.reason.clone())
                .unwrap_or_default();
        }
        let (model, _) = resolve(&document, ground.schemas, ground.limits);
        let shown = model.find_metric(code).map(|id| model.metric(id).clone());
        let (mut label, description, mut own) = match shown {
            Some(shown) => (shown.label, shown.description, shown.governance),
            // What cannot be computed is shown as it is written.
            None => (item.label.clone(), item.description.clone(), written(&item)),
        };
        // A code that stands in for a name is none.
        if item.label.is_empty() && label == Text::same(code) {
            label = Text::default();
        }
        own.reason = item.reason.clone();
        Some(Self { code, item, document, model, label, description, own, is_revision, to })
    }

    fn name(&self) -> Text {
        if self.label.is_empty() { Text::same(self.code) } else { self.label.clone() }
    }

    fn error(&self, message: &Message) -> Diagnostic {
        message.error().arg_text("name", &self.name()).arg_text("to", &self.to.label()).at_field(self.code)
    }
}

fn written(item: &MetricDoc) -> Governance {
    let texts = |names: &Names| names.iter().map(|name| name.value.clone()).collect::<Vec<String>>();
    Governance {
        owner: item.owner.value.clone(),
        reviewer: item.reviewer.value.clone(),
        refresh: item.refresh.clone(),
        raci: Raci {
            responsible: texts(&item.raci.responsible),
            accountable: texts(&item.raci.accountable),
            ..Default::default()
        },
        ..Governance::default()
    }
}

/// Whether somebody is named who approves a metric.
pub(in crate::model) fn has_reviewer(document: &Document, code: &str, ground: Ground<'_>) -> bool {
    Subject::of(document, code, State::Reviewed, ground).is_some_and(|own| !own.own.reviewer.is_empty())
}

/// What a step of a metric's life lacks. Errors refuse it.
pub(in crate::model) fn gate(
    document: &Document,
    code: &str,
    to: State,
    author: &Author,
    ground: Ground<'_>,
) -> Vec<Diagnostic> {
    let Some(subject) = Subject::of(document, code, to, ground) else { return Vec::new() };
    let from = state_of(&subject.item);
    if !next(from).contains(&to) {
        let list: Vec<Text> = next(from).iter().map(|state| state.label()).collect();
        let error = subject.error(&NO_WAY).arg_text("from", &from.label());
        let hint = STEPS_ARE.text().with_text("list", &listed(&list));
        return vec![if list.is_empty() { error } else { error.hint(hint) }];
    }
    let mut found = Vec::new();
    let fields = required(to).iter().filter(|(_, is_missing)| is_missing(&subject));
    let lacking: Vec<Text> = fields.map(|((zh, en), _)| Text::new(*zh, *en)).collect();
    if !lacking.is_empty() {
        let error = subject.error(&LACKS).arg_text("list", &listed(&lacking));
        found.push(error.hint(FILL_IN.text()));
    }
    if to == State::Rejected && author.note.trim().is_empty() {
        found.push(subject.error(&NO_REASON).hint(GIVE_REASON.text()));
    }
    if to == State::Requested
        && subject.is_revision
        && subject.own.reason.is_empty()
        && author.note.trim().is_empty()
    {
        found.push(subject.error(&NO_CAUSE).hint(GIVE_REASON.text()));
    }
    if matches!(to, State::Reviewed | State::Rejected | State::Online | State::Retired) {
        found.extend(approval(document, &subject, author));
    }
    if matches!(to, State::Requested | State::Reviewed | State::Online) {
        found.extend(duplicates(&subject));
    }
    if matches!(to, State::Reviewed | State::Developed) {
        found.extend(findings(&subject));
    }
    if to == State::Developed {
        found.extend(failed_letters(&subject));
    }
    if matches!(to, State::Developed | State::Online) && subject.model.find_metric(code).is_none() {
        found.push(subject.error(&NOT_COMPUTED));
    }
    if to == State::Retired {
        let users = users(document, code);
        if !users.is_empty() {
            let list = named(document, &subject.model, &users);
            found.push(subject.error(&STILL_USED).arg_text("list", &list));
        }
        if revision_of(document, code).is_some() {
            found.push(subject.error(&STILL_REVISED).hint(WITHDRAW_FIRST.text()));
        }
    }
    found
}

/// Whether the author may approve: neither who owns it nor who asked for it, and who is named for it if somebody is.
fn approval(document: &Document, subject: &Subject<'_>, author: &Author) -> Option<Diagnostic> {
    let Governance { owner, reviewer, .. } = &subject.own;
    let told = |message: &Message, hint: &Message| {
        subject.error(message).arg("who", author.name.trim()).hint(hint.text())
    };
    if is_same_person(&author.name, owner) {
        return Some(told(&OWN_REVIEW, &ASK_ANOTHER));
    }
    // Nobody asks for the end of a metric but who ends it.
    if subject.to != State::Retired
        && askers(document, subject).iter().any(|by| is_same_person(by, &author.name))
    {
        return Some(told(&OWN_REQUEST, &ASK_ANOTHER));
    }
    let is_named = reviewer.is_empty() || is_same_person(&author.name, reviewer);
    (!is_named).then(|| told(&NOT_REVIEWER, &ASK_REVIEWER).arg("reviewer", reviewer))
}

/// Who defined this version and who put it forward.
fn askers(document: &Document, subject: &Subject<'_>) -> Vec<String> {
    let steps = edit::steps(document, subject.code);
    let of_version = steps.iter().filter(|step| step.after.version == subject.item.version);
    let asks = |step: &&edit::Step| {
        matches!(step.part, Part::Birth | Part::Definition) || state_of(&step.after) == State::Requested
    };
    of_version.filter(asks).map(|step| step.told.by.value.clone()).collect()
}

/// 张三 is 张三（数据分析师）.
fn is_same_person(a: &str, b: &str) -> bool {
    let bare = |name: &str| name.split(['（', '(']).next().unwrap_or_default().trim().to_lowercase();
    !bare(a).is_empty() && bare(a) == bare(b)
}

/// The same name or the same definition elsewhere; what is rejected or retired does not count.
fn duplicates(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let model = &subject.model;
    let Some(own) = model.find_metric(subject.code).map(|id| model.metric(id)) else { return Vec::new() };
    let is_alive = |other: &&Metric| {
        other.code != own.code && !matches!(other.governance.state, State::Rejected | State::Retired)
    };
    let others: Vec<_> = model.metrics.iter().filter(is_alive).collect();
    let (same, other): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|other| lint::is_same_definition(own, other));
    let names = lint::names_of(own);
    let shared: Vec<_> = other
        .into_iter()
        .filter(|other| lint::names_of(other).iter().any(|name| names.contains(name)))
        .collect();
    let list =
        |metrics: &[&Metric]| listed(&metrics.iter().map(|metric| metric.label.clone()).collect::<Vec<_>>());
    let mut found = Vec::new();
    if !same.is_empty() {
        let error = subject.error(&SAME_DEFINITION).arg_text("list", &list(&same));
        found.push(error.hint(USE_THAT.text()));
    }
    if !shared.is_empty() {
        found.push(subject.error(&SAME_NAME).arg_text("list", &list(&shared)).hint(RENAME.text()));
    }
    found
}

/// What the linter has against it.
fn findings(subject: &Subject<'_>) -> Vec<Diagnostic> {
    // The gate tells of duplicates itself, whichever of them came first.
    let is_meant = |finding: &Finding| {
        finding.metric == subject.code
            && finding.is_gate()
            && !matches!(&*finding.diagnostic.code, "same_name" | "same_definition")
    };
    let found = lint::lint(&subject.document, &subject.model).into_iter().filter(is_meant);
    found.map(|finding| Diagnostic { severity: Severity::Error, ..finding.diagnostic }).collect()
}

fn failed_letters(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let Some(id) = subject.model.find_metric(subject.code) else { return Vec::new() };
    let letters = smart(&subject.document, &subject.model, id, None);
    let failed = letters.into_iter().filter(|letter| letter.holds == Some(false));
    let told = |letter: lint::Letter| {
        subject.error(&SMART_FAILS).arg("letter", letter.letter).arg_text("why", &letter.why)
    };
    failed.map(told).collect()
}

/// A field and whether a metric lacks it.
type Required = ((&'static str, &'static str), fn(&Subject<'_>) -> bool);

/// What must be filled in before a state.
fn required(to: State) -> &'static [Required] {
    match to {
        State::Requested => &[
            (("中文名", "the Chinese name"), |own| own.label.zh.is_empty()),
            (("英文名", "the English name"), |own| own.label.en.is_empty()),
            (("业务口径", "the definition in words"), |own| own.description.is_empty()),
            (("业务原因", "the business reason"), |own| !own.is_revision && own.own.reason.is_empty()),
        ],
        State::Reviewed => &[(("负责人", "the owner"), |own| own.own.owner.is_empty())],
        State::Developed => &[
            (("审核人", "the reviewer"), |own| own.own.reviewer.is_empty()),
            (("RACI 中的 R", "the R of RACI"), |own| own.own.raci.responsible.is_empty()),
            (("RACI 中的 A", "the A of RACI"), |own| own.own.raci.accountable.is_empty()),
        ],
        State::Online => &[(("更新频率", "the refresh"), |own| own.own.refresh.is_empty())],
        State::Draft | State::Rejected | State::Retired => &[],
    }
}
