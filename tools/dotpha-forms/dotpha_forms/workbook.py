"""Opening a workbook that somebody sends: nothing in it is run, followed or computed. What could be is refused by name,
before a cell is read."""
import io
import re
import unicodedata
import zipfile
from datetime import date, datetime
from decimal import Decimal

from defusedxml.ElementTree import fromstring
from openpyxl import load_workbook

from .errors import FormError, Problem, refuse

# The longest plan of the sample has 60 kB, 700 kB unpacked.
MAX_BYTES, MAX_UNPACKED, MAX_PARTS = 5_000_000, 20_000_000, 500

# In names of parts, their content types, or types of relationships: what makes a workbook more than cells.
FORBIDDEN = (
    ("MACRO_NOT_ALLOWED", ("vbaproject", "vbadata", "macroenabled", "macrosheet", "dialogsheet")),
    ("EXTERNAL_LINK_NOT_ALLOWED", ("externallink", "connections", "querytable", "webextension", "volatiledependencies")),
    ("EMBEDDED_OBJECT_NOT_ALLOWED", ("oleobject", "embeddings", "activex", "ctrlprop")),
)
WORDS = {
    "MACRO_NOT_ALLOWED": "a workbook with macros is not read",
    "EXTERNAL_LINK_NOT_ALLOWED": "a workbook that leads outside of itself is not read",
    "EMBEDDED_OBJECT_NOT_ALLOWED": "a workbook with embedded objects is not read",
}
PLAIN_NAME = re.compile(r"'?[^'\[\]|]+'?![$A-Z0-9:,'!\w ]+")


def open_workbook(path):
    """The workbook; FormError with every reason why it is not read."""
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        refuse("FILE_UNREADABLE", error.strerror or "cannot be read")
    if len(data) > MAX_BYTES:
        refuse("FILE_TOO_LARGE", f"more than {MAX_BYTES // 1_000_000} MB")
    if data[:4] != b"PK\x03\x04":
        refuse("NOT_A_WORKBOOK", "not an XLSX file (an old .xls, or protected by a password?)")
    _refuse(_forbidden_parts(data))
    try:
        book = load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
    except Exception as error:  # pylint: disable=broad-except  # whatever a broken file makes the library raise
        refuse("NOT_A_WORKBOOK", f"the file is damaged ({type(error).__name__})")
    _refuse(_forbidden_names(book) + _forbidden_cells(book))
    return book


def _refuse(problems):
    if problems:
        raise FormError(*problems)


def _forbidden_parts(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                refuse("FILE_TOO_LARGE", f"more than {MAX_UNPACKED // 1_000_000} MB when unpacked")
            found = [_problem_of(part.filename, part.filename) for part in parts]
            for part in parts:
                if part.filename.endswith(".rels"):
                    found += _relationships(part.filename, archive.read(part))
                elif part.filename == "[Content_Types].xml":
                    found += [_problem_of(entry.get("PartName", entry.get("Extension", "")), entry.get("ContentType", ""))
                              for entry in fromstring(archive.read(part))]
    except FormError:
        raise
    except Exception as error:  # pylint: disable=broad-except  # a broken archive, a trap in its XML
        refuse("NOT_A_WORKBOOK", f"the file is damaged ({type(error).__name__})")
    return list(dict.fromkeys(problem for problem in found if problem))


def _problem_of(place, text):
    lowered = text.lower()
    for reason, marks in FORBIDDEN:
        if any(mark in lowered for mark in marks):
            return Problem(place.lstrip("/"), reason, WORDS[reason])
    return None


def _relationships(name, data):
    found = []
    for entry in fromstring(data):
        kind = entry.get("Type", "").rsplit("/", 1)[-1]
        found.append(_problem_of(name, kind))
        # Links of cells are named by their cell.
        if entry.get("TargetMode") == "External" and kind != "hyperlink":
            found.append(Problem(name, "EXTERNAL_LINK_NOT_ALLOWED", WORDS["EXTERNAL_LINK_NOT_ALLOWED"]))
    return found


def _forbidden_names(book):
    found = []
    for name in book.defined_names.definedName:
        if name.function or name.vbProcedure or name.xlm:
            found.append(Problem(name.name, "MACRO_NOT_ALLOWED", WORDS["MACRO_NOT_ALLOWED"]))
        elif "[" in (name.value or ""):
            found.append(Problem(name.name, "EXTERNAL_LINK_NOT_ALLOWED", WORDS["EXTERNAL_LINK_NOT_ALLOWED"]))
        elif not PLAIN_NAME.fullmatch(name.value or ""):
            found.append(Problem(name.name, "FORMULA_NOT_ALLOWED", "a name that computes"))
    return found


def _forbidden_cells(book):
    found = []
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    found.append(Problem(address(cell), "FORMULA_NOT_ALLOWED", "a formula; write the value itself"))
                if cell.hyperlink is not None and cell.hyperlink.target:
                    found.append(Problem(address(cell), "EXTERNAL_LINK_NOT_ALLOWED", "a link; write the text alone"))
    return found


def address(cell):
    return f"{cell.parent.title}!{cell.coordinate}"


def same(text):
    """For comparing what people typed with what the form prints."""
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


class Reader:
    """Values of cells, and what is wrong with them, each by its address."""

    def __init__(self):
        self.problems = []

    def wrong(self, cell, reason, text):
        self.problems.append(Problem(address(cell), reason, text))

    def text(self, cell):
        """As it stands; "" where empty. Numbers and dates that Excel made of a text are written out again."""
        value = cell.value
        if value is None:
            return ""
        if cell.data_type == "e":
            self.wrong(cell, "VALUE_IS_ERROR", "an error of Excel, not a text")
            return ""
        if isinstance(value, bool):
            return "đúng" if value else "sai"
        if isinstance(value, (datetime, date)):
            return value.strftime("%d/%m/%Y")
        if isinstance(value, float):
            return f"{value:g}".replace(".", ",") if not value.is_integer() else str(int(value))
        return str(value)

    def percent(self, cell, most_e2=10000):
        """Hundredths; None where empty or wrong."""
        number = self._number(cell)
        if number is None:
            return None
        e2 = number * 100
        if e2 != e2.to_integral_value():
            self.wrong(cell, "TOO_PRECISE", "at most two decimals")
            return None
        if not 0 <= e2 <= most_e2:
            self.wrong(cell, "OUT_OF_RANGE", f"must be 0 to {most_e2 // 100}")
            return None
        return int(e2)

    def _number(self, cell):
        value = cell.value
        if isinstance(value, str) and not value.strip():
            return None
        if value is None:
            return None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            number = Decimal(repr(value))
            # A cell that Excel itself made a percentage holds 0.125 for 12,5%.
            literal_free = re.sub(r'"[^"]*"|\\.', "", cell.number_format)
            return number * 100 if "%" in literal_free else number
        if isinstance(value, str):
            found = re.fullmatch(r"(-?\d{1,6})(?:[.,](\d{1,6}))?%?", re.sub(r"\s", "", value))
            if found:
                return Decimal(f"{found[1]}.{found[2] or '0'}")
        self.wrong(cell, "NUMBER_INVALID", "not a percentage like 12,5")
        return None

    def is_blank(self, cells):
        return all(cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()) for cell in cells)


def named_sheet(book, title):
    for sheet in book.worksheets:
        if same(sheet.title) == same(title):
            return sheet
    return refuse("SHEET_MISSING", f"there is no sheet {title}")


def table_of(sheet, columns, mark, end):
    """The rows between the head, whose last row numbers the columns and says `mark` behind them, and `end`."""
    for number in range(1, min(sheet.max_row, 60) + 1):
        if same(str(sheet.cell(number, columns + 1).value or "")) == same(mark):
            break
    else:
        refuse("HEADING_MISSING", f"no row says {mark} in column {columns + 1}", sheet.title)
    wrong = [Problem(address(sheet.cell(number, index)), "HEADING_UNEXPECTED", f"column {index} of the form stood here")
             for index in range(1, columns + 1) if str(sheet.cell(number, index).value).strip() != str(index)]
    _refuse(wrong)
    rows = []
    for row in sheet.iter_rows(min_row=number + 1):
        if same(str(row[columns].value or "")) == same(end):
            return rows
        rows.append(row)
    return refuse("TABLE_END_MISSING", f"no row says {end} in column {columns + 1}", sheet.title)
