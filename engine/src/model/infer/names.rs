//! Codes from the names of tables and columns.

/// Codes that are taken.
#[derive(Debug, Default)]
pub(super) struct Codes(Vec<String>);

impl Codes {
    pub(super) fn reserve(&mut self, code: &str) {
        self.0.push(code.to_owned());
    }

    /// A free code for `name`; where it is taken, with `owner` before it, else with a number after it. A name without
    /// ASCII letters becomes `fallback_1`, `fallback_2` …
    pub(super) fn claim(&mut self, name: &str, fallback: &str, owner: Option<&str>) -> String {
        let slug = slug(name);
        let is_bare = slug.is_empty();
        let base = if is_bare { fallback.to_owned() } else { slug };
        let qualified = owner.filter(|_| !is_bare).map(|owner| format!("{owner}_{base}"));
        let first = Some(base.clone()).filter(|_| !is_bare);
        let start = if is_bare { 1 } else { 2 };
        let numbered = (start..).map(|number| format!("{base}_{number}"));
        let code = first.into_iter().chain(qualified).chain(numbered).find(|code| !self.0.contains(code));
        let code = code.unwrap_or(base);
        self.reserve(&code);
        code
    }

    /// A free code for an aggregate of a column: `column_suffix`.
    pub(super) fn claim_with(&mut self, column: &str, suffix: &str, owner: &str) -> String {
        let slug = slug(column);
        let base = if slug.is_empty() { "column".to_owned() } else { slug };
        let first = format!("{base}_{suffix}");
        let qualified = format!("{owner}_{base}_{suffix}");
        let numbered = (2..).map(|number| format!("{base}_{number}_{suffix}"));
        let code = [first.clone(), qualified].into_iter().chain(numbered).find(|code| !self.0.contains(code));
        let code = code.unwrap_or(first);
        self.reserve(&code);
        code
    }
}

/// Lower-case ASCII letters, digits and single underscores, a letter first; empty where the name has no ASCII letter.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::new();
    let mut previous = '_';
    for c in name.chars() {
        // An upper-case letter after a lower-case one starts a word: orderDate.
        if c.is_ascii_uppercase() && (previous.is_ascii_lowercase() || previous.is_ascii_digit()) {
            slug.push('_');
        }
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.ends_with('_') && !slug.is_empty() {
            slug.push('_');
        }
        previous = c;
    }
    let slug = slug.trim_matches('_');
    match slug.chars().next() {
        Some(first) if first.is_ascii_digit() => format!("n_{slug}"),
        _ => slug.to_owned(),
    }
}

/// Words of common drill paths, each coarse first: geography, vehicles.
const PATHS: [&[&[&str]]; 2] = [
    &[
        &["war_zone", "战区"],
        &["region", "大区", "区域", "销售区域"],
        &["nation", "country", "国家"],
        &["province", "state", "省份", "省"],
        &["city", "城市", "市"],
        &["center_name", "store_name", "dealer_name", "门店", "店", "经销商"],
    ],
    &[
        &["company", "manufacturer", "mfgr", "厂商"],
        &["brand", "品牌"],
        &["series", "series_name", "车系"],
        &["model", "model_name", "车型"],
    ],
];

/// In which common drill path a column stands, and how far down.
pub(super) fn level_of(name: &str) -> Option<(usize, usize)> {
    let slug = slug(name);
    let word = if slug.is_empty() { name.trim() } else { slug.as_str() };
    PATHS.iter().enumerate().find_map(|(path, levels)| {
        let level = levels.iter().position(|words| words.contains(&word))?;
        Some((path, level))
    })
}
