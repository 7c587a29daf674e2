//! Which of our types a Parquet column becomes.

use polars_arrow::datatypes::{ArrowDataType, TimeUnit};
use polars_parquet::read::schema::parquet_to_arrow_schema;
use polars_parquet::read::{FileMetadata, PhysicalType, PrimitiveLogicalType, infer_schema};

use super::super::messages;
use crate::diag::Diagnostic;
use crate::table::DataType;
use crate::text::Text;

/// A column that can be loaded.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) data_type: DataType,
    /// The declared type, for people.
    pub(super) declared: String,
    /// Position among the physical columns.
    pub(super) leaf: usize,
    /// What it is decoded to.
    pub(super) arrow: ArrowDataType,
    /// Minutes that are added to a stored time to get the civil time of its zone.
    pub(super) offset_minutes: i64,
    pub(super) notes: Vec<Diagnostic>,
}

/// The columns that can be loaded, and a diagnostic for each one that cannot.
pub(super) fn fields(metadata: &FileMetadata) -> (Vec<Field>, Vec<(String, Diagnostic)>) {
    let schema = parquet_to_arrow_schema(metadata.schema().fields());
    // The Arrow schema, where there is one, is asked for the time zone only: the types of the file decide.
    let declared = infer_schema(metadata).ok();
    let (mut found, mut left_out) = (Vec::new(), Vec::new());
    let mut named_nested: Option<&str> = None;
    for (leaf, column) in metadata.schema().columns().iter().enumerate() {
        let name = column.path_in_schema.first().map_or("", |name| name.as_str());
        let primitive = &column.descriptor.primitive_type;
        let Some(arrow) = schema.get(name).map(|field| &field.dtype) else { continue };
        if column.path_in_schema.len() != 1 || column.descriptor.max_rep_level > 0 {
            if named_nested != Some(name) {
                let message = messages::NESTED_COLUMN.warning().arg("name", name);
                left_out.push((name.to_owned(), message.arg("type", kind_of_nested(arrow)).at_field(name)));
                named_nested = Some(name);
            }
            continue;
        }
        // INT96 reaches far beyond what 64 bits hold in nanoseconds or microseconds.
        let int96 = ArrowDataType::Timestamp(TimeUnit::Millisecond, None);
        let is_int96 = primitive.physical_type == PhysicalType::Int96;
        let arrow = if is_int96 { &int96 } else { arrow };
        let is_half = matches!(primitive.logical_type, Some(PrimitiveLogicalType::Float16));
        let found_type =
            if is_half { Some(DataType::Float) } else { data_type(arrow, primitive.physical_type) };
        let Some(data_type) = found_type else {
            let message = messages::UNREADABLE_COLUMN.warning().arg("name", name);
            left_out.push((name.to_owned(), message.arg("type", shown(arrow)).at_field(name)));
            continue;
        };
        let zone = declared.as_ref().and_then(|schema| match schema.get(name).map(|field| &field.dtype) {
            Some(ArrowDataType::Timestamp(_, Some(zone))) => Some(zone.as_str()),
            _ => None,
        });
        let mut notes = Vec::new();
        let mut offset_minutes = 0;
        if let ArrowDataType::Timestamp(_, Some(_)) = &arrow {
            match zone.and_then(offset_of_zone) {
                Some(minutes) if minutes != 0 => offset_minutes = minutes,
                _ => notes.push(messages::UTC_TIMES.info()),
            }
        }
        let is_nanoseconds = matches!(arrow, ArrowDataType::Timestamp(TimeUnit::Nanosecond, _));
        if is_int96 || is_nanoseconds {
            let unit = if is_int96 {
                Text::new("毫秒", "milliseconds")
            } else {
                Text::new("微秒", "microseconds")
            };
            notes.push(messages::CUT_TIMES.info().arg_text("unit", &unit));
        }
        found.push(Field {
            name: name.to_owned(),
            data_type,
            declared: if is_half { "FLOAT16".to_owned() } else { shown(arrow) },
            leaf,
            arrow: arrow.clone(),
            offset_minutes,
            notes,
        });
    }
    (found, left_out)
}

fn data_type(arrow: &ArrowDataType, physical: PhysicalType) -> Option<DataType> {
    use ArrowDataType as A;
    Some(match arrow {
        A::Boolean => DataType::Bool,
        A::Int8 | A::Int16 | A::Int32 | A::Int64 | A::UInt8 | A::UInt16 | A::UInt32 | A::UInt64 => {
            DataType::Int
        }
        A::Float32 | A::Float64 => DataType::Float,
        A::Decimal(_, _) if matches!(physical, PhysicalType::FixedLenByteArray(n) if n > 16) => return None,
        A::Decimal(_, 0) => DataType::Int,
        A::Decimal(_, scale @ 1..=18) => DataType::Decimal { scale: *scale as u8 },
        A::Date32 => DataType::Date,
        A::Timestamp(..) => DataType::DateTime,
        A::Utf8View | A::BinaryView | A::FixedSizeBinary(_) | A::Null => DataType::Text,
        _ => return None,
    })
}

/// Minutes east of UTC of a zone that has had one offset for long; none for others.
fn offset_of_zone(zone: &str) -> Option<i64> {
    const EAST_8: [&str; 9] = [
        "Asia/Shanghai",
        "Asia/Chongqing",
        "Asia/Harbin",
        "PRC",
        "Asia/Hong_Kong",
        "Asia/Macau",
        "Asia/Taipei",
        "Asia/Singapore",
        "Etc/GMT-8",
    ];
    if EAST_8.contains(&zone) {
        return Some(480);
    }
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    Some(sign * (hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?))
}

fn shown(arrow: &ArrowDataType) -> String {
    match arrow {
        ArrowDataType::Utf8View => "STRING".to_owned(),
        ArrowDataType::BinaryView => "BYTE_ARRAY".to_owned(),
        ArrowDataType::FixedSizeBinary(n) => format!("FIXED_LEN_BYTE_ARRAY({n})"),
        other => format!("{other:?}").to_uppercase(),
    }
}

fn kind_of_nested(arrow: &ArrowDataType) -> &'static str {
    match arrow {
        ArrowDataType::Struct(_) => "struct",
        ArrowDataType::Map(..) => "map",
        _ => "list",
    }
}
