//! Text in the two languages of the product.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese, simplified.
    #[default]
    Zh,
    /// English.
    En,
}

/// One text in both languages. In documents it is either `{zh: …, en: …}` or one string that stands for both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// A text with its own wording in each language.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// A text that reads the same in both languages, such as a column name.
    pub fn same(text: impl Into<String>) -> Self {
        let zh = text.into();
        Self { en: zh.clone(), zh }
    }

    /// The wording in `lang`; where that is empty, the other one.
    pub fn get(&self, lang: Lang) -> &str {
        let (first, second) = match lang {
            Lang::Zh => (&self.zh, &self.en),
            Lang::En => (&self.en, &self.zh),
        };
        if first.is_empty() { second } else { first }
    }

    /// Texts one after another, with a mark of each language between.
    #[must_use]
    pub fn join(texts: &[Text], zh: &str, en: &str) -> Self {
        let each = |lang, mark: &str| texts.iter().map(|text| text.get(lang)).collect::<Vec<_>>().join(mark);
        Self::new(each(Lang::Zh, zh), each(Lang::En, en))
    }

    /// Whether neither language has a wording.
    pub fn is_empty(&self) -> bool {
        self.zh.is_empty() && self.en.is_empty()
    }

    /// Puts `value` in place of `{name}`.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mark = format!("{{{name}}}");
        Self { zh: self.zh.replace(&mark, value), en: self.en.replace(&mark, value) }
    }

    /// Puts the wording of `value` in each language in place of `{name}`.
    #[must_use]
    pub fn with_text(&self, name: &str, value: &Text) -> Self {
        let mark = format!("{{{name}}}");
        Self {
            zh: self.zh.replace(&mark, value.get(Lang::Zh)),
            en: self.en.replace(&mark, value.get(Lang::En)),
        }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.get(Lang::En))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Both {
    #[serde(default)]
    zh: String,
    #[serde(default)]
    en: String,
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A self-describing format may hold one string; the wire format always holds the pair.
        if !deserializer.is_human_readable() {
            let Both { zh, en } = Both::deserialize(deserializer)?;
            return Ok(Self { zh, en });
        }
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or a text in zh and en")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text::same(text))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Text, A::Error> {
                let Both { zh, en } = Both::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(Text { zh, en })
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}
