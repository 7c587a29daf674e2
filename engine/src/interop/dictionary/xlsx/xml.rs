//! XML as a row of openings, texts and closings, by local names.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// What comes next.
pub(super) enum Token<'a> {
    /// An element begins.
    Open(&'a str, &'a Attributes),
    /// An element ends.
    Close(&'a str),
    /// Characters in between; one text may come in pieces.
    Text(&'a str),
}

/// Attributes of an element; their prefixes are left out.
pub(super) struct Attributes(Vec<(String, String)>);

impl Attributes {
    /// The value of a name; empty where there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|pair| pair.0 == name).map_or("", |pair| &pair.1)
    }

    fn of(element: &BytesStart<'_>, reader: &Reader<&[u8]>) -> Result<Self, quick_xml::Error> {
        let mut all = Vec::new();
        for attribute in element.attributes() {
            let attribute = attribute?;
            let name = local(attribute.key.local_name().as_ref());
            let value = attribute.decoded_and_normalized_value(XmlVersion::Implicit1_0, reader.decoder())?;
            all.push((name, value.into_owned()));
        }
        Ok(Self(all))
    }
}

fn local(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

/// Reads a part from its start to its end. Entities of its own making are left out.
pub(super) fn walk(xml: &str, mut each: impl FnMut(Token<'_>)) -> Result<(), quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event()? {
            Event::Eof => return Ok(()),
            Event::Start(element) => {
                let attributes = Attributes::of(&element, &reader)?;
                each(Token::Open(&local(element.local_name().as_ref()), &attributes));
            }
            Event::Empty(element) => {
                let attributes = Attributes::of(&element, &reader)?;
                let name = local(element.local_name().as_ref());
                each(Token::Open(&name, &attributes));
                each(Token::Close(&name));
            }
            Event::End(element) => each(Token::Close(&local(element.local_name().as_ref()))),
            Event::Text(text) => each(Token::Text(&text.decode()?)),
            Event::CData(text) => each(Token::Text(&text.decode()?)),
            Event::GeneralRef(entity) => {
                if let Some(c) = resolved(&entity)? {
                    each(Token::Text(c.encode_utf8(&mut [0; 4])));
                }
            }
            _ => {}
        }
    }
}

fn resolved(entity: &BytesRef<'_>) -> Result<Option<char>, quick_xml::Error> {
    if let Some(c) = entity.resolve_char_ref()? {
        return Ok(Some(c));
    }
    Ok(match entity.decode()?.as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    })
}
