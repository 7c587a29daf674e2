//! Every word that the page says, in both languages. No other room holds wording.

mod catalog;
mod dictionary;

pub use catalog::*;
pub use dictionary::*;
pub use sandtable_engine::text::{Lang, Text};

/// One text of the page, with `{name}` marks where values go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Phrase {
    /// The wording in one language.
    pub fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }

    /// The wording with its marks filled; `{count|row|rows}` is the word that goes with the number.
    pub fn fill(self, lang: Lang, values: &[(&str, &str)]) -> String {
        let (mut filled, mut rest) = (String::new(), self.get(lang));
        while let Some((before, opened)) = rest.split_once('{')
            && let Some((mark, after)) = opened.split_once('}')
        {
            filled.push_str(before);
            let mut parts = mark.split('|');
            let name = parts.next().unwrap_or_default();
            let value = values.iter().find(|(known, _)| *known == name).map_or(mark, |(_, value)| value);
            filled.push_str(match (parts.next(), parts.next()) {
                (Some(one), Some(many)) => {
                    if value == "1" {
                        one
                    } else {
                        many
                    }
                }
                _ => value,
            });
            rest = after;
        }
        filled + rest
    }
}

macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)*) => {
        $(#[doc = $en] pub const $name: Phrase = Phrase { zh: $zh, en: $en };)*

        /// Every phrase of this file with its name.
        #[cfg(test)]
        pub(super) const ALL: &[(&str, Phrase)] = &[$((stringify!($name), $name)),*];
    };
}

pub(crate) use phrases;

/// The language of a browser that asks for `tags` (BCP 47, most wanted first): any Chinese is Chinese, all else English.
pub fn lang_of_tags<'a>(tags: impl IntoIterator<Item = &'a str>) -> Lang {
    match tags.into_iter().next() {
        Some(tag) if tag.to_ascii_lowercase().starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

/// The code of a language in `<html lang>` and in the stored choice.
pub fn lang_tag(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_speaks_both_languages_with_the_same_marks() {
        let marks = |text: &str| {
            let mut found: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split(['}', '|']).next())
                .map(str::to_owned)
                .collect();
            found.sort();
            found.dedup();
            found
        };
        for (name, phrase) in catalog::ALL.iter().chain(dictionary::ALL) {
            assert!(!phrase.zh.is_empty() && !phrase.en.is_empty(), "{name} lacks a language");
            assert_eq!(marks(phrase.zh), marks(phrase.en), "{name} has other marks in the other language");
        }
    }

    #[test]
    fn words_go_with_their_numbers() {
        let phrase = Phrase { zh: "{count} 行，{name}", en: "{count} {count|row|rows} of {name}" };
        let fill = |lang, count| phrase.fill(lang, &[("count", count), ("name", "{count}")]);
        assert_eq!(fill(Lang::En, "1"), "1 row of {count}");
        assert_eq!(fill(Lang::En, "2"), "2 rows of {count}");
        assert_eq!(fill(Lang::Zh, "1"), "1 行，{count}");
        assert_eq!(phrase.fill(Lang::Zh, &[]), "count 行，name");
    }

    #[test]
    fn any_chinese_is_chinese() {
        assert_eq!(lang_of_tags(["zh-TW", "en"]), Lang::Zh);
        assert_eq!(lang_of_tags(["ZH"]), Lang::Zh);
        assert_eq!(lang_of_tags(["de", "zh"]), Lang::En);
        assert_eq!(lang_of_tags([]), Lang::En);
    }
}
