//! The cars on offer: eight series, twenty-five models.

use crate::calendar::Date;

/// A car series.
#[derive(Debug)]
pub struct Series {
    /// 车系.
    pub name: &'static str,
    /// 级别.
    pub segment: &'static str,
    /// 纯电, 增程 or 插混.
    pub energy_type: &'static str,
    /// First day on sale.
    pub launch: Date,
    /// Share of buyers while every series is on sale.
    pub demand: f64,
    /// Models: name after the series name, list price in yuan.
    pub models: &'static [(&'static str, i32)],
}

impl Series {
    /// Has an engine, and so needs oil.
    pub fn burns_fuel(&self) -> bool {
        self.energy_type != "纯电"
    }
}

/// Every series; the key in `dim_series` is the position plus one.
pub const SERIES: [Series; 8] = [
    Series {
        name: "青禾A3",
        segment: "小型车",
        energy_type: "纯电",
        launch: Date::of(2019, 6, 18),
        demand: 0.15,
        models: &[("320km 舒享版", 89_800), ("420km 悦享版", 103_800), ("420km 尊享版", 115_800)],
    },
    Series {
        name: "云帆S5",
        segment: "中型轿车",
        energy_type: "纯电",
        launch: Date::of(2019, 11, 20),
        demand: 0.24,
        models: &[
            ("标准续航版", 179_800),
            ("长续航版", 199_800),
            ("长续航 Pro", 219_800),
            ("四驱性能版", 249_800),
        ],
    },
    Series {
        name: "云帆S7",
        segment: "中大型轿车",
        energy_type: "纯电",
        launch: Date::of(2020, 9, 26),
        demand: 0.10,
        models: &[("后驱长续航版", 269_800), ("四驱长续航版", 299_800), ("四驱旗舰版", 349_800)],
    },
    Series {
        name: "远山X5",
        segment: "中型SUV",
        energy_type: "增程",
        launch: Date::of(2020, 4, 15),
        demand: 0.20,
        models: &[("Air", 219_800), ("Pro", 239_800), ("Max", 269_800)],
    },
    Series {
        name: "远山X7",
        segment: "中大型SUV",
        energy_type: "增程",
        launch: Date::of(2021, 5, 25),
        demand: 0.13,
        models: &[("Pro", 299_800), ("Max", 339_800), ("Ultra", 379_800)],
    },
    Series {
        name: "远山X9",
        segment: "大型SUV",
        energy_type: "增程",
        launch: Date::of(2021, 12, 18),
        demand: 0.07,
        models: &[("Max", 409_800), ("Ultra", 459_800), ("行政版", 489_800)],
    },
    Series {
        name: "星野M8",
        segment: "MPV",
        energy_type: "插混",
        launch: Date::of(2021, 3, 30),
        demand: 0.06,
        models: &[("七座舒享版", 289_800), ("七座尊享版", 329_800), ("四座行政版", 399_800)],
    },
    Series {
        name: "曜石GT",
        segment: "中型SUV",
        energy_type: "纯电",
        launch: Date::of(2023, 9, 15),
        demand: 0.19,
        models: &[("长续航版", 229_800), ("长续航 Pro", 249_800), ("四驱性能版", 279_800)],
    },
];

/// A model: its key, its series (position in [`SERIES`]), its full name, its list price in yuan.
#[derive(Debug, Clone)]
pub struct Model {
    /// Key in `dim_model`.
    pub key: i32,
    /// Position in [`SERIES`].
    pub series: usize,
    /// Series and trim.
    pub name: String,
    /// Yuan.
    pub list_price: i32,
}

/// Every model, ordered by series; keys count from 1.
pub fn models() -> Vec<Model> {
    let trims = SERIES
        .iter()
        .enumerate()
        .flat_map(|(series, it)| it.models.iter().map(move |&(trim, price)| (series, it.name, trim, price)));
    (1..)
        .zip(trims)
        .map(|(key, (series, name, trim, list_price))| Model {
            key,
            series,
            name: format!("{name} {trim}"),
            list_price,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn there_are_25_models() {
        assert_eq!(super::models().len(), 25);
    }
}
