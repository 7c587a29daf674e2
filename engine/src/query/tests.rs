//! The query format.

use super::*;

#[test]
fn the_examples_of_the_documentation_are_queries() {
    let text = include_str!("../../../docs/query.md");
    let examples: Vec<&str> =
        text.split("```json\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(examples.len(), 2);
    for example in examples {
        let query: Query = serde_json::from_str(example).unwrap_or_else(|error| panic!("{error}\n{example}"));
        assert_ne!(query, Query::default());
        let written = serde_json::to_string(&query).unwrap();
        assert_eq!(serde_json::from_str::<Query>(&written).unwrap(), query, "it reads back");
    }
}

#[test]
fn a_query_of_an_earlier_version_reads() {
    let query: Query = serde_json::from_str(r#"{"metrics": ["amount"], "all_members": true}"#).unwrap();
    assert!(query.rows.is_none() && query.windows.is_empty() && query.conditions.is_empty());
}
