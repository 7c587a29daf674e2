//! The metric engine.
