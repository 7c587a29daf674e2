//! Where texts that stand side by side differ.

/// A text in pieces, each with whether it differs from the others.
pub type Pieces = Vec<(String, bool)>;

/// Below this part in common, texts are different texts: single characters that they happen to share tell nothing.
const ALIKE: f64 = 0.3;

/// Each text in pieces. Formulas are compared word by word, prose by character in Chinese and by word in English.
pub fn differences(texts: &[String], is_formula: bool) -> Vec<Pieces> {
    let tokens: Vec<Vec<&str>> = texts.iter().map(|text| tokens(text, is_formula)).collect();
    let Some(first) = tokens.first() else { return Vec::new() };
    let mut common = first.clone();
    for other in &tokens[1..] {
        let kept = in_both(&common, other);
        common = common.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(token, _)| token).collect();
    }
    let weight =
        |tokens: &[&str]| tokens.iter().filter(|token| tells(token)).map(|token| token.len()).sum::<usize>();
    let widest = tokens.iter().map(|tokens| weight(tokens)).max().unwrap_or(0);
    if !is_formula && (weight(&common) as f64) < ALIKE * widest as f64 {
        common.clear();
    }
    tokens.iter().map(|own| pieces(own, in_both(own, &common), is_formula)).collect()
}

/// Whether a token says something by itself.
fn tells(token: &str) -> bool {
    token.chars().any(char::is_alphanumeric)
}

fn tokens(text: &str, is_formula: bool) -> Vec<&str> {
    let is_word = |c: char| {
        if is_formula {
            !c.is_whitespace() && !"()（）".contains(c)
        } else {
            c.is_ascii_alphanumeric() || c == '_'
        }
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut before: Option<bool> = None;
    for (at, c) in text.char_indices() {
        if let Some(was_word) = before
            && !(was_word && is_word(c))
        {
            tokens.push(&text[start..at]);
            start = at;
        }
        before = Some(is_word(c));
    }
    if start < text.len() {
        tokens.push(&text[start..]);
    }
    tokens
}

/// Which of `own` stand in the longest sequence that both have in common.
fn in_both(own: &[&str], other: &[&str]) -> Vec<bool> {
    let width = other.len() + 1;
    let mut lengths = vec![0_u32; (own.len() + 1) * width];
    for at in (0..own.len()).rev() {
        for beside in (0..other.len()).rev() {
            lengths[at * width + beside] = if own[at] == other[beside] {
                lengths[(at + 1) * width + beside + 1] + 1
            } else {
                lengths[(at + 1) * width + beside].max(lengths[at * width + beside + 1])
            };
        }
    }
    let mut kept = vec![false; own.len()];
    let (mut at, mut beside) = (0, 0);
    while at < own.len() && beside < other.len() {
        if own[at] == other[beside] {
            kept[at] = true;
            at += 1;
            beside += 1;
        } else if lengths[(at + 1) * width + beside] >= lengths[at * width + beside + 1] {
            at += 1;
        } else {
            beside += 1;
        }
    }
    kept
}

fn pieces(tokens: &[&str], kept: Vec<bool>, is_formula: bool) -> Pieces {
    let mut differs: Vec<bool> = kept.into_iter().map(|kept| !kept).collect();
    // What stands alone between two differences belongs to them, in a formula the spaces; spaces differ only there.
    for at in 0..tokens.len() {
        let is_between = at > 0 && differs[at - 1] && differs.get(at + 1).copied().unwrap_or(false);
        let is_space = tokens[at].trim().is_empty();
        if is_between && (is_space || !is_formula && tokens[at].chars().count() == 1) {
            differs[at] = true;
        } else if is_space {
            differs[at] = false;
        }
    }
    let mut pieces: Pieces = Vec::new();
    for (token, differs) in tokens.iter().zip(differs) {
        match pieces.last_mut().filter(|(_, last)| *last == differs) {
            Some((text, _)) => text.push_str(token),
            None => pieces.push(((*token).to_owned(), differs)),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(texts: &[&str], is_formula: bool, expected: &[&str]) {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let marked: Vec<String> = differences(&texts, is_formula)
            .into_iter()
            .map(|pieces| {
                let piece =
                    |(text, differs): (String, bool)| if differs { format!("[{text}]") } else { text };
                pieces.into_iter().map(piece).collect()
            })
            .collect();
        assert_eq!(marked, expected);
    }

    #[test]
    fn only_the_words_that_differ_are_marked() {
        check(
            &["总金额 ÷ 工单数", "实收金额 ÷ 付款客户数"],
            true,
            &["[总金额] ÷ [工单数]", "[实收金额] ÷ [付款客户数]"],
        );
        check(
            &["(labor + parts) / orders", "labor / orders"],
            true,
            &["[(]labor [+ parts)] / orders", "labor / orders"],
        );
        check(&["a / b", "a / b"], true, &["a / b", "a / b"]);
        check(&["", "张三"], false, &["", "[张三]"]);
    }

    #[test]
    fn prose_is_compared_by_character() {
        check(
            &["期末所在自然月内有任意业务互动的用户", "期末所在自然月内至少打开一次 APP 的用户"],
            false,
            &["期末所在自然月内[有任意业务互动]的用户", "期末所在自然月内[至少打开一次 APP] 的用户"],
        );
        check(&["每日凌晨2点", "每日凌晨3点"], false, &["每日凌晨[2]点", "每日凌晨[3]点"]);
        check(&["张三", "财务部"], false, &["[张三]", "[财务部]"]);
    }
}
