//! Foreign names → our codes.

/// `name` in lower-case ASCII letters, digits and underscores; `fallback` where nothing of it is.
pub(super) fn code_of(name: &str, fallback: &str) -> String {
    let mut code = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            code.push(c.to_ascii_lowercase());
        } else if !code.ends_with('_') {
            code.push('_');
        }
    }
    let code = code.trim_matches('_');
    match code.chars().next() {
        None => fallback.to_owned(),
        Some(c) if c.is_ascii_digit() => format!("{fallback}_{code}"),
        Some(_) => code.to_owned(),
    }
}

/// `code`, or with the first number that makes it free.
pub(super) fn free(code: String, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(&code) {
        return code;
    }
    (2_u32..).map(|n| format!("{code}_{n}")).find(|code| !is_taken(code)).unwrap_or(code)
}
