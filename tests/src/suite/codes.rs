//! The error codes of the cases in terms of ours: the one place that maps them.

use sandtable_engine::diag::Diagnostic;

/// Our codes that say what `code` says.
fn ours(code: &str) -> &'static [&'static str] {
    match code {
        "E_AGGREGATE_IN_WHERE" => &["aggregate_in_where"],
        "E_NON_AGGREGATE_IN_HAVING" => &["non_aggregate_in_having"],
        "E_MIXED_PREDICATE_LEVEL" => &["mixed_predicate_level"],
        "E3013_NO_STITCHING_DIMENSION" => &["no_shared_dimension"],
        "E_NO_PATH" | "E3012_MN_NO_SAFE_REWRITE" => &["no_path"],
        "E_AMBIGUOUS_PATH" => &["ambiguous_path"],
        "E_NAME_NOT_FOUND" => &["unknown_metric", "unknown_field"],
        "E_EMPTY_AGGREGATION_QUERY" | "E_EMPTY_SCALAR_QUERY" => &["empty_query"],
        "E_NESTED_AGGREGATION_DEFERRED" => &["aggregate_in_formula"],
        "E_MIXED_QUERY_SHAPE" => &["mixed_query_shape"],
        "E_AGGREGATE_IN_SCALAR_QUERY" => &["metric_in_rows", "aggregate_in_formula"],
        "E_FAN_OUT_IN_SCALAR_QUERY" => &["fan_out"],
        "E_WINDOW_IN_WHERE" => &["window_not_here"],
        "E_AGGREGATE_IN_FIELD" => &["interop_aggregate_in_field"],
        "E_DEFERRED_KEY_REJECTED" => &["interop_deferred_key"],
        "E_NAME_COLLISION" => &["interop_name_twice"],
        "E_UNAGGREGATED_FINER_GRAIN_REFERENCE" => &["column_in_formula", "interop_finer_grain"],
        "E_WINDOWED_METRIC_COMPOSITION" => &["interop_windowed"],
        _ => &[],
    }
}

/// Whether one of the findings is what a case asks for by any of `codes`; none of them asks for any error.
pub(crate) fn found<'a>(findings: &'a [Diagnostic], codes: Option<&[&str]>) -> Option<&'a Diagnostic> {
    let mut errors = findings.iter().filter(|found| found.is_error());
    match codes {
        None => errors.next(),
        Some(codes) => errors.find(|found| codes.iter().any(|code| ours(code).contains(&&*found.code))),
    }
}
