//! Delimited text, case by case.

use super::*;

#[track_caller]
fn check_with(text: &[u8], options: LoadOptions, expected: &str) {
    let found = render(load_bytes("t.csv", text, options));
    let expected: Vec<&str> =
        expected.lines().map(|line| line.strip_prefix("        ").unwrap_or(line)).collect();
    let expected = expected.join("\n");
    assert_eq!(found, expected.trim_matches('\n').trim_end(), "\nfound:\n{found}\n");
}

#[track_caller]
fn check(text: &str, expected: &str) {
    check_with(text.as_bytes(), LoadOptions::default(), expected);
}

fn column(source: &str) -> ColumnOption {
    ColumnOption { source: source.to_owned(), ..ColumnOption::default() }
}

fn with_column(option: ColumnOption) -> LoadOptions {
    LoadOptions { columns: vec![option], ..LoadOptions::default() }
}

#[test]
fn types() {
    check(
        "id,money,rate,flag,day,time,name,code,empty\n\
         1,12.50,0.1234567,true,2024-03-08,2024-03-08 10:00:00,a,007,\n\
         2,3,1e3,FALSE,2024-03-09,2024-03-08T10:00:00.5,b,12,\n",
        r#"
        id int [1 | 2]
        money decimal(2) [12.50 | 3.00]
        rate float [0.1234567 | 1000]
        flag bool [true | false]
        day date [2024-03-08 | 2024-03-09]
        time datetime [2024-03-08T10:00:00 | 2024-03-08T10:00:00.500000]
        name text ["a" | "b"]
        code text ["007" | "12"]
        empty text [· | ·]
        "#,
    );
}

#[test]
fn numbers_with_marks() {
    check(
        "a,b,c,d,e\n\"1,234.50\",¥3.50,15%,300元,$5\n7.25,￥10,7.5%,250元,6\n",
        r#"
        a decimal(2) [1234.50 | 7.25]
        b decimal(2) [3.50 | 10.00]
        c decimal(3) [0.150 | 0.075]
        d int [300 | 250]
        e text ["$5" | "6"]
        "#,
    );
}

#[test]
fn identifiers_stay_text() {
    check(
        "zip,long,plus,int15\n1,1234567890123456,+861,123456789012345\n02,1,2,1\n",
        r#"
        zip text ["1" | "02"]
        long text ["1234567890123456" | "1"]
        plus text ["+861" | "2"]
        int15 int [123456789012345 | 1]
        "#,
    );
}

#[test]
fn words_for_null() {
    check(
        "n,t,d,e\n1,NA,2024-01-01,NA\nNA,NULL,-,-\n-,N/A,null,\n\\N,x,,NULL\n",
        r#"
        n int [1 | · | · | ·]
        t text ["NA" | · | "N/A" | "x"]
        d date [2024-01-01 | · | · | ·]
        e text [· | · | · | ·]
        "#,
    );
}

#[test]
fn truth_in_one_pair_of_words() {
    check(
        "a,b,c,d\n是,yes,true,1\n否,No,no,0\n",
        r#"
        a bool [true | false]
        b bool [true | false]
        c text ["true" | "no"]
        d int [1 | 0]
        "#,
    );
}

#[test]
fn dates_whose_order_shows() {
    check("d\n3/8/2024\n3/13/2024\n", "d date [2024-03-08 | 2024-03-13]");
    check("d\n03-08-2024\n13-08-2024\n", "d date [2024-08-03 | 2024-08-13]");
    check("d\n2024年3月8日\n2024年12月13日\n", "d date [2024-03-08 | 2024-12-13]");
    check("d\n2024/3/8 1:02\n2024/3/8 13:02:03\n", "d datetime [2024-03-08T01:02:00 | 2024-03-08T13:02:03]");
    check("d\n2024-03-08 00:00:00\n2024-03-09 00:00:00\n", "d date [2024-03-08 | 2024-03-09]");
    check("d\n2024-03-08\n2024-03-09 10:00\n", "d datetime [2024-03-08T00:00:00 | 2024-03-09T10:00:00]");
}

#[test]
fn dates_whose_order_is_open() {
    check(
        "d\n3/8/2024\n4/5/2024\n",
        "
        d date [2024-03-08 | 2024-04-05]
          t.csv: warning[ambiguous_dates]: no date has a day above 12, so its order is open; read as month/day (d)
          → if it is day/month, say so in the import options
        ",
    );
    let told = ColumnOption { date_order: Some(DateOrder::DayFirst), ..column("d") };
    check_with(b"d\n3/8/2024\n4/5/2024\n", with_column(told), "d date [2024-08-03 | 2024-05-04]");
}

#[test]
fn dates_of_eight_digits() {
    check("order_date\n20240308\n20240309\n", "order_date date [2024-03-08 | 2024-03-09]");
    check("code\n20240308\n20240309\n", "code int [20240308 | 20240309]");
    check("order_date\n20240308\n20241309\n", "order_date int [20240308 | 20241309]");
}

#[test]
fn offsets_are_local() {
    check(
        "t\n2024-03-08T10:00:00+08:00\n2024-03-08T11:00:00+08:00\n",
        "
        t datetime [2024-03-08T10:00:00 | 2024-03-08T11:00:00]
          t.csv: note[offset_dropped]: times carry the offset +08:00; local time is kept (t)
        ",
    );
}

#[test]
fn few_bad_values_are_rejected() {
    let mut text = String::from("n,d\n");
    for row in 1..=200 {
        text += &match row {
            150 => "oops,2024-02-30\n".to_owned(),
            _ => format!("{row},2024-02-{:02}\n", row % 28 + 1),
        };
    }
    check(
        &text,
        "
        n int [1 | 2 | 3 | 4 | 5 | 6 | 7 | 8]
        d date [2024-02-02 | 2024-02-03 | 2024-02-04 | 2024-02-05 | 2024-02-06 | 2024-02-07 | 2024-02-08 | 2024-02-09]
          row 150 n: `oops` not a whole number
          row 150 d: `2024-02-30` no such day in the calendar
          t.csv: warning[rejected_values]: 1 values are not a whole number and are null (n, row 150)
          t.csv: warning[rejected_values]: 1 values are not a date and are null (d, row 150)
        ",
    );
}

#[test]
fn the_type_is_that_of_the_whole_column() {
    // The first rows are numbers, later ones are not; and the other way round.
    let body: String =
        (0..30_000).map(|i| if i < 20_000 { format!("{i},x{i}\n") } else { format!("x{i},{i}\n") }).collect();
    let loaded =
        load_bytes("t.csv", format!("a,b\n{body}").as_bytes(), LoadOptions::default()).expect("a table");
    assert_eq!(loaded.report.passes, 2);
    assert!(loaded.table.columns().iter().all(|column| column.data_type() == DataType::Text));
    assert_eq!(value(&loaded.table.columns()[0], 7), "\"7\"");
    let body: String = (0..30_000).map(|i| if i < 5 { "?\n".to_owned() } else { format!("{i}\n") }).collect();
    let loaded =
        load_bytes("t.csv", format!("a\n{body}").as_bytes(), LoadOptions::default()).expect("a table");
    assert_eq!(loaded.table.columns()[0].data_type(), DataType::Int);
    assert_eq!(loaded.report.rejects.total, 5);
    assert_eq!(loaded.report.columns[0].evidence.en, "29,995 of 30,000 values are whole numbers");
}

#[test]
fn demanded_types() {
    let forced = |data_type| with_column(ColumnOption { data_type: Some(data_type), ..column("a") });
    check_with(b"a\n007\n8\n", forced(DataType::Int), "a int [7 | 8]");
    check_with(b"a\n1\n0\n", forced(DataType::Bool), "a bool [true | false]");
    check_with(b"a\n1\n2\n", forced(DataType::Text), "a text [\"1\" | \"2\"]");
    check_with(b"a\n1\n2.5\n", forced(DataType::Float), "a float [1 | 2.5]");
    check_with(b"a\n20240308\n2024-03-09\n", forced(DataType::Date), "a date [2024-03-08 | 2024-03-09]");
    check_with(b"a\n2024-03-09\n", forced(DataType::DateTime), "a datetime [2024-03-09T00:00:00]");
    check_with(
        b"a\n1\n2.5\nx\n",
        forced(DataType::Int),
        "
        a int [1 | · | ·]
          row 2 a: `2.5` beyond the range or the digits of the column
          row 3 a: `x` not a whole number
          t.csv: warning[lost_digits]: 1 values have digits that do not fit the demanded type and are null (a)
          t.csv: warning[rejected_values]: 2 values are not a whole number and are null (a, row 3)
        ",
    );
}

#[test]
fn options_rename_skip_trim() {
    let options = LoadOptions {
        columns: vec![
            ColumnOption { rename: Some("区域".to_owned()), trim: true, ..column("region") },
            ColumnOption { skip: true, ..column("x") },
            column("nowhere"),
        ],
        ..LoadOptions::default()
    };
    check_with(
        b"region ,x,n\n north ,1,1\nnorth,2,2\n",
        options,
        "
        区域 text [\"north\" | \"north\"]
        n int [1 | 2]
          t.csv: note[trimmed_column_name]: the name `region ` has blanks around it, called `region`
          t.csv: warning[unknown_column_option]: the import options name a column `nowhere` that is not in the file
        ",
    );
}

#[test]
fn separators_and_line_ends() {
    for separator in [",", ";", "\t", "|"] {
        for end in ["\n", "\r\n", "\r"] {
            let text = [["a", "b"], ["1", "x y"], ["2", "z"]].map(|row| row.join(separator) + end).concat();
            check(&text, "a int [1 | 2]\nb text [\"x y\" | \"z\"]");
            check(text.trim_end_matches(end), "a int [1 | 2]\nb text [\"x y\" | \"z\"]");
        }
    }
    check("\u{FEFF}a,b\n1,2\n\n3,4\n", "a int [1 | 3]\nb int [2 | 4]");
}

#[test]
fn quotes() {
    check(
        "a,b\n\"x,\"\"y\"\"\",\"1\"\n\"two\nlines\",2\r\n\"\",\n",
        "a text [\"x,\\\"y\\\"\" | \"two\\nlines\" | ·]\nb int [1 | 2 | ·]",
    );
    check(
        "a,b\n5\" disk,1\n\"x\"y,2\n",
        "
        a text [\"5\\\" disk\" | \"xy\"]
        b int [1 | 2]
          t.csv:3:1: warning[stray_quotes]: 1 records have quotes against RFC 4180, read as they stand; the first is in line 3
        ",
    );
}

#[test]
fn rows_of_the_wrong_length() {
    check(
        "a,b,c\n1,2,3\n4,5\n6,7,8,x,y\n9,10,11,\n",
        "
        a int [1 | 4 | 6 | 9]
        b int [2 | 5 | 7 | 10]
        c int [3 | · | 8 | 11]
          row 2 : `` fewer cells than columns, the rest is null
          row 3 : `x,y` more cells than columns, the rest is dropped
          t.csv: warning[short_rows]: 1 rows have fewer than 3 cells, the missing ones are null; the first is row 2 (row 2)
          t.csv: warning[long_rows]: 1 rows have more than 3 cells, the extra ones are dropped; the first is row 3 (row 3)
        ",
    );
}

#[test]
fn headers() {
    check("1,a\n2,b\n", "column_1 int [1 | 2]\ncolumn_2 text [\"a\" | \"b\"]");
    check("name,city\nann,rome\n", "name text [\"ann\"]\ncity text [\"rome\"]");
    check("region,2021,2022\nn,1,2\n", "region text [\"n\"]\n2021 int [1]\n2022 int [2]");
    check(
        "a,a,\n1,2,3\n",
        "
        a int [1]
        a_2 int [2]
        column_3 int [3]
          t.csv: warning[same_column_name]: the name `a` occurs again, column 2 is called `a_2`
          t.csv: warning[empty_column_name]: column 3 has no name, called `column_3`
        ",
    );
    let told = LoadOptions { header: Some(false), ..LoadOptions::default() };
    check_with(
        b"name,city\nann,rome\n",
        told,
        "column_1 text [\"name\" | \"ann\"]\ncolumn_2 text [\"city\" | \"rome\"]",
    );
}

#[test]
fn nothing_in_it() {
    check("", "t.csv: error[empty_file]: the file is empty");
    check("\n\n", "t.csv: error[empty_file]: the file is empty");
    check(
        "a,b\n",
        "
        a text []
        b text []
          t.csv: warning[no_rows]: there is a header and no data row
        ",
    );
}

#[test]
fn a_quote_that_is_never_closed() {
    check(
        "a,b\n1,2\n3,\"4\n5,6\n",
        "
        t.csv:3: error[unclosed_quote]: the quote opened in line 3 is never closed (row 2)
          → add the missing quote, or switch quotes off in the import options
        ",
    );
    let mut long = String::from("a,b\n1,2\n3,\"4\n");
    while long.len() < 6 << 20 {
        long.push_str("5,6\n");
    }
    check(
        &long,
        "
        t.csv:3: error[unclosed_quote]: the quote opened in line 3 is never closed (row 2)
          → add the missing quote, or switch quotes off in the import options
        ",
    );
    let off = LoadOptions { quotes: Some(false), ..LoadOptions::default() };
    check_with(b"a,b\n3,\"4\n5,6\n", off, "a int [3 | 5]\nb text [\"\\\"4\" | \"6\"]");
}

#[test]
fn too_many_columns() {
    let header: Vec<String> = (0..100_000).map(|i| format!("c{i}")).collect();
    let found =
        render(load_bytes("t.csv", (header.join(",") + "\n1,2\n").as_bytes(), LoadOptions::default()));
    assert!(
        found.starts_with("t.csv: error[limit_reached]: limit reached: number of columns is "),
        "{found}"
    );
    assert!(found.ends_with("the limit is 4096 (columns)"), "{found}");
}

#[test]
fn bytes_that_are_not_utf8() {
    check_with(
        b"a,b\ncaf\xE9,1\nx,2\n",
        LoadOptions::default(),
        "
        a text [\"caf\u{FFFD}\" | \"x\"]
        b int [1 | 2]
          row 1 a: `caf\u{FFFD}` bytes are not UTF-8
          t.csv: warning[not_utf8]: 1 cells are not UTF-8; bytes that cannot be read are replaced by \u{FFFD} (a, row 1)
          → save the file as CSV in UTF-8 and open it again
        ",
    );
}

/// Every way to cut a file into two, and many random ways, give the same table and report.
#[test]
fn chunks_do_not_matter() {
    let text = "id,when,name,amount\r\n1,3/8/2024,\"x,\"\"y\"\"\",\"1,000.50\"\r\n2,13/8/2024,\"two\r\nlines\",7\r\n\r\n\
                3,1/9/2024,5\" disk,oops\r\n4,,é,\r\n5,2/9/2024,z\r\n6,2/9/2024,\"\",8,extra";
    let whole = load_bytes("t.csv", text.as_bytes(), LoadOptions::default()).expect("a table");
    let same = |loaded: Loaded| {
        assert!(equal(&whole.table, &loaded.table));
        assert_eq!(whole.report.rejects, loaded.report.rejects);
        assert_eq!(whole.report.diagnostics, loaded.report.diagnostics);
        assert_eq!(whole.report.columns, loaded.report.columns);
    };
    for cut in 1..text.len() {
        let mut first = true;
        let pieces = || if std::mem::take(&mut first) { cut } else { usize::MAX / 2 };
        same(load_in_pieces("t.csv", text.as_bytes(), LoadOptions::default(), pieces).expect("a table"));
    }
    same(load_in_pieces("t.csv", text.as_bytes(), LoadOptions::default(), || 1).expect("a table"));
}

/// The same with files longer than what is recognised at once, so that pieces end within the body.
#[test]
fn chunks_do_not_matter_in_long_files() {
    let mut state = 7u64;
    let mut random = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for round in 0..4 {
        let mut text = String::from("id,day,name,amount,note\n");
        for row in 0..12_000u64 {
            let note = match random(30) {
                0 => "\"a \"\"quoted\"\", note\"".to_owned(),
                1 => "\"over\ntwo lines\"".to_owned(),
                2 if round == 1 => "5\" stray".to_owned(),
                3 if round == 2 => "a,b".to_owned(),
                4 => String::new(),
                _ => format!("n{}", random(500)),
            };
            let amount = if round == 3 && row == 11_990 {
                "x".to_owned()
            } else {
                format!("{}.{:02}", random(9_000), random(100))
            };
            text += &format!(
                "{row},2024-{:02}-{:02},名{},{amount},{note}\n",
                random(12) + 1,
                random(28) + 1,
                random(300)
            );
        }
        let whole = load_bytes("t.csv", text.as_bytes(), LoadOptions::default()).expect("a table");
        assert_eq!(whole.table.rows(), 12_000);
        for _ in 0..3 {
            let most = 1 + random(50_000);
            let pieces = || 1 + random(most) as usize;
            let cut =
                load_in_pieces("t.csv", text.as_bytes(), LoadOptions::default(), pieces).expect("a table");
            assert!(equal(&whole.table, &cut.table));
            assert_eq!(whole.report.rejects, cut.report.rejects);
            assert_eq!(whole.report.diagnostics, cut.report.diagnostics);
        }
    }
}

#[test]
fn recognition() {
    let found =
        recognise_bytes("a/orders.csv", b"id;name \n1;x\n2;y\n", LoadOptions::default()).expect("a table");
    assert_eq!((found.table.as_str(), found.delimiter, found.header), ("orders", Some(b';'), Some(true)));
    assert_eq!((found.rows, found.rows_exact), (2, true));
    let columns: Vec<_> =
        found.columns.iter().map(|c| (c.source.as_str(), c.name.as_str(), c.data_type)).collect();
    assert_eq!(columns, [("id", "id", DataType::Int), ("name ", "name", DataType::Text)]);
    assert_eq!(found.columns[1].samples, ["x", "y"]);
    assert_eq!(found.preview[0], [Some("1".to_owned()), Some("x".to_owned())]);
    let text: String = (0..200_000).map(|i| format!("{i},{}\n", i % 7)).collect();
    let found =
        recognise_bytes("t.csv", format!("a,b\n{text}").as_bytes(), LoadOptions::default()).expect("a table");
    assert!(!found.rows_exact && (180_000..260_000).contains(&found.rows), "{}", found.rows);
    assert_eq!(found.columns[0].data_type, DataType::Int);
}
