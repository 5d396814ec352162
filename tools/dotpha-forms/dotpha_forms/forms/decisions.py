"""The list of works that the Standing Committee assigned in a cycle (Điều 4 khoản 3, R4.3-DATA)."""
from ..document import Column, Document, Heading, Paragraph, Row, Table
from ..wording import GROUNDS, SOURCES, day, target_text
from .parts import letterhead, signature_of_body, who

COLUMNS = [Column(12, "center"), Column(50), Column(72), Column(47), Column(32, "center"), Column(34)]
HEAD = [
    [Heading("STT"), Heading("Họ và tên, chức vụ, chức danh"), Heading("Việc được giao"),
     Heading("Chỉ tiêu"), Heading("Thời gian thực hiện"), Heading("Nguồn; lý do khác với đăng ký, đề xuất")],
    [Heading(str(number)) for number in range(1, 7)],
]
DURATIONS = {"1Y": "01 năm", "2Y": "giai đoạn 02 năm", "3Y": "giai đoạn 03 năm", "4Y": "giai đoạn 04 năm",
             "TERM": "nhiệm kỳ"}


def build(facts):
    cycle, rows, number = facts["cycle"], [], 0
    for decision in facts["decisions"]:
        document = decision.get("document") or {}
        signed = day(document.get("signed_on"))
        rows.append(Row(["", f"{document.get('number', '')}" + (f" ngày {signed}" if signed else "")] + [""] * 4, "part"))
        for item in decision.get("items", []):
            number += 1
            for index, assigned in enumerate(item.get("works", [])):
                first = index == 0
                rows.append(Row([number if first else "", who(facts["people"], item["official_id"]) if first else "",
                                 *_work(assigned, facts["works"].get(assigned["work_id"], {}))]))
    blocks = [
        letterhead(facts["authority"], "Ban Thường vụ"),
        Paragraph(f"DANH MỤC VIỆC ĐỘT PHÁ, ĐỔI MỚI\ngiao cán bộ thực hiện năm {cycle}", "title"),
        Table(COLUMNS, HEAD, rows),
        signature_of_body("T/M Ban Thường vụ"),
    ]
    return Document(title=f"Danh mục việc đột phá, đổi mới năm {cycle}", sheet="Danh mục", blocks=blocks, landscape=True)


def _work(assigned, work):
    duration = DURATIONS.get(work.get("duration", ""), work.get("duration", ""))
    time = f"{duration}\n{day(work.get('start_on'))} - {day(work.get('end_on'))}" if work.get("start_on") else duration
    reasons = [SOURCES.get(assigned.get("source", ""), ""), GROUNDS.get(assigned.get("ground", ""), "")]
    return [work.get("display_name") or assigned["work_id"],
            "\n".join(target_text(target) for target in work.get("targets", [])), time,
            "\n".join(reason for reason in reasons if reason)]
