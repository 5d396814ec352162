"""Mẫu số 02: an official's plan with its shares (RULES 15.2, R4.4a-FORM, E-15)."""
from ..document import Column, Document, Field, Heading, NotePage, PageBreak, Paragraph, Percent, Row, Table
from ..wording import day, target_text
from .parts import numbered, person_fields, signature_of_official
from .plan_rows import KINDS, name_of, rows_of

SHEET = "Mẫu 02"
COLUMNS = [Column(14, "center"), Column(84), Column(55), *[Column(20, "center")] * 3, Column(33, "center")]
HEAD = [
    [Heading("STT", rows=2), Heading("Nội dung", rows=2), Heading("Sản phẩm/kết quả đạt được", rows=2),
     Heading("Ước tính tỷ lệ % hoàn thành công việc so với tổng thể công việc chung", columns=4)],
    [Heading("Theo tháng"), Heading("Theo quý"), Heading("Theo năm"),
     Heading("Theo giai đoạn (đối với việc được giao theo giai đoạn)")],
    [Heading(str(number)) for number in range(1, 8)],
]
ENTRY_HEAD = ["Loại dòng", "Mã", "Chỉ tiêu"]

# Index of a column of the table by the level whose share it shows.
MONTHLY, QUARTERLY, YEARLY, STAGE = 3, 4, 5, 6
# The column of a row's own level, and that of the level above it (R4.4a-SUM).
OWN = {"month": MONTHLY, "quarter": QUARTERLY, "year": YEARLY}
SHARE = {"item": MONTHLY, "month": QUARTERLY, "quarter": YEARLY, "year": STAGE}


def own_column(kind, stage):
    return OWN.get(kind) if kind != "work" else (STAGE if stage else YEARLY)


def build(facts):
    person, plan, works = facts["person"], facts["plan"], facts["works"]
    blocks = [
        Paragraph("Mẫu số 02", "label"),
        Paragraph("KẾ HOẠCH THỰC HIỆN NHIỆM VỤ ĐỘT PHÁ, ĐỔI MỚI NĂM, GIAI ĐOẠN", "title"),
        *person_fields(person),
        Table(COLUMNS, HEAD, [_row(row) for row in rows_of(plan, works)], ENTRY_HEAD),
        signature_of_official(person, plan, "(Ký tên, ghi rõ họ tên)"),
        PageBreak(),
        *narrative(plan, works),
    ]
    return Document(title=f"Kế hoạch thực hiện nhiệm vụ đột phá, đổi mới năm {plan['cycle']}", sheet=SHEET,
                    blocks=blocks, landscape=True, notes=[content_page(plan), targets_page(plan, works)])


def _row(row):
    values = [row.stt, row.text, row.node.get("product", "") if row.kind == "item" else "", None, None, None, None]
    if row.kind == "part":
        return Row([row.stt, row.text] + [None] * 5, "part", [KINDS["part"], "", ""])
    own = own_column(row.kind, row.stage)
    if own is not None and row.own is not None and row.share is not None:
        values[own] = Percent(row.own)
    # In a form to be filled in shares are still unknown.
    if row.kind in SHARE and row.share is not None:
        values[SHARE[row.kind]] = Percent(row.share)
    targets = ", ".join(row.node.get("target_ids", [])) if row.kind == "item" else ""
    style = {"work": "work", "year": "work", "item": "plain"}.get(row.kind, "period")
    return Row(values, style, [KINDS[row.kind], row.code, targets])


def narrative(plan, works):
    """What Điều 4 khoản 4 asks for and Mẫu 02 has no place for: on a page of its own behind the form."""
    coordination = []
    for entry in plan.get("coordination", []):
        agencies = ", ".join(entry.get("agency_names") or entry.get("agency_ids", []))
        coordination += [
            Field(f"- {name_of(works, entry['work_id'])}:", entry.get("arrangement", "")),
            Field("+ Cơ quan đề nghị phối hợp:", agencies),
        ]
    return [
        Paragraph("THUYẾT MINH KẾ HOẠCH\n(Điều 4 khoản 4 điểm a)", "title"),
        Paragraph("1- Mục tiêu chung", "heading"),
        Paragraph(plan.get("general_goal", "")),
        Paragraph("2- Mục tiêu cụ thể, chỉ tiêu", "heading"),
        Paragraph(numbered(plan.get("specific_goals", []))),
        Paragraph("3- Giải pháp", "heading"),
        Paragraph(numbered(plan.get("solutions", []))),
        Paragraph("4- Lộ trình thực hiện", "heading"),
        Paragraph(plan.get("roadmap", "")),
        *([Paragraph("5- Phương án phối hợp", "heading"), *coordination] if coordination else []),
    ]


CONTENT_SHEET = "Thuyết minh"
CONTENT_HEAD = ("Mục", "Nội dung", "Phương án phối hợp", "Cơ quan phối hợp (mã)")
# Rows of the sheet by the field that they hold. Those that may stand several times hold a list.
CONTENT_ROWS = {
    "official_id": "Mã cán bộ",
    "cycle": "Năm",
    "occasion": "Ngày quyết định giao việc",
    "general_goal": "Mục tiêu chung",
    "specific_goals": "Mục tiêu cụ thể",
    "solutions": "Giải pháp",
    "roadmap": "Lộ trình thực hiện",
    "coordination": "Phối hợp",
    # The form orders works by parts A and B; a plan has an order of its own.
    "order": "Thứ tự việc",
    "name": "Kế hoạch",
    "etag": "Phiên bản",
}


def content_page(plan):
    rows = [CONTENT_HEAD,
            (CONTENT_ROWS["official_id"], plan["official_id"]),
            (CONTENT_ROWS["cycle"], str(plan["cycle"])),
            (CONTENT_ROWS["occasion"], day(plan.get("occasion"))),
            (CONTENT_ROWS["general_goal"], plan.get("general_goal", ""))]
    rows += [(CONTENT_ROWS["specific_goals"], goal) for goal in plan.get("specific_goals") or [""]]
    rows += [(CONTENT_ROWS["solutions"], solution) for solution in plan.get("solutions") or [""]]
    rows.append((CONTENT_ROWS["roadmap"], plan.get("roadmap", "")))
    rows += [(CONTENT_ROWS["coordination"], entry["work_id"], entry.get("arrangement", ""),
              ", ".join(entry.get("agency_ids", []))) for entry in plan.get("coordination", [])]
    rows += [(CONTENT_ROWS["order"], work["work_id"]) for work in plan.get("works", [])]
    rows += [(CONTENT_ROWS[key], plan.get(key, "")) for key in ("name", "etag")]
    return NotePage(CONTENT_SHEET, (28, 90, 60, 40), tuple(rows))


def targets_page(plan, works):
    """For the person who fills in: which targets the column "Chỉ tiêu" can name."""
    rows = [("Mã việc", "Tên việc", "Mã chỉ tiêu", "Chỉ tiêu")]
    for planned in plan.get("works", []):
        for target in works.get(planned["work_id"], {}).get("targets", []):
            rows.append((planned["work_id"], name_of(works, planned["work_id"]), target.get("target_id", ""),
                         target_text(target)))
    return NotePage("Chỉ tiêu", (20, 60, 14, 60), tuple(rows))


def blank(official_id, cycle, works, occasion=None):
    """A plan to be filled in: each work with every period of its years, one empty item a month."""
    planned = []
    for work_id, work in works.items():
        first, last = work["start_on"]["year"], work["end_on"]["year"]
        annual = first == last
        planned.append({"work_id": work_id, "years": [
            {"year": year, "share_e2": 10000 if annual else None, "quarters": [
                {"quarter": quarter, "share_e2": None, "months": [
                    {"month": month, "share_e2": None, "items": [{"item_id": f"{year}.{month:02d}.1",
                                                                  "share_e2": None}]}
                    for month in range(3 * quarter - 2, 3 * quarter + 1)]}
                for quarter in range(1, 5)]}
            for year in range(first, last + 1)]})
    plan = {"official_id": official_id, "cycle": cycle, "works": planned}
    if occasion:
        plan["occasion"] = occasion
    return plan
