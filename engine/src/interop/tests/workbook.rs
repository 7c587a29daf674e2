//! Workbooks as other programs write them.

use std::io::{Cursor, Write as _};

use super::super::{ImportOptions, Input, import};
use super::native;
use crate::limits::Limits;

/// An archive of parts.
pub(super) fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        archive.write_all(text.as_bytes()).expect("it is written");
    }
    archive.finish().expect("it is closed").into_inner()
}

/// Prefixes, absolute targets, a title, strings in runs with readings, cells without a place.
fn foreign(rows: &str) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id='{id}' Type='http://x/{kind}' Target='{target}'/>")
    };
    let roots =
        format!("<Relationships>{}</Relationships>", relation("r", "officeDocument", "/book/main.xml"));
    let relations = format!(
        "<Relationships>{}{}{}</Relationships>",
        relation("a", "worksheet", "../pages/one.xml"),
        relation("b", "sharedStrings", "/book/strings.xml"),
        relation("c", "styles", "looks.xml")
    );
    archive(&[
        ("_rels/.rels", &roots),
        ("book/_rels/main.xml.rels", &relations),
        (
            "book/main.xml",
            "<x:workbook xmlns:x='m'><x:workbookPr date1904='1'/><x:sheets><x:sheet name='甲 &amp; 乙' \
             sheetId='7' y:id='a' xmlns:y='r'/></x:sheets></x:workbook>",
        ),
        (
            "book/strings.xml",
            "<sst><si><t>Code</t></si><si><r><t>Ow</t></r><r><t>ner</t></r><rPh><t>オー</t></rPh></si>\
             <si><t>张&#19977;_x005F_x0041_</t></si></sst>",
        ),
        (
            "book/looks.xml",
            "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;'/>\
             <numFmt numFmtId='171' formatCode='[Red]0.0&quot;d&quot;'/></numFmts><cellStyleXfs><xf numFmtId='14'/>\
             </cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='170'/><xf numFmtId='171'/></cellXfs></styleSheet>",
        ),
        (
            "pages/one.xml",
            &format!("<x:worksheet xmlns:x='m'><x:sheetData>{rows}</x:sheetData></x:worksheet>"),
        ),
    ])
}

fn check(rows: &str, expected: &[(&str, Option<u32>, Option<u32>, &str)]) {
    let bytes = foreign(rows);
    let input = Input { name: "他.xlsx", bytes: &bytes, format: None, options: ImportOptions::default() };
    let imported = import(&native(), &input, None, &Limits::default());
    let found: Vec<_> = imported
        .diagnostics
        .iter()
        .map(|found| {
            let place = &found.location;
            (&*found.code, place.line, place.column, place.value.as_deref().unwrap_or_default())
        })
        .collect();
    assert_eq!(found, expected);
    assert!(
        imported.diagnostics.iter().all(|found| found.location.file.as_deref() == Some("他.xlsx › 甲 & 乙"))
    );
    let fields = imported.changes.iter().flat_map(|changed| &changed.fields);
    for (key, after) in fields.map(|field| (&*field.key, &*field.after)) {
        match key {
            "owner" => assert_eq!(after, "张三_x0041_"),
            "target_value" => assert_eq!(after, "0.5"),
            "description_zh" => assert_eq!(after, "2008-01-01"),
            other => panic!("{other}: {after}"),
        }
    }
    assert_eq!(imported.changes.is_empty(), !expected.is_empty());
}

const HEADER: &str = "<x:row><x:c t='inlineStr'><x:is><x:t>Our metrics</x:t></x:is></x:c></x:row>\
    <x:row r='3'><x:c r='B3' t='s'><x:v>0</x:v></x:c><x:c t='s'><x:v>1</x:v></x:c>\
    <x:c t='str'><x:f>1</x:f><x:v>Target</x:v></x:c><x:c r='AA3' t='str'><x:v>业务口径</x:v></x:c></x:row>";

#[test]
fn cells_are_read_as_people_see_them() {
    let row = "<x:row r='5'><x:c r='B5' t='str'><x:v>amount</x:v></x:c><x:c r='C5' t='s'><x:v>2</x:v></x:c>\
        <x:c r='D5' s='2'><x:v>0.5</x:v></x:c><x:c r='AA5' s='1'><x:v>37986.25</x:v></x:c></x:row>";
    check(&format!("{HEADER}{row}"), &[]);
}

#[test]
fn what_is_wrong_is_told_by_sheet_row_and_column() {
    let row = "<x:row r='9'><x:c r='B9' t='str'><x:v>amount</x:v></x:c><x:c r='D9' t='e'><x:v>#REF!</x:v></x:c></x:row>\
        <x:row><x:c r='B10' t='str'><x:v>ticket</x:v></x:c><x:c r='D10' t='b'><x:v>1</x:v></x:c></x:row>";
    check(
        &format!("{HEADER}{row}"),
        &[("interop_bad_cell", Some(9), Some(4), "#REF!"), ("interop_bad_cell", Some(10), Some(4), "true")],
    );
    let far = "<x:row r='30000'><x:c r='B30000' t='str'><x:v>x</x:v></x:c></x:row>";
    check(&format!("{HEADER}{far}"), &[("limit_reached", None, None, "")]);
    check("<x:row><x:c><x:v>1</x:v></x:c></x:row>", &[("interop_no_header", None, None, "")]);
}
