//! Entry of the page.

fn main() {
    sandtable_app::open();
}
