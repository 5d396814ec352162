#!/usr/bin/python3
"""Prints every cell of an .xlsx file as JSON: [reference, type, text]. Types: s text, n number, f formula."""
import json
import sys
import xml.etree.ElementTree as xml
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def main():
    with zipfile.ZipFile(sys.argv[1]) as book:
        shared = [
            "".join(part.text or "" for part in item.iter(MAIN + "t"))
            for item in xml.fromstring(book.read("xl/sharedStrings.xml"))
        ]
        sheet = xml.fromstring(book.read("xl/worksheets/sheet1.xml"))
    for cell in sheet.iter(MAIN + "c"):
        value = cell.find(MAIN + "v")
        text = "" if value is None else value.text
        kind = "f" if cell.find(MAIN + "f") is not None else cell.get("t", "n")
        print(json.dumps([cell.get("r"), kind, shared[int(text)] if kind == "s" else text], ensure_ascii=False))


if __name__ == "__main__":
    main()
