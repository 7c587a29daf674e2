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

#[test]
fn types() {
    check(
        "id,money,rate,flag,day,time,name,code,empty\n1,12.50,0.1234567,true,2024-03-08,2024-03-08 10:00:00,a,007,\n2,3,1e3,FALSE,2024-03-09,2024-03-08T10:00:00.5,b,12,\n",
        "
        id int [1 | 2]
        money decimal(2) [12.50 | 3.00]
        rate float [0.1234567 | 1000]
        flag bool [true | false]
        day date [2024-03-08 | 2024-03-09]
        time datetime [2024-03-08T10:00:00 | 2024-03-08T10:00:00.500000]
        name text [\"a\" | \"b\"]
        code text [\"007\" | \"12\"]
        empty text [· | ·]
        ",
    );
}
