//! The algebra of units: 元 ÷ 单 = 元/单, and 元 + 单 has none.

use std::collections::BTreeMap;

use super::{MetricId, Model};
use crate::diag::{Diagnostic, Message};
use crate::formula::{BinaryOp, Expr, Function, Node, UnaryOp};
use crate::text::{Lang, Text};

const CLASH: Message = Message::new(
    "unit_clash",
    "{left} 和 {right} 单位不同，不能{what}",
    "{left} and {right} have different units and cannot be {what}",
);
const SAME_UNIT: Message = Message::new(
    "same_unit",
    "换算成同一单位，或改用除法得到比值",
    "bring both to one unit, or divide one by the other",
);

/// A product of powers of units, as written in one language. Nothing is a pure number: a share, a rate, a factor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit(BTreeMap<String, i32>);

impl Unit {
    /// Reads `元`, `元/单`, `次/工位/天`, `元·天`; `%` and nothing are pure numbers.
    pub fn parse(text: &str) -> Self {
        let mut powers = BTreeMap::new();
        for (at, part) in text.split('/').enumerate() {
            for word in part.split(['·', '*', '×']) {
                let word = word.trim();
                if !matches!(word, "" | "%" | "1") {
                    *powers.entry(word.to_owned()).or_insert(0) += if at == 0 { 1 } else { -1 };
                }
            }
        }
        Self(powers).cleared()
    }

    /// Whether it is a pure number.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    fn cleared(mut self) -> Self {
        self.0.retain(|_, power| *power != 0);
        self
    }

    fn combined(mut self, other: &Self, sign: i32) -> Self {
        for (word, power) in &other.0 {
            *self.0.entry(word.clone()).or_insert(0) += sign * power;
        }
        self.cleared()
    }

    fn write(&self) -> String {
        let part = |sign: i32| -> Vec<String> {
            let powers = self.0.iter().filter(|(_, power)| power.signum() == sign);
            powers
                .flat_map(|(word, power)| std::iter::repeat_n(word.clone(), power.unsigned_abs() as usize))
                .collect()
        };
        let (above, below) = (part(1), part(-1));
        let above = if above.is_empty() && !below.is_empty() { "1".to_owned() } else { above.join("·") };
        below.iter().fold(above, |text, word| format!("{text}/{word}"))
    }
}

/// The unit of a formula, in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormulaUnit {
    zh: Unit,
    en: Unit,
    /// A constant factor may have changed minutes into hours: the unit is one up to scale.
    pub is_scaled: bool,
}

impl FormulaUnit {
    /// As written: empty for pure numbers.
    pub fn text(&self) -> Text {
        Text::new(self.zh.write(), self.en.write())
    }

    /// The word that stands in it more than once, as in 元/单/单: often one division too many.
    pub fn repeated(&self) -> Option<Text> {
        let twice =
            |unit: &Unit| unit.0.iter().find(|(_, power)| power.abs() > 1).map(|(word, _)| word.clone());
        let text = Text::new(twice(&self.zh).unwrap_or_default(), twice(&self.en).unwrap_or_default());
        (!text.is_empty()).then_some(text)
    }

    /// Whether a declared unit says the same.
    pub fn agrees(&self, declared: &Text) -> bool {
        self.is_scaled
            || Unit::parse(declared.get(Lang::Zh)) == self.zh
            || Unit::parse(declared.get(Lang::En)) == self.en
    }

    fn of(text: &Text) -> Self {
        Self { zh: Unit::parse(text.get(Lang::Zh)), en: Unit::parse(text.get(Lang::En)), is_scaled: false }
    }

    fn combined(self, other: &Self, sign: i32) -> Self {
        Self {
            zh: self.zh.combined(&other.zh, sign),
            en: self.en.combined(&other.en, sign),
            is_scaled: self.is_scaled || other.is_scaled,
        }
    }
}

/// What is known of a part of a formula.
enum Known {
    /// A constant fits any unit beside it.
    Constant,
    Unit(FormulaUnit),
    /// Something without a unit of its own was said already.
    Unknown,
}

/// The unit of a formula over metrics; none where it has none or cannot be told. Clashes are told with their place.
pub fn unit_of(model: &Model, formula: &Expr<MetricId>) -> (Option<FormulaUnit>, Vec<Diagnostic>) {
    let mut walk = Walk { model, found: Vec::new() };
    let unit = match walk.of(formula) {
        Known::Unit(unit) => Some(unit),
        Known::Constant => Some(FormulaUnit::default()),
        Known::Unknown => None,
    };
    (unit, walk.found)
}

struct Walk<'m> {
    model: &'m Model,
    found: Vec<Diagnostic>,
}

impl Walk<'_> {
    fn of(&mut self, expr: &Expr<MetricId>) -> Known {
        match &expr.node {
            Node::Literal(_) => Known::Constant,
            Node::Name(id) => Known::Unit(FormulaUnit::of(&self.model.metric(*id).unit)),
            Node::Unary(UnaryOp::Neg, inner) => self.of(inner),
            Node::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), left, right) => {
                let what = match op {
                    BinaryOp::Add => Text::new("相加", "added"),
                    _ => Text::new("相减", "subtracted"),
                };
                self.same(expr, &[left, right], &what)
            }
            Node::Binary(op @ (BinaryOp::Mul | BinaryOp::Div), left, right) => {
                let sign = if *op == BinaryOp::Mul { 1 } else { -1 };
                match (self.of(left), self.of(right)) {
                    (Known::Constant, Known::Constant) => Known::Constant,
                    (Known::Unit(left), Known::Unit(right)) => Known::Unit(left.combined(&right, sign)),
                    (Known::Unit(unit), Known::Constant) => {
                        Known::Unit(FormulaUnit { is_scaled: true, ..unit })
                    }
                    (Known::Constant, Known::Unit(unit)) => {
                        let none = FormulaUnit { is_scaled: true, ..FormulaUnit::default() };
                        Known::Unit(none.combined(&unit, sign))
                    }
                    (Known::Unknown, _) | (_, Known::Unknown) => Known::Unknown,
                }
            }
            Node::Call(Function::Days, _) => Known::Constant,
            Node::Call(Function::If, parts) if parts.len() == 3 => {
                self.same(expr, &[&parts[1], &parts[2]], &Text::new("作为同一个结果", "one result"))
            }
            Node::Call(Function::Min | Function::Max | Function::Coalesce, parts) => {
                let parts: Vec<&Expr<MetricId>> = parts.iter().collect();
                self.same(expr, &parts, &Text::new("放在一起", "put together"))
            }
            Node::Call(_, parts) => parts.first().map_or(Known::Unknown, |first| self.of(first)),
            Node::Binary(..) | Node::Unary(..) | Node::In(..) | Node::Between(..) | Node::IsNull(..) => {
                Known::Unknown
            }
        }
    }

    /// Parts that must have one unit; constants take it.
    fn same(&mut self, whole: &Expr<MetricId>, parts: &[&Expr<MetricId>], what: &Text) -> Known {
        let mut common: Option<FormulaUnit> = None;
        let mut is_known = true;
        for part in parts {
            match (self.of(part), &mut common) {
                (Known::Constant, _) => {}
                (Known::Unknown, _) => is_known = false,
                (Known::Unit(unit), None) => common = Some(unit),
                (Known::Unit(unit), Some(first)) => {
                    if first.zh != unit.zh && first.en != unit.en && !first.is_scaled && !unit.is_scaled {
                        let named = |unit: &FormulaUnit| {
                            let text = unit.text();
                            if text.is_empty() { Text::new("无单位的数", "a pure number") } else { text }
                        };
                        let error =
                            CLASH.warning().arg_text("left", &named(first)).arg_text("right", &named(&unit));
                        let error = error.arg_text("what", what).hint(SAME_UNIT.text());
                        self.found.push(error.at_span(whole.span.0, whole.span.1));
                        is_known = false;
                    }
                }
            }
        }
        match (is_known, common) {
            (false, _) => Known::Unknown,
            (true, Some(unit)) => Known::Unit(unit),
            (true, None) => Known::Constant,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(left: &str, sign: i32, right: &str, expected: &str) {
        assert_eq!(Unit::parse(left).combined(&Unit::parse(right), sign).write(), expected);
    }

    #[test]
    fn units_multiply_and_cancel() {
        check("元", -1, "单", "元/单");
        check("元/单", 1, "单", "元");
        check("单", -1, "单", "");
        check("", -1, "年", "1/年");
        check("元/单", -1, "天", "元/单/天");
        check("%", 1, "元", "元");
        check("次/工位/天", 1, "天", "次/工位");
    }
}
