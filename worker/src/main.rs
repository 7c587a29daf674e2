//! The worker's binary: the engine, serving the page that started it.

fn main() {
    sandtable_worker::browser::serve();
}
