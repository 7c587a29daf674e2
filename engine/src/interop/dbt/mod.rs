//! dbt semantic models (MetricFlow): the form inside models of dbt 1.12 and Fusion, and the older one with measures.
//!
//! Both are read; the newer one is written.

mod metrics;
mod read;
mod write;

pub use read::read;
pub use write::write;
