//! The command line as a user types it: each file of `tests/suite/cli` is a list of commands with what they print.
//!
//! A line that starts with `$ ` is a command; what stands below it is standard output, then standard error with `! `
//! before each line, then the exit code if it is not 0. `UPDATE_EXPECT=1` rewrites what stands below the commands.

use std::path::{Path, PathBuf};
use std::process::Command;

use expect_test::expect_file;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/suite/cli")
}

/// Words of a command line: blanks separate, single and double quotes hold together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => word.get_or_insert_default().push(c),
            None if c == '\'' || c == '"' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c == ' ' => words.extend(word.take()),
            None => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

fn run(line: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_sandtable"))
        .args(words(line).iter().skip(1))
        .current_dir(folder())
        .output()
        .expect("the program runs");
    let mut text = String::from_utf8(output.stdout).expect("output is UTF-8");
    for line in String::from_utf8(output.stderr).expect("messages are UTF-8").lines() {
        text.push_str(&format!("! {line}\n"));
    }
    match output.status.code() {
        Some(0) => {}
        code => {
            text.push_str(&format!("exit {}\n", code.map_or_else(|| "?".to_owned(), |code| code.to_string())))
        }
    }
    text
}

/// The case file with what the commands print now. Lines before the first command stay.
fn rendered(source: &str) -> String {
    let mut text = String::new();
    let mut is_head = true;
    for line in source.lines() {
        if line.starts_with("$ ") {
            is_head = false;
            text.push_str(&format!("{line}\n{}\n", run(line.trim_start_matches("$ "))));
        } else if is_head {
            text.push_str(&format!("{line}\n"));
        }
    }
    format!("{}\n", text.trim_end())
}

fn check(name: &str) {
    let path = folder().join(name);
    let source = std::fs::read_to_string(&path).expect("the case file can be read");
    expect_file![path].assert_eq(&rendered(&source));
}

#[test]
fn check_command() {
    check("check.txt");
}

#[test]
fn profile_command() {
    check("profile.txt");
}

#[test]
fn convert_command() {
    check("convert.txt");
}

#[test]
fn query_command() {
    check("query.txt");
}

#[test]
fn sql_command() {
    check("sql.txt");
}

#[test]
fn query_mistakes() {
    check("mistakes.txt");
}

#[test]
fn help_names_every_command_and_the_exit_codes() {
    let output =
        Command::new(env!("CARGO_BIN_EXE_sandtable")).arg("--help").output().expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("help is UTF-8");
    for word in ["check", "profile", "query", "sql", "Exit codes"] {
        assert!(text.contains(word), "the help has no `{word}`:\n{text}");
    }
}
