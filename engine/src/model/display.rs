//! How values of a metric are written, and which way is better.

use serde::{Deserialize, Serialize};

/// How values are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// As the type suggests: whole numbers without, others with up to two decimals.
    #[default]
    Number,
    /// Money in yuan, two decimals.
    Money,
    /// A fraction shown as percent, one decimal.
    Percent,
    /// Whole numbers.
    Integer,
    /// One decimal.
    Decimal1,
    /// Two decimals.
    Decimal2,
}

/// Which direction is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// Up is better.
    Up,
    /// Down is better.
    Down,
    /// Neither.
    #[default]
    Neutral,
}

impl Format {
    /// The words of the definition file.
    pub const WORDS: [(&'static str, Self); 6] = [
        ("number", Self::Number),
        ("money", Self::Money),
        ("percent", Self::Percent),
        ("integer", Self::Integer),
        ("decimal1", Self::Decimal1),
        ("decimal2", Self::Decimal2),
    ];

    /// The word of the definition file.
    pub fn code(self) -> &'static str {
        Self::WORDS.iter().find(|(_, own)| *own == self).map_or("", |(word, _)| *word)
    }
}

impl Polarity {
    /// The words of the definition file.
    pub const WORDS: [(&'static str, Self); 3] =
        [("up", Self::Up), ("down", Self::Down), ("neutral", Self::Neutral)];

    /// The word of the definition file.
    pub fn code(self) -> &'static str {
        Self::WORDS.iter().find(|(_, own)| *own == self).map_or("", |(word, _)| *word)
    }
}
