//! From an import to a definition: what columns are probably for, how tables probably hang together, and the
//! definition that follows from what the reader has decided.

use sandtable_engine::load::{RecognisedColumn, Recognition};
use sandtable_engine::model::{
    At, ColumnFacts, ColumnRole, Document, Names, RelationshipDoc, TableFacts, infer, role_of,
};
use sandtable_engine::table::{DataType, Schema};
use sandtable_engine::text::Text;

use crate::state::{Draft, LinkDraft, TableDraft};

/// What a column is probably for, before all of it has been read.
pub fn guessed_role(found: &Recognition, at: usize, name: &str, data_type: DataType) -> ColumnRole {
    let Some(column) = found.columns.get(at).filter(|column| column.loadable) else {
        return ColumnRole::Ignored;
    };
    role_of(name, data_type, &estimated_facts(found, column, at))
}

/// What a preview lets one expect of the whole column. No value is taken for unique before all are read.
fn estimated_facts(found: &Recognition, column: &RecognisedColumn, at: usize) -> ColumnFacts {
    let values: Vec<&String> = found.preview.iter().filter_map(|row| row.get(at)?.as_ref()).collect();
    let mut distinct: Vec<&String> = values.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let share = if values.is_empty() { 0.0 } else { distinct.len() as f64 / values.len() as f64 };
    let many = (found.rows as f64 * share / 2.0) as u64;
    // A column that is empty at its beginning may have values later.
    let nulls = if values.is_empty() && column.samples.is_empty() { found.rows.saturating_sub(1) } else { 0 };
    let is_varied = share > 0.9 && values.len() > 20;
    ColumnFacts {
        rows: found.rows,
        nulls,
        distinct: if is_varied { many.max(distinct.len() as u64) } else { distinct.len() as u64 },
        is_unique: false,
    }
}

/// The tables as the engine's proposal wants them. Columns that are left out are not in the table.
pub fn table_facts(table: &TableDraft) -> TableFacts {
    let kept: Vec<_> = table.kept().collect();
    TableFacts {
        schema: Schema {
            table: table.name().to_owned(),
            columns: kept.iter().map(|column| (column.name.clone(), column.final_type())).collect(),
        },
        columns: kept.iter().map(|column| (column.role(), column.facts)).collect(),
    }
}

fn proposed(draft: &Draft) -> Document {
    let tables: Vec<TableFacts> = draft.tables.iter().map(table_facts).collect();
    let mut document = infer(Text::default(), &tables);
    // It is called after what it measures first.
    let lead = document.metrics.first().map(|metric| metric.dataset.value.clone());
    if let Some(dataset) = document.datasets.iter().find(|dataset| Some(&dataset.code.value) == lead.as_ref())
    {
        document.name = dataset.label.clone();
    }
    document
}

/// The links of a draft: those of the reader, or else those that keys suggest.
pub fn links_of(draft: &Draft) -> Vec<LinkDraft> {
    if let Some(links) = &draft.links {
        return links.clone();
    }
    let document = proposed(draft);
    document.relationships.iter().filter_map(|edge| link_of(draft, &document, edge)).collect()
}

fn link_of(draft: &Draft, document: &Document, edge: &RelationshipDoc) -> Option<LinkDraft> {
    let end = |path: &Names| {
        let (dataset, column) = path.first()?.split_once('.')?;
        let at = document.datasets.iter().position(|other| other.code.as_str() == dataset)?;
        (at < draft.tables.len()).then(|| (at, column.to_owned()))
    };
    Some(LinkDraft { from: end(&edge.from)?, to: end(&edge.to)? })
}

/// The definition that follows from roles and links.
pub fn definition_of(draft: &Draft) -> Document {
    let mut document = proposed(draft);
    let Some(links) = &draft.links else { return document };
    let before: Vec<Option<LinkDraft>> =
        document.relationships.iter().map(|edge| link_of(draft, &document, edge)).collect();
    let mut edges = std::mem::take(&mut document.relationships);
    let mut kept = before.iter().map(|link| link.as_ref().is_some_and(|link| links.contains(link)));
    edges.retain(|_| kept.next().unwrap_or(false));
    for link in links.iter().filter(|link| !before.iter().flatten().any(|other| other == *link)) {
        edges.extend(edge_of(&document, &edges, link));
    }
    // A dimension may not name a road that is gone.
    let codes: Vec<String> = edges.iter().map(|edge| edge.code.value.clone()).collect();
    for dimension in &mut document.dimensions {
        dimension.value.via.0.retain(|code| codes.contains(&code.value));
    }
    document.relationships = edges;
    document
}

fn edge_of(
    document: &Document,
    edges: &[At<RelationshipDoc>],
    link: &LinkDraft,
) -> Option<At<RelationshipDoc>> {
    let dataset = |at: usize| document.datasets.get(at).map(|dataset| dataset.code.value.clone());
    let (from, to) = (dataset(link.from.0)?, dataset(link.to.0)?);
    let is_free = |code: &String| edges.iter().all(|edge| edge.code.value != *code);
    let base = format!("{from}_{to}");
    let code = std::iter::once(base.clone())
        .chain((2..100).map(|number| format!("{base}_{number}")))
        .find(is_free)?;
    Some(At::new(RelationshipDoc {
        code: At::new(code),
        label: Text::same(&link.from.1),
        from: Names::from_iter([format!("{from}.{}", link.from.1)]),
        to: Names::from_iter([format!("{to}.{}", link.to.1)]),
        ..RelationshipDoc::default()
    }))
}

/// The text of a definition: JSON, which is YAML too, so that the page needs no writer of its own.
pub fn definition_text(document: &Document) -> String {
    serde_json::to_string_pretty(document).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use sandtable_engine::limits::Limits;
    use sandtable_engine::load::LoadOptions;
    use sandtable_engine::model::{read, resolve};

    use super::*;
    use crate::state::{ColumnDraft, FileKey};

    fn table(name: &str, rows: u64, columns: &[(&str, DataType, bool)]) -> TableDraft {
        let options = LoadOptions { table: name.into(), ..LoadOptions::default() };
        let mut table = TableDraft::new(FileKey(0), format!("{name}.csv"), 1, options);
        table.columns = columns
            .iter()
            .map(|(name, data_type, is_unique)| {
                let facts = ColumnFacts {
                    rows,
                    nulls: 0,
                    distinct: if *is_unique { rows } else { 7 },
                    is_unique: *is_unique,
                };
                ColumnDraft {
                    source: (*name).to_owned(),
                    name: (*name).to_owned(),
                    data_type: *data_type,
                    wanted: None,
                    guessed: role_of(name, *data_type, &facts),
                    chosen: None,
                    facts,
                    evidence: Text::default(),
                    loadable: true,
                }
            })
            .collect();
        table
    }

    fn star() -> Draft {
        let orders = table(
            "orders",
            1_000,
            &[
                ("order_id", DataType::Int, true),
                ("customer_id", DataType::Int, false),
                ("seller", DataType::Int, false),
                ("day", DataType::Date, false),
                ("amount (元)", DataType::Float, false),
            ],
        );
        let customers =
            table("customers", 100, &[("customer_id", DataType::Int, true), ("城市", DataType::Text, false)]);
        Draft { tables: vec![orders, customers], ..Draft::default() }
    }

    fn check(draft: &Draft, links: usize) -> Document {
        let document = definition_of(draft);
        let (again, findings) = read(&definition_text(&document), &Limits::default());
        assert_eq!(findings, []);
        assert_eq!(again, document);
        let schemas: Vec<Schema> = draft.tables.iter().map(|table| table_facts(table).schema).collect();
        let (model, findings) = resolve(&document, &schemas, &Limits::default());
        assert_eq!(findings, []);
        assert_eq!(model.relationships.len(), links);
        document
    }

    #[test]
    fn keys_suggest_links() {
        let draft = star();
        let link = LinkDraft { from: (0, "customer_id".into()), to: (1, "customer_id".into()) };
        assert_eq!(links_of(&draft), [link]);
        check(&draft, 1);
    }

    #[test]
    fn the_readers_links_stand() {
        let link = LinkDraft { from: (0, "seller".into()), to: (1, "customer_id".into()) };
        check(&Draft { links: Some(vec![link]), ..star() }, 1);
        check(&Draft { links: Some(Vec::new()), ..star() }, 0);
    }
}
