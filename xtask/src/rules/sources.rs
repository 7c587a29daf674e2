//! Who names what, found by words in the sources. Comments and the tests at the end of a file do not count.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::workspace::{files_below, root};

/// Words that may not stand in some folders, but for some places below them.
struct Rule {
    why: &'static str,
    folders: &'static [&'static str],
    except: &'static [&'static str],
    words: &'static [&'static str],
}

const RULES: [Rule; 5] = [
    Rule {
        why: "app names web_sys in app/src/browser only",
        folders: &["app/src"],
        except: &["app/src/browser", "app/src/browser.rs"],
        words: &["web_sys"],
    },
    Rule {
        why: "the wire format and its port are the worker's",
        folders: &["app/src"],
        except: &[],
        words: &["postcard", "post_message", "MessagePort"],
    },
    Rule {
        why: "the page's policy refuses style attributes; set properties with `style:name=`",
        folders: &["app/src"],
        except: &[],
        words: &[" style=\"", " style={", " style=move", " style=\\\"", " style='"],
    },
    Rule {
        why: "engine does no input or output and knows no clock",
        folders: &["engine/src"],
        except: &["engine/src/bin"],
        words: &[
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "std::thread",
            "SystemTime",
            "Instant::now",
        ],
    },
    Rule {
        why: "engine and data know no browser",
        folders: &["engine/src", "data/src"],
        except: &[],
        words: &["wasm_bindgen", "js_sys", "web_sys"],
    },
];

impl Rule {
    /// The Rust sources it is about, without modules of tests.
    fn files(&self) -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        for folder in self.folders {
            files.extend(files_below(&root().join(folder))?);
        }
        files.retain(|file| file.extension().is_some_and(|extension| extension == "rs"));
        files.retain(|file| !file.with_extension("").iter().any(|part| part == "tests"));
        Ok(files)
    }
}

pub(super) fn check(report: &mut String) -> Result<Vec<String>> {
    let mut broken = Vec::new();
    for rule in &RULES {
        let mut files = 0;
        for file in rule.files()? {
            let path = file.strip_prefix(root())?;
            if rule.except.iter().any(|place| path.starts_with(place)) {
                continue;
            }
            files += 1;
            for (line, word) in found(&fs::read_to_string(&file)?, rule.words) {
                broken.push(format!("{}:{line}: `{}`: {}", path.display(), word.trim(), rule.why));
            }
        }
        writeln!(report, "{}: {files} files", rule.why)?;
    }
    Ok(broken)
}

/// Lines (from 1) with one of the words, outside of comments and of the tests at the end.
fn found(source: &str, words: &[&'static str]) -> Vec<(usize, &'static str)> {
    let code = source.lines().enumerate().take_while(|(_, line)| !line.starts_with("#[cfg(test)]"));
    code.filter(|(_, line)| !line.trim_start().starts_with("//"))
        .flat_map(|(index, line)| {
            words.iter().filter(move |word| line.contains(**word)).map(move |word| (index + 1, *word))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::found;

    #[test]
    fn words_in_code_only() {
        let check = |source: &str, lines: &[usize]| {
            let hits: Vec<usize> = found(source, &["web_sys"]).iter().map(|hit| hit.0).collect();
            assert_eq!(hits, lines, "{source}");
        };
        check("use web_sys::Window;\n", &[1]);
        check("// web_sys\nfn f() {}\nlet a = web_sys::window();\n", &[3]);
        check("fn f() {}\n#[cfg(test)]\nmod tests { use web_sys; }\n", &[]);
    }
}
