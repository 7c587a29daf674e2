"""Answers SQL with DuckDB. Each line of the file named by the first argument is one JSON job:
{"setup": [statement, ...], "queries": [query, ...]}; each job has its own database. One line of JSON comes out per
query: {"rows": [[cell, ...], ...]} or {"error": text}. A cell is null, or a pair of type letter and text."""

import datetime
import decimal
import json
import sys

import duckdb


def cell(value):
    if value is None:
        return None
    if isinstance(value, bool):
        return ["b", str(value).lower()]
    if isinstance(value, (int, decimal.Decimal)):
        return ["n", format(value, "f") if isinstance(value, decimal.Decimal) else str(value)]
    if isinstance(value, float):
        return ["f", repr(value)]
    if isinstance(value, datetime.datetime):
        micros = (value - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1)
        return ["s", str(micros)]
    if isinstance(value, datetime.date):
        return ["d", value.isoformat()]
    return ["t", str(value)]


def main():
    with open(sys.argv[1], encoding="utf-8") as jobs:
        for line in jobs:
            job = json.loads(line)
            database = duckdb.connect(":memory:")
            database.execute("SET threads = 1")
            # In 2.0.0 it takes two joins with one table for the same and mixes up their columns.
            if ("common_subplan",) in database.execute("SELECT name FROM duckdb_optimizers()").fetchall():
                database.execute("SET disabled_optimizers = 'common_subplan'")
            for statement in job["setup"]:
                database.execute(statement)
            for query in job["queries"]:
                try:
                    rows = database.execute(query).fetchall()
                    answer = {"rows": [[cell(value) for value in row] for row in rows]}
                except duckdb.Error as error:
                    answer = {"error": str(error)}
                print(json.dumps(answer, ensure_ascii=True))


main()
