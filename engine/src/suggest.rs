//! "Did you mean": the closest of the known names.

use crate::diag::Message;
use crate::text::Text;

const DID_YOU_MEAN: Message = Message::new("did_you_mean", "是不是 `{name}`？", "did you mean `{name}`?");

/// The hint that proposes `name`.
pub fn did_you_mean(name: &str) -> Text {
    DID_YOU_MEAN.text().with("name", name)
}

/// The candidate closest to `word`, letter case ignored; none where all differ by more than a third of the letters.
/// The first one wins a tie.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().take(LONGEST).collect();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let letters: Vec<char> = candidate.to_lowercase().chars().take(LONGEST).collect();
        let allowed = (word.len().max(letters.len()) / 3).max(1);
        let bound = best.map_or(allowed, |(distance, _)| allowed.min(distance.saturating_sub(1)));
        if best.is_some_and(|(distance, _)| distance == 0) || word.len().abs_diff(letters.len()) > bound {
            continue;
        }
        let distance = distance(&word, &letters);
        // One letter of a one-letter name is the whole name.
        if distance <= bound && distance < word.len().max(letters.len()) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

const LONGEST: usize = 64;

/// Edit distance with transposition of neighbours (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    let mut rows = vec![0; (a.len() + 1) * width];
    for (j, cell) in rows[..width].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        rows[i * width] = i;
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut cell = (rows[(i - 1) * width + j] + 1)
                .min(rows[i * width + j - 1] + 1)
                .min(rows[(i - 1) * width + j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cell = cell.min(rows[(i - 2) * width + j - 2] + 1);
            }
            rows[i * width + j] = cell;
        }
    }
    rows[a.len() * width + b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proposes_the_closest_name() {
        let known = ["labor_amount", "parts_amount", "order_count", "工单数", "总金额", "a"];
        let check = |word: &str, expected: Option<&str>| assert_eq!(closest(word, known), expected, "{word}");
        check("labour_amount", Some("labor_amount"));
        check("Order_Count", Some("order_count"));
        check("order_cuont", Some("order_count"));
        check("工单量", Some("工单数"));
        check("customers", None);
        check("b", None);
    }
}
