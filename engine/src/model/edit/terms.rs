//! What defines a metric, apart from what else is said about it.

use crate::model::document::MetricDoc;

macro_rules! terms {
    ($($field:ident),*) => {
        /// A metric of which nothing is said but what defines it.
        pub(super) fn terms_of(metric: &MetricDoc) -> MetricDoc {
            MetricDoc { $($field: metric.$field.clone(),)* ..MetricDoc::default() }
        }

        /// A metric as a revision defines it, with the state and version of the revision.
        pub fn revised(metric: &MetricDoc, revision: &MetricDoc) -> MetricDoc {
            MetricDoc {
                $($field: revision.$field.clone(),)*
                state: revision.state.clone(),
                version: revision.version.clone(),
                ..metric.clone()
            }
        }

        /// Whether both are called the same, mean the same and compute the same: one version.
        pub fn is_same_terms(a: &MetricDoc, b: &MetricDoc) -> bool {
            $(a.$field == b.$field)&&*
        }
    };
}

terms!(
    code,
    label,
    description,
    dataset,
    aggregate,
    field,
    p,
    at_least,
    time,
    over_time,
    base,
    period,
    qualifiers,
    condition,
    window,
    before_start,
    since_start,
    by,
    formula,
    unit,
    format,
    zero_fill
);
