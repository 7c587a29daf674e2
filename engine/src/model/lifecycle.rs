//! The life of a metric: 草稿 → 需求申请 → 审核 → 开发 → 上线 → 停用, and what each gate asks for.

use super::document::{Document, MetricDoc};
use super::edit::Author;
use super::lint::{self, Finding};
use super::{Model, State};
use crate::diag::{Diagnostic, Message};
use crate::text::Text;

const NO_WAY: Message = Message::new(
    "no_such_step",
    "「{from}」之后不能直接到「{to}」",
    "there is no step from \"{from}\" to \"{to}\"",
);
const STEPS_ARE: Message = Message::new("steps_are", "下一步可以是：{list}", "the next step can be: {list}");
const LACKS: Message =
    Message::new("gate_lacks_field", "到「{to}」之前要填：{list}", "before \"{to}\" fill in: {list}");
const NOT_COMPUTED: Message = Message::new(
    "gate_not_computed",
    "「{name}」还算不出来，不能到「{to}」",
    "\"{name}\" cannot be computed yet, so it cannot become \"{to}\"",
);
const OWN_REVIEW: Message =
    Message::new("own_review", "负责人不能审核自己的指标", "an owner cannot approve their own metric");
const STILL_USED: Message = Message::new(
    "still_used",
    "还被引用，不能停用：{list}",
    "it is still used and cannot be retired: {list}",
);

/// Where a state leads to.
pub fn next(state: State) -> &'static [State] {
    match state {
        State::Draft => &[State::Requested],
        State::Requested => &[State::Reviewed, State::Rejected],
        State::Reviewed => &[State::Developed, State::Rejected],
        State::Developed => &[State::Online, State::Rejected],
        State::Online => &[State::Retired],
        State::Rejected => &[State::Draft],
        State::Retired => &[],
    }
}

/// The state that a document's metric is in.
pub fn state_of(metric: &MetricDoc) -> State {
    let found = State::ALL.into_iter().find(|(code, _)| *code == metric.state.as_str());
    found.map(|(_, state)| state).unwrap_or_default()
}

/// Whether a change of its definition makes a new version.
pub fn is_published(metric: &MetricDoc) -> bool {
    matches!(state_of(metric), State::Online | State::Retired)
}

/// Codes of metrics that a metric's code stands in, and of trees.
pub fn users(document: &Document, code: &str) -> Vec<String> {
    let is_used = |metric: &MetricDoc| {
        let in_formula = || {
            let parsed = crate::formula::parse(&metric.formula).ok();
            parsed.is_some_and(|parsed| parsed.names().into_iter().any(|name| name == code))
        };
        metric.base.value == code || (!metric.formula.is_empty() && in_formula())
    };
    let metrics =
        document.metrics.iter().filter(|metric| is_used(metric)).map(|metric| metric.code.value.clone());
    let trees = document.trees.iter().filter(|tree| {
        tree.root.value == code
            || tree.edges.iter().any(|edge| edge.from.value == code || edge.to.value == code)
    });
    metrics.chain(trees.map(|tree| tree.code.value.clone())).collect()
}

/// What a step of a metric's life lacks. Errors refuse it.
pub fn gate(document: &Document, model: &Model, code: &str, to: State, author: &Author) -> Vec<Diagnostic> {
    let Some(metric) = document.metrics.iter().find(|metric| metric.code.value == code) else {
        return Vec::new();
    };
    let from = state_of(metric);
    if !next(from).contains(&to) {
        let list: Vec<Text> = next(from).iter().map(|state| state.label()).collect();
        let zh: Vec<&str> = list.iter().map(|text| text.zh.as_str()).collect();
        let en: Vec<&str> = list.iter().map(|text| text.en.as_str()).collect();
        let error = NO_WAY.error().arg_text("from", &from.label()).arg_text("to", &to.label()).at_field(code);
        let hint = STEPS_ARE.text().with_text("list", &Text::new(zh.join("、"), en.join(", ")));
        return vec![if list.is_empty() { error } else { error.hint(hint) }];
    }
    let mut found = Vec::new();
    let lacking: Vec<Text> = required(to)
        .iter()
        .filter(|(_, is_missing)| is_missing(metric))
        .map(|((zh, en), _)| Text::new(*zh, *en))
        .collect();
    if !lacking.is_empty() {
        let zh: Vec<&str> = lacking.iter().map(|text| text.zh.as_str()).collect();
        let en: Vec<&str> = lacking.iter().map(|text| text.en.as_str()).collect();
        let list = Text::new(zh.join("、"), en.join(", "));
        found.push(LACKS.error().arg_text("to", &to.label()).arg_text("list", &list).at_field(code));
    }
    if to == State::Reviewed && !metric.owner.is_empty() && author.name == metric.owner.value {
        found.push(OWN_REVIEW.error().at_field(code));
    }
    if matches!(to, State::Reviewed | State::Developed) {
        let own = |finding: &Finding| finding.metric == code && finding.is_gate();
        found.extend(lint::lint(document, model).into_iter().filter(own).map(|finding| {
            let mut diagnostic = finding.diagnostic;
            diagnostic.severity = crate::diag::Severity::Error;
            diagnostic
        }));
    }
    if matches!(to, State::Developed | State::Online) && model.find_metric(code).is_none() {
        let error = NOT_COMPUTED.error().arg_text("name", &metric.label).arg_text("to", &to.label());
        found.push(error.at_field(code));
    }
    if to == State::Retired {
        let users = users(document, code);
        if !users.is_empty() {
            found.push(STILL_USED.error().arg("list", users.join(", ")).at_field(code));
        }
    }
    found
}

/// A field and whether a metric lacks it.
type Required = ((&'static str, &'static str), fn(&MetricDoc) -> bool);

/// What must be filled in before a state.
fn required(to: State) -> &'static [Required] {
    match to {
        State::Requested => &[
            (("中文名", "the Chinese name"), |metric| metric.label.zh.is_empty()),
            (("英文名", "the English name"), |metric| metric.label.en.is_empty()),
            (("业务口径", "the definition in words"), |metric| metric.description.is_empty()),
            (("业务原因", "the business reason"), |metric| metric.reason.is_empty()),
        ],
        State::Reviewed => &[(("负责人", "the owner"), |metric| metric.owner.is_empty())],
        State::Developed => &[
            (("审核人", "the reviewer"), |metric| metric.reviewer.is_empty()),
            (("RACI 中的 R", "the R of RACI"), |metric| metric.raci.responsible.is_empty()),
            (("RACI 中的 A", "the A of RACI"), |metric| metric.raci.accountable.is_empty()),
        ],
        State::Online => &[(("更新频率", "the refresh"), |metric| metric.refresh.is_empty())],
        State::Draft | State::Rejected | State::Retired => &[],
    }
}
