//! The preview of a file: why a column has its type is one line that is read in full by keyboard and pointer, on wide
//! and narrow screens.

use anyhow::{Result, ensure};
use sandtable_tests::browser::{self, Folder, Page, Setup};
use serde_json::json;

/// Whether the line is seen in full, to its last corner.
async fn is_whole(page: &Page) -> Result<bool> {
    let script = "const text = document.querySelector('.column-evidence > span');
        const box = text.getBoundingClientRect();
        const corner = document.elementFromPoint(box.right - 8, box.bottom - 4);
        return text.scrollWidth <= text.clientWidth && corner === text";
    Ok(page.eval(script, vec![]).await? == json!(true))
}

async fn reads_in_full(page: &Page, name: &str) -> Result<()> {
    let folder = Folder::new(name)?;
    let file =
        folder.write("days.csv", format!("day,amount\n{}", "3/28/2024,1\n12/31/2024,2\n".repeat(900)))?;
    page.open("").await?;
    page.go_to_import().await?;
    page.choose(&[&file]).await?;
    page.wait_recognised(1).await?;
    ensure!(!is_whole(page).await?, "the line is short enough to be seen at once");
    // From the type of the column one step on.
    page.eval("document.querySelector('.column-head select:last-of-type').focus()", vec![]).await?;
    page.press("\u{e004}").await?;
    ensure!(is_whole(page).await?, "the focus does not show the whole line");
    let inside = "const box = document.querySelector('.column-evidence > span').getBoundingClientRect();
        return box.left >= 0 && box.right <= document.documentElement.clientWidth";
    ensure!(page.eval(inside, vec![]).await? == json!(true), "the line leaves the screen");
    page.press("\u{e00c}").await?;
    ensure!(!is_whole(page).await?, "Esc does not take it away");
    Ok(())
}

#[test]
fn types_are_explained_on_a_wide_screen() {
    browser::run("preview-wide", Setup::default(), async |page: &Page| {
        reads_in_full(page, "preview-wide").await
    });
}

#[test]
fn types_are_explained_on_a_narrow_screen_in_the_dark() {
    let setup = Setup { size: (390, 844), dark: true, ..Setup::default() };
    browser::run("preview-narrow", setup, async |page: &Page| reads_in_full(page, "preview-narrow").await);
}
