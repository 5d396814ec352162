"""The list of duties that came late, or have not come (Điều 10, NOTICES). Facts, and no word on guilt."""
from ..document import Column, Document, Heading, Paragraph, Row, Table
from ..wording import CASE_KINDS, day, duty_text, moment
from .parts import letterhead, nothing, signature_of_body

COLUMNS = [Column(12, "center"), Column(42), Column(46), Column(42), Column(24, "center"), Column(26, "center"),
           Column(54)]
HEAD = [
    [Heading("STT"), Heading("Họ và tên"), Heading("Cơ quan"), Heading("Nghĩa vụ"), Heading("Ngày cuối đúng hạn"),
     Heading("Ngày nhận"), Heading("Tình trạng")],
    [Heading(str(number)) for number in range(1, 8)],
]
GRADES = {"FLAG_GRADE_LATE": "đánh dấu chậm", "FLAG_GRADE_MISSING": "đánh dấu chưa gửi"}


def build(facts):
    body = facts.get("body", {}).get("display_name", "Ban Tổ chức Tỉnh ủy")
    rows = [_row(number, duty) for number, duty in enumerate(facts["duties"], 1)]
    what = "CHƯA THỰC HIỆN" if facts.get("only_missing") else "THỰC HIỆN CHẬM, CHƯA THỰC HIỆN"
    blocks = [
        letterhead(facts["authority"], body),
        Paragraph(f"DANH SÁCH NGHĨA VỤ {what}\nvề việc đột phá, đổi mới"
                  + (f" năm {facts['cycle']}" if facts.get("cycle") else ""), "title"),
        Table(COLUMNS, HEAD, rows) if rows else nothing("Không có."),
        Paragraph("Danh sách nêu thời điểm nhận, không kết luận vi phạm.", "note"),
        signature_of_body(body),
    ]
    return Document(title="Danh sách nghĩa vụ chậm, chưa thực hiện", sheet="Danh sách", blocks=blocks, landscape=True)


def _row(number, duty):
    obligation = duty["obligation"]
    return Row([number, duty["name"], duty["agency"], duty_text(obligation["duty"], obligation["period"]),
                day(obligation.get("last_on_time_day")), moment(obligation.get("received_at")), _state(duty)])


def _state(duty):
    obligation, flag = duty["obligation"], duty.get("flag")
    lines = [{
        "OBLIGATION_STATE_LATE": f"Chậm {duty['days']} ngày",
        "OBLIGATION_STATE_OVERDUE": f"Chưa nhận được, quá hạn {duty['days']} ngày",
        "OBLIGATION_STATE_MISSING": f"Chưa nhận được đến hết thời điểm tổng hợp ({duty['days']} ngày)",
    }[obligation["state"]]]
    if flag and flag.get("status") == "FLAG_STATUS_WITHDRAWN":
        lines.append("đã rút đánh dấu")
    elif flag:
        lines.append(GRADES.get(flag.get("grade"), ""))
    kind = (duty.get("candidate") or "").split(" ")[0]
    if kind:
        lines.append(f"dấu hiệu: {CASE_KINDS.get(kind, kind)}")
    return "\n".join(line for line in lines if line)
