//! The conformance suite, natively.

use sandtable_tests::{shared::shared, suite};

#[test]
fn the_cases_hold() {
    let mut files = Vec::new();
    for name in ["division_nulls.json", "periods.json", "semantics.json"] {
        if let Some(path) = shared(&format!("cases/{name}")) {
            files.push((name.to_owned(), std::fs::read_to_string(path).expect("the file can be read")));
        }
    }
    let report = suite::run(&files);
    eprintln!("{report}");
    assert_eq!(report.failed, 0, "cases fail");
}
