//! Finding metrics by name, code, alias, English, pinyin and initials: `kdj`, `kedanjia` and `客单` all find 客单价.

use pinyin::ToPinyinMulti;
use serde::{Deserialize, Serialize};

use super::Metric;

/// What one metric is found by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchKeys {
    names: Vec<Name>,
}

/// A name: its characters, each with the ways to type it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Name {
    characters: Vec<char>,
    /// Pinyin without tones, every reading; none for other characters.
    readings: Vec<Vec<String>>,
}

impl SearchKeys {
    /// The keys of a metric.
    pub fn of(metric: &Metric) -> Self {
        let texts = [&metric.code, &metric.label.zh, &metric.label.en].into_iter().chain(&metric.aliases);
        let mut names: Vec<Name> = Vec::new();
        for text in texts.filter(|text| !text.is_empty()) {
            let name = Name::of(&text.to_lowercase());
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Self { names }
    }

    /// How well a query fits, lower is better; none where it does not. Words of the query may come in any order.
    pub fn rank(&self, query: &str) -> Option<u32> {
        let query = query.to_lowercase();
        let words: Vec<Vec<char>> = query.split_whitespace().map(|word| word.chars().collect()).collect();
        let best = |word: &Vec<char>| {
            self.names
                .iter()
                .enumerate()
                .filter_map(|(at, name)| name.rank(word).map(|rank| rank + 2 * u32::from(at > 1)))
                .min()
        };
        words.iter().map(best).sum()
    }
}

impl Name {
    fn of(text: &str) -> Self {
        let characters: Vec<char> = text.chars().collect();
        let readings = characters.iter().map(|character| {
            let mut plain: Vec<String> = match character.to_pinyin_multi() {
                Some(multi) => multi.into_iter().map(|reading| reading.plain().to_owned()).collect(),
                None => Vec::new(),
            };
            plain.sort();
            plain.dedup();
            plain
        });
        Self { readings: readings.collect(), characters }
    }

    /// 0 for the whole name, 1 for its beginning, 3 for a later part.
    fn rank(&self, word: &[char]) -> Option<u32> {
        if word == self.characters.as_slice() {
            return Some(0);
        }
        let starts = (0..self.characters.len()).find(|&start| self.matches(start, word));
        starts.map(|start| if start == 0 { 1 } else { 3 })
    }

    /// Whether characters from `start` on can be typed as `word`: each as itself, as its initial, or as its pinyin, the
    /// last one unfinished.
    fn matches(&self, start: usize, word: &[char]) -> bool {
        if word.is_empty() {
            return true;
        }
        let Some(own) = self.characters.get(start) else { return false };
        if word[0] == *own && self.matches(start + 1, &word[1..]) {
            return true;
        }
        self.readings[start].iter().any(|reading| {
            let letters: Vec<char> = reading.chars().collect();
            let shared = letters.iter().zip(word).take_while(|(letter, typed)| letter == typed).count();
            shared == word.len()
                || (shared == letters.len() && self.matches(start + 1, &word[shared..]))
                || (shared > 0 && self.matches(start + 1, &word[1..]))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, query: &str, expected: Option<u32>) {
        let keys = SearchKeys { names: vec![Name::of(&name.to_lowercase())] };
        assert_eq!(keys.rank(query), expected, "{query} in {name}");
    }

    #[test]
    fn names_are_found_as_they_are_typed() {
        check("客单价", "客单价", Some(0));
        check("客单价", "客单", Some(1));
        check("客单价", "单价", Some(3));
        check("客单价", "kdj", Some(1));
        check("客单价", "kedanjia", Some(1));
        check("客单价", "kedanj", Some(1));
        check("客单价", "客dj", Some(1));
        check("客单价", "dj", Some(3));
        check("客单价", "kj", None);
        check("近30天工单数", "j30tgds", Some(1));
        check("近30天工单数", "30 工单", Some(6));
        check("重复率", "chongfu", Some(1));
        check("重复率", "cfl", Some(1));
        check("ARPU", "arp", Some(1));
        check("order_count", "count", Some(3));
        check("订单数", "orders", None);
    }
}
