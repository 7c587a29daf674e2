//! Tokens → [`Sql`].

use super::lexer::{Token, lex};
use super::{Refusal, Sql, refuse, text, unsupported};

/// Characters of one expression.
const LENGTH: usize = 16_384;

/// Nesting of one expression.
const DEPTH: u32 = 48;

/// Reads one expression.
pub(in super::super) fn parse(source: &str) -> Result<Sql, Refusal> {
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
        match self.tokens.get(self.at) {
            _ if found => Ok(()),
            Some(_) => Err(unsupported(&self.here())),
            None => Err(refuse("表达式没有写完", "the expression ends too early")),
        }
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
