use super::*;
use crate::limits::Limits;
use crate::model::{assumed_schemas, read, resolve};

const MODEL: &str = "\
sandtable: 1
datasets:
  - {code: orders, key: order_id, time: order_date}
  - {code: centers, key: center_key}
  - {code: users, key: user_key}
  - {code: dates, key: date}
relationships:
  - {from: orders.center_key, to: centers.center_key}
  - {from: orders.user_key, to: users.user_key}
  - {from: orders.order_date, to: dates.date}
dimensions:
  - {code: center, label: {zh: 服务中心, en: Center}, field: centers.center_name}
  - {code: region, label: {zh: 区域, en: Region}, field: centers.region}
  - {code: level, label: {zh: 会员等级, en: Level}, field: users.membership_level}
qualifiers:
  - {code: in_warranty, label: {zh: 质保期内, en: In-warranty}, where: is_warranty = 1, on: orders, excludes: self_pay, aliases: 质保}
  - {code: self_pay, label: {zh: 自费, en: Self-pay}, where: is_warranty = 0, on: orders}
  - {code: first_repair, label: {zh: 首次维修, en: First-repair}, where: is_first_repair = 1, on: orders}
  - {code: weekend, label: {zh: 周末, en: Weekend}, where: dates.is_weekend = 1}
  - {code: first_fix_fail, label: {zh: 首修失败, en: First-fix-failed}, where: is_first_time_fix = 0, on: orders}
  - {code: beijing, label: {zh: 北京区域, en: Beijing}, where: \"region = '北京'\"}
  - {code: shanghai, label: {zh: 上海区域, en: Shanghai}, where: \"region = '上海'\"}
  - {code: vip_user, label: {zh: VIP用户, en: VIP-user}, where: \"level = 'VIP'\", aliases: VIP}
metrics:
  - {code: order_count, label: {zh: 工单数, en: order count}, dataset: orders, aggregate: count, field: order_id}
  - {code: user_count, label: {zh: 用户数, en: user count}, dataset: orders, aggregate: count_distinct, field: user_key}
  - {code: fixed_count, label: {zh: 首修成功工单数, en: fixed order count}, dataset: orders, aggregate: sum, field: is_first_time_fix}
  - {code: total_amount, label: {zh: 总金额, en: total amount}, dataset: orders, aggregate: sum, field: total_amount}
  - {code: arpu, label: {zh: 客单价, en: ARPU}, formula: total_amount / order_count}
";

fn model() -> Model {
    let (document, found) = read(MODEL, &Limits::default());
    assert_eq!(found, []);
    let (model, found) = resolve(&document, &assumed_schemas(&document), &Limits::default());
    assert_eq!(found, []);
    model
}

/// What a name is read as: its code and the codes of its findings, or the code of the refusal.
fn reading(name: &str) -> String {
    let model = model();
    match parse(&model, name) {
        Ok(parts) => {
            let findings: Vec<String> =
                parts.check(&model).into_iter().map(|found| found.code.into_owned()).collect();
            [parts.code(&model)].into_iter().chain(findings).collect::<Vec<_>>().join(" ")
        }
        Err(error) => error.code.into_owned(),
    }
}

#[track_caller]
fn check(name: &str, expected: &str) {
    assert_eq!(reading(name), expected, "{name}");
}

#[test]
fn names_are_taken_apart() {
    check("工单数", "order_count name_too_vague");
    check("近30天工单数", "last_30d_order_count");
    check("2024年Q4工单数", "y2024q4_order_count");
    check("本月质保期内工单数", "this_month_in_warranty_order_count");
    check("昨日北京区域工单数", "yesterday_beijing_order_count");
    check("总金额", "total_amount name_too_vague");
    check("2024年Q4总金额", "y2024q4_total_amount");
    check("质保期内工单数", "in_warranty_order_count name_without_period");
    check("工单数本月", "name_order");
    check("本月首修成功工单数", "this_month_fixed_count");
    check("本月VIP用户数", "this_month_vip_user_user_count");
    check("本月质保期内自费工单数", "this_month_in_warranty_self_pay_order_count exclusive_qualifiers");
    check("本月北京区域上海区域工单数", "this_month_beijing_shanghai_order_count exclusive_qualifiers");
    check("本月优质工单数", "unknown_qualifier");
    check("本月客单价", "this_month_arpu name_of_composite");
    check("本月工单数按服务中心", "this_month_order_count_by_center");
    check("质保期内本月工单数", "name_order");
    check("本月工单数按大区", "unknown_dimension");
    check("客户体验", "name_without_metric");
    check("本月首修失败首修成功工单数", "this_month_first_fix_fail_fixed_count qualifier_empties");
    check("上旬工单数", "unknown_qualifier");
    check("今日周末工单数", "today_weekend_order_count qualifier_of_one_day");
    check("本月周末工单数", "this_month_weekend_order_count");
}

#[test]
fn names_in_english_and_codes_are_read_too() {
    check("In-warranty order count last 30 days", "last_30d_in_warranty_order_count");
    check("VIP-user total amount this month by Region", "this_month_vip_user_total_amount_by_region");
    check("last_30d_in_warranty_order_count", "last_30d_in_warranty_order_count");
    check("y2024q4_beijing_vip_user_order_count", "y2024q4_beijing_vip_user_order_count");
    check("last 30 days in-warranty order count", "last_30d_in_warranty_order_count");
    check("order count in-warranty last 30 days", "name_order");
    check("last 30 days order count in-warranty", "name_order");
}

#[test]
fn a_refusal_says_what_to_write() {
    let model = model();
    let error = parse(&model, "工单数本月").expect_err("it is out of order");
    assert!(error.hints[0].zh.contains("本月工单数"), "{error:?}");
    let error = parse(&model, "本月优质工单数").expect_err("it has no reading");
    assert!(error.message.zh.contains("「优质」"), "{error:?}");
}

/// Every combination of parts comes back from both names and from its code.
#[test]
fn what_is_put_together_is_taken_apart_again() {
    let model = model();
    let periods = [None, Some("today"), Some("last_30d"), Some("y2024q4"), Some("ytd"), Some("y2024m12")];
    let qualifiers: [&[&str]; 5] =
        [&[], &["in_warranty"], &["first_repair"], &["beijing", "vip_user"], &["self_pay"]];
    for base in 0..4 {
        for period in periods {
            for codes in qualifiers {
                let parts = Parts {
                    period: period.and_then(Period::parse),
                    qualifiers: codes.iter().map(|&code| code.to_owned()).collect(),
                    base: MetricId(base),
                    by: vec![DimensionId(1)],
                };
                let label = parts.label(&model);
                for name in [&label.zh, &label.en, &parts.code(&model)] {
                    let read = parse(&model, name);
                    assert!(read.as_ref().is_ok_and(|read| read.means(&parts)), "{name}: {read:?}");
                }
            }
        }
    }
}

#[test]
fn a_word_is_said_once() {
    let model = model();
    let parts = parse(&model, "本月VIP用户用户数").expect("it is read");
    let label = parts.label(&model);
    assert_eq!(label, Text::new("本月VIP用户数", "VIP user count, this month"));
    assert!(parse(&model, &label.zh).is_ok_and(|read| read.means(&parts)));
    assert!(parse(&model, &label.en).is_ok_and(|read| read.means(&parts)));
    // Beside another word nothing is doubled.
    let orders = parse(&model, "本月VIP用户工单数").expect("it is read");
    assert_eq!(orders.label(&model).zh, "本月VIP用户工单数");
}

/// 本月客单价 is a formula over metrics of this month, which are made where they are not there.
#[test]
fn a_composite_metric_takes_a_period() {
    let (mut document, _) = read(MODEL, &Limits::default());
    let (before, _) = resolve(&document, &assumed_schemas(&document), &Limits::default());
    let made =
        bind(&before, &parse(&before, "本月质保期内客单价按区域").expect("it is read")).expect("it holds");
    let codes: Vec<&str> = made.iter().map(|item| item.code.as_str()).collect();
    assert_eq!(
        codes,
        [
            "this_month_in_warranty_total_amount",
            "this_month_in_warranty_order_count",
            "this_month_in_warranty_arpu_by_region"
        ]
    );
    assert_eq!(
        made[2].formula.value,
        "this_month_in_warranty_total_amount / this_month_in_warranty_order_count"
    );
    assert_eq!(made[2].label.zh, "本月质保期内客单价按区域");
    document.metrics.extend(made.into_iter().map(crate::model::At::new));
    let (after, found) = resolve(&document, &assumed_schemas(&document), &Limits::default());
    assert_eq!(found, []);
    // What is there is used; what has a period of its own takes no other.
    let again = bind(&after, &parse(&after, "本月质保期内客单价").expect("it is read")).expect("it holds");
    assert_eq!(again.len(), 1);
    let bound = after.find_metric("this_month_in_warranty_arpu_by_region").expect("it is there");
    let parts =
        Parts { period: Period::parse("last_7d"), qualifiers: Vec::new(), base: bound, by: Vec::new() };
    assert_eq!(bind(&after, &parts).expect_err("it has a period").code, "period_of_its_own");
}
