"""The fact sheet for the annual review of officials (Điều 8, R8.1-USE, R8.2-USE): facts, and never a grade (B-41)."""
from ..document import Column, Document, Field, Heading, Paragraph, Percent, Row, Table
from ..wording import CASE_KINDS, LEVELS, day, moment
from .parts import letterhead, nothing, person_fields
from .plan_rows import name_of


def build(facts):
    sheet, person = facts["fact_sheet"], facts["person"]
    level = LEVELS.get(sheet.get("decided_level", ""), sheet.get("decided_level", ""))
    decided = f"{level} ({sheet.get('document_number', '')}, ngày {day(sheet.get('decided_on'))})" if level \
        else "chưa quyết định"
    suggested = LEVELS.get(sheet.get("suggested_level", ""), sheet.get("suggested_level", ""))
    blocks = [
        letterhead(facts["authority"], ""),
        Paragraph(f"PHIẾU THÔNG TIN\nkết quả thực hiện việc đột phá, đổi mới năm {sheet['cycle']}", "title"),
        *person_fields(person),
        Field("Mức theo tỷ lệ hoàn thành:", suggested or "chưa có"),
        Field("Mức do Ban Thường vụ quyết định:", decided),
        Paragraph("1- Việc được giao và mức đã quyết định", "heading"),
        *_works(sheet, facts["works"]),
        Paragraph("2- Thời hạn", "heading"),
        Field("Số lần gửi chậm:", str(sheet.get("late_count", 0))),
        Field("Số lần không gửi đến hết thời điểm tổng hợp:", str(sheet.get("missing_count", 0))),
        Paragraph("3- Vi phạm đã được kết luận (Điều 10)", "heading"),
        *_cases(sheet),
        Paragraph("4- Sử dụng kết quả", "heading"),
        Paragraph(sheet.get("use", "") + (f" ({sheet['use_article']})" if sheet.get("use_article") else "")),
    ]
    # Unset where the regulation makes every level one basis among others: then there is nothing to say of it.
    if "supports_htxs" in sheet:
        supports = "có" if sheet["supports_htxs"] else "không"
        blocks.append(Field("Là căn cứ xem xét mức hoàn thành xuất sắc nhiệm vụ:", supports))
    blocks.append(Paragraph(f"Số liệu đến {moment(sheet.get('as_of'))}. Phiếu này chỉ nêu thông tin, không phải là kết "
                            "quả đánh giá, xếp loại cán bộ hằng năm.", "note"))
    return Document(title=f"Phiếu thông tin năm {sheet['cycle']}", sheet="Phiếu thông tin", blocks=blocks)


def _works(sheet, works):
    rows = [Row([number, name_of(works, done["work_id"]), str(done.get("year", "")),
                 Percent(done["percentage"].get("floored_e2", 0)) if done.get("percentage") else "",
                 LEVELS.get(done.get("level", ""), done.get("level", "")), day(done.get("decided_on"))])
            for number, done in enumerate(sheet.get("works", []), 1)]
    if not rows:
        return [nothing("Chưa có việc nào được quyết định mức.")]
    return [Table([Column(12, "center"), Column(56), Column(14, "center"), Column(24, "center"), Column(28, "center"),
                   Column(26, "center")],
                  [[Heading("STT"), Heading("Việc"), Heading("Năm"), Heading("Tỷ lệ %"), Heading("Mức"),
                    Heading("Ngày quyết định")]], rows)]


def _cases(sheet):
    return [Paragraph(f"- {CASE_KINDS.get(case['kind'], case['kind'])}: nêu ngày {day(case.get('raised_on'))}, kết luận "
                      f"ngày {day(case.get('decided_on'))} ({case.get('document_number', '')})")
            for case in sheet.get("confirmed_cases", [])] or [nothing("Không có.")]
