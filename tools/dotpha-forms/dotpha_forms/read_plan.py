"""A workbook of Mẫu 02 that somebody filled in -> the plan, as SavePlanDraft and SubmitPlan take it. What cannot be read
is a problem, by its cell. What is only unfinished is said the same way and does not keep a draft from being saved: the
reporting service has the last word when it is sent."""
import re

from .errors import Problem
from .forms.plan import CONTENT_ROWS, CONTENT_SHEET, ENTRY_HEAD, OWN, SHARE, SHEET, STAGE, YEARLY
from .forms.plan_rows import END, KINDS
from .wording import percent
from .workbook import Reader, address, named_sheet, same, table_of

COLUMNS = 7
TEXT, PRODUCT, FIRST_SHARE, KIND, CODE, TARGETS = 1, 2, 3, 7, 8, 9
PARTS = {"work": "years", "year": "quarters", "quarter": "months", "month": "items"}
KIND_OF_TEXT = {same(text): kind for kind, text in KINDS.items()}
FULL_E2 = 10000


class PlanReader(Reader):
    def __init__(self, book):
        super().__init__()
        self.book = book
        self.unfinished = []
        # Where the service's fields came from: "works[0].years[0].quarters[1]" -> address.
        self.places = {}
        self._rows = {}  # id(node) -> its row
        self._open = {}  # kind -> the node that following rows belong to
        self._order = []  # ids of works
        self._implied = set()  # ids of the years of annual works, which have no row
        self.plan = {}

    def read(self):
        self._content(named_sheet(self.book, CONTENT_SHEET))
        self.plan["works"] = []
        for row in table_of(named_sheet(self.book, SHEET), COLUMNS, ENTRY_HEAD[0], END):
            self._row(row)
        for work in self.plan["works"]:
            self._finish("work", work)
            self._name_new_items(work)
        place = {work_id: index for index, work_id in enumerate(self._order)}
        self.plan["works"].sort(key=lambda work: place.get(work["work_id"], len(place)))
        self._index("works", self.plan["works"], "work")
        return self.plan

    # ---- the sheet of texts ----

    def _content(self, sheet):
        fields = {same(text): key for key, text in CONTENT_ROWS.items()}
        plan = self.plan
        for row in sheet.iter_rows(min_row=2, max_col=4):
            if self.is_blank(row):
                continue
            key = fields.get(same(self.text(row[0])))
            value = self.text(row[1])
            if key is None:
                self.wrong(row[0], "ROW_UNKNOWN", "no such part of a plan")
            elif key in ("specific_goals", "solutions"):
                plan.setdefault(key, [])
                if value:
                    plan[key].append(value)
            elif key == "coordination":
                plan.setdefault(key, []).append({"work_id": value, "arrangement": self.text(row[2]),
                                                 "agency_ids": _ids(self.text(row[3]))})
            elif key == "order":
                self._order.append(value)
            elif key in plan:
                self.wrong(row[0], "ROW_DUPLICATE", "stands twice")
            elif value:
                plan[key] = value
        self._cycle(sheet)
        if not plan.get("official_id"):
            self.wrong(sheet["B2"], "OFFICIAL_MISSING", "whose plan is it?")
        if "occasion" in plan:
            found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", plan["occasion"])
            if found:
                plan["occasion"] = {"year": int(found[3]), "month": int(found[2]), "day": int(found[1])}
            else:
                self.wrong(sheet["B4"], "DATE_INVALID", "not a day like 05/01/2022")

    def _cycle(self, sheet):
        if re.fullmatch(r"\d{4}", self.plan.get("cycle", "")):
            self.plan["cycle"] = int(self.plan["cycle"])
        else:
            self.wrong(sheet["B3"], "YEAR_INVALID", "not a year like 2022")

    # ---- the table ----

    def _row(self, row):
        kind_text = self.text(row[KIND])
        if self.is_blank(row[:COLUMNS + 3]):
            return
        kind = KIND_OF_TEXT.get(same(kind_text)) if kind_text.strip() else "item"
        if kind is None:
            self.wrong(row[KIND], "KIND_UNKNOWN", "must be one of " + ", ".join(KINDS.values()))
        elif not kind_text.strip() and not self.is_blank(row[:1]):
            self.wrong(row[KIND], "KIND_MISSING", "a row with a number is not an item: what is it?")
        elif kind == "part":
            self._open = {}
        elif kind == "item":
            self._item(row)
        else:
            self._node(kind, row)

    def _node(self, kind, row):
        code = self.text(row[CODE]).strip()
        if kind == "work":
            if not code:
                self.wrong(row[CODE], "WORK_MISSING", "the id of the assigned work")
            node = {"work_id": code}
            self._open = {}
            self.plan["works"].append(node)
        else:
            node = self._period(kind, code, row)
            if node is None:
                return
        node[PARTS[kind]] = []
        self._rows[id(node)] = row
        self._open[kind] = node
        for lower in ("year", "quarter", "month")[("work", "year", "quarter", "month").index(kind):]:
            self._open.pop(lower, None)
        self._shares(kind, node, row)

    def _period(self, kind, code, row):
        pattern = {"year": r"(\d{4})", "quarter": r"(\d{4})-Q([1-4])", "month": r"(\d{4})-(0[1-9]|1[0-2])"}[kind]
        found = re.fullmatch(pattern, code)
        if not found:
            self.wrong(row[CODE], "PERIOD_INVALID", {"year": "not a year like 2022", "quarter": "not like 2022-Q1",
                                                     "month": "not like 2022-03"}[kind])
            return None
        year = int(found[1])
        parent = self._parent(kind, year, row)
        if parent is None:
            return None
        node = {"year": year} if kind == "year" else {kind: int(found[2])}
        inside = kind != "month" or (node["month"] + 2) // 3 == self._open["quarter"]["quarter"]
        known = [part[kind] for part in parent]
        if not inside:
            self.wrong(row[CODE], "PERIOD_MISPLACED", "this month is not of the quarter above")
        elif node[kind] in known:
            self.wrong(row[CODE], "PERIOD_DUPLICATE", "stands twice")
        parent.append(node)
        return node

    def _parent(self, kind, year, row):
        """The list that the row belongs to. An annual work has no row for its year."""
        above = {"year": "work", "quarter": "year", "month": "quarter"}[kind]
        if kind == "quarter" and "year" not in self._open and "work" in self._open:
            work = self._open["work"]
            self._open["year"] = {"year": year, "share_e2": FULL_E2, "quarters": []}
            self._rows[id(self._open["year"])] = self._rows[id(work)]
            self._implied.add(id(self._open["year"]))
            work["years"].append(self._open["year"])
        if above not in self._open:
            self.wrong(row[KIND], "ROW_MISPLACED", f"no row {KINDS[above]} above")
            return None
        if kind != "year" and self._open["year"]["year"] != year:
            self.wrong(row[CODE], "PERIOD_MISPLACED", f"the rows above are of {self._open['year']['year']}")
        return self._open[above][PARTS[above]]

    def _item(self, row):
        if "month" not in self._open:
            self.wrong(row[TEXT], "ROW_MISPLACED", f"no row {KINDS['month']} above")
            return
        item = {"item_id": self.text(row[CODE]).strip(), "text": self.text(row[TEXT]),
                "product": self.text(row[PRODUCT]), "target_ids": _ids(self.text(row[TARGETS]))}
        self._rows[id(item)] = row
        self._shares("item", item, row)
        if item["text"].strip() or item["product"].strip() or item["target_ids"] or item["share_e2"] is not None:
            self._open["month"]["items"].append(item)

    def _shares(self, kind, node, row):
        """The share in the column of the level above, 100 in that of the row's own, and nothing elsewhere."""
        own = {OWN.get(kind)} if kind != "work" else {YEARLY, STAGE}
        if kind in SHARE:
            node["share_e2"] = self.percent(row[SHARE[kind]])
        for index in range(FIRST_SHARE, COLUMNS):
            if index == SHARE.get(kind) or self.is_blank([row[index]]):
                continue
            if index not in own:
                self.wrong(row[index], "COLUMN_NOT_FOR_ROW", "this row has no figure in this column")
            elif self.percent(row[index]) not in (None, FULL_E2):
                self.wrong(row[index], "OWN_LEVEL_NOT_100", "in the column of its own level a row has 100 or nothing")

    # ---- the whole ----

    def _finish(self, kind, node):
        """Drops what was left empty, says what is unfinished."""
        key = PARTS.get(kind)
        row = self._rows[id(node)]
        if key is None:
            if not node["text"].strip():
                self._say(row[TEXT], "ITEM_TEXT_MISSING", "what is to be done?")
            if not node["target_ids"]:
                self._say(row[TARGETS], "ITEM_WITHOUT_TARGET", "which targets of the work does it serve?")
        else:
            below = {"work": "year", "year": "quarter", "quarter": "month", "month": "item"}[kind]
            for part in node[key]:
                self._finish(below, part)
            node[key] = [part for part in node[key] if below == "item" or part[PARTS[below]]
                         or (part["share_e2"] is not None and id(part) not in self._implied)]
            self._sums(kind, below, node, row)
        if kind != "work" and node.get("share_e2") is None and (key is None or node[key]):
            self._say(row[SHARE[kind]], "SHARE_MISSING", "its share of the whole above")

    def _sums(self, kind, below, node, row):
        parts, share = node[PARTS[kind]], node.get("share_e2")
        shares_at = row[SHARE[kind]] if kind in SHARE else row[TEXT]
        annual = any(id(part) in self._implied for part in parts)
        own_at = row[OWN[kind]] if kind in OWN else row[YEARLY if annual else STAGE]
        if parts:
            total = sum(part.get("share_e2") or 0 for part in parts)
            if total != FULL_E2:
                places = ", ".join(self._rows[id(part)][SHARE[below]].coordinate for part in parts)
                self._say(own_at, "SUM_NOT_100", f"{places} sum to {percent(total)}".replace("\u00a0", " "))
            if share == 0:
                self._say(shares_at, "ZERO_SHARE_WITH_PARTS", "a share of 0 has no parts")
        elif kind == "work" or (share and id(node) not in self._implied):
            self._say(shares_at, "SHARE_WITHOUT_PARTS", "what is it made of?")

    def _say(self, cell, reason, text):
        self.unfinished.append(Problem(address(cell), reason, text))

    def _name_new_items(self, work):
        """Items without a code get the next one of their month; a code stands once in a work."""
        items = [(year, month, item) for year in work["years"] for quarter in year["quarters"]
                 for month in quarter["months"] for item in month["items"]]
        known = set()
        for _, _, item in items:
            if item["item_id"] and item["item_id"] in known:
                self.wrong(self._rows[id(item)][CODE], "ITEM_DUPLICATE", "stands twice; a new item has no code")
            known.add(item["item_id"])
        for year, month, item in items:
            number = 1
            while not item["item_id"]:
                candidate = f"{year['year']}.{month['month']:02d}.{number}"
                if candidate not in known:
                    item["item_id"] = candidate
                    known.add(candidate)
                number += 1

    def _index(self, path, nodes, kind):
        for index, node in enumerate(nodes):
            here = f"{path}[{index}]"
            row = self._rows[id(node)]
            column = SHARE.get(kind, TEXT) if "share_e2" in node else TEXT
            self.places[here] = address(row[column])
            if kind in PARTS:
                self._index(f"{here}.{PARTS[kind]}", node[PARTS[kind]],
                            {"work": "year", "year": "quarter", "quarter": "month", "month": "item"}[kind])
            # What the message has no value for stays unset.
            if node.get("share_e2", 0) is None:
                del node["share_e2"]


def _ids(text):
    return [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
