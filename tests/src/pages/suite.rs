//! The conformance suite for a page, so that it runs in the WebAssembly of a real browser.

#[cfg(target_arch = "wasm32")]
mod page {
    use sandtable_tests::suite;
    use wasm_bindgen::prelude::wasm_bindgen;

    /// Runs the files, a JSON list of `[name, text]`; returns the report's text, or what is wrong with the list.
    #[expect(unreachable_pub, reason = "an export of the module must be public")]
    #[wasm_bindgen]
    pub fn run_suite(files: &str) -> String {
        match serde_json::from_str::<Vec<(String, String)>>(files) {
            Ok(files) => suite::run(&files).to_string(),
            Err(error) => format!("not a list of files: {error}"),
        }
    }
}

fn main() {}
