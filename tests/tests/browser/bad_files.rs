//! Files that are no tables, or too much of one: each ends in a clear message in both languages, and what was open
//! before goes on answering.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, ensure};
use sandtable_tests::browser::{self, Folder, Page, Setup};

use super::orders;

/// Where a bad file is found out.
#[derive(Clone, Copy, PartialEq)]
enum At {
    /// At the first look.
    Look,
    /// It can be loaded; the message is a warning.
    Warned,
    /// While it is being read.
    Load,
}

struct Bad {
    file: PathBuf,
    at: At,
    /// What is said, in Chinese and in English.
    says: [&'static str; 2],
}

fn files(folder: &Folder) -> Result<Vec<Bad>> {
    let write = |name: &str, bytes: &[u8]| folder.write(name, bytes);
    let bad = |file: PathBuf, at, zh, en| Bad { file, at, says: [zh, en] };
    let parquet = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/sample/fact_lead.parquet"))?;
    let binary: Vec<u8> = (0..50_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let names: Vec<String> = (0..100_000).map(|at| format!("c{at}")).collect();
    let wide = format!("{}\n{}\n", names.join(","), vec!["1"; 100_000].join(","));
    let some = "store,amount\ns1,1\ns2,2\n".repeat(40_000);
    Ok(vec![
        bad(write("empty.csv", b"")?, At::Look, "文件是空的", "The file is empty"),
        bad(
            write("header.csv", b"store,amount\n")?,
            At::Warned,
            "只有表头，没有数据行",
            "There is a header and no data row",
        ),
        bad(
            write("binary.csv", &binary)?,
            At::Look,
            "这是二进制文件，不是表格文件",
            "This is a binary file, not a table",
        ),
        bad(
            write("cut.parquet", &parquet[..parquet.len() / 2])?,
            At::Look,
            "Parquet 文件不完整：应以 PAR1 结尾",
            "The Parquet file is cut off: expected PAR1 at its end",
        ),
        bad(
            write("wide.csv", wide.as_bytes())?,
            At::Look,
            "上限是 4096（columns）",
            "the limit is 4096 (columns)",
        ),
        bad(
            write("unclosed.csv", b"store,amount\ns1,1\n\"s2,2\ns3,3\n")?,
            At::Look,
            "第 3 行打开的引号没有关闭",
            "The quote opened in line 3 is never closed",
        ),
        bad(
            write("unclosed-late.csv", format!("{some}\"s3,3\ns4,4\n").as_bytes())?,
            At::Load,
            "第 120001 行打开的引号没有关闭",
            "The quote opened in line 120001 is never closed",
        ),
    ])
}

/// The message stands there, with the name of the file, in the one language and in the other.
async fn is_told(page: &Page, bad: &Bad, name: &str) -> Result<()> {
    for text in bad.says {
        page.wait_for_text(text).await?;
        let place = if bad.at == At::Load { ".main > .notice" } else { ".wizard-body article.card" };
        let told = page.text(place).await?;
        ensure!(told.contains(text) && told.contains(name), "{place} says: {told}");
        page.switch_language().await?;
    }
    Ok(())
}

#[test]
fn each_is_told_and_the_page_lives_on() {
    browser::run("bad-files", Setup::default(), async move |page: &Page| {
        let folder = Folder::new("bad")?;
        page.open("").await?;
        orders::import(page, &folder).await?;
        for (at, bad) in files(&folder)?.iter().enumerate() {
            let name = bad.file.file_name().unwrap_or_default().to_string_lossy();
            page.go_to_import().await?;
            page.choose(&[&bad.file]).await?;
            page.wait_recognised(1).await?;
            if bad.at == At::Load {
                page.press_on().await?;
            }
            is_told(page, bad, &name).await?;
            let can_go_on = page
                .eval("return !document.querySelector('.wizard-foot .button.is-primary').disabled", vec![]);
            ensure!(can_go_on.await? == (bad.at != At::Look), "{name}: the way on is open or shut");
            // It can be taken out, and what was open still answers.
            page.click(".wizard-body article.card .icon-button").await?;
            page.wait_gone(".wizard-body article.card").await?;
            page.go_to_explore().await?;
            orders::answers(page, at + 1).await?;
            eprintln!("{name}: told in both languages, the page lives on");
        }
        Ok(())
    });
}

#[test]
fn three_hundred_megabytes_are_loaded_or_refused_by_name() {
    browser::run("large-file", Setup::default(), async move |page: &Page| {
        let folder = Folder::new("large")?;
        page.open("").await?;
        orders::import(page, &folder).await?;
        // 15 million rows of 20 bytes.
        let line = "2024-05-17,s1,10.25\n2024-05-18,s2,20.50\n2024-05-19,s3,30.00\n";
        let lines = line.repeat(1_000);
        let file = folder.write_long("large.csv", "day,store,price\n", &lines, 5_000)?;
        let size = fs::metadata(&file)?.len();
        ensure!(size > 300_000_000, "{size} bytes");
        page.go_to_import().await?;
        page.choose(&[&file]).await?;
        page.wait_recognised(1).await?;
        page.be_patient(Duration::from_secs(180));
        page.press_on().await?;
        let ended = "return !document.querySelector('[role=progressbar]')
            && !!(document.querySelector('.wizard-body .badge') || document.querySelector('.main > .notice'))";
        page.wait_until(ended, vec![], "the load has no end").await?;
        let text = page.visible_text().await?;
        if text.contains("15,000,000") {
            page.finish_import().await?;
            page.show("#/explore?m=large_rows,price_sum&by=store").await?;
            let cards = page.cards().await?;
            ensure!(
                cards.len() == 2
                    && cards[0].value.starts_with("15,000,000")
                    && cards[1].value.starts_with("303,750,000"),
                "{cards:?}"
            );
            eprintln!("300 MB: loaded");
        } else {
            let notice = page.text(".main > .notice").await?;
            ensure!(notice.contains("上限") && notice.contains("large.csv"), "the page says: {notice}");
            page.go_to_explore().await?;
            orders::answers(page, 1).await?;
            eprintln!("300 MB: refused by name");
        }
        Ok(())
    });
}
