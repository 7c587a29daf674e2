//! Words that stand for null and for truth values.

/// Whether a cell of a column that is not text means null: empty, blank, or one of the usual words.
pub(super) fn is_null(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    match cell.len() {
        0 => true,
        1..=4 => {
            cell == b"-"
                || cell == b"--"
                || cell == b"\\N"
                || cell == b"#N/A"
                || ["null", "na", "n/a", "nan", "none", "nil"]
                    .iter()
                    .any(|w| cell.eq_ignore_ascii_case(w.as_bytes()))
        }
        5 => cell == "——".as_bytes() || cell.eq_ignore_ascii_case(b"#null"),
        6 => cell == "——".as_bytes(),
        _ => false,
    }
}

/// Whether a cell of a text column means null. Shorter than [`is_null`]: `NA` is also Namibia, `-` also an answer.
pub(super) fn is_null_text(cell: &[u8]) -> bool {
    match cell.len() {
        0 => true,
        2 => cell == b"\\N",
        4 => cell == b"NULL" || cell == b"null",
        _ => false,
    }
}

/// A truth value and which pair of words it is from: true/false 0, yes/no 1, 是/否 2.
pub(super) fn truth(cell: &[u8]) -> Option<(bool, u8)> {
    const WORDS: [(&str, bool, u8); 6] = [
        ("true", true, 0),
        ("false", false, 0),
        ("yes", true, 1),
        ("no", false, 1),
        ("是", true, 2),
        ("否", false, 2),
    ];
    let cell = cell.trim_ascii();
    if cell.is_empty() || cell.len() > 5 {
        return None;
    }
    WORDS
        .iter()
        .find(|(word, ..)| cell.eq_ignore_ascii_case(word.as_bytes()))
        .map(|&(_, value, pair)| (value, pair))
}
