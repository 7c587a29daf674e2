"""What the scripts that answer SQL share. Each line of the file named by the first argument is one JSON job: its
"queries", and what its database holds, which is its script's affair. One line of JSON comes out per query:
{"rows": [[cell, …], …]} or {"error": text}. A cell is null, or a pair of type letter and text."""

import datetime
import decimal
import json
import os
import sys

# Nothing else may stand on standard output, nor what a library or a process of this one prints there.
ANSWERS = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)


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


def jobs():
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def answered(run, query):
    """The rows that `run` gives for a query, or its error."""
    try:
        return {"rows": [[cell(value) for value in row] for row in run(query)]}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {str(error)[:2000]}"}


def write(answer):
    print(json.dumps(answer, ensure_ascii=True), file=ANSWERS, flush=True)


def quoted(name, mark='"'):
    return mark + name.replace(mark, mark + mark) + mark
