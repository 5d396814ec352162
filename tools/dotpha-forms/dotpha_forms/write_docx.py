"""Document -> DOCX (python-docx). A4, margins and sizes as Vietnamese offices use them; heads of tables are repeated on
every page."""
import re

from docx import Document as Word
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from .document import Field, Letterhead, PageBreak, Paragraph, Signature, Table, text_of

# On machines without it LibreOffice takes Liberation Serif, which has the same widths.
FACE = "Times New Roman"
BODY_PT, TABLE_PT, NARROW_PT = 13, 12, 10
MARGIN_LEFT, MARGIN_RIGHT, MARGIN_TOP, MARGIN_BOTTOM = 30, 20, 20, 20
ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
GROUP_HEAD_MM = 20
# A row up to this many characters stays on one page; a longer one may be split, or would never fit.
WHOLE_ROW_CHARACTERS = 600

# Bytes that no XML can hold; the services refuse them, a file from elsewhere may have them.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_docx(document, path):
    word = Word()
    word.core_properties.title = document.title
    word.core_properties.author = "DotPha"
    _page(word.sections[0], document.landscape)
    _face(word.styles["Normal"])
    for block in document.blocks:
        _WRITERS[type(block)](word, block)
    word.save(path)


def _page(section, landscape):
    width, height = (297, 210) if landscape else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin, section.right_margin = Mm(MARGIN_LEFT), Mm(MARGIN_RIGHT)
    section.top_margin, section.bottom_margin = Mm(MARGIN_TOP), Mm(MARGIN_BOTTOM)
    section.header_distance = Mm(10)
    # Page numbers in the middle of the head, not on the first page.
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _face(style):
    style.font.name = FACE
    style.font.size = Pt(BODY_PT)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs", "w:hAnsi"):
        fonts.set(qn(script), FACE)
    style.paragraph_format.space_after = Pt(4)
    style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.line_spacing = 1.1


def _run(paragraph, text, bold=False, italic=False, size=None):
    run = paragraph.add_run(CONTROL.sub(" ", text))
    run.bold, run.italic = bold, italic
    if size:
        run.font.size = Pt(size)
    return run


# style -> alignment, bold, italic, first line indented, kept with what follows
PARAGRAPHS = {
    "title": ("center", True, False, False, True),
    "label": ("right", False, True, False, True),
    "organisation": ("left", True, False, False, False),
    "addressee": ("center", False, False, False, True),
    "heading": ("left", True, False, False, True),
    "subheading": ("left", True, True, False, True),
    "body": ("justify", False, False, True, False),
    "sub": ("justify", False, False, True, False),
    "note": ("left", False, True, False, False),
}


def _paragraph(word, block):
    # A line that is broken by hand would be stretched to the margin.
    if block.style in ("body", "sub") and "\n" in block.text:
        for line in block.text.split("\n"):
            _paragraph(word, Paragraph(line, block.style))
        return
    align, bold, italic, indented, keep = PARAGRAPHS[block.style]
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if align == "justify" else ALIGN[align]
    paragraph.paragraph_format.keep_with_next = keep
    if indented:
        paragraph.paragraph_format.first_line_indent = Mm(10)
    if block.style == "title":
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(6), Pt(10)
    _run(paragraph, block.text, bold, italic)


def _field(word, block):
    paragraph = word.add_paragraph()
    justified = len(block.value) > 60 and "\n" not in block.value
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if justified else WD_ALIGN_PARAGRAPH.LEFT
    if not block.label[0].isdigit():
        paragraph.paragraph_format.first_line_indent = Mm(10)
    _run(paragraph, block.label + " ", bold=block.label[0].isdigit())
    _run(paragraph, block.value)


def _table(word, block):
    # A landscape form has many columns for its width.
    size = NARROW_PT if sum(column.width_mm for column in block.columns) > 200 else TABLE_PT
    rows = len(block.head) + len(block.rows)
    table = word.add_table(rows=rows, cols=len(block.columns))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    # By columns: a table's cells by rows cost the square of their number.
    cells = [table.column_cells(index) for index in range(len(block.columns))]
    for index, column in enumerate(block.columns):
        table.columns[index].width = Mm(column.width_mm)
        for cell in cells[index]:
            cell.width = Mm(column.width_mm)
    _head(cells, block, size)
    if len(block.head) > 2:
        # LibreOffice cuts what spans rows of a repeated head where the last of them is not high enough.
        table.rows[len(block.head) - 2].height = Mm(GROUP_HEAD_MM)
    for number, row in enumerate(block.rows, len(block.head)):
        for index, value in enumerate(row.values):
            _cell(cells[index][number], text_of(value), block.columns[index].align, row.style, size)
    for number, row in enumerate(table.rows):
        properties = row._tr.get_or_add_trPr()
        if number < len(block.head):
            properties.append(OxmlElement("w:tblHeader"))
            properties.append(OxmlElement("w:cantSplit"))
        elif sum(len(text_of(value)) for value in block.rows[number - len(block.head)].values) < WHOLE_ROW_CHARACTERS:
            properties.append(OxmlElement("w:cantSplit"))
    # Two tables that touch would become one. The last rows stay with what follows.
    gap = word.add_paragraph()
    gap.paragraph_format.space_after, gap.paragraph_format.line_spacing = Pt(0), Pt(6)
    for paragraph in [gap] + [column[number].paragraphs[0] for column in cells for number in range(-2, 0)]:
        paragraph.paragraph_format.keep_with_next = True


def _head(cells, block, size):
    taken = set()
    for number, headings in enumerate(block.head):
        index = 0
        for heading in headings:
            while (number, index) in taken:
                index += 1
            last = index + heading.columns - 1, number + heading.rows - 1
            cell = cells[index][number]
            if heading.columns > 1 or heading.rows > 1:
                cell = cell.merge(cells[last[0]][last[1]])
            taken |= {(row, column) for row in range(number, last[1] + 1) for column in range(index, last[0] + 1)}
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            _cell(cell, heading.text, "center", "head", size)
            index += heading.columns


def _cell(cell, text, align, style, size):
    paragraph = cell.paragraphs[0]
    paragraph.alignment = ALIGN[align]
    paragraph.paragraph_format.space_after = Pt(1)
    paragraph.paragraph_format.line_spacing = 1
    # A quarter or month does not stand alone at the end of a page.
    paragraph.paragraph_format.keep_with_next = style in ("head", "part", "work", "period")
    _run(paragraph, text, bold=style in ("head", "part", "work"), italic=style == "period", size=size)


def _two_sides(word, left, right):
    """Two columns without lines; each a list of (text, bold, italic)."""
    table = word.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    section = word.sections[0]
    width = section.page_width - section.left_margin - section.right_margin
    for cell, lines, align, part in zip(table.rows[0].cells, (left, right), ("left", "center"), (45, 55)):
        cell.width = width * part // 100
        for index, (text, bold, italic) in enumerate(lines):
            paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
            paragraph.alignment = ALIGN[align]
            paragraph.paragraph_format.keep_with_next = True
            paragraph.paragraph_format.space_after = Pt(0)
            _run(paragraph, text, bold, italic)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return table


def _letterhead(word, block):
    table = _two_sides(word, [(line, line != block.issuer[0] and line.isupper(), False) for line in block.issuer],
                       [(block.right, True, False), (block.place_and_date, False, True)])
    for paragraph in table.rows[0].cells[0].paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _signature(word, block):
    # Not alone on a page.
    word.paragraphs[-1].paragraph_format.keep_with_next = True
    left = [("Nơi nhận:", True, True)] + [(f"- {line}", False, False) for line in block.recipients] \
        if block.recipients else []
    right = [(block.date_line, False, True)] if block.date_line else []
    right += [(block.role, True, False), (block.hint, False, True)]
    right += [("", False, False)] * 3 + [(block.name, True, False)] if block.name else []
    _two_sides(word, left, right)


def _page_break(word, _):
    word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


_WRITERS = {Paragraph: _paragraph, Field: _field, Table: _table, Letterhead: _letterhead, Signature: _signature,
            PageBreak: _page_break}
