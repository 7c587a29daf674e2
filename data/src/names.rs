//! Names of people (masked), and other codes that stand for people and cars.

use crate::rng::{Rng, Weighted};

/// The commonest surnames with their weights (per mille of the population, rounded).
#[rustfmt::skip]
const SURNAMES: &[(&str, f64)] = &[
    ("王", 72.0), ("李", 71.0), ("张", 67.0), ("刘", 52.0), ("陈", 46.0), ("杨", 31.0), ("黄", 23.0), ("赵", 20.0),
    ("吴", 20.0), ("周", 19.0), ("徐", 15.0), ("孙", 14.0), ("马", 13.0), ("朱", 13.0), ("胡", 13.0), ("郭", 12.0),
    ("何", 12.0), ("林", 12.0), ("高", 11.0), ("罗", 10.0), ("郑", 10.0), ("梁", 9.0), ("谢", 8.0), ("宋", 8.0),
    ("唐", 8.0), ("许", 7.0), ("韩", 7.0), ("冯", 7.0), ("邓", 7.0), ("曹", 6.0), ("彭", 6.0), ("曾", 6.0),
    ("肖", 6.0), ("田", 5.0), ("董", 5.0), ("袁", 5.0), ("潘", 5.0), ("于", 5.0), ("蒋", 5.0), ("蔡", 5.0),
    ("余", 5.0), ("杜", 4.0), ("叶", 4.0), ("程", 4.0), ("苏", 4.0), ("魏", 4.0), ("吕", 4.0), ("丁", 4.0),
    ("任", 4.0), ("沈", 4.0), ("欧阳", 1.0), ("上官", 0.3),
];

/// Last characters of given names.
#[rustfmt::skip]
const GIVEN: &[&str] = &[
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "霞", "平",
    "刚", "桂", "文", "辉", "玲", "鑫", "宇", "浩", "轩", "然", "涵", "怡", "婷", "雪", "琳", "晨", "阳", "博", "凯",
    "峰", "斌", "波", "龙", "飞", "鹏", "华", "红", "梅", "兰", "颖", "慧", "佳", "悦", "欣", "妍", "萱", "诺", "成",
];

/// Draws masked names such as 张*伟 and 李*.
#[derive(Debug)]
pub struct Names {
    surnames: Weighted,
}

impl Default for Names {
    fn default() -> Names {
        Names { surnames: Weighted::new(SURNAMES.iter().map(|&(_, weight)| weight)) }
    }
}

impl Names {
    /// A masked name; one in five has a given name of one character, of which nothing is shown.
    pub fn masked(&self, rng: &mut Rng) -> String {
        let surname = SURNAMES[self.surnames.sample(rng)].0;
        if rng.chance(0.2) { format!("{surname}*") } else { format!("{surname}*{}", rng.pick(GIVEN)) }
    }
}

/// A phone number's hash: eight hex digits, different for every `person` under one `seed`.
pub fn phone_hash(seed: u64, person: u32) -> String {
    // Four Feistel rounds make a permutation of 32 bits, so two people never share a hash.
    let (mut left, mut right) = ((person >> 16) as u16, person as u16);
    for round in 0..4_u64 {
        let mixed = (u64::from(right) ^ seed.rotate_left(16 * round as u32))
            .wrapping_add(round)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (left, right) = (right, left ^ (mixed >> 41) as u16);
    }
    format!("{left:04x}{right:04x}")
}

/// A vehicle identification number with its middle masked; `number` keeps it unique.
pub fn masked_vin(year: i32, number: u32) -> String {
    // The tenth character of a VIN is the model year: L for 2020 and on through the alphabet without O and Q.
    let year_code = b"JKLMNPRSTV"[(year - 2018).clamp(0, 9) as usize] as char;
    format!("LSD*****{year_code}**{number:06}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn hashes_are_unique() {
        let hashes: BTreeSet<String> = (0..50_000).map(|person| phone_hash(42, person)).collect();
        assert_eq!(hashes.len(), 50_000);
    }

    #[test]
    fn names_are_masked() {
        let (names, mut rng) = (Names::default(), Rng::new(1, "names"));
        assert!((0..100).all(|_| names.masked(&mut rng).contains('*')));
        assert_eq!(masked_vin(2022, 17).chars().count(), 17);
    }
}
