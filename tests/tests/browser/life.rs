//! The life of a metric on its card: who may take which step, what a next version does, and what the history tells.

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use sandtable_tests::browser::{self, Page, Setup};

const LIFE: &str = "section[aria-label=生命周期]";
const HISTORY: &str = "section[aria-label=变更记录]";
const NAME: &str = "section[aria-label=生命周期] input[autocomplete=name]";
const REMARK: &str = "section[aria-label=生命周期] .row .field:nth-child(2) input";

/// Puts a text in place of what stands in a field.
async fn fill(page: &Page, css: &str, text: &str) -> Result<()> {
    page.click(css).await?;
    page.press(&format!("{}a{}{}", Key::Control, Key::Null, Key::Delete)).await?;
    page.type_into(css, text).await
}

/// Waits until an element says a text.
async fn tells(page: &Page, css: &str, text: &str) -> Result<()> {
    let script = "return [...document.querySelectorAll(arguments[0])].some(it => it.textContent.includes(arguments[1]))";
    page.wait_until(script, vec![css.into(), text.into()], &format!("{css} does not say {text}")).await
}

/// Somebody takes a step, with a remark or without.
async fn step(page: &Page, to: &str, by: &str, remark: &str) -> Result<()> {
    fill(page, NAME, by).await?;
    if !remark.is_empty() {
        fill(page, REMARK, remark).await?;
    }
    page.click_text(&format!("{LIFE} button"), to).await
}

async fn formula(page: &Page) -> Result<String> {
    page.text(".facts > div:nth-child(5) dd").await
}

#[test]
fn a_published_metric_changes_by_a_version_that_somebody_else_approves() {
    let setup = Setup { author: None, ..Setup::default() };
    browser::run("dictionary-life", setup, async move |page: &Page| {
        page.open("#/dictionary?data=sample&metric=first_time_fix_rate").await?;
        page.wait_for(&format!("{LIFE} button")).await?;
        let before = formula(page).await?;
        // Saving what was not changed, and by nobody.
        page.click(".dictionary-card .card-actions > .button:nth-child(3)").await?;
        page.wait_for("#build-formula").await?;
        page.click("form button[type=submit]").await?;
        tells(page, "form .findings", "没有写修改人").await?;
        page.type_into("form input[autocomplete=name]", "吴刚").await?;
        page.click("form button[type=submit]").await?;
        tells(page, HISTORY, "还没有变更").await?;

        page.eval("scrollTo(0, 0)", vec![]).await?;
        page.click(".dictionary-card .card-actions > .button:nth-child(3)").await?;
        page.wait_for("#build-formula").await?;
        fill(page, "#build-formula", "first_fix_success_count / valid_order_count").await?;
        page.wait_for(".preview-total").await?;
        page.click("form button[type=submit]").await?;
        tells(page, ".dictionary-card > [role=status]", "新版本 v2 在流程中").await?;
        ensure!(formula(page).await? == before, "what is online changed at once");
        tells(page, ".differences", "首修成功工单数 ÷ 有效工单数").await?;

        step(page, "需求申请", "吴刚", "").await?;
        tells(page, LIFE, "新版本要写明为什么改").await?;
        step(page, "需求申请", "吴刚", "分母改用有效工单").await?;
        tells(page, LIFE, "新版本 v2：需求申请").await?;
        step(page, "审核通过", "吴刚", "").await?;
        tells(page, LIFE, "不能由自己审核").await?;
        step(page, "审核通过", "某某", "").await?;
        tells(page, LIFE, "审核人是郑凯").await?;
        step(page, "驳回", "郑凯", "").await?;
        tells(page, LIFE, "驳回要写明原因").await?;
        step(page, "驳回", "郑凯", "先写清拆单").await?;
        tells(page, LIFE, "驳回原因：先写清拆单（郑凯").await?;
        tells(page, HISTORY, "先写清拆单").await?;
        for (to, by) in [
            ("草稿", "吴刚"),
            ("需求申请", "吴刚"),
            ("审核通过", "郑凯"),
            ("开发完成", "王五"),
            ("上线", "郑凯"),
        ] {
            step(page, to, by, "").await?;
            let told = if to == "上线" { "v2 上线".to_owned() } else { format!("进入「{to}」") };
            tells(page, &format!("{HISTORY} li:first-child"), &told).await?;
            tells(page, &format!("{HISTORY} li:first-child"), by).await?;
        }
        let now = "return document.querySelector('.facts > div:nth-child(5) dd').textContent.trim() === arguments[0]";
        page.wait_until(now, vec!["首修成功工单数 ÷ 有效工单数".into()], "it is not released").await?;

        // The oldest reading beside the newest.
        page.click(".versions summary").await?;
        let oldest = "const choice = document.querySelector('.versions select');
            choice.value = choice.options.length - 1;
            choice.dispatchEvent(new Event('change', { bubbles: true }));";
        page.eval(oldest, vec![]).await?;
        tells(page, ".versions .differences", &before).await
    });
}

#[test]
fn what_the_address_says_is_shown() {
    browser::run("dictionary-panes", Setup::default(), async move |page: &Page| {
        page.open("#/dictionary?data=sample&metric=region_beijing_order_count").await?;
        page.wait_for(".lineage-box[data-kind=qualifier]").await?;
        let heading = ".dictionary-pane h2";
        let click =
            "document.querySelector(arguments[0]).dispatchEvent(new MouseEvent('click', { bubbles: true }))";
        // Qualifier, column and file each lead to what uses them.
        for (kind, title) in [("qualifier", "北京区域"), ("column", "工单号"), ("table", "售后工单")]
        {
            page.eval(click, vec![format!(".lineage-box[data-kind={kind}]").into()]).await?;
            tells(page, heading, title).await?;
            tells(page, ".dictionary-pane .lineage-users", "本月北京区域工单数").await?;
            page.client().back().await?;
            tells(page, heading, "北京区域工单数").await?;
        }
        page.click(".dictionary-tools > button:nth-child(2)").await?;
        tells(page, heading, "体检").await?;
        page.client().back().await?;
        tells(page, heading, "北京区域工单数").await?;
        page.client().forward().await?;
        tells(page, heading, "体检").await?;
        page.eval("location.hash = '#/dictionary?data=sample&metric=arpu'", vec![]).await?;
        tells(page, heading, "客单价").await?;
        page.eval("location.hash = '#/dictionary?data=sample&metric=arpu&pane=checks'", vec![]).await?;
        tells(page, heading, "体检").await?;
        // Every role has its column, and names lead to their metrics.
        let roles = "return document.querySelectorAll('.responsibility thead th').length";
        ensure!(page.eval(roles, vec![]).await? == 19, "17 roles stand beside name and owner");
        page.click_text(".responsibility tbody button", "客单价").await?;
        tells(page, heading, "客单价").await
    });
}
