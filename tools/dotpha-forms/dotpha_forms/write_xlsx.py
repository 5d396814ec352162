"""Document -> XLSX (openpyxl). Percentages are numbers; no text is ever taken for a formula. What is to be filled in
stands to the right of the form, outside of what is printed."""
from functools import lru_cache

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from .document import Field, Letterhead, PageBreak, Paragraph, Percent, Signature, Table, text_of
from .errors import refuse
from .forms.plan_rows import END

FACE = "Times New Roman"
# The blank and the sign are text: the number is the percentage itself, 12.5 and not 0.125. [$-42A] asks for Vietnamese
# commas; Excel takes them from the machine's language all the same.
PERCENT_FORMAT = '[$-42A]0.00" %"'
THIN = Side(style="thin")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
ENTRY_FILL = PatternFill("solid", fgColor="FFF6E5")
HEAD_FILL = PatternFill("solid", fgColor="EDEDED")
# A unit of width is a digit of the workbook's own face, about 2 mm; a letter of Times is narrower, less so in bold.
MM_OF_CHARACTER = 2.0
LETTERS_OF_UNIT, BOLD_LETTERS_OF_UNIT = 1.2, 1.05
LINE_PT = 15
# What Excel holds in a cell.
MAX_CHARACTERS = 32767
BOLD = ("head", "part", "work")  # styles of rows


def write_xlsx(document, path):
    table = document.table()
    if table is None:
        refuse("FORMAT_NOT_FOR_FORM", f"{document.title} has no table: DOCX or PDF, not XLSX")
    book = Workbook()
    book.properties.creator, book.properties.title = "DotPha", document.title
    _Sheet(book.active, document, table).write()
    for note in document.notes:
        _note(book.create_sheet(note.title), note)
    book.save(path)


def put(cell, value):
    """A value as what it is. Refused is what a workbook cannot hold as it stands."""
    if value is None or value == "":
        return
    if isinstance(value, Percent):
        cell.value = value.e2 / 100
        cell.number_format = PERCENT_FORMAT
        return
    if isinstance(value, int):
        cell.value = value
        return
    if ILLEGAL_CHARACTERS_RE.search(value) or "\r" in value:
        refuse("TEXT_UNSUPPORTED", "holds control characters", f"{cell.parent.title}!{cell.coordinate}")
    if len(value) > MAX_CHARACTERS:
        refuse("TEXT_TOO_LONG", f"a cell holds {MAX_CHARACTERS} characters", f"{cell.parent.title}!{cell.coordinate}")
    cell.value = value
    # openpyxl takes "=..." for a formula and "#N/A" for an error.
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True


class _Sheet:
    def __init__(self, sheet, document, table):
        self.sheet, self.document, self.table = sheet, document, table
        self.row = 0
        self.columns = len(table.columns)

    def write(self):
        self.sheet.title = self.document.sheet
        for block in self.document.blocks:
            if isinstance(block, PageBreak):
                break  # what follows is on a sheet of its own
            self._block(block)
        for index, column in enumerate(self.table.columns, 1):
            self.sheet.column_dimensions[get_column_letter(index)].width = column.width_mm / MM_OF_CHARACTER
        for index in range(self.columns + 1, self.columns + len(self.table.entry_head) + 1):
            self.sheet.column_dimensions[get_column_letter(index)].width = 16
        self._print_setup()

    def _print_setup(self):
        setup = self.sheet.page_setup
        setup.orientation = "landscape" if self.document.landscape else "portrait"
        setup.paperSize = self.sheet.PAPERSIZE_A4
        setup.fitToWidth, setup.fitToHeight = 1, 0
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True
        self.sheet.print_area = f"A1:{get_column_letter(self.columns)}{self.row}"
        self.sheet.oddHeader.center.text = "&P"

    def _block(self, block):
        if isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Letterhead):
            self._line("; ".join(block.issuer[:2]), bold=True)
            self._line(block.right, bold=True, align="right")
        elif isinstance(block, Signature):
            for text, bold in ((block.date_line, False), (block.role, True), (block.hint, False), ("", False),
                               (block.name, True)):
                self._line(text, bold=bold, align="center", first=max(1, self.columns - 3))
        elif isinstance(block, Field):
            self._line(f"{block.label} {block.value}")
        elif isinstance(block, Paragraph):
            align = {"title": "center", "label": "right", "addressee": "center"}.get(block.style, "left")
            self._line(block.text, bold=block.style in ("title", "heading", "organisation"), align=align)

    def _line(self, text, bold=False, align="left", first=1):
        self.row += 1
        cell = self.sheet.cell(self.row, first)
        put(cell, text.strip())
        cell.font = Font(name=FACE, size=12, bold=bold)
        cell.alignment = Alignment(horizontal=align, vertical="top", wrap_text=True)
        self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=self.columns)
        # A merged cell does not grow by itself.
        width = sum(column.width_mm for column in self.table.columns[first - 1:])
        self.sheet.row_dimensions[self.row].height = (LINE_PT + 1) * _lines(text, width, bold)

    def _table(self, block):
        # A smaller table behind the main one has its columns at the main one's places.
        top = self.row + 1
        taken = set()
        for number, headings in enumerate(block.head):
            self.row += 1
            if number < len(block.head) - 1:
                self.sheet.row_dimensions[self.row].height = LINE_PT * (2 if number == 0 and len(block.head) > 2 else 4)
            index = 1
            for heading in headings:
                while (number, index) in taken:
                    index += 1
                self._heading(heading, index)
                taken |= {(number + row, index + column) for row in range(heading.rows)
                          for column in range(heading.columns)}
                index += heading.columns
        for offset, text in enumerate(block.entry_head):
            cell = self.sheet.cell(self.row, len(block.columns) + 1 + offset)
            put(cell, text)
            self._style(cell, "center", "head", fill=ENTRY_FILL)
        if block is self.table:
            self.sheet.freeze_panes = self.sheet.cell(self.row + 1, 3)
            self.sheet.print_title_rows = f"${top}:${self.row}"
        first = self.row + 1
        for row in block.rows:
            self.row += 1
            for index, value in enumerate(row.values, 1):
                cell = self.sheet.cell(self.row, index)
                put(cell, value)
                self._style(cell, block.columns[index - 1].align, row.style)
            # Rows of one line are left to grow when somebody types; not every program lets the others grow by itself.
            lines = max(_lines(text_of(value), column.width_mm, row.style in BOLD)
                        for value, column in zip(row.values, block.columns))
            if lines > 1:
                self.sheet.row_dimensions[self.row].height = LINE_PT * lines
            for offset, value in enumerate(row.entry):
                cell = self.sheet.cell(self.row, len(block.columns) + 1 + offset)
                put(cell, value)
                self._style(cell, "center", "plain", fill=ENTRY_FILL)
        if block.entry_head:
            if block.rows:
                self._percentages(block, first)
            self.row += 1
            cell = self.sheet.cell(self.row, len(block.columns) + 1)
            put(cell, END)
            self._style(cell, "center", "plain", fill=ENTRY_FILL)

    def _percentages(self, block, first):
        """Excel itself warns of what is no percentage."""
        check = DataValidation(type="decimal", operator="between", formula1="0", formula2="100", allow_blank=True,
                               showErrorMessage=True, errorStyle="warning", errorTitle="Tỷ lệ %",
                               error="Tỷ lệ là một số từ 0 đến 100, có tối đa 2 chữ số thập phân.")
        self.sheet.add_data_validation(check)
        last = len(block.columns) if block.entry_head[-1] == "Chỉ tiêu" else 6
        check.add(f"D{first}:{get_column_letter(last)}{self.row}")

    def _heading(self, heading, index):
        cell = self.sheet.cell(self.row, index)
        put(cell, heading.text)
        last_row, last_column = self.row + heading.rows - 1, index + heading.columns - 1
        for row in range(self.row, last_row + 1):
            for column in range(index, last_column + 1):
                self._style(self.sheet.cell(row, column), "center", "head", fill=HEAD_FILL)
        if (last_row, last_column) != (self.row, index):
            self.sheet.merge_cells(start_row=self.row, end_row=last_row, start_column=index, end_column=last_column)

    @staticmethod
    def _style(cell, align, style, fill=None):
        cell.font, cell.alignment = _look(align, style)
        cell.border = BORDER
        if fill:
            cell.fill = fill


def _lines(text, width_mm, bold):
    letters = width_mm / MM_OF_CHARACTER * (BOLD_LETTERS_OF_UNIT if bold else LETTERS_OF_UNIT)
    return sum(1 + int(max(0, len(line) - 1) // letters) for line in text.split("\n"))


@lru_cache(maxsize=None)
def _look(align, style):
    return (Font(name=FACE, size=11, bold=style in BOLD, italic=style == "period"),
            Alignment(horizontal=align, vertical="center" if style == "head" else "top", wrap_text=True))


def _note(sheet, note):
    for index, width in enumerate(note.widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    for number, values in enumerate(note.rows, 1):
        for index, value in enumerate(values, 1):
            cell = sheet.cell(number, index)
            put(cell, value)
            cell.font = Font(name=FACE, size=11, bold=number == 1)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A2"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
