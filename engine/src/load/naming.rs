//! What a table is called after its file.

/// Endings that a file name may have before its last one.
const ENDINGS: [&str; 12] =
    [".csv", ".tsv", ".txt", ".parquet", ".pq", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".numbers", ".gz"];

/// What spreadsheets call a sheet that nobody has named.
const BARE_SHEETS: [&str; 4] = ["sheet", "工作表", "table", "表格"];

/// What file managers write behind the name of a copy, before its number.
const COPIES: [&str; 5] = [" - copy", " copy", " - 副本", " 副本", "的副本"];

/// A name for the table in `file` as a person would say it: without folders and endings, without what a download or a
/// copy adds, and of a sheet exported from a workbook (`Sales 2024.xlsx - Orders.csv`) the sheet, if it has a name.
pub fn table_name(file: &str) -> String {
    let file = file.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = match file.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => without_endings(stem),
        _ => file,
    };
    let stem = without_copy(stem);
    let name = match sheet(stem) {
        Some((book, sheet)) if is_number(sheet) => return format!("{} {sheet}", without_copy(book)),
        Some((book, sheet)) if is_bare(sheet) => without_copy(book),
        Some((_, sheet)) => without_copy(sheet),
        None => stem,
    };
    if name.is_empty() { file.to_owned() } else { name.to_owned() }
}

/// Workbook and sheet of an exported sheet.
fn sheet(stem: &str) -> Option<(&str, &str)> {
    stem.match_indices(" - ").find_map(|(at, dash)| {
        let (book, sheet) = (&stem[..at], stem[at + dash.len()..].trim());
        let stripped = without_endings(book);
        (stripped.len() < book.len() && !sheet.is_empty()).then_some((stripped, sheet))
    })
}

/// A number alone, such as a year, says too little.
fn is_number(sheet: &str) -> bool {
    sheet.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_bare(sheet: &str) -> bool {
    let name = sheet.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ').to_lowercase();
    BARE_SHEETS.contains(&name.as_str())
}

fn without_endings(mut stem: &str) -> &str {
    while let Some(rest) = ENDINGS.iter().find_map(|ending| strip_suffix(stem, ending)) {
        stem = rest;
    }
    stem.trim()
}

/// `orders (2)`, `orders - Copy`, `orders 副本 2`.
fn without_copy(mut stem: &str) -> &str {
    loop {
        let numbered = stem.strip_suffix(')').and_then(|rest| {
            let (rest, number) = rest.rsplit_once(" (")?;
            // A year in brackets is part of the name.
            ((1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit()))
                .then_some(rest)
        });
        let unnumbered = stem.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
        let copied = COPIES.iter().find_map(|copy| strip_suffix(unnumbered, copy));
        match numbered.or(copied).map(str::trim).filter(|rest| !rest.is_empty()) {
            Some(rest) => stem = rest,
            None => return stem.trim(),
        }
    }
}

/// Without a suffix in any case, and not without all of it.
fn strip_suffix<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let at = text.len().checked_sub(suffix.len()).filter(|at| *at > 0 && text.is_char_boundary(*at))?;
    text[at..].eq_ignore_ascii_case(suffix).then(|| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_called_as_a_person_would() {
        for (file, name) in [
            ("orders.csv", "orders"),
            ("data/2024/订单.csv", "订单"),
            ("C:\\data\\客户.tsv", "客户"),
            ("Car Sales.xlsx - car_data.csv", "car_data"),
            ("销售.xlsx - Sheet1.csv", "销售"),
            ("销售.XLSX - 工作表 1.csv", "销售"),
            ("销售 - 华东.xlsx - 2024.csv", "销售 - 华东 2024"),
            ("orders.csv.gz", "orders"),
            ("orders.xlsx.csv", "orders"),
            ("orders (1).csv", "orders"),
            ("orders (2024).csv", "orders (2024)"),
            ("orders - Copy (2).csv", "orders"),
            ("订单 - 副本.csv", "订单"),
            ("订单 副本 2.csv", "订单"),
            ("north - south.csv", "north - south"),
            ("v1.2 prices.csv", "v1.2 prices"),
            ("photocopy.csv", "photocopy"),
            (".csv", ".csv"),
            ("(1).csv", "(1)"),
            ("orders", "orders"),
            ("", ""),
        ] {
            assert_eq!(table_name(file), name, "{file}");
        }
    }
}
