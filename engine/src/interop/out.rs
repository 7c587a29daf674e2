//! Foreign YAML to write: keys in the order given, empty ones left out.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// A value to write.
pub(super) enum Out {
    Text(String),
    Bool(bool),
    Number(f64),
    List(Vec<Out>),
    Map(Vec<(&'static str, Out)>),
}

impl Out {
    /// A text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A list of texts.
    pub(super) fn texts<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> Self {
        Self::List(texts.into_iter().map(|text| Self::text(text.as_ref())).collect())
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Bool(_) | Self::Number(_) => false,
            Self::List(items) => items.is_empty(),
            Self::Map(pairs) => pairs.iter().all(|pair| pair.1.is_empty()),
        }
    }

    /// The YAML text.
    pub(super) fn yaml(&self) -> String {
        let options = serde_saphyr::ser_options! { prefer_block_scalars: false };
        serde_saphyr::to_string_with_options(self, options).unwrap_or_default()
    }
}

impl Serialize for Out {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(value) => serializer.serialize_f64(*value),
            Self::List(items) => serializer.collect_seq(items),
            Self::Map(pairs) => {
                let mut map = serializer.serialize_map(None)?;
                for (key, value) in pairs.iter().filter(|pair| !pair.1.is_empty()) {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}
