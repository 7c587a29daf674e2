"""The metrics of the catalogue by DuckDB, written from their definitions in words and from nothing else.

Usage: oracle.py FOLDER. Prints one JSON array a line: setting, metric, key, value. Settings: `total` up to the last day,
`month` for the months of 2024, `region` for the regions in 2024. Counts of nothing are 0, sums of nothing null, and so is
a ratio whose denominator is null or 0. A metric that a setting has no line for cannot be asked so.
"""

import datetime
import json
import sys

import duckdb

FOLDER = sys.argv[1]
db = duckdb.connect()
TABLES = {
    "csv": "dim_date dim_center dim_dealer dim_province dim_region fact_complaint",
    "parquet": "fact_service_order dim_user fact_center_day fact_parts_stock_day fact_acquisition_cost fact_user_event"
    " fact_training fact_visit fact_lead fact_opportunity fact_test_drive fact_order fact_delivery fact_target"
    " fact_content_event fact_app_activity fact_service_request fact_referral",
}
for kind, names in TABLES.items():
    for name in names.split():
        db.execute(f"CREATE TABLE {name} AS SELECT * FROM '{FOLDER}/{name}.{kind}'")

LAST = datetime.date(2024, 12, 31)
DAY = datetime.timedelta(days=1)


def month_end(day):
    return (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY


class Slice:
    """First day (None: no bound), last day, and whether it is split by region."""

    def __init__(self, key, start, end, by_region=False):
        self.key, self.start, self.end, self.by_region = key, start, end, by_region


MONTHS = [datetime.date(2024, month, 1) for month in range(1, 13)]
SETTINGS = {
    "total": [Slice("", None, LAST)],
    "month": [Slice(str(first), first, month_end(first)) for first in MONTHS],
    "region": [Slice("", MONTHS[0], LAST, True)],
}
REGIONS = [row[0] for row in db.execute("SELECT region FROM dim_region ORDER BY 1").fetchall()]

CENTER = "LEFT JOIN dim_center place ON place.center_key = f.center_key"
DEALER = "LEFT JOIN dim_dealer place ON place.dealer_key = f.dealer_key"
PROVINCE = "LEFT JOIN dim_province place ON place.province = f.province"
REGION = "LEFT JOIN dim_region place ON place.region = f.region"
#        date column, join to the region; a fact without one has no place
FACTS = {
    "fact_service_order": ("order_date", CENTER),
    "fact_complaint": ("complaint_date", CENTER),
    "fact_center_day": ("date", CENTER),
    "fact_parts_stock_day": ("date", CENTER),
    "fact_acquisition_cost": ("CAST(f.month || '-01' AS DATE)", REGION),
    "fact_user_event": ("event_date", None),
    "fact_training": ("due_date", None),
    "dim_user": ("register_date", PROVINCE),
    "dim_center": ("open_date", REGION),
    "fact_visit": ("visit_date", DEALER),
    "fact_lead": ("created_date", DEALER),
    "fact_opportunity": ("created_date", DEALER),
    "fact_test_drive": ("test_date", DEALER),
    "fact_order": ("order_date", DEALER),
    "fact_delivery": ("delivery_date", DEALER),
    "fact_target": ("CAST(f.month || '-01' AS DATE)", DEALER),
    "fact_content_event": ("event_date", PROVINCE),
    "fact_app_activity": ("event_date", PROVINCE),
    "fact_service_request": ("request_date", DEALER),
    "fact_referral": ("referral_date", PROVINCE),
}

FLOW, RUNNING, OPENING = "flow", "running", "opening"


def days(window, at):
    """The days of a window as a list of (from, to); from may be None."""
    if window == FLOW:
        return [(at.start, at.end)]
    if window == RUNNING:
        return [(None, at.end)]
    if window == OPENING:
        return [(None, at.start - DAY)] if at.start else []
    return window(at)


def year_to_end(at):
    return [(at.end - 364 * DAY, at.end)]


def year_before_start(at):
    return [(at.start - 365 * DAY, at.start - DAY)] if at.start else []


def either_year(at):
    return year_before_start(at) + year_to_end(at)


def year_before_last(at):
    return [(at.end - 729 * DAY, at.end - 365 * DAY)]


def two_years(at):
    return [(at.end - 729 * DAY, at.end)]


def calendar_month(at):
    return [(at.end.replace(day=1), at.end)]


def month_before(at):
    last = at.end.replace(day=1) - DAY
    return [(last.replace(day=1), last)]


def month_last_year(at):
    first = at.end.replace(year=at.end.year - 1, day=1)
    return [(first, month_end(first))]


def last_day(at):
    return [(at.end, at.end)]


def in_period(name):
    def of(at):
        end = at.end
        start = {
            "today": end,
            "this_week": end - end.weekday() * DAY,
            "this_month": end.replace(day=1),
            "last_30d": end - 29 * DAY,
            "this_year": end.replace(month=1, day=1),
        }[name]
        return [(start, end)]

    return of


def measure(table, value, where="true", date=None, window=FLOW, joins="", extra=lambda at: "true"):
    """A measure: slice → {key: value}. `value` is an aggregate over the alias f."""
    own, place = FACTS[table]
    date = date or own
    date = date if "(" in date else f"f.{date}"
    is_count = value.startswith("count") or value.startswith("(")

    def of(at):
        if at.by_region and place is None:
            return None
        ranges = days(window, at)
        spans = [
            f"CAST({date} AS DATE) BETWEEN DATE '{low or '0001-01-01'}' AND DATE '{high}'" for low, high in ranges
        ]
        inside = " OR ".join(f"({span})" for span in spans) or "false"
        rows = f"FROM {table} f {joins} {place if at.by_region else ''} WHERE ({inside}) AND ({where}) AND ({extra(at)})"
        if at.by_region:
            found = dict(db.execute(f"SELECT place.region, {value} {rows} GROUP BY 1").fetchall())
            return {region: found.get(region, 0 if is_count else None) for region in REGIONS}
        return {at.key: db.execute(f"SELECT {value} {rows}").fetchone()[0]}

    return of


def number(value):
    return None if value is None else float(value)


def lift(operation, *parts):
    """A formula over measures; null where any part is null."""

    def of(at):
        found = [part(at) for part in parts]
        if any(part is None for part in found):
            return None
        result = {}
        for key in found[0]:
            values = [number(part[key]) for part in found]
            result[key] = None if any(value is None for value in values) else operation(*values)
        return result

    return of


def div(above, below):
    return lift(lambda a, b: a / b if b else None, above, below)


def add(*parts):
    return lift(lambda *values: sum(values), *parts)


def sub(first, *rest):
    return lift(lambda a, *others: a - sum(others), first, *rest)


def scaled(part, factor):
    return lift(lambda a: a * factor, part)


def days_of(first):
    """Days of the slice; without a start, from the first day of the data."""

    def of(at):
        count = ((at.end - (at.start or first)).days) + 1
        return {region: count for region in REGIONS} if at.by_region else {at.key: count}

    return of


M = {}


def orders(value, where="true", **more):
    return measure("fact_service_order", value, where, **more)


# --- after-sales: atomic metrics
ATOMIC = {
    "order_count": "count(f.order_id)",
    "labor_amount": "sum(f.labor_amount)",
    "parts_amount": "sum(f.parts_amount)",
    "total_amount": "sum(f.total_amount)",
    "service_duration": "sum(f.service_duration)",
    "user_count": "count(DISTINCT f.user_key)",
    "vehicle_count": "count(DISTINCT f.vehicle_key)",
    "technician_count": "count(DISTINCT f.technician_key)",
    "center_count": "count(DISTINCT f.center_key)",
    "satisfaction_sum": "sum(f.satisfaction_score)",
    "first_fix_success_count": "sum(CASE WHEN f.is_first_time_fix = 1 THEN 1 ELSE 0 END)",
    "rated_order_count": "count(CASE WHEN f.satisfaction_score IS NOT NULL THEN 1 END)",
}
for code, value in ATOMIC.items():
    M[code] = orders(value)
COUNT = ATOMIC["order_count"]

# --- qualifiers
DATES = "LEFT JOIN dim_date d ON d.date = f.order_date"
USERS = "LEFT JOIN dim_user u ON u.user_key = f.user_key"
STORES = "LEFT JOIN dim_center c ON c.center_key = f.center_key"
QUALIFIERS = {
    "in_warranty": ("f.is_warranty = 1", ""),
    "self_pay": ("f.is_warranty = 0", ""),
    "first_repair": ("f.is_first_repair = 1", ""),
    "appointment": ("f.is_appointment = 1", ""),
    "walk_in": ("f.is_appointment = 0", ""),
    "region_beijing": ("c.region = '北京'", STORES),
    "region_shanghai": ("c.region = '上海'", STORES),
    "weekend": ("d.is_weekend = 1", DATES),
    "vip_user": ("u.membership_level = 'VIP'", USERS),
    "valid": ("f.order_status NOT IN ('cancelled', 'refunded')", ""),
}

# --- the ten derived metrics and the core set of 85
for code in "today this_week this_month this_year".split():
    M[f"{code}_order_count"] = orders(COUNT, window=in_period(code))
for code in "in_warranty first_repair appointment region_beijing weekend vip_user".split():
    where, joins = QUALIFIERS[code]
    M[f"{code}_order_count"] = orders(COUNT, where, joins=joins)
for code, value in ATOMIC.items():
    for period in "today this_week this_month last_30d this_year".split():
        M[f"{period}_{code}"] = orders(value, window=in_period(period))
B = {
    "order_count": "in_warranty self_pay first_repair appointment walk_in region_beijing region_shanghai weekend vip_user valid",
    "total_amount": "in_warranty self_pay appointment walk_in region_beijing region_shanghai weekend vip_user valid",
    "user_count": "in_warranty self_pay appointment walk_in region_beijing region_shanghai",
}
for code, qualifiers in B.items():
    for qualifier in qualifiers.split():
        where, joins = QUALIFIERS[qualifier]
        M[f"this_month_{qualifier}_{code}"] = orders(ATOMIC[code], where, joins=joins, window=in_period("this_month"))

# --- helpers
M["valid_order_count"] = orders(COUNT, QUALIFIERS["valid"][0])
M["completed_order_count"] = orders(COUNT, "f.order_status = 'completed'")
for code in "paid_amount cost_amount value_added_amount wait_minutes".split():
    M[code] = orders(f"sum(f.{code})")
M["wait_over_30_order_count"] = orders(COUNT, "f.wait_minutes > 30")
M["first_fix_fail_order_count"] = orders(COUNT, "f.is_first_time_fix = 0")
M["response_minutes"] = orders("sum(f.advisor_response_minutes)")
M["responded_order_count"] = orders("count(f.advisor_response_minutes)")
M["parts_shortage_order_count"] = orders("sum(f.is_parts_shortage)")
M["nps_response_count"] = orders("count(f.nps_score)")
M["nps_promoter_count"] = orders(COUNT, "f.nps_score >= 9")
M["nps_detractor_count"] = orders(COUNT, "f.nps_score <= 6")
M["five_star_order_count"] = orders(COUNT, "f.satisfaction_score = 5")
M["complaint_count"] = measure("fact_complaint", "count(f.complaint_id)")
M["center_area_sqm"] = measure("dim_center", "sum(f.area_sqm)", window=RUNNING)
M["bay_days"] = measure("fact_center_day", "sum(f.bay_count)", "f.is_open = 1")
M["bay_hours_used"] = measure("fact_center_day", "sum(f.bay_hours_used)")
M["bay_hours_available"] = measure("fact_center_day", "sum(f.bay_hours_available)")
STOCK_FIRST = db.execute("SELECT min(date) FROM fact_parts_stock_day").fetchone()[0]
M["avg_parts_stock_value"] = div(measure("fact_parts_stock_day", "sum(f.on_hand_value)"), days_of(STOCK_FIRST))
M["parts_issued_cost"] = measure("fact_parts_stock_day", "sum(f.issued_cost)")
M["acquisition_cost"] = measure("fact_acquisition_cost", "sum(f.cost_amount)")
DONE = "f.order_status = 'completed'"
FIRST = (
    "JOIN (SELECT user_key, min(order_date) AS first_day FROM fact_service_order"
    " WHERE order_status = 'completed' GROUP BY 1) first ON first.user_key = f.user_key"
)
DISTINCT = "count(DISTINCT f.user_key)"
M["new_user_count"] = orders(DISTINCT, f"{DONE} AND f.order_date = first.first_day", joins=FIRST)
M["base_user_count"] = orders(DISTINCT, DONE, window=year_before_start)
M["served_user_count"] = orders(DISTINCT, DONE, window=year_to_end)


def retained(at):
    """Members of the base that came again: both windows of the same user, and of the same region."""
    if at.start is None:
        return {at.key: 0}
    place = "JOIN dim_center c USING (center_key)"
    key = "c.region" if at.by_region else "''"

    def users(ranges):
        (low, high), = ranges
        return (
            f"SELECT DISTINCT {key} AS k, user_key FROM fact_service_order {place} WHERE order_status = 'completed'"
            f" AND order_date BETWEEN DATE '{low}' AND DATE '{high}'"
        )

    sql = f"SELECT k, count(*) FROM (({users(year_before_start(at))}) INTERSECT ({users(year_to_end(at))})) GROUP BY 1"
    found = dict(db.execute(sql).fetchall())
    return {r: found.get(r, 0) for r in REGIONS} if at.by_region else {at.key: found.get("", 0)}


M["retained_user_count"] = retained


def repeats(at):
    (low, high), = year_to_end(at)
    key = "c.region" if at.by_region else "''"
    sql = (
        f"SELECT k, count(*) FROM (SELECT {key} AS k, user_key FROM fact_service_order JOIN dim_center c USING (center_key)"
        f" WHERE order_status = 'completed' AND order_date BETWEEN DATE '{low}' AND DATE '{high}'"
        " GROUP BY 1, 2 HAVING count(*) >= 2) GROUP BY 1"
    )
    found = dict(db.execute(sql).fetchall())
    return {r: found.get(r, 0) for r in REGIONS} if at.by_region else {at.key: found.get("", 0)}


M["repeat_user_count"] = repeats
M["mau"] = measure("fact_user_event", DISTINCT, window=calendar_month)
M["after_sales_mau"] = measure(
    "fact_user_event", DISTINCT, "f.event_type = 'service_order' AND f.is_completed = 1", window=calendar_month
)
M["app_mau"] = measure("fact_user_event", DISTINCT, "f.event_type = 'app_open'", window=calendar_month)

# --- core composites and the four groups
for code, above, below in [
    ("arpu", "total_amount", "order_count"),
    ("labor_ratio", "labor_amount", "total_amount"),
    ("parts_ratio", "parts_amount", "total_amount"),
    ("revenue_per_technician", "total_amount", "technician_count"),
    ("service_frequency", "order_count", "vehicle_count"),
    ("avg_service_duration", "service_duration", "order_count"),
    ("csat", "satisfaction_sum", "rated_order_count"),
    ("first_time_fix_rate", "first_fix_success_count", "order_count"),
    ("appointment_rate", "appointment_order_count", "order_count"),
    ("warranty_ratio", "in_warranty_order_count", "order_count"),
    ("revenue_per_sqm", "total_amount", "center_area_sqm"),
    ("bay_turnover_rate", "order_count", "bay_days"),
    ("bay_utilization_rate", "bay_hours_used", "bay_hours_available"),
    ("orders_per_center", "order_count", "center_count"),
    ("value_added_ratio", "value_added_amount", "total_amount"),
    ("collection_rate", "paid_amount", "total_amount"),
    ("avg_wait_minutes", "wait_minutes", "order_count"),
    ("wait_over_30_rate", "wait_over_30_order_count", "order_count"),
    ("avg_advisor_response_minutes", "response_minutes", "responded_order_count"),
    ("parts_shortage_rate", "parts_shortage_order_count", "order_count"),
    ("complaint_rate", "complaint_count", "order_count"),
    ("repurchase_rate", "repeat_user_count", "served_user_count"),
    ("user_retention_rate", "retained_user_count", "base_user_count"),
    ("cac", "acquisition_cost", "new_user_count"),
    ("after_sales_active_rate", "after_sales_mau", "mau"),
    ("five_star_share", "five_star_order_count", "rated_order_count"),
    ("rating_coverage", "rated_order_count", "order_count"),
    ("first_fix_fail_rate", "first_fix_fail_order_count", "order_count"),
]:
    M[code] = div(M[above], M[below])
M["parts_turnover_days"] = div(M["avg_parts_stock_value"], div(M["parts_issued_cost"], days_of(STOCK_FIRST)))
M["gross_margin_rate"] = div(sub(M["total_amount"], M["cost_amount"]), M["total_amount"])
M["labor_revenue_per_hour"] = div(M["labor_amount"], scaled(M["service_duration"], 1 / 60))
M["nps"] = scaled(div(sub(M["nps_promoter_count"], M["nps_detractor_count"]), M["nps_response_count"]), 100)
M["user_churn_rate"] = div(sub(M["base_user_count"], M["retained_user_count"]), M["base_user_count"])

# --- guards
SPLIT = """(SELECT f.order_id FROM fact_service_order f JOIN (SELECT vehicle_key, center_key, order_date
    FROM fact_service_order GROUP BY ALL HAVING count(*) >= 2) USING (vehicle_key, center_key, order_date))"""
M["split_order_share"] = div(orders(COUNT, f"f.order_id IN {SPLIT}"), M["order_count"])
M["training_completion_rate"] = div(
    measure("fact_training", "count(f.completed_date)"), measure("fact_training", "count(*)")
)
M["paid_arpu"] = div(M["paid_amount"], orders(DISTINCT, "f.is_paid = 1"))
VALID = QUALIFIERS["valid"][0]
M["valid_arpu"] = div(orders("sum(f.labor_amount + f.parts_amount)", VALID), M["valid_order_count"])

# --- the LTV trees
YEARLY = orders(COUNT, DONE, window=year_to_end)
M["annual_service_frequency"] = div(YEARLY, M["served_user_count"])
for code, kind in [("maintenance_visits_per_year", "maintenance"), ("repair_visits_per_year", "repair")]:
    done = orders(COUNT, f"{DONE} AND f.service_type = '{kind}'", window=year_to_end)
    M[code] = div(done, M["served_user_count"])
for code in "labor parts value_added".split():
    M[f"{code}_per_order"] = div(M[f"{code}_amount"], M["order_count"])
M["annual_arpu"] = div(orders("sum(f.total_amount)", window=year_to_end), orders(COUNT, window=year_to_end))


def lifetime(at):
    """One over the share of last year's users who stayed away this year; 15 years at most."""
    base = orders(DISTINCT, DONE, window=year_before_last)(at)
    union = orders(DISTINCT, DONE, window=two_years)(at)
    served = M["served_user_count"](at)
    result = {}
    for key in base:
        lost = union[key] - served[key]
        result[key] = None if base[key] == 0 else min(base[key] / lost, 15.0) if lost else 15.0
    return result


M["customer_lifetime_years"] = lifetime
M["ltv"] = lift(lambda a, b, c: a * b * c, M["annual_service_frequency"], M["arpu"], M["customer_lifetime_years"])
M["ltv_cac_ratio"] = div(M["ltv"], M["cac"])
M["days_to_first_service"] = div(
    measure("dim_user", "sum(f.first_service_date - f.purchase_date)", date="first_service_date"),
    measure("dim_user", "count(*)", date="first_service_date"),
)
for code in "experience quality price".split():
    M[f"avg_{code}_score"] = div(orders(f"sum(f.{code}_score)"), orders(f"count(f.{code}_score)"))

# --- sales: 32 counts
VISITS = "first_visit_carded_count:first_carded first_visit_uncarded_count:first_uncarded non_purchase_visit_count:non_purchase" \
    " web_invited_visit_count:web_invited field_invited_visit_count:field_invited post_order_visit_count:post_order" \
    " return_visit_count:return other_visit_count:other"
M["visit_count"] = measure("fact_visit", "count(f.visit_id)")
for pair in VISITS.split():
    code, kind = pair.split(":")
    M[code] = measure("fact_visit", "count(f.visit_id)", f"f.visit_type = '{kind}'")
WEB, FIELD = "f.lead_group = 'web'", "f.lead_group = 'field'"
LEADS = "count(f.lead_id)"
M["web_lead_count"] = measure("fact_lead", LEADS, WEB)
M["web_lead_distinct_count"] = measure("fact_lead", "count(DISTINCT f.phone_hash)", WEB)
M["web_card_count"] = measure("fact_lead", LEADS, WEB, date="carded_date")
M["web_arrival_count"] = measure("fact_lead", LEADS, WEB, date="first_arrival_date")
M["field_lead_count"] = measure("fact_lead", LEADS, FIELD)
M["field_card_count"] = measure("fact_lead", LEADS, FIELD, date="carded_date")
M["field_arrival_count"] = measure("fact_lead", LEADS, FIELD, date="first_arrival_date")


def stock(table, value, signs, where="true"):
    """Entries less exits up to a day."""

    def at_day(window):
        def of(at):
            parts = [(sign, measure(table, value, where, date=date, window=window)(at)) for date, sign in signs]
            return {key: sum(sign * part[key] for sign, part in parts) for key in parts[0][1]}

        return of

    return at_day(RUNNING), at_day(OPENING)


PROSPECT = "count(f.opportunity_id)"
LIFE = [
    ("created_date", 1),
    ("dormant_date", -1),
    ("dormant_reactivated_date", 1),
    ("lost_date", -1),
    ("lost_reactivated_date", 1),
    ("won_date", -1),
]
M["prospect_stock_now"], M["prospect_stock_open"] = stock("fact_opportunity", PROSPECT, LIFE)
for code, date in [
    ("new_prospect_count", "created_date"),
    ("dormant_count", "dormant_date"),
    ("lost_count", "lost_date"),
    ("lost_reactivated_count", "lost_reactivated_date"),
    ("dormant_reactivated_count", "dormant_reactivated_date"),
    ("valid_vehicle_order_count", "won_date"),
]:
    M[code] = measure("fact_opportunity", PROSPECT, date=date)
M["test_drive_count"] = measure("fact_test_drive", "count(DISTINCT f.opportunity_id)")
VEHICLE = "f.order_type = 'vehicle' AND f.is_valid = 1"
ORDER = "count(f.order_id)"
ENDS = [("order_date", 1), ("cancelled_date", -1), ("delivery_date", -1)]
M["order_stock_now"], M["order_stock_open"] = stock("fact_order", ORDER, ENDS, VEHICLE)


def from_start(column, is_before):
    def extra(at):
        day = at.start or "0001-01-01"
        return f"f.{column} < DATE '{day}'" if is_before else f"(f.{column} IS NULL OR f.{column} >= DATE '{day}')"

    return extra


M["new_order_count"] = measure("fact_order", ORDER, VEHICLE)
M["first_order_count"] = measure("fact_order", ORDER, VEHICLE, extra=from_start("prospect_created_date", False))
M["converted_order_count"] = measure("fact_order", ORDER, VEHICLE, extra=from_start("prospect_created_date", True))
M["order_cancel_count"] = measure("fact_order", ORDER, VEHICLE, date="cancelled_date")
for code, is_before in [("held_order_delivery_count", True), ("new_order_delivery_count", False)]:
    extra = from_start("order_date", is_before)
    M[code] = measure("fact_order", ORDER, VEHICLE, date="delivery_date", extra=extra)
M["delivery_count"] = measure("fact_delivery", "count(f.delivery_id)")
M["lead_count"] = measure("fact_lead", LEADS)
M["timely_lead_count"] = measure("fact_lead", LEADS, "epoch(f.first_followup_at) - epoch(f.created_at) <= 24 * 3600")

# --- sales: 14 ratios
for code, above, below in [
    ("test_drive_rate", "test_drive_count", "new_prospect_count"),
    ("new_prospect_conversion_rate", "first_order_count", "new_prospect_count"),
    ("held_prospect_conversion_rate", "converted_order_count", "prospect_stock_open"),
    ("held_order_close_rate", "held_order_delivery_count", "order_stock_open"),
    ("new_order_close_rate", "new_order_delivery_count", "new_order_count"),
    ("web_card_rate", "web_card_count", "web_lead_distinct_count"),
    ("field_card_rate", "field_card_count", "field_lead_count"),
    ("lead_timely_rate", "timely_lead_count", "lead_count"),
    ("web_arrival_rate", "web_arrival_count", "web_card_count"),
    ("field_arrival_rate", "field_arrival_count", "field_card_count"),
]:
    M[code] = div(M[above], M[below])
OPEN = add(M["order_stock_open"], M["new_order_count"])
M["order_close_rate"] = div(add(M["held_order_delivery_count"], M["new_order_delivery_count"]), OPEN)
M["order_cancel_rate"] = div(M["order_cancel_count"], OPEN)
CARDED, UNCARDED = M["first_visit_carded_count"], M["first_visit_uncarded_count"]
M["visit_card_rate"] = div(CARDED, add(CARDED, UNCARDED))
M["lead_duplicate_rate"] = div(sub(M["web_lead_count"], M["web_lead_distinct_count"]), M["web_lead_count"])

# --- AARRR
CONTENT = "count(f.event_id)"
POSTS = "f.content_type IN ('article', 'poster')"
M["content_share_count"] = measure("fact_content_event", CONTENT, f"f.event_type = 'share' AND {POSTS}")
M["content_read_count"] = measure("fact_content_event", CONTENT, f"f.event_type = 'read' AND {POSTS}")
M["model_page_click_count"] = measure(
    "fact_content_event", CONTENT, "f.event_type = 'click' AND f.content_type = 'model_page'"
)
M["historical_lead_count"] = measure("fact_lead", LEADS, window=RUNNING)
M["new_lead_count"] = M["lead_count"]
M["lead_followup_count"] = measure("fact_lead", LEADS, date="first_followup_at")
M["traffic_data"] = M["visit_count"]
M["goods_order_count"] = measure("fact_order", ORDER, "f.order_type = 'goods'")
M["vehicle_order_count"] = M["new_order_count"]
M["actual_sales_count"] = M["delivery_count"]
TARGET = measure("fact_target", "sum(f.target_value)", "f.metric_code = 'actual_sales_count'")
M["target_completion_rate"] = div(M["actual_sales_count"], TARGET)


def sold(window):
    return measure("fact_delivery", "count(f.delivery_id)", window=window)


def change(base):
    return div(sub(sold(calendar_month), sold(base)), sold(base))


M["sales_yoy"], M["sales_mom"] = change(month_last_year), change(month_before)
for code, kind, date in [
    ("maintenance_booking_count", "maintenance_booking", "request_date"),
    ("maintenance_handled_count", "maintenance_booking", "handled_date"),
    ("rescue_request_count", "rescue", "request_date"),
    ("rescue_handled_count", "rescue", "handled_date"),
    ("feedback_request_count", "complaint_suggestion", "request_date"),
    ("feedback_handled_count", "complaint_suggestion", "handled_date"),
    ("accident_estimate_count", "accident_estimate", "request_date"),
    ("direct_review_count", "direct_review", "request_date"),
]:
    M[code] = measure("fact_service_request", "count(f.request_id)", f"f.request_type = '{kind}'", date=date)
M["dau"] = measure("fact_app_activity", DISTINCT, window=last_day)
M["board_active_count"] = measure("fact_app_activity", DISTINCT, "f.board IS NOT NULL")
M["new_member_count"] = measure("dim_user", "count(f.user_key)")
for code, kind in [
    ("referral_purchase_count", "purchase"),
    ("trade_in_gift_count", "trade_in_gift"),
    ("insurance_inquiry_count", "insurance_inquiry"),
]:
    M[code] = measure("fact_referral", "count(f.referral_id)", f"f.referral_type = '{kind}'")

# --- dimensions that the table of the AARRR design does not offer
NO_REGION = set(
    "maintenance_booking_count maintenance_handled_count rescue_request_count rescue_handled_count feedback_request_count"
    " feedback_handled_count accident_estimate_count direct_review_count dau board_active_count new_member_count"
    " referral_purchase_count trade_in_gift_count insurance_inquiry_count".split()
)
NO_TIME = {"historical_lead_count"}

for setting, slices in SETTINGS.items():
    for code, of in M.items():
        if (setting == "region" and code in NO_REGION) or (setting == "month" and code in NO_TIME):
            continue
        for at in slices:
            found = of(at)
            for key, value in (found or {}).items():
                value = None if value is None else str(value) if not isinstance(value, float) else value
                print(json.dumps([setting, code, key, value], ensure_ascii=False))
