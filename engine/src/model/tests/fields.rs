//! Fields that are windows over the rows of their dataset.

use super::*;
use crate::formula::WindowFunction;
use crate::model::lineage::{Source, uses};

const HEAD: &str = "\
sandtable: 1
datasets:
  - code: orders
    table: fact_service_order
    fields:
";

fn fields(lines: &str) -> (Model, Vec<String>) {
    let (model, found) = load(&format!("{HEAD}{lines}"), "m.yaml", &schemas(), &Limits::default());
    let found = found.iter().map(|found| {
        let place = &found.location;
        let (line, column) = (place.line.unwrap_or_default(), place.column.unwrap_or_default());
        format!("{line}:{column} {}: {}", found.code, found.message.get(Lang::En))
    });
    (model, found.collect())
}

#[test]
fn a_window_is_a_field_of_its_type() {
    let (model, found) = fields(
        "      - {code: nth, expr: row_number() over (partition by orders.center_key order by margin desc)}
      - {code: so_far, expr: sum(total_amount) over (order by order_date)}
      - {code: mean, expr: avg(total_amount) over ()}
      - {code: before, expr: lag(service_type) over (order by paid_at)}
      - {code: share, expr: total_amount / so_far}
      - {code: margin, expr: total_amount - cost_amount}
",
    );
    assert_eq!(found, [] as [String; 0]);
    let type_of = |code: &str| {
        let id = model.find_field(&format!("orders.{code}")).expect("the field is there");
        (id, model.field(id).data_type)
    };
    assert_eq!(type_of("nth").1, DataType::Int);
    assert_eq!(type_of("so_far").1, DataType::Decimal { scale: 2 });
    assert_eq!(type_of("mean").1, DataType::Float);
    assert_eq!(type_of("before").1, DataType::Text);
    assert_eq!(type_of("share").1, DataType::Float);
    let FieldSource::Windowed(window) = &model.field(type_of("nth").0).source else {
        panic!("it is a window");
    };
    assert_eq!(window.function, WindowFunction::RowNumber);
    // It rests on what it names, and on every row of the table.
    let below = uses(&model, Source::Field(type_of("nth").0));
    assert!(below.contains(&Source::Field(type_of("margin").0)));
    assert!(below.contains(&Source::Dataset(DatasetId(0))));
}

#[test]
fn what_cannot_be_a_window_is_refused_at_its_place() {
    let refused = |expr: &str, expected: &str| {
        let (model, found) = fields(&format!("      - {{code: x, expr: '{expr}'}}\n"));
        assert_eq!(found, [expected], "{expr}");
        assert!(model.find_field("orders.x").is_none());
    };
    refused("sum(service_type) over ()", "6:25 operand_type: sum expects a number, found text");
    refused("rank() over (partition by center_key)", "6:26 window_without_order: rank needs an `order by`");
    refused(
        "total_amount / sum(total_amount) over ()",
        "6:41 window_not_here: the window `sum(…) over (…)` cannot stand here",
    );
    refused("rank() over (order by x)", "6:25 field_cycle: these fields refer to each other: x → x");
}

#[test]
fn a_definition_with_windows_can_be_read_without_tables() {
    let text = format!(
        "{HEAD}      - {{code: nth, expr: row_number() over (partition by owner order by orders.signed_on)}}
      - {{code: so_far, expr: sum(paid) over (order by signed_on)}}
metrics:
  - {{code: paid_so_far, dataset: orders, aggregate: max, field: so_far}}
"
    );
    let (document, found) = read(&text, &Limits::default());
    assert_eq!(found, []);
    let assumed = assumed_schemas(&document);
    let (model, found) = resolve(&document, &assumed, &Limits::default());
    assert_eq!(found, []);
    assert!(model.find_field("orders.owner").is_some() && model.find_metric("paid_so_far").is_some());
}
