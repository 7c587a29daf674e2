//! Characters → tokens. Full-width forms of a Chinese keyboard mean the same as their ASCII forms.

use super::messages as m;
use super::{BinaryOp, words};
use crate::calendar::{Date, DateTime};
use crate::diag::Diagnostic;
use crate::table::Scalar;

/// A token and its characters, from 0.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: (u32, u32),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A number, a text, a date, `true`, `false`, `null`.
    Literal(Scalar),
    /// A name, dotted or quoted; the flag tells that it was quoted.
    Name(String, bool),
    /// An operator with two operands; minus is also the sign.
    Op(BinaryOp),
    Not,
    In,
    Between,
    Is,
    Open,
    Close,
    Comma,
    End,
}

/// Tokens, [`Kind::End`] last, and what could not be read.
pub(super) fn lex(source: &str) -> (Vec<Token>, Vec<Diagnostic>) {
    let mut lexer = Lexer {
        chars: source.chars().map(half_width).collect(),
        written: source.chars().collect(),
        at: 0,
        tokens: Vec::new(),
        diagnostics: Vec::new(),
    };
    while lexer.at < lexer.chars.len() {
        lexer.next();
    }
    let end = lexer.at as u32;
    lexer.tokens.push(Token { kind: Kind::End, span: (end, end) });
    (lexer.tokens, lexer.diagnostics)
}

struct Lexer {
    /// In half width.
    chars: Vec<char>,
    /// As written: what stands between quotes means itself.
    written: Vec<char>,
    at: usize,
    tokens: Vec<Token>,
    diagnostics: Vec<Diagnostic>,
}

/// One character for one character, so that positions hold.
fn half_width(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '×' => '*',
        '÷' => '/',
        '−' | '–' => '-',
        _ => c,
    }
}

fn starts_name(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

fn continues_name(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Whether `word` reads as a name without quotes.
pub(super) fn is_plain_name(word: &str) -> bool {
    !word.is_empty()
        && word.split('.').all(|part| {
            let digits = part.chars().take_while(char::is_ascii_digit).count();
            let mut rest = part.chars().skip(digits);
            let first = rest.next();
            first.is_some_and(|c| if digits > 0 { !c.is_ascii() && starts_name(c) } else { starts_name(c) })
                && rest.all(continues_name)
                && part.chars().all(|c| half_width(c) == c)
        })
        && keyword(word).is_none()
}

fn keyword(word: &str) -> Option<Kind> {
    Some(match word.to_ascii_lowercase().as_str() {
        "and" => Kind::Op(BinaryOp::And),
        "or" => Kind::Op(BinaryOp::Or),
        "not" => Kind::Not,
        "in" => Kind::In,
        "between" => Kind::Between,
        "is" => Kind::Is,
        "null" => Kind::Literal(Scalar::Null),
        "true" => Kind::Literal(Scalar::Bool(true)),
        "false" => Kind::Literal(Scalar::Bool(false)),
        _ => return None,
    })
}

impl Lexer {
    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn push(&mut self, kind: Kind, start: usize) {
        self.tokens.push(Token { kind, span: (start as u32, self.at as u32) });
    }

    fn op(&mut self, length: usize, op: BinaryOp) {
        let start = self.at;
        self.at += length;
        self.push(Kind::Op(op), start);
    }

    fn next(&mut self) {
        let start = self.at;
        let single = |lexer: &mut Self, kind| {
            lexer.at += 1;
            lexer.push(kind, start);
        };
        match (self.peek(0), self.peek(1)) {
            (c, _) if c.is_whitespace() => self.at += 1,
            ('(', _) => single(self, Kind::Open),
            (')', _) => single(self, Kind::Close),
            (',' | '、', _) => single(self, Kind::Comma),
            ('+', _) => self.op(1, BinaryOp::Add),
            ('-', _) => self.op(1, BinaryOp::Sub),
            ('*', _) => self.op(1, BinaryOp::Mul),
            ('/', _) => self.op(1, BinaryOp::Div),
            ('=', '=') => self.op(2, BinaryOp::Eq),
            ('=', _) => self.op(1, BinaryOp::Eq),
            ('<', '>') | ('!', '=') => self.op(2, BinaryOp::Ne),
            ('≠', _) => self.op(1, BinaryOp::Ne),
            ('<', '=') => self.op(2, BinaryOp::Le),
            ('≤', _) => self.op(1, BinaryOp::Le),
            ('<', _) => self.op(1, BinaryOp::Lt),
            ('>', '=') => self.op(2, BinaryOp::Ge),
            ('≥', _) => self.op(1, BinaryOp::Ge),
            ('>', _) => self.op(1, BinaryOp::Gt),
            ('\'' | '‘' | '’', _) => self.text(),
            ('`' | '"' | '“' | '”', _) => self.name(),
            (c, _) if c.is_ascii_digit() => self.number(),
            ('.', next) if next.is_ascii_digit() => self.number(),
            (c, _) if starts_name(c) => self.name(),
            (c, _) => {
                self.at += 1;
                self.diagnostics.push(
                    m::UNEXPECTED_CHARACTER.error().arg("found", c).at_span(start as u32, self.at as u32),
                );
            }
        }
    }

    /// What stands between quotes; the closing one doubled stands for itself.
    fn quoted(&mut self) -> String {
        let start = self.at;
        let open = self.peek(0);
        let closes = |c: char| match open {
            '‘' | '’' => c == '’',
            '“' | '”' => c == '”',
            _ => c == open,
        };
        self.at += 1;
        let mut text = String::new();
        loop {
            match self.chars.get(self.at) {
                None => {
                    self.diagnostics.push(m::UNCLOSED_QUOTE.error().at_span(start as u32, self.at as u32));
                    return text;
                }
                Some(&c) if closes(c) => {
                    self.at += 1;
                    if self.chars.get(self.at).is_some_and(|&next| closes(next)) {
                        text.push(c);
                        self.at += 1;
                    } else {
                        return text;
                    }
                }
                Some(_) => {
                    text.push(self.written[self.at]);
                    self.at += 1;
                }
            }
        }
    }

    /// `'x'`, or a date when the word `date` or `datetime` stands before.
    fn text(&mut self) {
        let start = self.at;
        let text = self.quoted();
        let prefix = match self.tokens.last() {
            Some(Token { kind: Kind::Name(word, false), span }) => Some((word.to_ascii_lowercase(), span.0)),
            _ => None,
        };
        let literal = match &prefix {
            Some((word, _)) if word == "date" => Date::parse(text.trim()).map(Scalar::Date),
            Some((word, _)) if word == "datetime" || word == "timestamp" => {
                DateTime::parse(text.trim()).map(Scalar::DateTime)
            }
            _ => {
                self.push(Kind::Literal(Scalar::Text(text)), start);
                return;
            }
        };
        let start = prefix.map_or(start, |(_, start)| start as usize);
        self.tokens.pop();
        if literal.is_none() {
            self.diagnostics
                .push(m::NOT_A_DATE.error().arg("found", &text).at_span(start as u32, self.at as u32));
        }
        self.push(Kind::Literal(literal.unwrap_or(Scalar::Null)), start);
    }

    fn name(&mut self) {
        let start = self.at;
        let mut was_quoted = false;
        let mut name = String::new();
        loop {
            if matches!(self.peek(0), '`' | '"' | '“' | '”') {
                was_quoted = true;
                name.push_str(&self.quoted());
            } else {
                while self.at < self.chars.len() && continues_name(self.peek(0)) {
                    name.push(self.peek(0));
                    self.at += 1;
                }
            }
            let next = self.peek(1);
            if self.peek(0) == '.'
                && (starts_name(next) || next.is_ascii_digit() || matches!(next, '`' | '"' | '“'))
            {
                name.push('.');
                self.at += 1;
            } else {
                break;
            }
        }
        if was_quoted && name.is_empty() {
            self.diagnostics.push(m::EMPTY_NAME.error().at_span(start as u32, self.at as u32));
        }
        let kind = match keyword(&name) {
            Some(kind) if !was_quoted => kind,
            _ => Kind::Name(name, was_quoted),
        };
        self.push(kind, start);
    }

    /// A number, or a name such as 2024年Q4工单数.
    fn number(&mut self) {
        let start = self.at;
        let digits = |lexer: &mut Self| {
            while lexer.peek(0).is_ascii_digit() {
                lexer.at += 1;
            }
        };
        digits(self);
        if starts_name(self.peek(0)) && !self.peek(0).is_ascii() {
            self.at = start;
            self.name();
            return;
        }
        if self.peek(0) == '.' && self.peek(1).is_ascii_digit() {
            self.at += 1;
            digits(self);
        }
        let mut is_exact = true;
        if matches!(self.peek(0), 'e' | 'E') {
            let sign = usize::from(matches!(self.peek(1), '+' | '-'));
            if self.peek(1 + sign).is_ascii_digit() {
                is_exact = false;
                self.at += 1 + sign;
                digits(self);
            }
        }
        if continues_name(self.peek(0)) {
            while self.at < self.chars.len() && continues_name(self.peek(0)) {
                self.at += 1;
            }
            let found: String = self.chars[start..self.at].iter().collect();
            self.diagnostics.push(
                m::MALFORMED_NUMBER
                    .error()
                    .arg("found", &found)
                    .hint(m::QUOTE_NAME.text().with("name", &found))
                    .at_span(start as u32, self.at as u32),
            );
            self.push(Kind::Literal(Scalar::Null), start);
            return;
        }
        let found: String = self.chars[start..self.at].iter().collect();
        let literal = if is_exact { words::exact_number(&found) } else { None };
        let literal =
            literal.or_else(|| found.parse().ok().filter(|v: &f64| v.is_finite()).map(Scalar::Float));
        if literal.is_none() {
            self.diagnostics
                .push(m::NUMBER_TOO_LARGE.error().arg("found", &found).at_span(start as u32, self.at as u32));
        }
        self.push(Kind::Literal(literal.unwrap_or(Scalar::Null)), start);
    }
}
