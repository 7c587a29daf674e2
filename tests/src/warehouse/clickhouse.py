import tempfile

from chdb import session

TYPES = {"bool": "Bool", "int": "Int64", "float": "Float64", "date": "Date32", "datetime": "DateTime64(6)", "text": "String"}


def type_of(kind):
    return "Nullable(" + (kind.replace("decimal", "Decimal(18,") + ")" if kind.startswith("decimal") else TYPES[kind]) + ")"


def name_of(name):
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def plain(kind):
    """The type without what wraps it."""
    for wrap in ("Nullable(", "LowCardinality("):
        if kind.startswith(wrap):
            return plain(kind[len(wrap):-1])
    return kind


def read(kind, value):
    kind = plain(kind)
    if value is None:
        return None
    if kind == "Bool":
        return value if isinstance(value, bool) else value in (1, "true")
    if kind.startswith(("Int", "UInt")):
        return int(value)
    if kind.startswith("Decimal"):
        return decimal.Decimal(str(value))
    if kind.startswith("Float"):
        return float(value)
    if kind.startswith("DateTime"):
        return datetime.datetime.fromisoformat(value)
    if kind.startswith("Date"):
        return datetime.date.fromisoformat(value)
    return value


def run(sql):
    found = json.loads(database.query(sql, "JSONCompact").bytes())
    kinds = [column["type"] for column in found["meta"]]
    return [[read(kind, value) for kind, value in zip(kinds, row)] for row in found["data"]]


folder = tempfile.TemporaryDirectory(prefix="sandtable-chdb-")
database = session.Session(folder.name)
database.query("SET output_format_json_quote_decimals = 1, output_format_json_quote_64bit_integers = 1, max_threads = 2")
for job in jobs():
    database.query(f"CREATE DATABASE {name_of(job['schema'])} ENGINE = Atomic")
    for table in job["tables"]:
        name = f"{name_of(job['schema'])}.{name_of(table['name'])}"
        columns = ", ".join(f"{name_of(column)} {type_of(kind)}" for column, kind in table["columns"])
        structure = columns.replace("\\", "\\\\").replace("'", "\\'")
        database.query(f"CREATE TABLE {name} ({columns}) ENGINE = Memory")
        database.query(f"INSERT INTO {name} SELECT * FROM file('{table['file']}', 'CSV', '{structure}')")
    for query in job["queries"]:
        write(answered(run, query))
database.close()
