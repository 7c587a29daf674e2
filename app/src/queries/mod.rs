//! Read-only derivations: what to ask for a view, and how to read what comes back. Pure: no signals, no browser.

mod cells;
mod chart_kind;
mod chart_spec;
mod conditions;
mod definition;
mod dictionary;
mod differences;
mod fields;
mod filters;
mod first_view;
mod labels;
mod lineage;
mod pivot;
mod preceding;
mod qualifiers;
mod questions;
mod search;
mod versions;
mod words;

pub use cells::{
    bucket_start, grain_of, member_at, member_label, metric_cell, metric_compact, metric_full, null_reason,
    number_format,
};
pub use chart_kind::{ChartPlan, chart_choices, chart_plan, drawn_as};
pub use chart_spec::{DrawnChart, chart_spec};
pub use conditions::{and_also, condition_text};
pub use definition::{definition_of, definition_text, guessed_role, links_of, table_facts};
pub use dictionary::{Lookup, look_up, values_of};
pub use differences::{Pieces, differences};
pub use fields::{
    FieldInfo, applies, dimensions_of, facts_of, field_info, filterable, has_time, is_additive, reaches,
};
pub use filters::{engine_filter, engine_filters};
pub use first_view::first_view;
pub use labels::{condition_words, filter_words, member_words, not_reached, scalar_words};
pub use lineage::{Touched, file_of, touched};
pub use pivot::{Pivot, PivotColumn, PivotRow, metric_header, pivot};
pub use preceding::preceding;
pub use qualifiers::qualifier_users;
pub use questions::{
    LEADERBOARD_ROWS, MEMBERS_LISTED, MetricGroup, leaderboard, members, metric_groups, pivot_query,
    reached_view, sparklines, tabled_metrics, totals,
};
pub use search::{Listed, metric_list};
pub use versions::{Differing, changed_fields};
pub use words::{
    access_words, aggregate_words, condition_words as rows_words, definition_expression, definition_words,
    domain_words, field_name, formula_words, period_words, ratio_of, tag_words, window_words,
};

#[cfg(test)]
mod tests;
