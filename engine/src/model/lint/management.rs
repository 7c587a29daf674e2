//! Management: owner, RACI, target, guards, dates.

use super::messages as m;
use super::{Fix, Lint, Subject};
use crate::model::place::{At, Names};
use crate::model::{Aggregate, Definition, Layer, MetricDoc, Polarity, Timing};
use crate::text::{Lang, Text};

pub(super) fn check(lint: &mut Lint<'_>, subject: &Subject<'_>) {
    let (metric, item) = (subject.metric, subject.item);
    let own = &metric.governance;
    if metric.description.is_empty() {
        lint.say(subject, m::NO_DESCRIPTION.info());
    }
    if item.polarity.is_empty() && metric.definition.layer() == Layer::Composite {
        lint.say(subject, m::NO_POLARITY.info());
    }
    if own.owner.is_empty() {
        lint.say(subject, m::NO_OWNER.info());
    } else if own.owner == own.reviewer {
        lint.say(subject, m::OWN_REVIEWER.warning());
    }
    if !own.raci.is_empty() {
        let name_owner = |set: fn(&mut MetricDoc, Names)| {
            let owner = own.owner.clone();
            let label = m::NAME_OWNER.text().with("owner", &owner);
            let fix = |item: &mut MetricDoc| set(item, [owner].into_iter().collect());
            lint.change(subject, label, fix).filter(|_| !own.owner.is_empty())
        };
        let fixes = [
            name_owner(|item, owner| item.raci.accountable = owner),
            name_owner(|item, owner| item.raci.responsible = owner),
        ];
        let [accountable, responsible] = fixes;
        if own.raci.accountable.len() != 1 {
            let warning = m::ACCOUNTABLE.warning().arg("found", own.raci.accountable.len());
            lint.offer(subject, warning, accountable);
        }
        if own.raci.responsible.is_empty() {
            lint.offer(subject, m::NO_RESPONSIBLE.warning(), responsible);
        }
    }
    if metric.definition.layer() == Layer::Composite {
        if own.timing.is_none() {
            lint.say(subject, m::NO_TIMING.info());
        }
        if own.target.is_none() && own.alert.is_none() {
            lint.say(subject, m::NO_TARGET.info());
        }
    }
    if own.timing == Some(Timing::Lagging) && !has_leading_partner(lint, &own.domain) {
        lint.say(subject, m::LAGGING_ALONE.info());
    }
    if own.target.is_some() && own.guards.is_empty() && can_be_gamed(lint, subject) {
        gameable(lint, subject);
    }
    if let (Some(created), Some(updated)) = (own.created, own.updated)
        && created > updated
    {
        let fix = lint.change(subject, m::SWAP_DATES.text(), |item| {
            std::mem::swap(&mut item.created, &mut item.updated);
        });
        lint.offer(subject, m::DATES.warning(), fix);
    }
    alert(lint, subject);
}

fn has_leading_partner(lint: &Lint<'_>, domain: &str) -> bool {
    lint.model
        .metrics
        .iter()
        .any(|metric| metric.governance.timing == Some(Timing::Leading) && metric.governance.domain == domain)
}

/// Counts and sums that more is better of can be split or inflated; so can mean scores.
fn can_be_gamed(lint: &Lint<'_>, subject: &Subject<'_>) -> bool {
    if subject.metric.polarity == Polarity::Down {
        return false;
    }
    match &subject.metric.definition {
        Definition::Atomic { aggregate, .. } => {
            matches!(aggregate, Aggregate::Count | Aggregate::CountRows | Aggregate::Sum)
        }
        Definition::Derived { base, .. } => matches!(
            lint.model.metric(*base).definition,
            Definition::Atomic { aggregate: Aggregate::Count | Aggregate::CountRows | Aggregate::Sum, .. }
        ),
        Definition::Composite { .. } => true,
    }
}

/// 工单数 is judged with 有效工单数 and 客单价: the count of what is valid and the ratio over the metric.
fn gameable(lint: &mut Lint<'_>, subject: &Subject<'_>) {
    let model = lint.model;
    let pairs = model.metrics.iter().filter(|other| match &other.definition {
        Definition::Derived { base, qualifiers, period: None, .. } => {
            *base == subject.id && qualifiers.iter().any(|at| model.qualifiers[*at as usize].code == "valid")
        }
        Definition::Composite { formula, .. } => {
            other.polarity == Polarity::Up && formula.names().last().is_some_and(|last| **last == subject.id)
        }
        _ => false,
    });
    let pairs: Vec<_> = pairs.take(3).collect();
    let warning = m::GAMEABLE.warning();
    if pairs.is_empty() {
        lint.say(subject, warning);
        return;
    }
    let join = |lang: Lang, mark: &str| {
        pairs.iter().map(|metric| metric.label.get(lang)).collect::<Vec<_>>().join(mark)
    };
    let list = Text::new(join(Lang::Zh, "、"), join(Lang::En, ", "));
    let hint = m::ADD_GUARDS.text().with_text("list", &list);
    let codes: Vec<String> = pairs.iter().map(|metric| metric.code.clone()).collect();
    let fix = lint.change(subject, hint.clone(), |item| item.guards = codes.into_iter().collect());
    lint.offer(subject, warning.hint(hint), fix);
}

fn alert(lint: &mut Lint<'_>, subject: &Subject<'_>) {
    let Some(alert) = subject.metric.governance.alert else { return };
    let is_reversed = match subject.metric.polarity {
        Polarity::Up => alert.green < alert.red,
        Polarity::Down => alert.green > alert.red,
        Polarity::Neutral => false,
    };
    if is_reversed {
        let fix: Option<Fix> = lint.change(subject, m::SWAP.text(), |item| {
            (item.alert.green, item.alert.red) = (Some(At::new(alert.red)), Some(At::new(alert.green)));
        });
        lint.offer(subject, m::ALERT.error(), fix);
    }
}
