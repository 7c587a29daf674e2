//! Ossie → [`Document`].

use super::super::build::Build;
use super::super::code::{code_of, free};
use super::super::messages as m;
use super::super::node::{self, Node};
use super::super::sql::{self, Sql};
use super::{DIALECT, VENDOR, VERSION, checks, metrics};
use crate::diag::Diagnostic;
use crate::limits::Limits;
use crate::model::{self, At, DatasetDoc, DimensionDoc, Document, FieldDoc, Names, RelationshipDoc};
use crate::text::Text;

/// Reads an Ossie file. A file that we wrote gives the document that was written; any other is translated, and what
/// does not map is told with its place and left out.
pub fn read(text: &str, limits: &Limits) -> (Document, Vec<Diagnostic>) {
    let file = match node::read(text, limits) {
        Ok(file) => file,
        Err(error) => return (Document::empty(), vec![error]),
    };
    let models = file.items("semantic_model");
    let Some(semantic) = models.first() else {
        let error = m::NOT_THIS_FORMAT.error().arg("expected", "semantic_model").arg("format", "Ossie");
        return (Document::empty(), vec![error]);
    };
    let mut build = Build::new();
    match native(semantic) {
        Some(Some(native)) => {
            let (document, mut diagnostics) = model::read(&native, limits);
            diagnostics.push(m::NATIVE_USED.info());
            return (document, diagnostics);
        }
        Some(None) => build.diagnostics.push(m::NATIVE_BROKEN.warning()),
        None => {}
    }
    if !file.str("version").starts_with("0.2") {
        let found = m::OTHER_VERSION.warning().arg("found", file.str("version")).arg("expected", VERSION);
        build.diagnostics.push(file.mark(found));
    }
    if models.len() > 1 {
        build.diagnostics.push(m::SEVERAL_MODELS.warning().arg("found", models.len()));
    }
    file.skipped(&["version", "semantic_model"], "", &mut build.diagnostics);
    checks::model(semantic, &mut build.diagnostics);
    let known = ["name", "datasets", "relationships", "metrics"];
    semantic.skipped(&known, semantic.str("name"), &mut build.diagnostics);
    build.document.name = Text::same(semantic.str("name"));
    for item in semantic.items("datasets") {
        dataset(&mut build, semantic, item);
    }
    for item in semantic.items("relationships") {
        relationship(&mut build, item);
    }
    metrics::read(&mut build, semantic.items("metrics"));
    datatypes(semantic, &mut build.diagnostics);
    build.finish()
}

/// Types come from the data: those that the file names only decide what can stand on the time axis.
fn datatypes(semantic: &Node, diagnostics: &mut Vec<Diagnostic>) {
    let fields = semantic.items("datasets").iter().flat_map(|dataset| dataset.items("fields"));
    let typed = fields.chain(semantic.items("metrics")).filter(|item| item.has("datatype")).count();
    if typed > 0 {
        diagnostics.push(m::DATATYPES.info().arg("count", typed));
    }
}

/// The definition that we put into the file; inside none where it is there and cannot be read.
fn native(semantic: &Node) -> Option<Option<String>> {
    let ours = semantic.items("custom_extensions").iter().find(|item| item.str("vendor_name") == VENDOR)?;
    let data: Option<serde_json::Value> = serde_json::from_str(ours.str("data")).ok();
    Some(data.and_then(|data| Some(data.get("definition")?.as_str()?.to_owned())))
}

/// Other names, and a word on what else is said to machines.
pub(super) fn synonyms(item: &At<Node>, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Names {
    let Some(context) = item.at("ai_context") else { return Names::default() };
    match &context.value {
        Node::Map(pairs) => {
            for (key, _) in pairs.iter().filter(|pair| pair.0.value != "synonyms") {
                let found = m::KEY_SKIPPED.warning().arg("key", format!("ai_context.{}", key.value));
                diagnostics.push(key.mark(found.at_field(name)));
            }
            context.texts("synonyms").into_iter().collect()
        }
        Node::Null => Names::default(),
        _ => {
            let found = m::KEY_SKIPPED.warning().arg("key", "ai_context").at_field(name);
            diagnostics.push(context.mark(found));
            Names::default()
        }
    }
}

/// The expression in the dialect that we read; a bare text counts, too.
pub(super) fn expression(item: &Node) -> &str {
    let whole = item.get("expression");
    if !whole.text().is_empty() {
        return whole.text();
    }
    let found = whole.items("dialects").iter().find(|one| one.str("dialect") == DIALECT);
    found.map_or("", |one| one.str("expression"))
}

pub(super) fn no_dialect() -> Text {
    Text::new("没有 ANSI_SQL 表达式", "there is no ANSI_SQL expression")
}

pub(super) fn missing(build: &mut Build, zh: &str, en: &str, key: &str, item: &At<Node>) {
    let found = m::NAME_MISSING.warning().arg_text("what", &Text::new(zh, en)).arg("key", key);
    build.diagnostics.push(item.mark(found));
}

/// The label of a code that had to change.
pub(super) fn label(name: &str, code: &str) -> Text {
    if name == code { Text::default() } else { Text::same(name) }
}

fn dataset(build: &mut Build, semantic: &Node, item: &At<Node>) {
    let name = item.str("name");
    if name.is_empty() {
        return missing(build, "数据集", "a dataset", "name", item);
    }
    let known = checks::known(&["name", "source", "primary_key", "fields", "ai_context"]);
    item.skipped(&known, name, &mut build.diagnostics);
    let aliases = synonyms(item, name, &mut build.diagnostics);
    let source = item.str("source");
    let table = source.rsplit('.').next().unwrap_or_default();
    let table = if source.contains(char::is_whitespace) { "" } else { table.trim_matches(['"', '`']) };
    let at = build.dataset(name, DatasetDoc { table: table.into(), aliases, ..DatasetDoc::default() });
    let code = build.dataset_code(at).to_owned();
    if table == code {
        build.document.datasets[at].value.table = At::default();
    }
    build.document.datasets[at].value.label = label(name, &code);
    let fields = item.items("fields");
    // All names first: a computed field may name one that stands below it.
    for field in fields {
        build.field(at, field.str("name"), field.str("name"));
    }
    for field in fields {
        self::field(build, semantic, (at, name), field);
    }
    let key: Names = item.texts("primary_key").iter().map(|key| build.field_code(at, key)).collect();
    build.document.datasets[at].value.key = key;
}

fn field(build: &mut Build, semantic: &Node, (dataset, owner): (usize, &str), item: &At<Node>) {
    let name = item.str("name");
    if name.is_empty() {
        return missing(build, "字段", "a field", "name", item);
    }
    let known = ["name", "expression", "dimension", "label", "datatype", "ai_context"];
    item.skipped(&known, name, &mut build.diagnostics);
    let written = expression(item);
    let read = if written.is_empty() { Err(no_dialect()) } else { sql::parse(written) };
    if let Ok(sql) = &read
        && let Some(error) = checks::field(semantic, owner, name, sql)
    {
        return build.diagnostics.push(item.mark(error.at_value(written)));
    }
    let aliases = synonyms(item, name, &mut build.diagnostics);
    let mut made =
        FieldDoc { code: name.into(), label: Text::same(item.str("label")), ..FieldDoc::default() };
    let done = read.and_then(|sql| match &sql {
        Sql::Name(parts) if parts.len() < 2 || parts[parts.len() - 2] == owner => {
            let column = parts.last().map_or("", String::as_str);
            if column != name {
                made.column = column.into();
            }
            Ok(())
        }
        sql => build.row(sql, dataset).map(|expr| made.expr = At::new(expr)),
    });
    if let Err(why) = done {
        return build.refuse(name, written, &why, item);
    }
    let is_temporal = matches!(item.str("datatype"), "Date" | "Time" | "DateTime" | "DateTimeTz");
    let is_time = match item.get("dimension").str("is_time") {
        "" => is_temporal,
        given => given == "true",
    };
    let is_on_axis = is_time && (is_temporal || item.str("datatype").is_empty());
    let is_dimension = !is_on_axis && item.has("dimension");
    if !is_dimension {
        made.aliases.clone_from(&aliases);
    }
    let document = &mut build.document;
    if made != (FieldDoc { code: name.into(), ..FieldDoc::default() }) {
        document.datasets[dataset].value.fields.push(At::new(made));
    }
    if is_on_axis {
        document.datasets[dataset].value.time.0.push(name.into());
    } else if is_dimension {
        let taken = |code: &str| document.dimensions.iter().any(|dimension| dimension.code.value == code);
        let own = document.datasets[dataset].code.value.clone();
        let mut code = code_of(name, "dimension");
        if taken(&code) {
            code = free(format!("{own}_{code}"), taken);
        }
        document.dimensions.push(At::new(DimensionDoc {
            label: label(name, &code),
            code: At::new(code),
            field: At::new(format!("{own}.{name}")),
            aliases,
            ..DimensionDoc::default()
        }));
    }
}

fn relationship(build: &mut Build, item: &At<Node>) {
    let name = item.str("name");
    let known = ["name", "from", "to", "from_columns", "to_columns"];
    item.skipped(&known, name, &mut build.diagnostics);
    let mut ends = Vec::new();
    for (key, columns) in [("from", "from_columns"), ("to", "to_columns")] {
        let Some(at) = build.find_dataset(item.str(key)) else {
            let found = m::DATASET_UNKNOWN.warning().arg("name", item.str(key)).at_field(name);
            return build.diagnostics.push(item.mark(found));
        };
        let own = build.dataset_code(at).to_owned();
        let fields = item.texts(columns);
        ends.push(
            fields.iter().map(|field| format!("{own}.{}", build.field_code(at, field))).collect::<Names>(),
        );
    }
    let (Some(to), Some(from)) = (ends.pop(), ends.pop()) else { return };
    if from.is_empty() || from.len() != to.len() {
        return missing(build, "关系", "a relationship", "from_columns / to_columns", item);
    }
    let code = code_of(name, "relationship");
    build.document.relationships.push(At::new(RelationshipDoc {
        label: label(name, &code),
        code: At::new(code),
        from,
        to,
        ..RelationshipDoc::default()
    }));
}
