"""One document as it is meant, whatever it is written to: paragraphs, tables, signatures. Writers know no form, forms
know no file format."""
from dataclasses import dataclass, field
from typing import Optional, Union


@dataclass(frozen=True)
class Percent:
    """Hundredths of a percent: a number where the format has numbers."""

    e2: int


Value = Union[str, int, Percent, None]


@dataclass(frozen=True)
class Paragraph:
    text: str
    # title, subtitle, label (the form's number, at the right), heading, note, body, field ("Họ và tên: ...")
    style: str = "body"


@dataclass(frozen=True)
class Field:
    """"Họ và tên: Quan Phúc Mão": the label as the form prints it, and what was filled in."""

    label: str
    value: str


@dataclass(frozen=True)
class Column:
    width_mm: float
    align: str = "left"  # left, center, right


@dataclass(frozen=True)
class Heading:
    """A cell of a table's head."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass
class Row:
    values: list
    # plain, part ("A NHỮNG VIỆC ..."), work, period
    style: str = "plain"
    # What only a workbook has, to the right of the form and outside of what is printed.
    entry: list = field(default_factory=list)


@dataclass
class Table:
    columns: list
    # Rows of Heading, repeated on every page.
    head: list
    rows: list
    # Headings of Row.entry.
    entry_head: list = field(default_factory=list)


@dataclass(frozen=True)
class Letterhead:
    """As S4 prints it: the issuer at the left, the Party's name and place and date at the right."""

    issuer: tuple
    right: str
    place_and_date: str


@dataclass(frozen=True)
class Signature:
    # At the right: date, who signs, "(ký tên, ghi rõ họ tên)", name.
    date_line: str
    role: str
    hint: str
    name: str = ""
    # At the left: "Nơi nhận:" and its lines.
    recipients: tuple = ()


@dataclass(frozen=True)
class PageBreak:
    pass


@dataclass(frozen=True)
class NotePage:
    """A further sheet of the workbook; nothing on paper. Rows of values, the first one is the head."""

    title: str
    widths: tuple
    rows: tuple


@dataclass
class Document:
    title: str
    # Name of the workbook's sheet.
    sheet: str
    blocks: list
    landscape: bool = False
    notes: list = field(default_factory=list)

    def table(self) -> Optional[Table]:
        return next((block for block in self.blocks if isinstance(block, Table)), None)


def text_of(value: Value) -> str:
    from .wording import percent

    if value is None:
        return ""
    return percent(value.e2) if isinstance(value, Percent) else str(value)
