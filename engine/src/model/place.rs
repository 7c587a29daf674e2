//! Values of a definition file with the place where they stand.

use std::ops::Deref;

use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use serde::{Serialize, Serializer};
use serde_saphyr::Spanned;

use crate::diag::Diagnostic;

/// A value and where it stands. Two are equal when their values are: a definition that was read equals the same one
/// built by hand.
#[derive(Clone, Debug, Default)]
pub struct At<T> {
    /// The value.
    pub value: T,
    place: Place,
}

/// Line and column from 1, 0 where not known, and how many characters of the file the value takes.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    line: u32,
    column: u32,
    length: u32,
}

impl<T> At<T> {
    /// A value that does not come from a file.
    pub fn new(value: T) -> Self {
        Self { value, place: Place::default() }
    }

    /// A value at a line and column, both from 1.
    pub(crate) fn placed(value: T, line: u32, column: u32) -> Self {
        Self { value, place: Place { line, column, length: 0 } }
    }

    /// Puts the place into a diagnostic, if it is known.
    #[must_use]
    pub fn mark(&self, diagnostic: Diagnostic) -> Diagnostic {
        if self.place.line == 0 || diagnostic.location.line.is_some() {
            diagnostic
        } else {
            diagnostic.at_line(self.place.line, self.place.column)
        }
    }

    /// Another value at this place.
    pub(super) fn moved<U>(&self, value: U) -> At<U> {
        At { value, place: self.place }
    }

    fn of(spanned: Spanned<T>) -> Self {
        let place = spanned.referenced;
        let small = |wide: u64| u32::try_from(wide).unwrap_or(u32::MAX);
        let place = Place {
            line: small(place.line()),
            column: small(place.column()),
            length: small(place.span().len()),
        };
        Self { value: spanned.value, place }
    }
}

impl At<String> {
    /// Puts the place of a part of an expression into a diagnostic: its span counts from the value's first character.
    /// Where the text is folded or escaped, the place is the start of the value.
    #[must_use]
    pub fn mark_span(&self, diagnostic: Diagnostic) -> Diagnostic {
        let Place { line, column, length } = self.place;
        let Some((start, _)) = diagnostic.location.span.filter(|_| line > 0) else {
            return self.mark(diagnostic);
        };
        let own = u32::try_from(self.value.chars().count()).unwrap_or(u32::MAX);
        match length.checked_sub(own) {
            Some(0) => diagnostic.at_line(line, column.saturating_add(start)),
            Some(2) => diagnostic.at_line(line, column.saturating_add(start + 1)),
            _ => self.mark(diagnostic),
        }
    }
}

impl<T: PartialEq> PartialEq for At<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T> Deref for At<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> From<T> for At<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl From<&str> for At<String> {
    fn from(value: &str) -> Self {
        Self::new(value.to_owned())
    }
}

impl<T: Serialize> Serialize for At<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for At<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Places are of the file: on the wire a value stands alone.
        if !deserializer.is_human_readable() {
            return T::deserialize(deserializer).map(Self::new);
        }
        Spanned::deserialize(deserializer).map(Self::of)
    }
}

/// Some names; in documents a list, or a single name for a list of one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names(pub Vec<At<String>>);

impl Deref for Names {
    type Target = [At<String>];

    fn deref(&self) -> &[At<String>] {
        &self.0
    }
}

impl<S: Into<String>> FromIterator<S> for Names {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Self {
        Self(names.into_iter().map(|name| At::new(name.into())).collect())
    }
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            many if !serializer.is_human_readable() => many.serialize(serializer),
            [one] => one.serialize(serializer),
            many => many.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return Vec::deserialize(deserializer).map(Self);
        }
        enum Written {
            One(String),
            Many(Vec<At<String>>),
        }
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Written;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a name or a list of names")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Written, E> {
                Ok(Written::One(name.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Written, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = items.next_element()? {
                    names.push(name);
                }
                Ok(Written::Many(names))
            }
        }
        impl<'de> Deserialize<'de> for Written {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Either)
            }
        }
        let At { value, place } = At::<Written>::deserialize(deserializer)?;
        Ok(match value {
            Written::One(name) => Self(vec![At { value: name, place }]),
            Written::Many(names) => Self(names),
        })
    }
}
