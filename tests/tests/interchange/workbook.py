"""Another reader and writer of workbooks.

`workbook.py dump FILE` prints one JSON object: sheets (name to rows of cells), lists (range to formula and whether other
values are refused), the pane that stays in sight.
`workbook.py retype IN OUT` writes the file anew, with the first metric's dates as real dates and its numbers as text."""

import datetime
import json
import sys

import openpyxl


def dump(path):
    book = openpyxl.load_workbook(path)
    sheets = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}
    first = book.worksheets[0]
    lists = {
        str(rule.sqref): [rule.formula1, bool(rule.showErrorMessage)]
        for rule in first.data_validations.dataValidation
    }
    formulas = [cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    print(json.dumps({"sheets": sheets, "lists": lists, "pane": first.freeze_panes, "formulas": formulas}))


def retype(source, target):
    book = openpyxl.load_workbook(source)
    sheet = book.worksheets[0]
    for cell in sheet[1]:
        below = sheet.cell(row=2, column=cell.column)
        if cell.value in ("Created", "Updated") and below.value:
            below.value = datetime.datetime.strptime(below.value, "%Y-%m-%d")
            below.number_format = "yyyy-mm-dd"
        elif isinstance(below.value, (int, float)):
            below.value = str(below.value)
    sheet.insert_rows(1)
    sheet["A1"] = "Our metrics"
    book.save(target)


if sys.argv[1] == "dump":
    dump(sys.argv[2])
else:
    retype(sys.argv[2], sys.argv[3])
