//! Read-only derivations: what to ask for a view, and how to read what comes back.
