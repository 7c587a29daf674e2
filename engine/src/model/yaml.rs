//! Text ↔ [`Document`]. A text from elsewhere is not trusted: its size, depth and aliases have limits.

use serde_saphyr::budget::BudgetBreach;
use serde_saphyr::{Error, options, ser_options};

use super::document::{Document, VERSION};
use super::messages as m;
use super::place::At;
use crate::diag::Diagnostic;
use crate::limits::{self, Limits};
use crate::suggest;
use crate::text::Text;

/// Reads a definition. Whatever could be read is returned beside all that is wrong with it; a text that is not YAML of
/// the expected shape gives the first error and an empty document.
pub fn read(text: &str, limits: &Limits) -> (Document, Vec<Diagnostic>) {
    let found = text.len() as u64;
    if found > u64::from(limits.document_bytes) {
        let what = Text::new("定义文件的字节数", "the number of bytes of a definition");
        let error = limits::reached("document_bytes", &what, found, u64::from(limits.document_bytes));
        return (Document::empty(), vec![error]);
    }
    if text.trim().is_empty() {
        return (Document::empty(), vec![m::EMPTY_DOCUMENT.error()]);
    }
    match parse::<Document>(text) {
        Ok(mut document) => {
            let diagnostics = check_shape(&document);
            super::generate::expand(&mut document);
            (document, diagnostics)
        }
        Err(error) => (Document::empty(), vec![error]),
    }
}

/// YAML of any shape within the bounds of a text that is not trusted; its size is for the caller to check.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, Diagnostic> {
    let options = options! {
        budget: serde_saphyr::budget! {
            max_depth: 16,
            flow_nesting_limit: 16,
            max_documents: 1,
            max_aliases: 1_000,
            max_anchors: 1_000,
            max_nodes: 1_000_000,
            max_events: 2_000_000,
        },
        alias_limits: serde_saphyr::alias_limits! {
            max_total_replayed_events: 100_000,
            max_replay_stack_depth: 8,
        },
        with_snippet: false,
        strict_booleans: true,
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| rewritten(&error))
}

/// Canonical text: keys in the order of the format, empty ones left out.
///
/// # Errors
/// None is known; the writer's own are passed on.
pub fn write(document: &Document) -> Result<String, Diagnostic> {
    let options = ser_options! { prefer_block_scalars: false };
    serde_saphyr::to_string_with_options(document, options)
        .map_err(|error| m::NOT_WRITTEN.error().arg("reason", error))
}

fn check_shape(document: &Document) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if document.version.value != VERSION {
        let message = if document.version.value == 0 { m::NO_VERSION } else { m::OTHER_VERSION };
        let error = message.error().arg("found", document.version.value).arg("expected", VERSION);
        diagnostics.push(document.version.mark(error));
    }
    let mut unknown = |keys: &[At<String>], known: &[&str]| {
        for key in keys {
            let mut error = m::UNKNOWN_KEY.error().arg("found", &key.value);
            error.hints.push(match suggest::closest(key, known.iter().copied()) {
                Some(close) => suggest::did_you_mean(close),
                None => m::KEYS_ARE.text().with("list", &known.join(", ")),
            });
            diagnostics.push(key.mark(error));
        }
    };
    macro_rules! lists {
        ($($list:ident: $name:ident),*) => {$(
            for item in &document.$list {
                unknown(&item.unknown, super::document::$name::KEYS);
            }
        )*};
    }
    unknown(&document.unknown, Document::KEYS);
    for dataset in &document.datasets {
        for field in &dataset.fields {
            unknown(&field.unknown, super::document::FieldDoc::KEYS);
        }
    }
    lists!(
        datasets: DatasetDoc, relationships: RelationshipDoc, dimensions: DimensionDoc,
        hierarchies: HierarchyDoc, qualifiers: QualifierDoc, metrics: MetricDoc, generate: GenerateDoc,
        domains: DomainDoc, tags: TagDoc, trees: TreeDoc, revisions: MetricDoc, history: VersionDoc
    );
    for tree in &document.trees {
        for edge in &tree.edges {
            unknown(&edge.unknown, super::document::EdgeDoc::KEYS);
        }
    }
    let past = document.history.iter().flat_map(|change| [&change.before, &change.after]);
    let all = document.metrics.iter().chain(&document.revisions);
    let of_domains = document.domains.iter().map(|domain| &domain.raci);
    for raci in all.clone().map(|metric| &metric.raci).chain(of_domains) {
        unknown(&raci.unknown, super::document::RaciDoc::KEYS);
    }
    for metric in all.map(|metric| &metric.value).chain(past) {
        unknown(&metric.target.unknown, super::document::TargetDoc::KEYS);
        unknown(&metric.alert.unknown, super::document::AlertDoc::KEYS);
    }
    diagnostics.sort_by_key(|found| (found.location.line, found.location.column));
    diagnostics
}

/// The parser's error in our words, with its place.
fn rewritten(error: &Error) -> Diagnostic {
    let inner = match error.without_snippet() {
        Error::AliasError { error, .. } => error.without_snippet(),
        other => other,
    };
    let diagnostic = match inner {
        Error::Budget { breach, .. } => over_budget(breach),
        Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::AliasReplayCounterOverflow { .. } => m::TOO_MANY_ALIASES.error(),
        Error::RecursiveReferencesRequireWeakTypes { .. } => m::TOO_MANY_ALIASES.error(),
        Error::DuplicateMappingKey { key, .. } => {
            m::DUPLICATE_KEY.error().arg("key", key.as_deref().unwrap_or("…"))
        }
        Error::SerdeUnknownField { field, expected, .. } => {
            let mut error = m::UNKNOWN_KEY.error().arg("found", field);
            error.hints.push(m::KEYS_ARE.text().with("list", &expected.join(", ")));
            error
        }
        Error::SerdeInvalidType { unexpected, expected, .. }
        | Error::SerdeInvalidValue { unexpected, expected, .. } => {
            m::WRONG_SHAPE.error().arg("found", unexpected).arg("expected", expected)
        }
        Error::Unexpected { expected, .. } => {
            m::EXPECTED_SHAPE.error().arg_text("expected", &shape(expected))
        }
        Error::InvalidScalar { ty, .. } => m::EXPECTED_SHAPE.error().arg_text("expected", &shape(ty)),
        Error::NullIntoString { .. } => m::NULL_VALUE.error(),
        Error::MultipleDocuments { .. } => m::SEVERAL_DOCUMENTS.error(),
        other => m::NOT_YAML.error().arg("detail", detail(&other.to_string())),
    };
    match error.location() {
        Some(place) if place.line() > 0 => diagnostic.at_line(
            u32::try_from(place.line()).unwrap_or(u32::MAX),
            u32::try_from(place.column()).unwrap_or(u32::MAX),
        ),
        _ => diagnostic,
    }
}

fn over_budget(breach: &BudgetBreach) -> Diagnostic {
    let (zh, en, found) = match breach {
        BudgetBreach::Documents { .. } => return m::SEVERAL_DOCUMENTS.error(),
        BudgetBreach::Depth { depth } => ("嵌套层数", "nesting", *depth),
        BudgetBreach::Nodes { nodes } => ("节点数", "number of nodes", *nodes),
        BudgetBreach::Events { events } => ("节点数", "number of nodes", *events),
        BudgetBreach::ScalarBytes { total_scalar_bytes } => {
            ("文本字节数", "bytes of text", *total_scalar_bytes)
        }
        _ => return m::TOO_MANY_ALIASES.error(),
    };
    m::TOO_LARGE.error().arg_text("what", &Text::new(zh, en)).arg("found", found)
}

/// The parser's word for what should stand there.
fn shape(word: &str) -> Text {
    match word {
        word if word.contains("sequence") => Text::new("列表", "a list"),
        word if word.contains("mapping") => Text::new("键值", "keys with values"),
        word if word.contains("string") => Text::new("文本", "text"),
        word if word.contains("bool") => Text::new("true 或 false", "true or false"),
        word if word.starts_with(['i', 'u', 'f']) && word.len() <= 4 => Text::new("数值", "a number"),
        word => Text::same(word),
    }
}

/// The parser's words, without the place, which the diagnostic has itself.
fn detail(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default();
    line.split_once(" at line ").map_or(line, |(words, _)| words)
}
