//! Tokens → [`Windowed`]: `function(name) over (partition by … order by … rows between … and …)`.

use super::lexer::{Kind, Token, lex};
use super::parser::{describe, parse_within};
use super::windowed::{Edge, Extent, WINDOW_FUNCTIONS, WindowFunction, Windowed};
use super::{BinaryOp, Expr, messages as m};
use crate::diag::Diagnostic;
use crate::limits::Limits;
use crate::suggest;
use crate::table::Scalar;
use crate::text::Text;

/// What a field of rows can be.
#[derive(Clone, Debug, PartialEq)]
pub enum RowExpr<R> {
    /// Computed from the fields of one row.
    Each(Expr<R>),
    /// Taken from the rows beside it.
    Window(Windowed<R>),
}

impl<R> RowExpr<R> {
    /// Everything that it names.
    pub fn names(&self) -> Vec<&R> {
        match self {
            Self::Each(expr) => expr.names(),
            Self::Window(window) => window.names(),
        }
    }
}

/// Reads the expression of a field: over one row, or a window that stands alone.
///
/// # Errors
/// As [`parse`](super::parse), and what is wrong with a window.
pub fn parse_row(source: &str, limits: &Limits) -> Result<RowExpr<String>, Vec<Diagnostic>> {
    if source.len() as u64 <= u64::from(limits.document_bytes) {
        let (tokens, unreadable) = lex(source);
        if unreadable.is_empty()
            && let Some(close) = is_window(&tokens)
        {
            let mut parser = Parser { tokens, at: 0 };
            return parser.window(close).map(RowExpr::Window).map_err(|error| vec![error]);
        }
    }
    parse_within(source, limits).map(RowExpr::Each)
}

/// Whether `over (` stands at `at`.
pub(super) fn is_over(tokens: &[Token], at: usize) -> bool {
    is_word(tokens.get(at), "over") && tokens.get(at + 1).is_some_and(|token| token.kind == Kind::Open)
}

fn is_word(token: Option<&Token>, word: &str) -> bool {
    matches!(token, Some(Token { kind: Kind::Name(name, false), .. }) if name.eq_ignore_ascii_case(word))
}

/// The closing parenthesis of a call that stands first and has `over (` behind it.
fn is_window(tokens: &[Token]) -> Option<usize> {
    let [Token { kind: Kind::Name(_, false), .. }, Token { kind: Kind::Open, .. }, ..] = tokens else {
        return None;
    };
    let mut depth = 0u32;
    for (at, token) in tokens.iter().enumerate().skip(1) {
        match token.kind {
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return is_over(tokens, at + 1).then_some(at);
        }
    }
    None
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        &self.tokens[self.at]
    }

    fn advance(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    fn error(&self, error: Diagnostic) -> Diagnostic {
        let (start, end) = self.peek().span;
        error.at_span(start, end.max(start + 1))
    }

    fn expected(&self, what: &Text) -> Diagnostic {
        let found = describe(&self.peek().kind);
        self.error(m::EXPECTED.error().arg_text("expected", what).arg_text("found", &found))
    }

    fn take(&mut self, kind: &Kind) -> Result<(), Diagnostic> {
        if self.peek().kind != *kind {
            return Err(self.expected(&describe(kind)));
        }
        self.advance();
        Ok(())
    }

    /// Takes a word if it stands here.
    fn word(&mut self, word: &str) -> bool {
        let found = is_word(Some(self.peek()), word);
        if found {
            self.advance();
        }
        found
    }

    fn words(&mut self, words: &[&str]) -> Result<(), Diagnostic> {
        for word in words {
            if !self.word(word) {
                return Err(self.expected(&Text::same(format!("`{word}`"))));
            }
        }
        Ok(())
    }

    fn window(&mut self, close: usize) -> Result<Windowed<String>, Diagnostic> {
        let Kind::Name(name, _) = &self.peek().kind else { return Err(self.expected(&name_text())) };
        let lower = name.to_ascii_lowercase();
        let found = WINDOW_FUNCTIONS.iter().find(|entry| entry.1 == lower);
        let Some(&(function, word, least, most)) = found else {
            let known: Vec<&str> = WINDOW_FUNCTIONS.iter().map(|entry| entry.1).collect();
            let hint = match suggest::closest(&lower, known.iter().copied()) {
                Some(close) => suggest::did_you_mean(close),
                None => m::WINDOW_FUNCTIONS_ARE.text().with("list", &known.join(", ")),
            };
            return Err(self.error(m::UNKNOWN_FUNCTION.error().arg("name", name).hint(hint)));
        };
        let start = self.peek().span.0;
        self.advance();
        self.advance();
        let mut window = Windowed {
            function,
            of: None,
            steps: 1,
            partition_by: Vec::new(),
            order_by: Vec::new(),
            extent: Extent::WHOLE,
        };
        let given = self.arguments(&mut window, close)?;
        if given < least || given > most {
            let expected = if least == most { least.to_string() } else { format!("{least}–{most}") };
            let error = m::ARGUMENT_COUNT.error().arg("name", word).arg("expected", expected);
            return Err(error.arg("found", given).at_span(start, self.tokens[close].span.1));
        }
        self.advance();
        self.take(&Kind::Open)?;
        if self.word("partition") {
            self.words(&["by"])?;
            window.partition_by = self.names()?.into_iter().map(|(name, _)| name).collect();
        }
        if self.word("order") {
            self.words(&["by"])?;
            window.order_by = self.names()?;
        }
        window.extent = window.default_extent();
        if !function.is_ranking() {
            self.extent(&mut window.extent)?;
        }
        self.take(&Kind::Close)?;
        if self.peek().kind != Kind::End {
            let error = m::WINDOW_ALONE.error().arg("name", word);
            return Err(self.error(error.hint(m::WINDOW_HINT.text())));
        }
        if function.is_ranking() && window.order_by.is_empty() {
            return Err(m::WINDOW_ORDER.error().arg("name", word).at_span(start, self.peek().span.1));
        }
        Ok(window)
    }

    /// What stands between the parentheses of the function; how many arguments.
    fn arguments(&mut self, window: &mut Windowed<String>, close: usize) -> Result<usize, Diagnostic> {
        let mut given = 0;
        while self.at < close {
            match self.peek().kind.clone() {
                Kind::Op(BinaryOp::Mul) if window.function == WindowFunction::Count => {}
                Kind::Name(name, _) if given == 0 && window.function != WindowFunction::Ntile => {
                    window.of = Some(name);
                }
                Kind::Literal(Scalar::Int(steps))
                    if (window.function == WindowFunction::Ntile && given == 0 && steps > 0)
                        || (window.of.is_some() && given == 1 && steps >= 0) =>
                {
                    window.steps = u32::try_from(steps).unwrap_or(u32::MAX);
                }
                _ => return Err(self.not_a_name()),
            }
            given += 1;
            self.advance();
            match self.peek().kind {
                Kind::Comma => self.advance(),
                Kind::Close if self.at == close => {}
                _ => return Err(self.not_a_name()),
            }
        }
        self.take(&Kind::Close)?;
        Ok(given)
    }

    fn not_a_name(&self) -> Diagnostic {
        self.error(m::WINDOW_ARGUMENT.error().hint(m::WINDOW_HINT.text()))
    }

    /// Names with their direction.
    fn names(&mut self) -> Result<Vec<(String, bool)>, Diagnostic> {
        let mut names = Vec::new();
        loop {
            let Kind::Name(name, _) = self.peek().kind.clone() else {
                return Err(self.expected(&name_text()));
            };
            self.advance();
            if self.peek().kind == Kind::Open {
                return Err(self.not_a_name());
            }
            let descending = self.word("desc");
            if !descending {
                self.word("asc");
            }
            names.push((name, descending));
            if self.peek().kind != Kind::Comma {
                return Ok(names);
            }
            self.advance();
        }
    }

    /// `rows between 2 preceding and current row`, `rows 2 preceding`, the same with `range` without numbers.
    fn extent(&mut self, extent: &mut Extent) -> Result<(), Diagnostic> {
        let by_place = match () {
            () if self.word("rows") => false,
            () if self.word("range") => true,
            () => return Ok(()),
        };
        let start = self.at;
        let (from, to) = if self.peek().kind == Kind::Between {
            self.advance();
            let from = self.edge()?;
            self.take(&Kind::Op(BinaryOp::And))?;
            (from, self.edge()?)
        } else {
            (self.edge()?, Edge::At(0))
        };
        let is_offset = |edge: Edge| matches!(edge, Edge::At(rows) if rows != 0);
        if from > to
            || from == Edge::End
            || to == Edge::Start
            || (by_place && (is_offset(from) || is_offset(to)))
        {
            let (start, end) = (self.tokens[start].span.0, self.tokens[self.at - 1].span.1);
            let message = if by_place && from <= to { &m::RANGE_OFFSET } else { &m::WINDOW_BACKWARDS };
            return Err(message.error().at_span(start, end));
        }
        *extent = Extent { by_place, from, to };
        Ok(())
    }

    fn edge(&mut self) -> Result<Edge, Diagnostic> {
        if self.word("current") {
            self.words(&["row"])?;
            return Ok(Edge::At(0));
        }
        let rows = match self.peek().kind {
            Kind::Literal(Scalar::Int(rows)) if rows >= 0 => Some(rows),
            _ if is_word(Some(self.peek()), "unbounded") => None,
            _ => return Err(self.expected(&m::WINDOW_EDGE.text())),
        };
        self.advance();
        let is_before = self.word("preceding");
        if !is_before && !self.word("following") {
            return Err(self.expected(&Text::same("`preceding`, `following`")));
        }
        Ok(match (rows, is_before) {
            (None, true) => Edge::Start,
            (None, false) => Edge::End,
            (Some(rows), true) => Edge::At(-rows),
            (Some(rows), false) => Edge::At(rows),
        })
    }
}

fn name_text() -> Text {
    Text::new("名称", "a name")
}
