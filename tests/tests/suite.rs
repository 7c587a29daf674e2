//! The conformance suite, natively.

use sandtable_tests::{shared, suite};

#[test]
fn the_cases_hold() {
    let files = shared::cases().expect("the files can be read");
    if files.is_empty() {
        eprintln!("skipped: there is no case to run");
        return;
    }
    let report = suite::run(&files);
    eprintln!("{report}");
    assert_eq!(report.failed, 0, "cases fail");
}
