//! SQL expressions of one column or one metric: read as text, translated, never run.

use crate::text::Text;

/// What cannot be translated, in words.
pub(super) type Refusal = Text;

/// Characters of one expression.
const LENGTH: usize = 16_384;

/// Nesting of one expression.
const DEPTH: u32 = 48;

/// A scalar or aggregate expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sql {
    /// A constant as our formulas write it.
    Literal(String),
    /// `a`, `t.a`, quotes removed.
    Name(Vec<String>),
    /// `*` in `count(*)`.
    Star,
    /// `not` or `-`.
    Unary(&'static str, Box<Sql>),
    /// Operators that our formulas have, too.
    Binary(&'static str, Box<Sql>, Box<Sql>),
    /// Lower-case name, whether `distinct` stands before the arguments, the arguments.
    Call(String, bool, Vec<Sql>),
    /// Conditions with values, and the value of `else`.
    Case(Vec<(Sql, Sql)>, Option<Box<Sql>>),
    /// `x in (…)`; the flag negates.
    In(Box<Sql>, Vec<Sql>, bool),
    /// `x is null`; the flag negates.
    IsNull(Box<Sql>, bool),
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Quoted(String),
    Number(String),
    Text(String),
    Sign(&'static str),
}

const SIGNS: [&str; 16] =
    ["<>", "!=", "<=", ">=", "||", "::", "(", ")", ",", ".", "+", "-", "*", "/", "<", ">"];

fn refuse(zh: &str, en: &str) -> Refusal {
    Text::new(zh, en)
}

fn unsupported(what: &str) -> Refusal {
    refuse(&format!("不支持 {what}"), &format!("{what} is not supported"))
}

/// Reads one expression.
pub(super) fn parse(source: &str) -> Result<Sql, Refusal> {
    if source.chars().count() > LENGTH {
        return Err(refuse("表达式太长", "the expression is too long"));
    }
    let mut parser = Parser { tokens: lex(source)?, at: 0, depth: 0 };
    let sql = parser.expression(0)?;
    match parser.tokens.get(parser.at) {
        None => Ok(sql),
        Some(_) => Err(unsupported(&parser.here())),
    }
}

fn lex(source: &str) -> Result<Vec<Token>, Refusal> {
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

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
}

impl Parser {
    fn here(&self) -> String {
        match self.tokens.get(self.at) {
            None => "…".to_owned(),
            Some(Token::Word(text) | Token::Quoted(text) | Token::Number(text) | Token::Text(text)) => {
                text.clone()
            }
            Some(Token::Sign(sign)) => (*sign).to_owned(),
        }
    }

    fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Sign(s)) if *s == sign);
        self.at += usize::from(found);
        found
    }

    fn is_word(&self, ahead: usize, word: &str) -> bool {
        matches!(self.tokens.get(self.at + ahead), Some(Token::Word(w)) if w.eq_ignore_ascii_case(word))
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.is_word(0, word);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, found: bool) -> Result<(), Refusal> {
        if found { Ok(()) } else { Err(unsupported(&self.here())) }
    }

    fn binary(&self) -> Option<(&'static str, u8)> {
        Some(match self.tokens.get(self.at)? {
            Token::Word(word) if word.eq_ignore_ascii_case("or") => ("or", 1),
            Token::Word(word) if word.eq_ignore_ascii_case("and") => ("and", 2),
            Token::Sign(sign @ ("=" | "<>" | "<" | "<=" | ">" | ">=")) => (sign, 4),
            Token::Sign("!=") => ("<>", 4),
            Token::Sign(sign @ ("+" | "-")) => (sign, 5),
            Token::Sign(sign @ ("*" | "/")) => (sign, 6),
            _ => return None,
        })
    }

    fn expression(&mut self, floor: u8) -> Result<Sql, Refusal> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(refuse("表达式嵌套太深", "the expression is nested too deeply"));
        }
        let mut left = if self.word("not") {
            Sql::Unary("not", Box::new(self.expression(3)?))
        } else if self.sign("-") {
            Sql::Unary("-", Box::new(self.expression(7)?))
        } else {
            self.sign("+");
            self.primary()?
        };
        loop {
            if floor <= 4
                && let Some(tested) = self.test(&left)?
            {
                left = tested;
                continue;
            }
            match self.binary() {
                Some((op, power)) if power >= floor => {
                    self.at += 1;
                    let right = self.expression(power + 1)?;
                    left = Sql::Binary(op, Box::new(left), Box::new(right));
                }
                _ => break,
            }
        }
        self.depth -= 1;
        Ok(left)
    }

    /// `is null`, `in`, `between`, `like` behind `x`.
    fn test(&mut self, x: &Sql) -> Result<Option<Sql>, Refusal> {
        let x = Box::new(x.clone());
        if self.word("is") {
            let is_negated = self.word("not");
            let word = self.here();
            self.at += 1;
            return match word.to_ascii_lowercase().as_str() {
                "null" => Ok(Some(Sql::IsNull(x, is_negated))),
                truth @ ("true" | "false") if !is_negated => {
                    Ok(Some(Sql::Binary("=", x, Box::new(Sql::Literal(truth.to_owned())))))
                }
                _ => Err(unsupported(&format!("is {word}"))),
            };
        }
        let is_negated =
            self.is_word(0, "not") && ["in", "between", "like"].iter().any(|word| self.is_word(1, word));
        self.at += usize::from(is_negated);
        let negated = |sql: Sql| if is_negated { Sql::Unary("not", Box::new(sql)) } else { sql };
        if self.word("in") {
            let open = self.sign("(");
            self.expect(open)?;
            let items = self.list()?;
            return Ok(Some(Sql::In(x, items, is_negated)));
        }
        if self.word("between") {
            let low = self.expression(5)?;
            let and = self.word("and");
            self.expect(and)?;
            let high = self.expression(5)?;
            let from = Sql::Binary(">=", x.clone(), Box::new(low));
            let to = Sql::Binary("<=", x, Box::new(high));
            return Ok(Some(negated(Sql::Binary("and", Box::new(from), Box::new(to)))));
        }
        if self.word("like") {
            let Some(Token::Text(pattern)) = self.tokens.get(self.at).cloned() else {
                return Err(unsupported("like"));
            };
            self.at += 1;
            let body = pattern.trim_matches('%').to_owned();
            let call = match (pattern.strip_suffix('%'), pattern.starts_with('%')) {
                _ if body.contains(['%', '_', '\\']) || body.is_empty() => return Err(unsupported(&pattern)),
                (Some(_), true) => "contains",
                (Some(_), false) => "starts_with",
                _ => return Err(unsupported(&pattern)),
            };
            return Ok(Some(negated(Sql::Call(call.to_owned(), false, vec![*x, text(&body)]))));
        }
        Ok(None)
    }

    fn list(&mut self) -> Result<Vec<Sql>, Refusal> {
        let mut items = Vec::new();
        if self.sign(")") {
            return Ok(items);
        }
        loop {
            items.push(if self.sign("*") { Sql::Star } else { self.expression(0)? });
            if self.sign(")") {
                return Ok(items);
            }
            let comma = self.sign(",");
            self.expect(comma)?;
        }
    }

    fn primary(&mut self) -> Result<Sql, Refusal> {
        let token = self.tokens.get(self.at).cloned();
        let found = self.here();
        self.at += 1;
        match token {
            Some(Token::Number(number)) => Ok(Sql::Literal(number)),
            Some(Token::Text(value)) => Ok(text(&value)),
            Some(Token::Quoted(name)) => self.name(name),
            Some(Token::Sign("(")) => {
                let inner = self.expression(0)?;
                let close = self.sign(")");
                self.expect(close)?;
                Ok(inner)
            }
            Some(Token::Word(word)) => {
                let lower = word.to_ascii_lowercase();
                match lower.as_str() {
                    "true" | "false" | "null" => Ok(Sql::Literal(lower)),
                    "case" => self.case(),
                    "date" if matches!(self.tokens.get(self.at), Some(Token::Text(_))) => {
                        let date = self.here();
                        self.at += 1;
                        Ok(Sql::Literal(format!("date '{}'", date.replace('\'', ""))))
                    }
                    "select" | "over" | "interval" => Err(unsupported(&word)),
                    _ if self.sign("(") => self.call(lower),
                    _ => self.name(word),
                }
            }
            _ => Err(unsupported(&found)),
        }
    }

    fn call(&mut self, name: String) -> Result<Sql, Refusal> {
        if name == "cast" {
            let inner = self.expression(0)?;
            let is_as = self.word("as");
            self.expect(is_as)?;
            let kind = self.here().to_ascii_lowercase();
            self.at += 1;
            let numeric = ["float", "double", "decimal", "numeric", "real", "float64"];
            if !numeric.contains(&kind.as_str()) {
                return Err(unsupported(&format!("cast … as {kind}")));
            }
            self.word("precision");
            if self.sign("(") {
                self.list()?;
            }
            let close = self.sign(")");
            self.expect(close)?;
            return Ok(inner);
        }
        let is_distinct = self.word("distinct");
        let arguments = self.list()?;
        for after in ["over", "filter", "within"] {
            if self.is_word(0, after) {
                return Err(unsupported(after));
            }
        }
        Ok(Sql::Call(name, is_distinct, arguments))
    }

    fn name(&mut self, first: String) -> Result<Sql, Refusal> {
        let mut parts = vec![first];
        while self.sign(".") {
            let part = match self.tokens.get(self.at) {
                Some(Token::Word(part) | Token::Quoted(part)) => part.clone(),
                _ => return Err(unsupported(&self.here())),
            };
            self.at += 1;
            parts.push(part);
        }
        Ok(Sql::Name(parts))
    }

    fn case(&mut self) -> Result<Sql, Refusal> {
        let operand = if self.is_word(0, "when") { None } else { Some(self.expression(0)?) };
        let mut branches = Vec::new();
        while self.word("when") {
            let mut when = self.expression(0)?;
            if let Some(operand) = &operand {
                when = Sql::Binary("=", Box::new(operand.clone()), Box::new(when));
            }
            let then = self.word("then");
            self.expect(then)?;
            branches.push((when, self.expression(0)?));
        }
        let otherwise = if self.word("else") { Some(Box::new(self.expression(0)?)) } else { None };
        let end = self.word("end");
        self.expect(end && !branches.is_empty())?;
        Ok(Sql::Case(branches, otherwise))
    }
}

fn text(value: &str) -> Sql {
    Sql::Literal(format!("'{}'", value.replace('\'', "''")))
}

/// Turns what differs by place — names, aggregates — into text of our formulas; none leaves it to the rules.
pub(super) type Leaf<'a> = dyn FnMut(&Sql) -> Option<Result<String, Refusal>> + 'a;

/// The expression in our formula language.
pub(super) fn formula(sql: &Sql, leaf: &mut Leaf<'_>) -> Result<String, Refusal> {
    let text = write(sql, leaf)?;
    let parsed = crate::formula::parse(&text).map_err(|errors| match errors.into_iter().next() {
        Some(error) => error.message,
        None => unsupported(&text),
    })?;
    Ok(parsed.to_string())
}

fn write(sql: &Sql, leaf: &mut Leaf<'_>) -> Result<String, Refusal> {
    if let Some(done) = leaf(sql) {
        return done;
    }
    Ok(match sql {
        Sql::Literal(text) => text.clone(),
        Sql::Name(parts) => return Err(unsupported(&parts.join("."))),
        Sql::Star => return Err(unsupported("*")),
        Sql::Unary(op, x) => format!("({op} {})", write(x, leaf)?),
        Sql::Binary(op, x, y) => format!("({} {op} {})", write(x, leaf)?, write(y, leaf)?),
        Sql::IsNull(x, is_negated) => {
            format!("({} is {}null)", write(x, leaf)?, if *is_negated { "not " } else { "" })
        }
        Sql::In(x, items, is_negated) => {
            let x = write(x, leaf)?;
            format!("({x} {}in ({}))", if *is_negated { "not " } else { "" }, write_all(items, leaf)?)
        }
        Sql::Call(name, false, arguments) => {
            let name = match name.as_str() {
                "least" => "min",
                "greatest" => "max",
                "ifnull" | "nvl" => "coalesce",
                same @ ("abs" | "round" | "coalesce" | "nullif" | "contains" | "starts_with") => same,
                "safe_divide" | "div0" if arguments.len() == 2 => {
                    return Ok(format!(
                        "({} / {})",
                        write(&arguments[0], leaf)?,
                        write(&arguments[1], leaf)?
                    ));
                }
                other => return Err(unsupported(&format!("{other}()"))),
            };
            format!("{name}({})", write_all(arguments, leaf)?)
        }
        Sql::Call(name, true, _) => return Err(unsupported(&format!("{name}(distinct)"))),
        Sql::Case(branches, otherwise) => {
            let mut out = match otherwise {
                Some(value) => write(value, leaf)?,
                None => "null".to_owned(),
            };
            for (when, then) in branches.iter().rev() {
                out = format!("if({}, {}, {out})", write(when, leaf)?, write(then, leaf)?);
            }
            out
        }
    })
}

fn write_all(items: &[Sql], leaf: &mut Leaf<'_>) -> Result<String, Refusal> {
    let items: Result<Vec<_>, _> = items.iter().map(|item| write(item, leaf)).collect();
    Ok(items?.join(", "))
}
