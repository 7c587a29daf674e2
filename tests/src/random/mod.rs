//! Random queries over random small stars, and the SQL that must give the same answer.

pub mod compare;
pub mod filters;
pub mod groups;
pub mod metrics;
pub mod queries;
pub mod rows;
pub mod sql;
pub mod world;
