//! The chips of the filter bar as the engine's conditions.

use sandtable_engine::query::{Filter, Test};
use sandtable_engine::table::Scalar;

use crate::state::{Condition, FieldFilter, Member};

/// All chips; `except` leaves out the members chosen on one field, so that the others can still be seen and chosen.
pub fn engine_filters(filters: &[FieldFilter], except: Option<&str>) -> Vec<Filter> {
    filters
        .iter()
        .filter(|filter| {
            Some(filter.field.as_str()) != except || !matches!(filter.condition, Condition::Members(_))
        })
        .map(engine_filter)
        .collect()
}

/// One chip. To exclude keeps what is null or unmatched, unless just that is excluded: a reader who leaves out one
/// member does not mean to lose the rows without any.
pub fn engine_filter(filter: &FieldFilter) -> Filter {
    let test = |test| Filter::test(filter.field.clone(), test);
    let (condition, excludes_blank, excludes_unmatched) = match &filter.condition {
        Condition::Members(members) => {
            let has = |member| members.contains(&member);
            let mut values: Vec<Scalar> = members
                .iter()
                .filter_map(|member| match member {
                    Member::Value(value) => Some(value.clone()),
                    _ => None,
                })
                .collect();
            if has(Member::Blank) {
                values.push(Scalar::Null);
            }
            let mut any = Vec::new();
            if !values.is_empty() {
                any.push(test(Test::In(values)));
            }
            if has(Member::Unmatched) {
                any.push(test(Test::Unmatched));
            }
            let condition = if any.len() == 1 { any.remove(0) } else { Filter::Any(any) };
            (condition, has(Member::Blank), has(Member::Unmatched))
        }
        Condition::Range(low, high) => (test(Test::Between(low.clone(), high.clone())), false, false),
        Condition::Compare(comparison, value) => (test(Test::Is(*comparison, value.clone())), false, false),
        Condition::Contains(text) => (test(Test::Contains(text.clone())), false, false),
        Condition::Blank => (test(Test::Null), true, false),
    };
    if !filter.exclude {
        return condition;
    }
    let mut any = vec![Filter::Not(Box::new(condition))];
    if !excludes_blank {
        any.push(test(Test::Null));
    }
    if !excludes_unmatched {
        any.push(test(Test::Unmatched));
    }
    if any.len() == 1 { any.remove(0) } else { Filter::Any(any) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Scalar {
        Scalar::Text(text.into())
    }

    fn members(exclude: bool, members: Vec<Member>) -> FieldFilter {
        FieldFilter { field: "region".into(), exclude, condition: Condition::Members(members) }
    }

    fn test(test: Test) -> Filter {
        Filter::test("region", test)
    }

    #[test]
    fn members_ask_for_values_blanks_and_unmatched_keys() {
        let east = || Member::Value(text("华东"));
        assert_eq!(engine_filter(&members(false, vec![east()])), test(Test::In(vec![text("华东")])));
        assert_eq!(
            engine_filter(&members(false, vec![east(), Member::Blank, Member::Unmatched])),
            Filter::Any(vec![test(Test::In(vec![text("华东"), Scalar::Null])), test(Test::Unmatched)])
        );
        assert_eq!(engine_filter(&members(false, vec![Member::Unmatched])), test(Test::Unmatched));
    }

    #[test]
    fn to_exclude_a_member_keeps_rows_without_any() {
        let east = test(Test::In(vec![text("华东")]));
        assert_eq!(
            engine_filter(&members(true, vec![Member::Value(text("华东"))])),
            Filter::Any(vec![Filter::Not(Box::new(east)), test(Test::Null), test(Test::Unmatched)])
        );
        let blank = test(Test::In(vec![Scalar::Null]));
        assert_eq!(
            engine_filter(&members(true, vec![Member::Blank])),
            Filter::Any(vec![Filter::Not(Box::new(blank)), test(Test::Unmatched)])
        );
    }

    #[test]
    fn a_leaderboard_leaves_out_its_own_members_only() {
        let filters = [
            members(false, vec![Member::Blank]),
            FieldFilter {
                field: "region".into(),
                exclude: false,
                condition: Condition::Contains("华".into()),
            },
            FieldFilter { field: "city".into(), ..members(false, vec![Member::Blank]) },
        ];
        assert_eq!(engine_filters(&filters, Some("region")).len(), 2);
        assert_eq!(engine_filters(&filters, None).len(), 3);
    }
}
