use super::super::dictionary::{read, write};
use super::native;
use crate::limits::Limits;
use crate::text::Lang;

#[test]
fn metrics_come_back_from_either_header() {
    let document = native();
    for lang in [Lang::Zh, Lang::En] {
        let (text, lost) = write(&document, lang);
        assert!(text.starts_with('\u{feff}'));
        assert_eq!(lost.len(), 3);
        let (again, found) = read(&text, &Limits::default());
        assert_eq!(found, []);
        assert_eq!(again.metrics, document.metrics);
    }
}

#[test]
fn errors_name_row_column_and_value() {
    let text = "编码,单位,目标值,备注\na,元,十二,x\nb,\"a,\"\"b\",3,\n,元,,\nb,,,\n";
    let (document, found) = read(text, &Limits::default());
    assert_eq!(document.metrics.len(), 1);
    assert_eq!(document.metrics[0].unit.zh, "a,\"b");
    let said: Vec<_> = found
        .iter()
        .map(|one| {
            (&*one.code, one.location.row, one.location.field.as_deref(), one.location.value.as_deref())
        })
        .collect();
    assert_eq!(
        said,
        [
            ("interop_unknown_column", None, Some("备注"), None),
            ("interop_bad_cell", Some(1), Some("目标值"), Some("十二")),
            ("interop_bad_cell", Some(3), Some("编码"), Some("")),
            ("interop_bad_cell", Some(4), Some("编码"), Some("b")),
        ]
    );
}

#[test]
fn a_spreadsheet_runs_nothing() {
    let mut document = native();
    document.metrics[0].value.description.zh = "=1+1".to_owned();
    let (text, _) = write(&document, Lang::En);
    assert!(text.contains("'=1+1"));
    assert_eq!(read(&text, &Limits::default()).0.metrics, document.metrics);
}

#[test]
fn a_table_without_codes_is_refused() {
    let (_, found) = read("x,y\n1,2\n", &Limits::default());
    assert!(found.iter().any(|one| one.code == "interop_no_header"));
}
