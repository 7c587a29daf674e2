//! Our side of the benchmark in its page: the client of the worker, as JavaScript calls it.

#[cfg(target_arch = "wasm32")]
mod page {
    use sandtable_engine::frame::{Cells, Frame, FrameColumn, Null};
    use sandtable_engine::load::LoadOptions;
    use sandtable_engine::query::Query;
    use sandtable_worker::browser::{self, Client};
    use sandtable_worker::client::Failure;
    use sandtable_worker::protocol::ModelSource;
    use serde_json::{Value, json};
    use wasm_bindgen::prelude::*;
    use web_sys::Blob;

    /// A worker with its data.
    #[wasm_bindgen]
    pub struct Engine(Client);

    #[wasm_bindgen]
    impl Engine {
        /// Starts the worker.
        #[wasm_bindgen(constructor)]
        pub fn new(worker_url: &str) -> Self {
            Self(browser::connect(worker_url))
        }

        /// Reads a CSV file into a table.
        pub async fn load(&self, table: String, file: Blob) -> Result<(), JsError> {
            let options = LoadOptions { table, ..LoadOptions::default() };
            self.0.load("orders.csv", file, options).await.map(drop).map_err(told)
        }

        /// Sets the model; an error in it is an error.
        pub async fn set_model(&self, text: String) -> Result<(), JsError> {
            let source = ModelSource { name: "model.yaml".to_owned(), text };
            let report = self.0.set_model(source).await.map_err(told)?;
            match report.diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
                Some(error) => Err(JsError::new(&error.message.en)),
                None => Ok(()),
            }
        }

        /// Asks a query, written in JSON.
        pub async fn query(&self, query: String) -> Result<Answer, JsError> {
            let query: Query = serde_json::from_str(&query)?;
            self.0.query(query).await.map(Answer).map_err(told)
        }

        /// Bytes of the worker's linear memory.
        pub async fn memory_bytes(&self) -> Result<f64, JsError> {
            self.0.stats().await.map(|stats| stats.memory_bytes as f64).map_err(told)
        }
    }

    /// An answer as it came.
    #[wasm_bindgen]
    pub struct Answer(Frame);

    #[wasm_bindgen]
    impl Answer {
        /// Rows as JSON: keys as text, then numbers.
        pub fn rows(&self) -> String {
            let row = |row| self.0.columns.iter().map(|column| cell(column, row)).collect::<Vec<_>>();
            json!((0..self.0.rows()).map(row).collect::<Vec<_>>()).to_string()
        }
    }

    fn cell(column: &FrameColumn, row: usize) -> Value {
        if column.null(row) != Null::None {
            return Value::Null;
        }
        match &column.cells {
            Cells::Text(keys) => json!(keys[row]),
            Cells::Date(keys) => json!(keys[row].to_string()),
            _ => json!(column.number(row)),
        }
    }

    fn told(failure: Failure) -> JsError {
        JsError::new(&failure.to_string())
    }
}

fn main() {}
