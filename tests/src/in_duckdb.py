import duckdb

TYPES = {"bool": "BOOLEAN", "int": "BIGINT", "float": "DOUBLE", "date": "DATE", "datetime": "TIMESTAMP", "text": "VARCHAR"}


def type_of(kind):
    return kind.replace("decimal", "DECIMAL(18,") + ")" if kind.startswith("decimal") else TYPES[kind]


def opened(threads):
    database = duckdb.connect(":memory:")
    database.execute(f"SET threads = {threads}")
    # In 2.0.0 it takes two joins with one table for the same and mixes up their columns.
    if ("common_subplan",) in database.execute("SELECT name FROM duckdb_optimizers()").fetchall():
        database.execute("SET disabled_optimizers = 'common_subplan'")
    return database


def load(database, name, table):
    """Makes a table called `name` out of a job's."""
    columns = ", ".join(f"{quoted(column)} {type_of(kind)}" for column, kind in table["columns"])
    database.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
    database.execute(f"COPY {name} FROM '{table['file']}' (FORMAT csv, NULLSTR '\\N', HEADER false, AUTO_DETECT false, DELIM ',', QUOTE '\"', ESCAPE '\"')")


