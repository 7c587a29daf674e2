//! Foreign YAML as a tree with places: its shapes vary, and what is not understood must be told, not refused.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::messages as m;
use crate::diag::Diagnostic;
use crate::limits::{self, Limits};
use crate::model::{self, At};
use crate::text::Text;

/// A value of a foreign file.
#[derive(Clone, Debug, Default)]
pub(super) enum Node {
    #[default]
    Null,
    /// Numbers and truth values as text, too.
    Scalar(String),
    List(Vec<At<Node>>),
    Map(Vec<(At<String>, At<Node>)>),
}

/// Reads a foreign YAML text within the bounds of ours.
pub(super) fn read(text: &str, limits: &Limits) -> Result<At<Node>, Diagnostic> {
    let found = text.len() as u64;
    if found > u64::from(limits.document_bytes) {
        let what = Text::new("定义文件的字节数", "the number of bytes of a definition");
        return Err(limits::reached("document_bytes", &what, found, u64::from(limits.document_bytes)));
    }
    model::parse(text.trim_start_matches('\u{feff}'))
}

static NOTHING: Node = Node::Null;

impl Node {
    /// The value under `key`; null where there is none.
    pub(super) fn get(&self, key: &str) -> &Node {
        self.at(key).map_or(&NOTHING, |found| &found.value)
    }

    /// The value under `key` with its place.
    pub(super) fn at(&self, key: &str) -> Option<&At<Node>> {
        let Node::Map(pairs) = self else { return None };
        pairs.iter().find(|pair| pair.0.value == key).map(|pair| &pair.1)
    }

    /// Whether a value other than null stands under `key`.
    pub(super) fn has(&self, key: &str) -> bool {
        !matches!(self.get(key), Node::Null)
    }

    /// The text of a scalar; empty for anything else.
    pub(super) fn text(&self) -> &str {
        if let Node::Scalar(text) = self { text.trim() } else { "" }
    }

    /// The text of the scalar under `key`.
    pub(super) fn str(&self, key: &str) -> &str {
        self.get(key).text()
    }

    /// The items under `key`; a mapping or scalar there is a list of one.
    pub(super) fn items(&self, key: &str) -> &[At<Node>] {
        match self.at(key) {
            None => &[],
            Some(At { value: Node::Null, .. }) => &[],
            Some(At { value: Node::List(items), .. }) => items,
            Some(one) => std::slice::from_ref(one),
        }
    }

    /// The texts under `key`.
    pub(super) fn texts(&self, key: &str) -> Vec<String> {
        let texts = self.items(key).iter().map(|item| item.text().to_owned());
        texts.filter(|text| !text.is_empty()).collect()
    }

    /// Warns of every key that is not among `known`.
    pub(super) fn skipped(&self, known: &[&str], name: &str, diagnostics: &mut Vec<Diagnostic>) {
        let Node::Map(pairs) = self else { return };
        for (key, _) in pairs.iter().filter(|pair| !known.contains(&pair.0.as_str())) {
            diagnostics.push(key.mark(m::KEY_SKIPPED.warning().arg("key", &key.value).at_field(name)));
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Node;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a value, a list or keys with values")
            }

            fn visit_unit<E: Error>(self) -> Result<Node, E> {
                Ok(Node::Null)
            }

            fn visit_none<E: Error>(self) -> Result<Node, E> {
                Ok(Node::Null)
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
                Node::deserialize(deserializer)
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Node, E> {
                Ok(Node::Scalar(value.to_string()))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
                Ok(Node::Scalar(value.to_string()))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Node, E> {
                Ok(Node::Scalar(value.to_string()))
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Node, E> {
                Ok(Node::Scalar(value.to_string()))
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Node, E> {
                Ok(Node::Scalar(value.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Node::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut pairs = Vec::new();
                while let Some(key) = map.next_key()? {
                    pairs.push((key, map.next_value()?));
                }
                Ok(Node::Map(pairs))
            }
        }
        deserializer.deserialize_any(Any)
    }
}
