//! Apache Ossie, once Open Semantic Interchange: semantic models in YAML, core specification 0.2.
//!
//! Our own definition travels in a custom extension, so that writing and reading gives the same document; a file
//! without it is translated as far as it maps.

mod checks;
mod metrics;
mod read;
mod write;

pub use read::read;
pub use write::write;

/// Version of the specification that is written.
const VERSION: &str = "0.2.0.dev0";

/// The vendor of our extension.
const VENDOR: &str = "SANDTABLE";

/// The dialect that is read and written.
const DIALECT: &str = "ANSI_SQL";
