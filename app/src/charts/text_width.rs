//! How wide a text of the interface font is, without asking a browser.
//!
//! Good enough to keep labels apart: Chinese and full-width characters take one em, digits and Latin letters
//! about half. The estimate leans to the wide side.

/// Size of axis text in pixels, the same as `--chart-text` in the style sheet.
pub(crate) const AXIS_TEXT: f64 = 12.0;

/// Estimated width in pixels at [`AXIS_TEXT`].
pub(crate) fn width(text: &str) -> f64 {
    text.chars().map(em).sum::<f64>() * AXIS_TEXT
}

fn em(letter: char) -> f64 {
    match letter {
        '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'i' | 'l' | 'j' => 0.29,
        ' ' | '-' | '(' | ')' | '[' | ']' | 'f' | 't' | 'r' | 'I' | '/' => 0.38,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.9,
        'A'..='Z' | '+' | '~' | '=' => 0.68,
        '\0'..='\u{2e7f}' => 0.58,
        _ => 1.0,
    }
}

/// `text`, cut with an ellipsis where it would be wider than `most` pixels.
pub(crate) fn fitted(text: &str, most: f64) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let mut room = most - width("…");
    let mut kept = String::new();
    for letter in text.chars() {
        room -= em(letter) * AXIS_TEXT;
        if room < 0.0 {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_wider_than_latin() {
        assert_eq!(width("华东"), 24.0);
        assert!(width("Shanghai") < 8.0 * AXIS_TEXT * 0.6);
        assert_eq!(width(""), 0.0);
    }

    #[test]
    fn cuts_only_what_does_not_fit() {
        assert_eq!(fitted("华东大区", 48.0), "华东大区");
        assert_eq!(fitted("上海浦东金桥体验中心", 60.0), "上海浦东…");
        assert_eq!(fitted("华东", 1.0), "…");
    }
}
