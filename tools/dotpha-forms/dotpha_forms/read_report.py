"""A workbook of Mẫu 03 that somebody filled in -> the report, as SubmitReport takes it. Read are the entries beside the
form (how far each item is done), products, self-levels, reasons and texts; the percentages of columns 4 to 6 follow from
them and are not read."""
import re

from .errors import refuse
from .forms.plan_rows import END, KINDS
from .forms.report import CONTENT_ROWS, CONTENT_SHEET, ENTRY_HEAD, ESTIMATED, LEVEL, REASON, SHEET
from .wording import LEVELS, SELF_LEVELS
from .workbook import Reader, address, named_sheet, same, table_of

COLUMNS = 8
PRODUCT, KIND, CODE, DONE, EXPECTED = 2, 8, 9, 10, 11
KIND_OF_TEXT = {same(text): kind for kind, text in KINDS.items()}
LEVEL_OF_TEXT = {same(text): code for names in (LEVELS, SELF_LEVELS, {code: code for code in LEVELS})
                 for code, text in names.items()}
NARRATIVE = ("results", "difficulties", "directions", "proposals")
# More than 100 is kept as written and counted as 100 (E-13).
MOST_E2 = 100000


class ReportReader(Reader):
    def __init__(self, book):
        super().__init__()
        self.book = book
        self.unfinished = []
        self.places = {}
        self.report = {"covers": [], "works": []}
        self._levels = {}

    def read(self):
        self._content(named_sheet(self.book, CONTENT_SHEET))
        work = None
        for row in table_of(named_sheet(self.book, SHEET), COLUMNS, ENTRY_HEAD[0], END):
            work = self._row(row, work)
        self.report["works"] = [one for one in self.report["works"] if one["items"] or one.get("reason")]
        for index, one in enumerate(self.report["works"]):
            for number, item in enumerate(one["items"]):
                self.places[f"works[{index}].items[{number}]"] = item.pop("_place")
            self.places[f"works[{index}]"] = one.pop("_place")
        if self._levels:
            self.report.setdefault("self_level", {})["works"] = self._levels
        return self.report

    def _content(self, sheet):
        fields = {same(text): key for key, text in CONTENT_ROWS.items()}
        for row in sheet.iter_rows(min_row=2, max_col=4):
            if self.is_blank(row):
                continue
            key, value = fields.get(same(self.text(row[0]))), self.text(row[1])
            if key is None:
                self.wrong(row[0], "ROW_UNKNOWN", "no such part of a report")
            elif key == "covers":
                self._cover(row)
            elif not value:
                continue
            elif key == "overall":
                level = self._level(row[1])
                if level:
                    self.report.setdefault("self_level", {})["overall"] = level
            elif key in NARRATIVE:
                self.report.setdefault("narrative", {})[key] = value
            else:
                self.report[key] = value
        if not self.report.get("official_id"):
            self.wrong(sheet["B2"], "OFFICIAL_MISSING", "whose report is it?")
        if not self.report["covers"]:
            refuse("COVERS_MISSING", "what does it report on (RPT_Q 2022-Q1)?", address(sheet["B3"]))

    def _cover(self, row):
        cover = {"duty": self.text(row[1]).strip(), "period": self.text(row[2]).strip()}
        occasion = self.text(row[3]).strip()
        if occasion:
            found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", occasion)
            if found:
                cover["occasion"] = {"year": int(found[3]), "month": int(found[2]), "day": int(found[1])}
            else:
                self.wrong(row[3], "DATE_INVALID", "not a day like 05/01/2022")
        self.report["covers"].append(cover)

    def _level(self, cell):
        text = self.text(cell)
        level = LEVEL_OF_TEXT.get(same(text))
        if text.strip() and level is None:
            self.wrong(cell, "LEVEL_UNKNOWN", "must be HTXS, HTT, HT or Không hoàn thành")
        return level

    def _row(self, row, work):
        if self.is_blank(row[:COLUMNS + len(ENTRY_HEAD)]):
            return work
        kind = KIND_OF_TEXT.get(same(self.text(row[KIND])))
        if kind is None:
            self.wrong(row[KIND], "KIND_UNKNOWN", "a report has the rows of the plan, and no others")
        elif kind == "work":
            return self._work(row)
        elif kind != "part" and work is None:
            self.wrong(row[KIND], "ROW_MISPLACED", f"no row {KINDS['work']} above")
        elif kind == "item":
            self._item(row, work)
        if kind is not None:
            for index in (LEVEL, REASON):
                if not self.is_blank([row[index]]):
                    self.wrong(row[index], "COLUMN_NOT_FOR_ROW", "levels and reasons stand on the row of the work")
        return work

    def _work(self, row):
        work = {"work_id": self.text(row[CODE]).strip(), "items": [], "_place": address(row[CODE])}
        if not work["work_id"]:
            self.wrong(row[CODE], "WORK_MISSING", "the id of the assigned work")
        reason = self.text(row[REASON])
        if reason:
            work["reason"] = reason
        level = self._level(row[LEVEL])
        if level:
            self._levels[work["work_id"]] = level
            self.places[f"self_level.works[{work['work_id']}]"] = address(row[LEVEL])
        self.report["works"].append(work)
        return work

    def _item(self, row, work):
        done = self.percent(row[DONE], MOST_E2)
        product, expected = self.text(row[PRODUCT]), self.text(row[EXPECTED]).strip()
        if expected and same(expected) != ESTIMATED:
            self.wrong(row[EXPECTED], "MARK_UNKNOWN", f"{ESTIMATED} or nothing")
        if self.is_blank([row[DONE]]):
            if product or expected:
                self.wrong(row[DONE], "COMPLETION_MISSING", "how far is it done?")
            return
        if done is None:
            return
        item = {"item_id": self.text(row[CODE]).strip(), "completion_e2": done, "_place": address(row[DONE])}
        if not item["item_id"]:
            self.wrong(row[CODE], "ITEM_MISSING", "the item's code of the plan")
        elif any(other["item_id"] == item["item_id"] for other in work["items"]):
            self.wrong(row[CODE], "ITEM_DUPLICATE", "stands twice")
        if product:
            item["product"] = product
        if expected:
            item["estimated"] = True
        work["items"].append(item)
