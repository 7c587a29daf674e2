//! Parquet, on the conformance files of Apache Parquet.

use super::*;

fn load(file: &str) -> Option<Result<Loaded, Vec<Diagnostic>>> {
    let bytes = shared(&format!("26-parquet-testing/{file}"))?;
    Some(load_bytes("t.parquet", &bytes, LoadOptions::default()))
}

#[track_caller]
fn check(file: &str, expected: &str) {
    let Some(found) = load(file).map(render) else { return };
    let expected: Vec<&str> =
        expected.lines().map(|line| line.strip_prefix("        ").unwrap_or(line)).collect();
    let expected = expected.join("\n");
    assert_eq!(found, expected.trim_matches('\n').trim_end(), "\nfound:\n{found}\n");
}

#[test]
fn types() {
    check(
        "data/alltypes_plain.snappy.parquet",
        r#"
        id int [6 | 7]
        bool_col bool [true | false]
        tinyint_col int [0 | 1]
        smallint_col int [0 | 1]
        int_col int [0 | 1]
        bigint_col int [0 | 10]
        float_col float [0 | 1.100000023841858]
        double_col float [0 | 10.1]
        date_string_col text ["04/01/09" | "04/01/09"]
        string_col text ["0" | "1"]
        timestamp_col datetime [2009-04-01T00:00:00 | 2009-04-01T00:01:00]
          t.parquet: note[cut_times]: times are cut to milliseconds (timestamp_col)
        "#,
    );
    let decimals = "value decimal(2) [1.00 | 2.00 | 3.00 | 4.00 | 5.00 | 6.00 | 7.00 | 8.00]";
    for file in ["int32", "int64", "fixed_length", "fixed_length_decimal_legacy", "byte_array"] {
        let name = if file.ends_with("legacy") { file.to_owned() } else { format!("{file}_decimal") };
        check(&format!("data/{name}.parquet"), decimals);
    }
    check("data/float16_nonzeros_and_nans.parquet", "x float [· | 1 | -2 | · | 0 | -1 | -0 | 2]");
    check(
        "data/nulls.snappy.parquet",
        "
        t.parquet: warning[nested_column]: column `b_struct` is nested (struct) and is left out (b_struct)
        t.parquet: error[no_flat_column]: there is no column that can be loaded
        ",
    );
}

#[test]
fn times_beyond_what_64_bits_hold_are_rejected() {
    check(
        "data/int96_from_spark.parquet",
        "
        a datetime [2024-01-01T20:34:56.123000 | 2024-01-01T01:00:00 | 9999-12-31T03:00:00 | 2024-12-30T23:00:00 | · | ·]
          row 6 a: `361727810693890449` beyond the range or the digits of the column
          t.parquet: note[cut_times]: times are cut to milliseconds (a)
          t.parquet: warning[out_of_range]: 1 values are beyond what can be stored and are null (a)
        ",
    );
}

#[test]
fn nested_columns_are_named() {
    check(
        "data/nested_maps.snappy.parquet",
        "
        b int [1 | 1 | 1 | 1 | 1 | 1]
        c float [1 | 1 | 1 | 1 | 1 | 1]
          t.parquet: warning[nested_column]: column `a` is nested (map) and is left out (a)
        ",
    );
}

/// All codecs, dictionary and plain, in the same file contents.
#[test]
fn codecs_and_encodings() {
    let plain = [
        "data/lz4_raw_compressed.parquet",
        "data/hadoop_lz4_compressed.parquet",
        "data/non_hadoop_lz4_compressed.parquet",
    ];
    for file in plain {
        check(
            file,
            r#"
        c0 int [1593604800 | 1593604800 | 1593604801 | 1593604801]
        c1 text ["abc" | "def" | "abc" | "def"]
        v11 float [42 | 7.7 | 42.125 | 7.7]
        "#,
        );
    }
    for (file, rows) in [
        ("alltypes_dictionary.parquet", 2),
        ("alltypes_tiny_pages.parquet", 7_300),
        ("alltypes_tiny_pages_plain.parquet", 7_300),
        ("byte_stream_split.zstd.parquet", 300),
        ("datapage_v2.snappy.parquet", 5),
        ("delta_binary_packed.parquet", 200),
        ("delta_byte_array.parquet", 1_000),
        ("delta_length_byte_array.parquet", 1_000),
        ("int32_with_null_pages.parquet", 1_000),
        ("rle_boolean_encoding.parquet", 68),
        ("rle-dict-snappy-checksum.parquet", 1_000),
        ("sort_columns.parquet", 6),
    ] {
        let Some(found) = load(&format!("data/{file}")) else { return };
        assert_eq!(found.map(|loaded| loaded.report.rows).ok(), Some(rows), "{file}");
    }
}

#[test]
fn tiny_pages_dictionary_and_plain_agree() {
    let (Some(Ok(a)), Some(Ok(b))) =
        (load("data/alltypes_tiny_pages.parquet"), load("data/alltypes_tiny_pages_plain.parquet"))
    else {
        return;
    };
    let values = |loaded: &Loaded| -> Vec<Scalar> {
        (0..7_300).map(|row| loaded.table.columns()[8].get(row)).collect()
    };
    assert_eq!(values(&a), values(&b));
}

#[test]
fn damage_ends_in_a_message() {
    for file in [
        "bad_data/ARROW-GH-41317.parquet",
        "bad_data/ARROW-GH-41321.parquet",
        "bad_data/ARROW-GH-47662.parquet",
        "bad_data/ARROW-RS-GH-6229-DICTHEADER.parquet",
        "bad_data/PARQUET-1481.parquet",
        "data/nation.dict-malformed.parquet",
    ] {
        let Some(found) = load(file) else { return };
        assert_eq!(found.err().map(|all| all[0].code.to_string()), Some("bad_parquet".to_owned()), "{file}");
    }
    for file in [
        "data/uniform_encryption.parquet.encrypted",
        "data/aes256/encrypt_columns_and_footer.parquet.encrypted",
    ] {
        check(file, "t.parquet: error[encrypted_parquet]: the Parquet file is encrypted and cannot be read");
    }
}

#[test]
fn cut_files_end_in_a_message() {
    let Some(bytes) = shared("26-parquet-testing/data/alltypes_plain.snappy.parquet") else { return };
    for cut in [4, 11, 12, 100, bytes.len() - 1] {
        let found = load_bytes("t.parquet", &bytes[..cut], LoadOptions::default()).err().unwrap_or_default();
        assert_eq!(found[0].code, "truncated_parquet", "{cut}");
    }
    // A byte changed anywhere may change the values, but never more than that.
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0x55;
        let found = load_bytes("t.parquet", &changed, LoadOptions::default()).err().unwrap_or_default();
        assert!(
            found.iter().all(|d| !d.message.en.contains("its data cannot be decoded")),
            "{at}: {found:?}"
        );
    }
}

#[test]
fn pieces_do_not_matter() {
    let Some(bytes) = shared("26-parquet-testing/data/alltypes_tiny_pages.parquet") else { return };
    let whole = load_bytes("t.parquet", &bytes, LoadOptions::default()).expect("a table");
    let mut piece = 0;
    let pieces = || {
        piece = piece * 7 % 4_099 + 13;
        piece
    };
    let cut = load_in_pieces("t.parquet", &bytes, LoadOptions::default(), pieces).expect("a table");
    assert!(equal(&whole.table, &cut.table));
}

#[test]
fn star_schema() {
    for (table, rows) in
        [("lineorder", 60_175), ("dates", 2_556), ("customer", 300), ("part", 2_000), ("supplier", 20)]
    {
        let folder =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/22-ssb-kylin/parquet");
        let Ok(mut files) = std::fs::read_dir(folder.join(format!("ssb.{table}"))) else { return };
        let path = files.next().expect("a file").expect("a file").path();
        let bytes = std::fs::read(path).expect("readable");
        let found = load_bytes("t.parquet", &bytes, LoadOptions::default()).expect("a table");
        assert_eq!(found.report.rows, rows, "{table}");
        let looked = recognise_bytes("t.parquet", &bytes, LoadOptions::default()).expect("a table");
        assert_eq!(
            (looked.rows, looked.rows_exact, looked.columns.len()),
            (rows, true, found.table.columns().len())
        );
        assert_eq!(looked.preview.len(), 50.min(rows as usize));
    }
}

/// A person may want another type than the file declares; what does not fit is rejected, as from a text file.
#[test]
fn types_that_are_wanted_instead() {
    let Some(bytes) = shared("26-parquet-testing/data/alltypes_plain.snappy.parquet") else { return };
    let wanted = [
        ("bool_col", DataType::Int),
        ("int_col", DataType::Text),
        ("bigint_col", DataType::Bool),
        ("float_col", DataType::Decimal { scale: 1 }),
        ("double_col", DataType::Int),
        ("date_string_col", DataType::Date),
        ("string_col", DataType::Float),
        ("timestamp_col", DataType::Date),
    ];
    let column = |(source, data_type): (&str, DataType)| ColumnOption {
        source: source.to_owned(),
        data_type: Some(data_type),
        date_order: Some(DateOrder::MonthFirst),
        ..ColumnOption::default()
    };
    let mut columns: Vec<ColumnOption> = wanted.into_iter().map(column).collect();
    for skip in ["id", "tinyint_col", "smallint_col"] {
        columns.push(ColumnOption { source: skip.to_owned(), skip: true, ..ColumnOption::default() });
    }
    let found = load_bytes("t.parquet", &bytes, LoadOptions { columns, ..LoadOptions::default() });
    let evidence = found.as_ref().ok().map(|loaded| loaded.report.columns[0].evidence.en.clone());
    assert_eq!(evidence.as_deref(), Some("declared as BOOLEAN, read as whole numbers as told"));
    let expected = r#"
        bool_col int [1 | 0]
        int_col text ["0" | "1"]
        bigint_col bool [false | ·]
        float_col decimal(1) [0.0 | ·]
        double_col int [0 | ·]
        date_string_col date [· | ·]
        string_col float [0 | 1]
        timestamp_col date [2009-04-01 | 2009-04-01]
          row 2 bigint_col: `10` not a truth value
          row 2 float_col: `1.100000023841858` beyond the range or the digits of the column
          row 2 double_col: `10.1` beyond the range or the digits of the column
          t.parquet: warning[rejected_values]: 1 values are not a truth value and are null (bigint_col, row 2)
          t.parquet: warning[lost_digits]: 1 values have digits that do not fit the demanded type and are null (float_col)
          t.parquet: warning[lost_digits]: 1 values have digits that do not fit the demanded type and are null (double_col)
          t.parquet: warning[rejected_values]: 2 values are not a date and are null (date_string_col, row 1)
          t.parquet: note[cut_times]: times are cut to milliseconds (timestamp_col)
    "#;
    let expected = expected.replace("\n        ", "\n");
    assert_eq!(render(found).trim(), expected.trim());
}

/// What other readers have been found to stumble over. The decoder never has to be caught: in WASM a panic of it would
/// end the worker.
#[test]
fn no_file_makes_the_decoder_panic() {
    for folder in ["data", "bad_data"] {
        let path =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/26-parquet-testing");
        let Ok(files) = std::fs::read_dir(path.join(folder)) else { return };
        let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
        for name in names.filter(|name| name.ends_with(".parquet")) {
            let Some(Err(all)) = load(&format!("{folder}/{name}")) else { continue };
            let is_caught = all.iter().any(|d| d.message.en.contains("its data cannot be decoded"));
            assert!(!is_caught, "{folder}/{name}: {all:?}");
        }
    }
}

#[test]
fn what_the_decoder_does_not_read_is_put_right() {
    for (file, rows, column, last) in [
        ("concatenated_gzip_members", 513, 0, Scalar::Int(513)),
        ("byte_stream_split_extended.gzip", 200, 1, Scalar::Null),
    ] {
        let Some(found) = load(&format!("data/{file}.parquet")) else { return };
        let found = found.unwrap_or_else(|all| panic!("{file}: {all:?}"));
        assert_eq!(found.report.rows, rows, "{file}");
        if last != Scalar::Null {
            assert_eq!(found.table.columns()[column].get(rows as usize - 1), last, "{file}");
        }
        // The same values stand there twice, plain and as streams of bytes.
        for pair in found.table.columns().chunks_exact(2).filter(|_| file.starts_with("byte")) {
            let values = |column: &Column| (0..column.len()).map(|row| column.get(row)).collect::<Vec<_>>();
            assert_eq!(values(&pair[0]), values(&pair[1]), "{} {}", pair[0].name(), pair[1].name());
        }
    }
    // Codes of no bits: the dictionary had one word when the page was written.
    let Some(found) = load("bad_data/ARROW-GH-43605.parquet") else { return };
    assert!(found.is_ok());
}

/// Bytes changed here and there. The delta encodings are not among the files: the decoder still panics on some of their
/// damage, which is caught natively and ends the worker in WASM.
#[test]
fn damage_anywhere_ends_in_a_message() {
    for file in [
        "byte_stream_split.zstd",
        "byte_stream_split_extended.gzip",
        "concatenated_gzip_members",
        "datapage_v2.snappy",
        "fixed_length_byte_array",
        "int32_with_null_pages",
        "int96_from_spark",
        "plain-dict-uncompressed-checksum",
        "rle_boolean_encoding",
        "rle-dict-snappy-checksum",
    ] {
        let Some(bytes) = shared(&format!("26-parquet-testing/data/{file}.parquet")) else { return };
        let mut state = 0x2545_F491_4F6C_DD1Du64;
        for _ in 0..60 {
            let mut changed = bytes.clone();
            for _ in 0..2 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                // Headers of pages stand at the start, and the footer at the end.
                let span = if state >> 20 & 1 == 0 { bytes.len().min(400) } else { bytes.len() };
                changed[(state >> 33) as usize % span] ^= (state >> 24 & 0xFF) as u8;
            }
            let found = load_bytes("t.parquet", &changed, LoadOptions::default()).err().unwrap_or_default();
            let is_caught = found.iter().any(|d| d.message.en.contains("its data cannot be decoded"));
            assert!(!is_caught, "{file}: {found:?}");
        }
    }
}
