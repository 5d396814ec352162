#!/usr/bin/python3
"""rows_of_form.py FORM.docx: the rows of a form's table (the one with numbered columns) as "text | column 4 | 5 | 6 | 7"."""
import sys

from docx import Document

for table in Document(sys.argv[1]).tables:
    # By columns: a row's own cells leave out what is merged.
    rows = list(zip(*[[cell.text for cell in column.cells] for column in table.columns]))
    heads = [number for number, row in enumerate(rows) if row[:3] == ("1", "2", "3")]
    for row in rows[heads[0] + 1:] if heads else []:
        print(" | ".join((row[1], *row[3:7])).replace("\u00a0", " "))
