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

    /// The wording with its marks filled.
    pub fn fill(self, lang: Lang, values: &[(&str, &str)]) -> String {
        let mut text = self.get(lang).to_owned();
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
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
                .filter_map(|rest| rest.split('}').next())
                .map(str::to_owned)
                .collect();
            found.sort();
            found
        };
        for (name, phrase) in catalog::ALL.iter().chain(dictionary::ALL) {
            assert!(!phrase.zh.is_empty() && !phrase.en.is_empty(), "{name} lacks a language");
            assert_eq!(marks(phrase.zh), marks(phrase.en), "{name} has other marks in the other language");
        }
    }

    #[test]
    fn any_chinese_is_chinese() {
        assert_eq!(lang_of_tags(["zh-TW", "en"]), Lang::Zh);
        assert_eq!(lang_of_tags(["ZH"]), Lang::Zh);
        assert_eq!(lang_of_tags(["de", "zh"]), Lang::En);
        assert_eq!(lang_of_tags([]), Lang::En);
    }
}
