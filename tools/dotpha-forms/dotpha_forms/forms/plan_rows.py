"""The rows that Mẫu 02 and Mẫu 03 share: parts A and B, works, years, quarters, months, items, numbered as the forms
number them (STT)."""
from dataclasses import dataclass
from typing import Optional

from ..completion import FULL_E2
from ..wording import MONTH_OF_QUARTER, ROMAN, YEAR_OF_STAGE

PART_A = "NHỮNG VIỆC ĐƯỢC GIAO THEO NĂM"
PART_B = "NHỮNG VIỆC ĐƯỢC GIAO THEO GIAI ĐOẠN"

# What a workbook calls the kinds of rows, so that a filled-in one can be read back.
KINDS = {"part": "PHẦN", "work": "VIỆC", "year": "NĂM", "quarter": "QUÝ", "month": "THÁNG", "item": "NỘI DUNG"}
# Behind the last row of a table that comes back: what follows is the signature.
END = "HẾT"


@dataclass(frozen=True)
class PlanRow:
    kind: str  # of KINDS
    stt: str
    text: str
    code: str = ""  # work id, "2022", "2022-Q1", "2022-03", item id
    node: Optional[dict] = None  # of the plan
    stage: bool = False
    work: Optional[dict] = None  # the planned work it belongs to
    begins: tuple = (0, 0)  # year and month

    @property
    def own(self):
        """Hundredths in the column of the row's own level: 100 where it has parts."""
        parts = next((self.node[key] for key in ("years", "quarters", "months", "items") if self.node.get(key)), None)
        return FULL_E2 if parts else None

    @property
    def share(self):
        """None: not filled in yet."""
        return self.node.get("share_e2", 0)


def is_annual(planned, content):
    """In part A: one year that is the whole. A work whose duration is unknown is judged by its tree."""
    years = planned.get("years", [])
    one_year = len(years) == 1 and years[0].get("share_e2", 0) == FULL_E2 and bool(years[0].get("quarters"))
    return one_year and content.get("duration", "1Y") in ("1Y", "")


def name_of(works, work_id):
    return works.get(work_id, {}).get("display_name") or work_id


def rows_of(plan, works):
    """All rows of a plan. Annual works first, each part in the order of the plan."""
    annual = [work for work in plan.get("works", []) if is_annual(work, works.get(work["work_id"], {}))]
    staged = [work for work in plan.get("works", []) if work not in annual]
    if annual:
        yield PlanRow("part", "A", PART_A)
        for number, work in enumerate(annual, 1):
            yield _work_row("", number, work, works, False)
            yield from _quarters(work["years"][0], work, "", False)
    if staged:
        yield PlanRow("part", "B", PART_B)
        for number, work in enumerate(staged, 1):
            yield _work_row(_roman(number), number, work, works, True)
            for index, year in enumerate(work.get("years", [])):
                ordinal = YEAR_OF_STAGE[index] if index < len(YEAR_OF_STAGE) else str(index + 1)
                yield PlanRow("year", str(index + 1), f"NĂM THỨ {ordinal} CỦA GIAI ĐOẠN: {year['year']}",
                              str(year["year"]), year, True, work, (year["year"], 1))
                yield from _quarters(year, work, f"{index + 1}.", True)


def _work_row(stt, number, work, works, stage):
    return PlanRow("work", stt, f"VIỆC ĐỘT PHÁ {number}: {name_of(works, work['work_id'])}", work["work_id"], work,
                   stage, work)


def _quarters(year, work, prefix, stage):
    for quarter in year.get("quarters", []):
        number = quarter["quarter"]
        stt = f"{prefix}{number}" if prefix else ROMAN[number]
        yield PlanRow("quarter", stt, f"Quý {ROMAN[number]} năm {year['year']}", f"{year['year']}-Q{number}", quarter,
                      stage, work, (year["year"], 3 * number - 2))
        for month in quarter.get("months", []):
            place = (month["month"] - 1) % 3
            # In part B the forms give months no number.
            yield PlanRow("month", "" if prefix else str(place + 1), MONTH_OF_QUARTER[place],
                          f"{year['year']}-{month['month']:02d}", month, stage, work, (year["year"], month["month"]))
            for item in month.get("items", []):
                yield PlanRow("item", "", item.get("text", ""), item.get("item_id", ""), item, stage, work,
                              (year["year"], month["month"]))


def _roman(number):
    text, rest = "", number
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while rest >= value:
            text, rest = text + letters, rest - value
    return text
