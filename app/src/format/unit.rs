//! What kind of number a metric is, and the name of its unit.

use super::Lang;

/// How the number itself is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A whole number, such as a count of orders.
    Integer,
    /// A number with this many decimals in full form, such as a mean of minutes.
    Decimal(u8),
    /// An amount of money, two decimals in full form.
    Money(Currency),
    /// A fraction of one, written as a percentage with this many decimals.
    Percent(u8),
}

/// Currencies with a sign of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Currency {
    /// Renminbi.
    Cny,
    /// US dollar.
    Usd,
    /// Euro.
    Eur,
    /// Pound sterling.
    Gbp,
    /// Hong Kong dollar.
    Hkd,
    /// Japanese yen.
    Jpy,
}

impl Currency {
    /// The currency of an ISO 4217 code, in any case.
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code.to_ascii_uppercase().as_str() {
            "CNY" | "RMB" => Self::Cny,
            "USD" => Self::Usd,
            "EUR" => Self::Eur,
            "GBP" => Self::Gbp,
            "HKD" => Self::Hkd,
            "JPY" => Self::Jpy,
            _ => return None,
        })
    }

    /// The sign put before an amount.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Cny | Self::Jpy => "¥",
            Self::Usd => "$",
            Self::Eur => "€",
            Self::Gbp => "£",
            Self::Hkd => "HK$",
        }
    }

    /// The name for a table header.
    pub fn name(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Cny, Lang::Zh) => "元",
            (Self::Usd, Lang::Zh) => "美元",
            (Self::Eur, Lang::Zh) => "欧元",
            (Self::Gbp, Lang::Zh) => "英镑",
            (Self::Hkd, Lang::Zh) => "港元",
            (Self::Jpy, Lang::Zh) => "日元",
            (Self::Cny, Lang::En) => "CNY",
            (Self::Usd, Lang::En) => "USD",
            (Self::Eur, Lang::En) => "EUR",
            (Self::Gbp, Lang::En) => "GBP",
            (Self::Hkd, Lang::En) => "HKD",
            (Self::Jpy, Lang::En) => "JPY",
        }
    }
}

/// The style of a metric's values, and its unit as a model writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberFormat {
    /// How the number is written.
    pub style: Style,
    /// The unit as written in the model, such as `orders` or `CNY/order`; empty for none.
    pub unit: String,
}

impl NumberFormat {
    /// A format of `style` without a unit.
    pub fn new(style: Style) -> Self {
        Self { style, unit: String::new() }
    }

    /// A count.
    pub fn integer() -> Self {
        Self::new(Style::Integer)
    }

    /// A number with `places` decimals.
    pub fn decimal(places: u8) -> Self {
        Self::new(Style::Decimal(places))
    }

    /// An amount in renminbi.
    pub fn money() -> Self {
        Self::new(Style::Money(Currency::Cny))
    }

    /// A fraction shown as a percentage with one decimal.
    pub fn percent() -> Self {
        Self::new(Style::Percent(1))
    }

    /// The same style with a unit.
    #[must_use]
    pub fn with_unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = unit.into();
        self
    }

    /// The format that a model's unit suggests: `%` a percentage, `CNY` or `CNY/order` money, a plain noun a
    /// count where `is_whole`, else a number with two decimals.
    pub fn from_unit(unit: &str, is_whole: bool) -> Self {
        let head = unit.split('/').next().unwrap_or(unit).trim();
        let style = match head {
            "%" => Style::Percent(1),
            "元" | "¥" => Style::Money(Currency::Cny),
            "$" => Style::Money(Currency::Usd),
            _ => match Currency::from_code(head) {
                Some(currency) => Style::Money(currency),
                None if is_whole && !unit.contains('/') => Style::Integer,
                None => Style::Decimal(2),
            },
        };
        Self { style, unit: unit.to_owned() }
    }

    /// Whether changes are told in percentage points.
    pub fn is_rate(&self) -> bool {
        matches!(self.style, Style::Percent(_))
    }

    /// The unit for a table header or an axis title, in the reader's language; `None` where there is none to
    /// tell, as with percentages, whose cells carry the sign.
    pub fn unit_name(&self, lang: Lang) -> Option<String> {
        match self.style {
            Style::Percent(_) => None,
            Style::Money(currency) => {
                let per = self.unit.split_once('/').map(|(_, per)| noun(per.trim(), lang, true));
                let name = currency.name(lang);
                Some(per.map_or_else(|| name.to_owned(), |per| format!("{name}/{per}")))
            }
            Style::Integer | Style::Decimal(_) => {
                let unit = self.unit.trim();
                if unit.is_empty() {
                    return None;
                }
                Some(match unit.split_once('/') {
                    Some((of, per)) => {
                        format!("{}/{}", noun(of.trim(), lang, false), noun(per.trim(), lang, true))
                    }
                    None => noun(unit, lang, false),
                })
            }
        }
    }
}

/// The units of the built-in catalogue and what they are called; anything else stays as it was typed.
const NOUNS: &[(&str, &str, &str, &str)] = &[
    ("order", "orders", "单", "单"),
    ("user", "users", "人", "人"),
    ("customer", "customers", "人", "人"),
    ("technician", "technicians", "人", "人"),
    ("person", "people", "人", "人"),
    ("vehicle", "vehicles", "辆", "辆"),
    ("car", "cars", "辆", "辆"),
    ("store", "stores", "家", "店"),
    ("center", "centers", "家", "中心"),
    ("dealer", "dealers", "家", "店"),
    ("lead", "leads", "条", "条"),
    ("visit", "visits", "次", "次"),
    ("time", "times", "次", "次"),
    ("minute", "minutes", "分钟", "分钟"),
    ("hour", "hours", "小时", "小时"),
    ("h", "h", "小时", "小时"),
    ("day", "days", "天", "天"),
    ("month", "months", "个月", "月"),
    ("point", "points", "分", "分"),
    ("piece", "pieces", "件", "件"),
];

fn noun(unit: &str, lang: Lang, is_per: bool) -> String {
    let known = NOUNS.iter().find(|(one, many, ..)| unit == *one || unit == *many);
    match (known, lang) {
        (Some((.., zh_per)), Lang::Zh) if is_per => (*zh_per).to_owned(),
        (Some((_, _, zh, _)), Lang::Zh) => (*zh).to_owned(),
        _ => unit.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_units_of_a_model() {
        for (unit, is_whole, style, zh, en) in [
            ("orders", true, Style::Integer, Some("单"), Some("orders")),
            ("CNY", false, Style::Money(Currency::Cny), Some("元"), Some("CNY")),
            ("CNY/order", false, Style::Money(Currency::Cny), Some("元/单"), Some("CNY/order")),
            ("%", false, Style::Percent(1), None, None),
            ("minutes/order", false, Style::Decimal(2), Some("分钟/单"), Some("minutes/order")),
            ("orders/vehicle", false, Style::Decimal(2), Some("单/辆"), Some("orders/vehicle")),
            ("usd", false, Style::Money(Currency::Usd), Some("美元"), Some("USD")),
            ("千瓦时", false, Style::Decimal(2), Some("千瓦时"), Some("千瓦时")),
            ("", true, Style::Integer, None, None),
            ("CNY/h", false, Style::Money(Currency::Cny), Some("元/小时"), Some("CNY/h")),
        ] {
            let format = NumberFormat::from_unit(unit, is_whole);
            assert_eq!(format.style, style, "{unit}");
            assert_eq!(format.unit_name(Lang::Zh).as_deref(), zh, "{unit}");
            assert_eq!(format.unit_name(Lang::En).as_deref(), en, "{unit}");
        }
    }
}
