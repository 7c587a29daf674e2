//! Text → tokens of SQL.

use super::{Refusal, refuse, unsupported};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Word(String),
    Quoted(String),
    Number(String),
    Text(String),
    Sign(&'static str),
}

const SIGNS: [&str; 16] =
    ["<>", "!=", "<=", ">=", "||", "::", "(", ")", ",", ".", "+", "-", "*", "/", "<", ">"];

pub(super) fn lex(source: &str) -> Result<Vec<Token>, Refusal> {
    let chars: Vec<char> = source.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let start = at;
        if c.is_whitespace() {
            at += 1;
        } else if c == '\'' || c == '"' || c == '`' {
            let mut text = String::new();
            loop {
                at += 1;
                match chars.get(at) {
                    None => return Err(refuse("引号没有闭合", "a quote is not closed")),
                    Some(&d) if d == c && chars.get(at + 1) == Some(&c) => {
                        text.push(c);
                        at += 1;
                    }
                    Some(&d) if d == c => break,
                    Some(&d) => text.push(d),
                }
            }
            at += 1;
            tokens.push(if c == '\'' { Token::Text(text) } else { Token::Quoted(text) });
        } else if c.is_ascii_digit() {
            while chars.get(at).is_some_and(|d| d.is_ascii_alphanumeric() || *d == '.') {
                at += 1;
            }
            tokens.push(Token::Number(chars[start..at].iter().collect()));
        } else if c.is_alphabetic() || c == '_' {
            while chars.get(at).is_some_and(|d| d.is_alphanumeric() || *d == '_') {
                at += 1;
            }
            tokens.push(Token::Word(chars[start..at].iter().collect()));
        } else if c == '=' {
            at += 1;
            tokens.push(Token::Sign("="));
        } else {
            let sign = SIGNS
                .iter()
                .find(|sign| sign.chars().enumerate().all(|(n, s)| chars.get(at + n) == Some(&s)));
            let sign = sign.ok_or_else(|| unsupported(&c.to_string()))?;
            at += sign.len();
            tokens.push(Token::Sign(sign));
        }
    }
    Ok(tokens)
}
