//! Tokens → [`Expr`], by precedence climbing (Pratt 1973).

use super::lexer::{Kind, Token, lex};
use super::window_parser::is_over;
use super::words::{self, AGGREGATES, FUNCTIONS};
use super::{BinaryOp, Expr, Function, Node, UnaryOp, messages as m};
use crate::diag::Diagnostic;
use crate::limits::{self, Limits};
use crate::suggest;
use crate::table::Scalar;
use crate::text::Text;

/// Reads an expression: names stay text, positions are characters of `source` from 0.
///
/// # Errors
/// Everything that is wrong with the text, in its order. A text nested deeper than [`Limits::depth`] is refused.
pub fn parse(source: &str) -> Result<Expr<String>, Vec<Diagnostic>> {
    parse_within(source, &Limits::default())
}

/// [`parse`] under limits of the caller.
///
/// # Errors
/// As [`parse`].
pub fn parse_within(source: &str, limits: &Limits) -> Result<Expr<String>, Vec<Diagnostic>> {
    if source.len() as u64 > u64::from(limits.document_bytes) {
        let what = Text::new("公式的字节数", "the number of bytes of a formula");
        return Err(vec![limits::reached(
            "document_bytes",
            &what,
            source.len() as u64,
            u64::from(limits.document_bytes),
        )]);
    }
    let (tokens, unreadable) = lex(source);
    if !unreadable.is_empty() {
        // What the grammar would say to the rest follows from these.
        return Err(unreadable);
    }
    let mut parser = Parser { tokens, at: 0, depth: 0, limits, diagnostics: Vec::new(), is_stopped: false };
    if parser.tokens.len() == 1 {
        return Err(vec![m::EMPTY_FORMULA.error().at_span(0, 0)]);
    }
    let (expr, _) = parser.expression(0);
    if !parser.is_stopped && parser.peek() != &Kind::End {
        let found = describe(parser.peek());
        parser.fail(m::EXPECTED_END.error().arg_text("found", &found));
    }
    if parser.diagnostics.is_empty() {
        Ok(expr)
    } else {
        parser.diagnostics.sort_by_key(|diagnostic| diagnostic.location.span);
        Err(parser.diagnostics)
    }
}

/// An expression and the height of its tree.
type Tall = (Expr<String>, u32);

struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
    limits: &'a Limits,
    diagnostics: Vec<Diagnostic>,
    /// After a grammatical error what follows would only repeat it.
    is_stopped: bool,
}

impl Parser<'_> {
    fn peek(&self) -> &Kind {
        &self.tokens[self.at].kind
    }

    fn span(&self) -> (u32, u32) {
        self.tokens[self.at].span
    }

    fn advance(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    /// Records an error at the current token and skips the rest.
    fn fail(&mut self, diagnostic: Diagnostic) {
        let (start, end) = self.span();
        self.fail_at(diagnostic, (start, end.max(start + 1)));
    }

    fn fail_at(&mut self, diagnostic: Diagnostic, span: (u32, u32)) {
        if !self.is_stopped {
            self.diagnostics.push(diagnostic.at_span(span.0, span.1));
        }
        self.is_stopped = true;
        self.at = self.tokens.len() - 1;
    }

    fn hole(&self) -> Tall {
        (Expr { node: Node::Literal(Scalar::Null), span: self.span() }, 1)
    }

    fn expect(&mut self, kind: &Kind) {
        if self.peek() == kind {
            self.advance();
        } else if !self.is_stopped {
            let found = describe(self.peek());
            self.fail(m::EXPECTED.error().arg_text("expected", &describe(kind)).arg_text("found", &found));
        }
    }

    fn too_deep(&mut self, found: u32, limit: u32, what: &Text) {
        self.fail(limits::reached("depth", what, u64::from(found), u64::from(limit)));
    }

    /// A node over others. Long chains such as `a + b + …` grow the tree without nesting.
    fn node(&mut self, node: Node<String>, span: (u32, u32), height: u32) -> Tall {
        let limit = self.limits.depth.saturating_mul(8);
        if height >= limit && !self.is_stopped {
            self.too_deep(height + 1, limit, &Text::new("公式的项数", "the number of terms in a row"));
        }
        (Expr { node, span }, height + 1)
    }

    fn expression(&mut self, floor: u8) -> Tall {
        if self.depth >= self.limits.depth {
            self.too_deep(
                self.depth + 1,
                self.limits.depth,
                &Text::new("公式的嵌套层数", "the nesting of a formula"),
            );
            return self.hole();
        }
        self.depth += 1;
        let mut left = self.prefix();
        while !self.is_stopped {
            let Some(next) = self.infix(floor) else { break };
            left = match next {
                Infix::Binary(op) => self.binary(left, op),
                Infix::In { is_negated } => self.list(left, is_negated),
                Infix::Between { is_negated } => self.between(left, is_negated),
                Infix::Is => self.is_null(left),
            };
        }
        self.depth -= 1;
        left
    }

    /// Which operator follows, if it binds tighter than `floor`; its words are taken.
    fn infix(&mut self, floor: u8) -> Option<Infix> {
        let (infix, power, words) = match (self.peek(), self.tokens.get(self.at + 1).map(|token| &token.kind))
        {
            (Kind::Op(op), _) => (Infix::Binary(*op), op.power(), 1),
            (Kind::In, _) => (Infix::In { is_negated: false }, words::COMPARISON, 1),
            (Kind::Between, _) => (Infix::Between { is_negated: false }, words::COMPARISON, 1),
            (Kind::Not, Some(Kind::In)) => (Infix::In { is_negated: true }, words::COMPARISON, 2),
            (Kind::Not, Some(Kind::Between)) => (Infix::Between { is_negated: true }, words::COMPARISON, 2),
            (Kind::Is, _) => (Infix::Is, words::COMPARISON, 1),
            _ => return None,
        };
        if power <= floor {
            return None;
        }
        (0..words).for_each(|_| self.advance());
        Some(infix)
    }

    fn binary(&mut self, (left, left_height): Tall, op: BinaryOp) -> Tall {
        let (right, right_height) = self.expression(op.power());
        let span = (left.span.0, right.span.1);
        if op.is_comparison()
            && let Kind::Op(next) = self.peek()
            && next.is_comparison()
        {
            self.fail(m::CHAINED_COMPARISON.error().hint(m::CHAINED_HINT.text()));
        }
        self.node(Node::Binary(op, Box::new(left), Box::new(right)), span, left_height.max(right_height))
    }

    fn list(&mut self, (left, mut height): Tall, is_negated: bool) -> Tall {
        self.expect(&Kind::Open);
        let (items, items_height) = self.arguments();
        height = height.max(items_height);
        let span = (left.span.0, self.end_of_last());
        self.node(Node::In(Box::new(left), items, is_negated), span, height)
    }

    fn between(&mut self, (left, height): Tall, is_negated: bool) -> Tall {
        let (low, low_height) = self.expression(words::COMPARISON);
        self.expect(&Kind::Op(BinaryOp::And));
        let (high, high_height) = self.expression(words::COMPARISON);
        let span = (left.span.0, high.span.1);
        let node = Node::Between(Box::new(left), Box::new(low), Box::new(high));
        let (expr, height) = self.node(node, span, height.max(low_height).max(high_height));
        if is_negated {
            self.node(Node::Unary(UnaryOp::Not, Box::new(expr)), span, height)
        } else {
            (expr, height)
        }
    }

    fn is_null(&mut self, (left, height): Tall) -> Tall {
        let is_negated = self.peek() == &Kind::Not;
        if is_negated {
            self.advance();
        }
        self.expect(&Kind::Literal(Scalar::Null));
        let span = (left.span.0, self.end_of_last());
        self.node(Node::IsNull(Box::new(left), is_negated), span, height)
    }

    fn end_of_last(&self) -> u32 {
        self.tokens[self.at.saturating_sub(1)].span.1
    }

    fn prefix(&mut self) -> Tall {
        let (start, end) = self.span();
        match self.peek().clone() {
            Kind::Literal(value) => {
                self.advance();
                (Expr { node: Node::Literal(value), span: (start, end) }, 1)
            }
            Kind::Name(name, was_quoted) => {
                self.advance();
                if !was_quoted && self.peek() == &Kind::Open {
                    self.call(&name, (start, end))
                } else {
                    (Expr { node: Node::Name(name), span: (start, end) }, 1)
                }
            }
            Kind::Op(BinaryOp::Sub) => {
                self.advance();
                let (operand, height) = self.expression(words::SIGN);
                let span = (start, operand.span.1);
                match operand.node {
                    Node::Literal(Scalar::Int(value)) => {
                        (Expr { node: Node::Literal(Scalar::Int(-value)), span }, height)
                    }
                    Node::Literal(Scalar::Decimal { units, scale }) => {
                        (Expr { node: Node::Literal(Scalar::Decimal { units: -units, scale }), span }, height)
                    }
                    Node::Literal(Scalar::Float(value)) => {
                        (Expr { node: Node::Literal(Scalar::Float(-value)), span }, height)
                    }
                    _ => self.node(Node::Unary(UnaryOp::Neg, Box::new(operand)), span, height),
                }
            }
            Kind::Op(BinaryOp::Add) => {
                self.advance();
                self.expression(words::SIGN)
            }
            Kind::Not => {
                self.advance();
                let (operand, height) = self.expression(words::NOT);
                let span = (start, operand.span.1);
                self.node(Node::Unary(UnaryOp::Not, Box::new(operand)), span, height)
            }
            Kind::Open => {
                self.advance();
                let (mut inner, height) = self.expression(0);
                self.expect(&Kind::Close);
                inner.span = (start, self.end_of_last());
                (inner, height)
            }
            found => {
                self.fail(m::EXPECTED_OPERAND.error().arg_text("found", &describe(&found)));
                self.hole()
            }
        }
    }

    fn call(&mut self, name: &str, (start, end): (u32, u32)) -> Tall {
        self.advance();
        let (arguments, height) = self.arguments();
        if self.is_stopped {
            return self.hole();
        }
        let span = (start, self.end_of_last());
        if is_over(&self.tokens, self.at) {
            let error = m::WINDOW_NOT_HERE.error().arg("name", name).hint(m::WINDOW_HINT.text());
            self.fail_at(error, (start, self.span().1));
            return self.hole();
        }
        let lower = name.to_ascii_lowercase();
        let Some(&(function, word, least, most)) = FUNCTIONS.iter().find(|entry| entry.1 == lower) else {
            self.diagnostics.push(unknown_function(name, &lower).at_span(start, end));
            return self.hole();
        };
        if arguments.len() < least || arguments.len() > most {
            let expected = if least == most { least.to_string() } else { format!("{least}–{most}") };
            self.diagnostics.push(
                m::ARGUMENT_COUNT
                    .error()
                    .arg("name", word)
                    .arg("expected", expected)
                    .arg("found", arguments.len())
                    .at_span(span.0, span.1),
            );
        }
        if function == Function::Total && arguments.iter().any(|argument| argument.calls(Function::Total)) {
            self.diagnostics.push(m::NESTED_TOTAL.error().at_span(span.0, span.1));
        }
        self.node(Node::Call(function, arguments), span, height)
    }

    /// `x, y)`: the opening parenthesis has been taken.
    fn arguments(&mut self) -> (Vec<Expr<String>>, u32) {
        let mut arguments = Vec::new();
        let mut height = 0;
        if self.peek() == &Kind::Close {
            self.advance();
            return (arguments, height);
        }
        while !self.is_stopped {
            let (argument, argument_height) = self.expression(0);
            height = height.max(argument_height);
            arguments.push(argument);
            if self.peek() == &Kind::Comma {
                self.advance();
            } else {
                self.expect(&Kind::Close);
                break;
            }
        }
        (arguments, height)
    }
}

enum Infix {
    Binary(BinaryOp),
    In { is_negated: bool },
    Between { is_negated: bool },
    Is,
}

fn unknown_function(name: &str, lower: &str) -> Diagnostic {
    if AGGREGATES.contains(&lower) {
        let hint = m::AGGREGATE_HINT.text().with("name", lower);
        return m::AGGREGATE_IN_FORMULA.error().arg("name", name).hint(hint);
    }
    let known: Vec<&str> = FUNCTIONS.iter().map(|entry| entry.1).collect();
    let hint = match suggest::closest(lower, known.iter().copied()) {
        Some(close) => suggest::did_you_mean(close),
        None => m::FUNCTIONS_ARE.text().with("list", &known.join(", ")),
    };
    m::UNKNOWN_FUNCTION.error().arg("name", name).hint(hint)
}

pub(super) fn describe(kind: &Kind) -> Text {
    let code = |text: &str| Text::same(format!("`{text}`"));
    match kind {
        Kind::Literal(Scalar::Null) => code("null"),
        Kind::Literal(Scalar::Text(text)) => code(&format!("'{text}'")),
        Kind::Literal(value) => code(&super::print::literal(value)),
        Kind::Name(name, _) => code(name),
        Kind::Op(op) => code(op.word()),
        Kind::Not => code("not"),
        Kind::In => code("in"),
        Kind::Between => code("between"),
        Kind::Is => code("is"),
        Kind::Open => code("("),
        Kind::Close => code(")"),
        Kind::Comma => code(","),
        Kind::End => Text::new("结尾", "the end"),
    }
}
