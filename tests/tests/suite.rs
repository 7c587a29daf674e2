//! The conformance suite, natively.

use sandtable_tests::{shared, suite};

#[test]
fn the_cases_hold() {
    let report = suite::run(&shared::cases().expect("the files can be read"));
    eprintln!("{report}");
    assert_eq!(report.failed, 0, "cases fail");
}
