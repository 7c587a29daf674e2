//! The document that holds everything a colleague must see to see the same thing.
