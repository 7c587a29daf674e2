//! What goes wrong or is stopped midway leaves the page as it was: the engine dies, a long load is cancelled.

use anyhow::{Result, ensure};
use sandtable_tests::browser::{self, DEATH, Folder, Page, Setup};

use super::orders;

/// 60 MB: long enough to be stopped midway.
fn long(folder: &Folder) -> Result<std::path::PathBuf> {
    let lines = "2024-05-17,s1,10.25\n2024-05-18,s2,20.50\n2024-05-19,s3,30.00\n".repeat(1_000);
    folder.write_long("long.csv", "day,store,price\n", &lines, 1_000)
}

/// A load is under way, and some of it is done.
async fn wait_midway(page: &Page) -> Result<()> {
    let script = "const part = Number(document.querySelector('[role=progressbar]')?.ariaValueNow ?? 0);
        return part > 0 && part < 100";
    page.wait_until(script, vec![], "the load is not seen midway").await
}

fn dying() -> Setup {
    Setup { expected_errors: vec![DEATH], ..Setup::default() }
}

/// Chooses a long file beside what is open, and waits until it is half read.
async fn stop_midway(page: &Page, folder: &Folder) -> Result<()> {
    let file = long(folder)?;
    page.go_to_import().await?;
    page.choose(&[&file]).await?;
    page.wait_recognised(1).await?;
    page.press_on().await?;
    wait_midway(page).await
}

#[test]
fn a_dead_engine_comes_back_with_its_data() {
    browser::run("engine-dies", dying(), async move |page: &Page| {
        let folder = Folder::new("dies")?;
        page.watch_engines().await?;
        page.open("").await?;
        orders::import(page, &folder).await?;
        ensure!(page.engines().await? == 1, "more than one engine");
        for deaths in 1..=2 {
            page.crash_engine().await?;
            page.wait_for(".main > .notice.is-warning").await?;
            page.settle().await?;
            ensure!(page.engines().await? == 1 + deaths, "no other engine was started");
            let banners = page.banners().await?;
            ensure!(
                banners.iter().any(|banner| banner.contains("正在重新启动并恢复数据")),
                "the page did not say that the engine is coming back: {banners:?}"
            );
            let notice = page.text(".main > .notice").await?;
            ensure!(notice.contains("计算进程意外停止，已重新启动并恢复数据"), "the page says: {notice}");
            page.switch_language().await?;
            page.wait_for_text("The engine stopped unexpectedly and is restarted with its data").await?;
            page.switch_language().await?;
            // The same question, and one that only the new engine can have answered.
            orders::answers(page, 0).await?;
            orders::answers(page, deaths as usize).await?;
            page.click(".main > .notice .icon-button").await?;
            page.wait_gone(".main > .notice").await?;
        }
        Ok(())
    });
}

#[test]
fn an_engine_that_dies_while_loading_loads_again() {
    browser::run("engine-dies-loading", dying(), async move |page: &Page| {
        let folder = Folder::new("dies-loading")?;
        page.watch_engines().await?;
        page.open("").await?;
        orders::import(page, &folder).await?;
        stop_midway(page, &folder).await?;
        page.crash_engine().await?;
        page.wait_for(".main > .notice.is-warning").await?;
        page.wait_for(".wizard-body .file-line .badge").await?;
        page.wait_for_text("3,000,000").await?;
        page.finish_import().await?;
        page.show("#/explore?m=long_rows,price_sum&by=store").await?;
        let cards = page.cards().await?;
        ensure!(
            cards.len() == 2
                && cards[0].value.starts_with("3,000,000")
                && cards[1].value.starts_with("60,750,000"),
            "{cards:?}"
        );
        Ok(())
    });
}

#[test]
fn a_cancelled_load_leaves_all_as_it_was() {
    browser::run("cancelled-load", Setup::default(), async move |page: &Page| {
        let folder = Folder::new("cancelled")?;
        page.open("").await?;
        orders::import(page, &folder).await?;
        stop_midway(page, &folder).await?;
        page.click_text(".wizard-body .button", "取消").await?;
        page.wait_for_text("已取消读取。").await?;
        page.wait_for(".stepper li:nth-child(1)[aria-current=step]").await?;
        // The chosen file is still there, as it was looked at.
        page.wait_recognised(1).await?;
        let card = page.text(".wizard-body article.card").await?;
        ensure!(card.contains("long.csv"), "the card says: {card}");
        page.go_to_explore().await?;
        orders::answers(page, 1).await?;
        // The second try goes through.
        page.go_to_import().await?;
        page.load(1).await?;
        page.finish_import().await?;
        let cards = page.cards().await?;
        ensure!(cards.first().is_some_and(|card| card.value.starts_with("3,000,000")), "{cards:?}");
        Ok(())
    });
}

#[test]
fn an_unfinished_import_leaves_an_open_table_of_its_name_alone() {
    browser::run("unfinished-import", dying(), async move |page: &Page| {
        let folder = Folder::new("unfinished")?;
        page.watch_engines().await?;
        page.open("").await?;
        orders::import(page, &folder).await?;
        // Of the same name elsewhere: an engine that comes back reads the first file again.
        let elsewhere = Folder::new("unfinished-other")?;
        let other = elsewhere.write("orders.csv", "store,amount\ns1,5\ns2,6\n")?;
        page.go_to_import().await?;
        page.choose(&[&other]).await?;
        page.wait_recognised(1).await?;
        page.load(1).await?;
        page.go_to_explore().await?;
        orders::answers(page, 1).await?;
        // An engine with the tables of both comes back with the tables of both.
        page.crash_engine().await?;
        page.wait_for(".main > .notice.is-warning").await?;
        page.settle().await?;
        orders::answers(page, 2).await?;
        // Given up, nothing of it is left.
        page.go_to_import().await?;
        page.click_text(".wizard-foot .button", "放弃导入").await?;
        page.wait_for(".explore").await?;
        orders::answers(page, 3).await?;
        // Finished, it takes the place of what was open, also after a crash.
        page.go_to_import().await?;
        page.import(&[&other]).await?;
        for deaths in 0..2 {
            if deaths > 0 {
                page.crash_engine().await?;
                page.wait_for(".main > .notice.is-warning").await?;
                page.settle().await?;
            }
            page.show(&format!("#/explore?m=orders_rows,amount_sum&by=store&f=orders.amount~ge~*i{deaths}"))
                .await?;
            let cards = page.cards().await?;
            ensure!(cards.len() == 2 && cards[0].value == "2" && cards[1].value == "11", "{cards:?}");
        }
        Ok(())
    });
}
