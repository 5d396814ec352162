"""A body's, or the Organisation Commission's, consolidated report of the results of a period (Điều 5 khoản 2, R5.2-BODY,
R5.2-BTC). The regulation says what it is about and gives no form."""
from ..document import Column, Document, Field, Heading, Paragraph, Percent, Row, Table
from ..wording import LEVELS, moment, period_text
from .parts import letterhead, signature_of_body, who
from .plan_rows import name_of

COLUMNS = [Column(12, "center"), Column(55), Column(80), Column(25, "center"), Column(28, "center"), Column(47)]
HEAD = [
    [Heading("STT"), Heading("Họ và tên, chức vụ, chức danh"), Heading("Việc được giao"),
     Heading("Tỷ lệ % so với toàn bộ việc của năm"), Heading("Ngày nhận báo cáo"),
     Heading("Lý do, khó khăn; mức tự nhận")],
    [Heading(str(number)) for number in range(1, 7)],
]


def build(facts):
    body, period = facts["body"], period_text("", facts["period"])
    rows = []
    for number, report in enumerate(facts["reports"], 1):
        rows += _rows(number, report, facts)
    for number, official_id in enumerate(facts["missing"], len(facts["reports"]) + 1):
        rows.append(Row([number, who(facts["people"], official_id), "Chưa nhận được báo cáo", None, "", ""]))
    remarks = [Field(f"- {entry['body_name']}:", entry["remarks"]) for entry in facts["appraisals"]
               if entry.get("remarks")]
    blocks = [
        letterhead(facts["authority"], body["display_name"]),
        Paragraph(f"BÁO CÁO TỔNG HỢP, THẨM ĐỊNH\nkết quả thực hiện việc đột phá, đổi mới {period}", "title"),
        Paragraph("Kính gửi: Ban Thường vụ Tỉnh ủy" + ("" if facts["general"] else "\n(qua Ban Tổ chức Tỉnh ủy)"),
                  "addressee"),
        Table(COLUMNS, HEAD, rows),
        *([Paragraph("Nhận xét, thẩm định", "heading"), *remarks] if remarks else []),
        signature_of_body(body["display_name"]),
    ]
    return Document(title=f"Báo cáo tổng hợp kết quả {period}", sheet="Kết quả", blocks=blocks, landscape=True)


def _rows(number, report, facts):
    reasons = {work["work_id"]: work.get("reason", "") for work in report.get("works", [])}
    levels = (report.get("self_level") or {}).get("works", {})
    completion = report.get("completion", [])
    rows = []
    for index, done in enumerate(completion):
        remarks = [reasons.get(done["work_id"], ""), LEVELS.get(levels.get(done["work_id"], ""), "")]
        rows.append(Row([number if index == 0 else "", who(facts["people"], report["official_id"]) if index == 0 else "",
                         name_of(facts["works"], done["work_id"]), Percent(done.get("completion_e2", 0)),
                         moment(report.get("received_at")) if index == 0 else "",
                         "; ".join(text for text in remarks if text)]))
    return rows or [Row([number, who(facts["people"], report["official_id"]), "", None,
                         moment(report.get("received_at")), ""])]
