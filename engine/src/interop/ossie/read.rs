//! Ossie → [`Document`].

use super::super::build::Build;
use super::super::code::{code_of, free};
use super::super::messages as m;
use super::super::node::{self, Node};
use super::super::sql::{self, Sql};
use super::{DIALECT, VENDOR, VERSION};
use crate::diag::Diagnostic;
use crate::limits::Limits;
use crate::model::{
    self, At, DatasetDoc, DimensionDoc, Document, FieldDoc, MetricDoc, Names, RelationshipDoc,
};
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
    if let Some(native) = native(semantic) {
        let (document, mut diagnostics) = model::read(&native, limits);
        diagnostics.push(m::NATIVE_USED.info());
        return (document, diagnostics);
    }
    let mut build = Build::new();
    if !file.str("version").starts_with("0.2") {
        let found = m::OTHER_VERSION.warning().arg("found", file.str("version")).arg("expected", VERSION);
        build.diagnostics.push(file.mark(found));
    }
    if models.len() > 1 {
        build.diagnostics.push(m::SEVERAL_MODELS.warning().arg("found", models.len()));
    }
    file.skipped(&["version", "semantic_model"], "", &mut build.diagnostics);
    let known = ["name", "datasets", "relationships", "metrics"];
    semantic.skipped(&known, semantic.str("name"), &mut build.diagnostics);
    build.document.name = Text::same(semantic.str("name"));
    for item in semantic.items("datasets") {
        dataset(&mut build, item);
    }
    for item in semantic.items("relationships") {
        relationship(&mut build, item);
    }
    metrics(&mut build, semantic.items("metrics"));
    build.finish()
}

/// The definition that we put into the file.
fn native(semantic: &Node) -> Option<String> {
    let ours = semantic.items("custom_extensions").iter().find(|item| item.str("vendor_name") == VENDOR)?;
    let data: serde_json::Value = serde_json::from_str(ours.str("data")).ok()?;
    Some(data.get("definition")?.as_str()?.to_owned())
}

/// The expression in the dialect that we read; a bare text counts, too.
fn expression(item: &Node) -> &str {
    let whole = item.get("expression");
    if !whole.text().is_empty() {
        return whole.text();
    }
    let found = whole.items("dialects").iter().find(|one| one.str("dialect") == DIALECT);
    found.map_or("", |one| one.str("expression"))
}

fn no_dialect() -> Text {
    Text::new("没有 ANSI_SQL 表达式", "there is no ANSI_SQL expression")
}

fn missing(build: &mut Build, zh: &str, en: &str, key: &str, item: &At<Node>) {
    let found = m::NAME_MISSING.warning().arg_text("what", &Text::new(zh, en)).arg("key", key);
    build.diagnostics.push(item.mark(found));
}

/// The label of a code that had to change.
fn label(name: &str, code: &str) -> Text {
    if name == code { Text::default() } else { Text::same(name) }
}

fn dataset(build: &mut Build, item: &At<Node>) {
    let name = item.str("name");
    if name.is_empty() {
        return missing(build, "数据集", "a dataset", "name", item);
    }
    item.skipped(&["name", "source", "primary_key", "fields"], name, &mut build.diagnostics);
    let source = item.str("source");
    let table = source.rsplit('.').next().unwrap_or_default();
    let table = if source.contains(char::is_whitespace) { "" } else { table.trim_matches(['"', '`']) };
    let at = build.dataset(name, DatasetDoc { table: table.into(), ..DatasetDoc::default() });
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
        self::field(build, at, field);
    }
    let key: Names = item.texts("primary_key").iter().map(|key| build.field_code(at, key)).collect();
    build.document.datasets[at].value.key = key;
}

fn field(build: &mut Build, dataset: usize, item: &At<Node>) {
    let name = item.str("name");
    if name.is_empty() {
        return missing(build, "字段", "a field", "name", item);
    }
    let known = ["name", "expression", "dimension", "label", "datatype", "ai_context"];
    item.skipped(&known, name, &mut build.diagnostics);
    let written = expression(item);
    let read = if written.is_empty() { Err(no_dialect()) } else { sql::parse(written) };
    let mut made =
        FieldDoc { code: name.into(), label: Text::same(item.str("label")), ..FieldDoc::default() };
    let done = read.and_then(|sql| match &sql {
        Sql::Name(parts) => {
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
    let document = &mut build.document;
    if made != (FieldDoc { code: name.into(), ..FieldDoc::default() }) {
        document.datasets[dataset].value.fields.push(At::new(made));
    }
    let is_temporal = matches!(item.str("datatype"), "Date" | "Time" | "DateTime" | "DateTimeTz");
    let is_time = match item.get("dimension").str("is_time") {
        "" => is_temporal,
        given => given == "true",
    };
    if is_time && is_temporal || is_time && item.str("datatype").is_empty() {
        document.datasets[dataset].value.time.0.push(name.into());
    } else if item.has("dimension") {
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
            aliases: item.get("ai_context").texts("synonyms").into_iter().collect(),
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

/// Plain aggregates first, then those with a condition, then formulas, so that each finds what it can be made of.
fn metrics(build: &mut Build, items: &[At<Node>]) {
    let mut read = Vec::new();
    for item in items {
        let name = item.str("name");
        if name.is_empty() {
            missing(build, "指标", "a metric", "name", item);
            continue;
        }
        let known = ["name", "expression", "description", "datatype", "ai_context"];
        item.skipped(&known, name, &mut build.diagnostics);
        let written = expression(item);
        let parsed = if written.is_empty() { Err(no_dialect()) } else { sql::parse(written) };
        match parsed {
            Ok(sql) => read.push((item, build.reserve(name), sql)),
            Err(why) => build.refuse(name, written, &why, item),
        }
    }
    read.sort_by_key(|(_, _, sql)| match sql {
        Sql::Call(_, _, arguments) if matches!(arguments.as_slice(), [Sql::Case(..)]) => 1,
        Sql::Call(..) => 0,
        _ => 2,
    });
    for (item, code, sql) in read {
        let name = item.str("name");
        let identity = MetricDoc {
            code: At::new(code.clone()),
            label: label(name, &code),
            description: Text::same(item.str("description")),
            aliases: item.get("ai_context").texts("synonyms").into_iter().collect(),
            ..MetricDoc::default()
        };
        let done = match build.aggregate(&sql, None, &code) {
            Some(aggregate) => aggregate.map(|aggregate| build.metric(aggregate, Some(identity))),
            None => build
                .composite(&sql, None, &code)
                .map(|formula| build.push(MetricDoc { formula: At::new(formula), ..identity })),
        };
        if let Err(why) = done {
            build.refuse(name, expression(item), &why, item);
        }
    }
}
