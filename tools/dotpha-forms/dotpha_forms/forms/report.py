"""Mẫu số 03: a quarter's, year's or stage's report, and by the same form that of six months (RULES 15.3, R5.3-FORM,
E-16, I-39). Percentages are computed from the plan and from what was reported up to this report (I-38)."""
import re

from ..completion import Completion, floor_e2, share_of
from ..document import Column, Document, Field, Heading, NotePage, Paragraph, Percent, Row, Table
from ..errors import Problem, FormError, refuse
from ..wording import LEVELS, ROMAN, SELF_LEVELS, day, percent
from .parts import person_fields, signature_of_official
from .plan_rows import KINDS, name_of, rows_of

SHEET = "Mẫu 03"
COLUMNS = [Column(14, "center"), Column(57), Column(47), *[Column(19, "center")] * 2, Column(29, "center"), Column(32, "center"),
           Column(29)]
HEAD = [
    [Heading("STT", rows=2), Heading("Nội dung", rows=2),
     Heading("Sản phẩm thực tế đã hoàn thành (ghi rõ sản phẩm đã hoàn thành theo thời điểm báo cáo)", rows=2),
     Heading("Tỷ lệ % hoàn thành so với Kế hoạch đề ra", columns=3),
     Heading("Tự nhận mức xếp loại (theo năm và giai đoạn) (HTXS, HTT, HT, Không hoàn thành)", rows=2),
     Heading("Lý do không hoàn thành theo kế hoạch đã đề ra", rows=2)],
    [Heading("Theo quý"), Heading("Theo năm"), Heading("Theo giai đoạn (đối với việc được giao theo giai đoạn)")],
    [Heading(str(number)) for number in range(1, 9)],
]
ENTRY_HEAD = ["Loại dòng", "Mã", "Mức hoàn thành (%)", "Ước thực hiện"]
ESTIMATED = "x"

QUARTERLY, YEARLY, STAGE, LEVEL, REASON = 3, 4, 5, 6, 7
# There is no column for months: a month shows what it brings to its quarter, an item nothing (R5.3-FORM).
OWN = {"quarter": QUARTERLY, "year": YEARLY}
SHARE = {"month": QUARTERLY, "quarter": YEARLY, "year": STAGE}

# As Điều 7 khoản 2 and the form's tail print them.
LEVEL_TEXTS = {
    "HTXS": "Hoàn thành xuất sắc việc đột phá, đổi mới được giao (hoàn thành 100% chỉ tiêu, mục tiêu của việc đột phá, "
            "đổi mới được giao theo kế hoạch, lộ trình đề ra, trừ trường hợp bất khả kháng)",
    "HTT": "Hoàn thành tốt việc đột phá, đổi mới được giao (thực hiện hoàn thành từ 70% đến dưới 100% chỉ tiêu, mục "
           "tiêu của việc đột phá, đổi mới được giao theo kế hoạch, lộ trình đề ra, trừ trường hợp bất khả kháng)",
    "HT": "Hoàn thành việc đột phá, đổi mới được giao (thực hiện hoàn thành từ 50% đến dưới 70% chỉ tiêu, mục tiêu của "
          "việc đột phá, đổi mới được giao theo kế hoạch, lộ trình đề ra, trừ trường hợp bất khả kháng)",
    "KHT": "Không hoàn thành việc đột phá, đổi mới được giao (thực hiện hoàn thành dưới 50% chỉ tiêu, mục tiêu của việc "
           "đột phá, đổi mới được giao theo kế hoạch, lộ trình đề ra, trừ trường hợp bất khả kháng)",
}


class Reported:
    """What is known of each item with this report: what came before, replaced by what it says itself."""

    def __init__(self, facts):
        self.own = {}  # (work, item) -> entry of this report
        self.known = {}  # (work, item) -> latest entry
        for work_id, items in facts.get("inherited", {}).items():
            for item_id, e2 in items.items():
                self.known[work_id, item_id] = {"item_id": item_id, "completion_e2": e2}
        for report in [*facts.get("earlier", []), facts["report"]]:
            for work in report.get("works", []):
                for item in work.get("items", []):
                    self.known[work["work_id"], item["item_id"]] = item
                    if report is facts["report"]:
                        self.own[work["work_id"], item["item_id"]] = item

    def completion(self, work_id):
        return Completion({item: entry.get("completion_e2", 0)
                           for (work, item), entry in self.known.items() if work == work_id})


def build(facts, editable=False):
    """`editable`: for a workbook that comes back. Products are then those of this report alone."""
    person, plan, report, works = facts["person"], facts["plan"], facts["report"], facts["works"]
    reported = Reported(facts)
    _check_against_service(report, plan, reported)
    levels = report.get("self_level") or {}
    reasons = {work["work_id"]: work.get("reason", "") for work in report.get("works", [])}
    shown = _Shown(report, reported, works)
    rows = [_row(row, reported, levels.get("works", {}), reasons, editable)
            for row in rows_of(plan, works) if shown.has(row)]
    blocks = [
        Paragraph("Mẫu số 03", "label"),
        Paragraph("BÁO CÁO KẾT QUẢ THỰC HIỆN NHIỆM VỤ ĐỘT PHÁ, ĐỔI MỚI\n" + title_of(report.get("covers", []), works),
                  "title"),
        *person_fields(person),
        Table(COLUMNS, HEAD, rows, ENTRY_HEAD),
        *_tail(report, levels, works),
        signature_of_official(person, report, "(ký tên, ghi rõ họ tên)", facts.get("recipients", ())),
    ]
    return Document(title="Báo cáo kết quả thực hiện nhiệm vụ đột phá, đổi mới", sheet=SHEET, blocks=blocks,
                    landscape=True, notes=[content_page(report)])


def title_of(covers, works):
    """"QUÝ IV, NĂM 2022": what the report covers, in the words of the form's title."""
    quarters, halves, years, stages, others = [], [], [], [], []
    for cover in covers:
        duty, period = cover["duty"], cover["period"]
        quarter = re.fullmatch(r"(\d{4})-Q([1-4])", period)
        if quarter:
            quarters.append((f"QUÝ {ROMAN[int(quarter[2])]}", quarter[1]))
        elif duty == "RPT_H1":
            halves.append(("06 THÁNG", period[:4]))
        elif duty == "RPT_Y":
            years.append(("", period))
        elif duty == "RPT_STAGE":
            work = works.get(period, {})
            first, last = (work.get(key, {}).get("year") for key in ("start_on", "end_on"))
            stages.append((f"GIAI ĐOẠN {first}-{last}" if first else "GIAI ĐOẠN", None))
        elif duty == "RPT_DONE":
            # Điều 7 khoản 3 điểm a: "báo cáo khi hoàn thành"; its content is that of the form.
            others.append(("KHI HOÀN THÀNH", None))
        else:
            refuse("FORM_NOT_KNOWN", f"Mẫu 03 is for quarters, six months, years and stages, not for {duty}")
    by_year = quarters + halves + years
    year = by_year[0][1] if by_year else None
    parts = [text for text, _ in quarters + halves]
    if year:
        parts = [", ".join(parts + ["NĂM " + year])] if years else [", ".join(parts) + f" NĂM {year}"]
    return ", ".join(parts + sorted({text for text, _ in stages + others}))


class _Shown:
    """Rows up to the end of what the report covers, and every item that it names."""

    def __init__(self, report, reported, works):
        self.last = max((_end_of(cover, works) for cover in report.get("covers", [])), default=(9999, 12))
        self.named = {work: {item for (owner, item) in reported.own if owner == work} for work, _ in reported.own}

    def has(self, row):
        return row.kind in ("part", "work") or row.begins <= self.last or self._is_named(row)

    def _is_named(self, row):
        named = self.named.get(row.work["work_id"], set())
        return bool(named) and any(item.get("item_id") in named for item in _items_below(row.node))


def _items_below(node):
    for key in ("years", "quarters", "months"):
        if node.get(key):
            for part in node[key]:
                yield from _items_below(part)
            return
    yield from node.get("items", []) if "item_id" not in node else [node]


def _end_of(cover, works):
    """Last month of what a report covers, as (year, month). A stage is named by its work."""
    found = re.fullmatch(r"(\d{4})(?:-Q([1-4])|-H1)?", cover["period"])
    if not found:
        return works.get(cover["period"], {}).get("end_on", {}).get("year", 9999), 12
    last = 3 * int(found[2]) if found[2] else 6 if cover["duty"] == "RPT_H1" else 12
    return int(found[1]), last


def _row(row, reported, levels, reasons, editable):
    values = [row.stt, row.text] + [None] * 6
    if row.kind == "part":
        return Row(values, "part", [KINDS["part"], "", "", ""])
    entry = [KINDS[row.kind], row.code, "", ""]
    completion = reported.completion(row.work["work_id"])
    if row.kind == "item":
        _fill_item(row, reported, values, entry, editable)
    elif row.kind == "work":
        done = completion.stage(row.node)
        values[STAGE if row.stage else YEARLY] = _shown(done)
        level = levels.get(row.code, "")
        values[LEVEL] = SELF_LEVELS.get(level, level)
        values[REASON] = reasons.get(row.code, "")
    else:
        done = getattr(completion, row.kind)(row.node)
        if row.kind in OWN:
            values[OWN[row.kind]] = _shown(done)
        values[SHARE[row.kind]] = _shown(share_of(row.node, done))
    style = {"work": "work", "year": "work", "item": "plain"}.get(row.kind, "period")
    return Row(values, style, entry)


def _fill_item(row, reported, values, entry, editable):
    key = row.work["work_id"], row.code
    latest, own = reported.known.get(key), reported.own.get(key)
    if editable:
        values[2] = (own or {}).get("product", "")
    elif latest:
        lines = [latest.get("product", ""), "(ước thực hiện)" if latest.get("estimated") else ""]
        values[2] = "\n".join(line for line in lines if line)
    if own:
        entry[2] = Percent(own.get("completion_e2", 0))
        entry[3] = ESTIMATED if own.get("estimated") else ""


def _shown(done):
    return None if done is None else Percent(floor_e2(done))


def _check_against_service(report, plan, reported):
    """The rows must say what the service says of the same report; else no form is better than a wrong one."""
    planned = {work["work_id"]: work for work in plan.get("works", [])}
    problems = []
    for known in report.get("completion", []):
        years = {year["year"]: year for year in planned.get(known["work_id"], {}).get("years", [])}
        if known["year"] not in years:
            continue
        ours = floor_e2(reported.completion(known["work_id"]).year(years[known["year"]]))
        theirs = known.get("completion_e2", 0)
        if (ours or 0) != theirs:
            problems.append(Problem(f"{known['work_id']}/{known['year']}", "COMPLETION_DIFFERS",
                                    f"the rows make {percent(ours or 0)}, the service says {percent(theirs)}"))
    if problems:
        raise FormError(*problems)


def _tail(report, levels, works):
    narrative = report.get("narrative") or {}
    blocks = [
        *([Field("* Kết quả thực hiện so với mục tiêu, chỉ tiêu của kế hoạch:", narrative["results"])]
          if narrative.get("results") else []),
        Field("* Những thuận lợi, khó khăn, vướng mắc và đề xuất các giải pháp khắc phục:",
              narrative.get("difficulties", "")),
        Field("* Phương hướng, nhiệm vụ trong thời gian tới:", narrative.get("directions", "")),
        Field("* Đề xuất, kiến nghị (nếu có):", narrative.get("proposals", "")),
    ]
    if not any(cover["duty"] in ("RPT_Y", "RPT_STAGE", "RPT_DONE") for cover in report.get("covers", [])):
        return blocks
    blocks.append(Paragraph("* Đối với báo cáo hàng năm, phải đánh giá được kết quả thực hiện theo kế hoạch đề ra: Từng "
                            "việc được giao đạt được ở mức nào?"))
    taken = levels.get("works", {})
    for level, text in LEVEL_TEXTS.items():
        names = [name_of(works, work_id) for work_id in sorted(taken) if taken[work_id] == level]
        blocks.append(Field(f"- {text}:", "; ".join(names) if names else "không"))
    if levels.get("overall"):
        blocks.append(Field("Mức xếp loại cán bộ tự nhận:", LEVELS.get(levels["overall"], levels["overall"])))
    return blocks


CONTENT_SHEET = "Báo cáo"
CONTENT_HEAD = ("Mục", "Nội dung", "Kỳ", "Ngày quyết định giao việc")
CONTENT_ROWS = {
    "official_id": "Mã cán bộ",
    "covers": "Loại báo cáo",
    "overall": "Mức cán bộ tự nhận",
    "results": "Kết quả so với mục tiêu, chỉ tiêu",
    "difficulties": "Thuận lợi, khó khăn, giải pháp",
    "directions": "Phương hướng, nhiệm vụ",
    "proposals": "Đề xuất, kiến nghị",
    "name": "Báo cáo",
    "etag": "Phiên bản",
}


def content_page(report):
    narrative = report.get("narrative") or {}
    rows = [CONTENT_HEAD, (CONTENT_ROWS["official_id"], report["official_id"])]
    rows += [(CONTENT_ROWS["covers"], cover["duty"], cover["period"], day(cover.get("occasion")))
             for cover in report.get("covers", [])]
    rows.append((CONTENT_ROWS["overall"], (report.get("self_level") or {}).get("overall", "")))
    rows += [(CONTENT_ROWS[key], narrative.get(key, "")) for key in ("results", "difficulties", "directions", "proposals")]
    rows += [(CONTENT_ROWS[key], report.get(key, "")) for key in ("name", "etag")]
    return NotePage(CONTENT_SHEET, (34, 90, 16, 26), tuple(rows))
