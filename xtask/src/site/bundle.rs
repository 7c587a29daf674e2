//! Files named by their content.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use sha2::{Digest, Sha256};

/// A folder whose files are added in the order of their references: a file is added after those it names, and
/// the names in it become the hashed ones.
pub(super) struct Bundle {
    folder: PathBuf,
    /// (name in the sources, name on disk)
    names: Vec<(String, String)>,
}

impl Bundle {
    pub(super) fn new(folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, names: Vec::new() })
    }

    pub(super) fn add(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let hashed = hashed_name(name, content);
        fs::write(self.folder.join(&hashed), content)?;
        self.names.push((name.to_owned(), hashed));
        Ok(())
    }

    pub(super) fn add_text(&mut self, name: &str, text: &str) -> Result<()> {
        let text = self.rewrite(text);
        self.add(name, text.as_bytes())
    }

    /// Adds texts that name each other: one hash over all of them stands in each name.
    pub(super) fn add_circle(&mut self, texts: &[(&str, &str)]) -> Result<()> {
        let texts: Vec<(&str, String)> =
            texts.iter().map(|(name, text)| (*name, self.rewrite(text))).collect();
        let together: String = texts.iter().map(|(_, text)| text.as_str()).collect();
        self.names.extend(
            texts.iter().map(|(name, _)| ((*name).to_owned(), hashed_name(name, together.as_bytes()))),
        );
        for (name, text) in &texts {
            fs::write(self.folder.join(hashed_name(name, together.as_bytes())), self.rewrite(text))?;
        }
        Ok(())
    }

    /// Replaces the names of bundled files where they stand as a URL's last part inside quotes. A key of an object is
    /// no URL: modules of a binary's imports keep their names.
    pub(super) fn rewrite(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, hashed) in &self.names {
            for quote in ['"', '\''] {
                for before in ['/', quote] {
                    let written = format!("{before}{name}{quote}");
                    let mut parts = text.split(&written);
                    let mut done = parts.next().unwrap_or_default().to_owned();
                    for part in parts {
                        let name = if part.trim_start().starts_with(':') { name } else { hashed };
                        done.extend([&before.to_string(), name, &quote.to_string(), part]);
                    }
                    text = done;
                }
            }
        }
        text
    }
}

fn hashed_name(name: &str, content: &[u8]) -> String {
    let mut hash = String::new();
    for byte in &Sha256::digest(content)[..6] {
        let _ = write!(hash, "{byte:02x}");
    }
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{hash}.{extension}"),
        None => format!("{name}-{hash}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_content() {
        assert_eq!(hashed_name("app.js", b""), "app-e3b0c44298fc.js");
        assert_ne!(hashed_name("app.js", b"a"), hashed_name("app.js", b"b"));
    }

    #[test]
    fn only_quoted_references_are_rewritten() {
        let bundle = Bundle { folder: PathBuf::new(), names: vec![("app.js".into(), "app-1.js".into())] };
        let check = |before: &str, after: &str| assert_eq!(bundle.rewrite(before), after);
        check(r#"src="./assets/app.js""#, r#"src="./assets/app-1.js""#);
        check("new URL('app.js', base)", "new URL('app-1.js', base)");
        check("// app.js is a name", "// app.js is a name");
        check(r#"{ "./app.js": app }"#, r#"{ "./app.js": app }"#);
        check(r#"src="./other-app.js""#, r#"src="./other-app.js""#);
    }
}
