//! Bytes → [`Table`](crate::table::Table).
